package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

// loadModel is what a prepackaged server does: when the parameter model_uri names a folder, the numbers that unit.json there
// holds are the model. A folder without MLmodel ends the process, as with MLFLOW_SERVER.
func loadModel() {
	var parameters []struct{ Name, Value string }
	json.Unmarshal([]byte(env("PREDICTIVE_UNIT_PARAMETERS", "[]")), &parameters)
	folder := ""
	for _, p := range parameters {
		if p.Name == "model_uri" {
			folder = p.Value
		}
	}
	if folder == "" {
		return
	}
	if _, err := os.Stat(filepath.Join(folder, "MLmodel")); err != nil {
		fmt.Fprintln(os.Stderr, "FileNotFoundError:", err)
		os.Exit(1)
	}
	model := struct {
		Scale, Add float64
		Columns    int
		Names      []string
	}{Scale: 1}
	if text, err := os.ReadFile(filepath.Join(folder, "unit.json")); err == nil {
		if err := json.Unmarshal(text, &model); err != nil {
			fmt.Fprintln(os.Stderr, "ValueError:", err)
			os.Exit(1)
		}
	}
	scale, add, columns, names, served = model.Scale, model.Add, model.Columns, model.Names, true
	log.Printf("loaded %s", folder)
}

// refuses is true for a message that a server of Seldon's answers with 500: one without rows of as many numbers as the model takes.
func refuses(message map[string]any) bool {
	data, _ := message["data"].(map[string]any)
	rows, isArray := data["ndarray"].([]any)
	for _, row := range rows {
		cells, isRow := row.([]any)
		if !isRow || (columns > 0 && len(cells) != columns) {
			return true
		}
		for _, cell := range cells {
			if _, isNumber := cell.(float64); !isNumber {
				return true
			}
		}
	}
	return !isArray || len(rows) == 0
}

// order puts the values of named columns where the model has them, as a frame does.
func order(data map[string]any) {
	given, _ := data["names"].([]any)
	rows, _ := data["ndarray"].([]any)
	place := map[string]int{}
	for i, name := range given {
		text, _ := name.(string)
		place[text] = i
	}
	for i, row := range rows {
		cells, _ := row.([]any)
		sorted := make([]any, 0, len(names))
		for _, name := range names {
			if at, isThere := place[name]; isThere && at < len(cells) {
				sorted = append(sorted, cells[at])
			}
		}
		if len(names) > 0 && len(sorted) == len(cells) {
			rows[i] = sorted
		}
	}
	delete(data, "names")
}
