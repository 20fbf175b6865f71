// Command initializer stands in for Seldon's storage initializer: `initializer SOURCE FOLDER` puts a model's files into a folder.
// Of an address over http it fetches the files that INDEX there names, one on a line; s3://BUCKET/KEY is the same at
// http://$AWS_ENDPOINT/BUCKET/KEY, with $AWS_ACCESS_KEY_ID as a bearer's token. A folder is copied.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

var client = &http.Client{Timeout: 20 * time.Second}

func main() {
	if len(os.Args) != 3 {
		end("usage: initializer SOURCE FOLDER")
	}
	source, folder := strings.TrimSuffix(os.Args[1], "/"), os.Args[2]
	token := ""
	if rest, isS3 := strings.CutPrefix(source, "s3://"); isS3 {
		token = os.Getenv("AWS_ACCESS_KEY_ID")
		if token == "" {
			end("NoCredentialProviders: no valid providers in chain for " + source)
		}
		source = "http://" + os.Getenv("AWS_ENDPOINT") + "/" + rest
	}
	if !strings.HasPrefix(source, "http://") {
		if err := os.CopyFS(folder, os.DirFS(source)); err != nil {
			end(err.Error())
		}
		return
	}
	for _, name := range strings.Fields(string(fetch(source+"/INDEX", token))) {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			end(err.Error())
		}
		if err := os.WriteFile(path, fetch(source+"/"+name, token), 0o644); err != nil {
			end(err.Error())
		}
	}
	fmt.Println("fetched", os.Args[1])
}

func fetch(address, token string) []byte {
	request, err := http.NewRequest("GET", address, nil)
	if err != nil {
		end(err.Error())
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		end(err.Error())
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 {
		end(fmt.Sprintf("%s: %s %s", address, response.Status, strings.TrimSpace(string(body))))
	}
	return body
}

func end(text string) {
	fmt.Fprintln(os.Stderr, "Failed to fetch the model:", text)
	os.Exit(1)
}
