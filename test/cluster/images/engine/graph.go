package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// unit is one node of the inference graph, as the operator writes it into ENGINE_PREDICTOR.
type unit struct {
	Name           string `json:"name"`
	Type           string `json:"type"`
	Implementation string `json:"implementation"`
	Endpoint       struct {
		Host string `json:"service_host"`
		Port int    `json:"httpPort"`
		Grpc int    `json:"grpcPort"`
	} `json:"endpoint"`
	Parameters []struct{ Name, Value string } `json:"parameters"`
	Children   []*unit                        `json:"children"`
}

// message is a body on its way through the graph; a status other than 200 goes to the client as it is.
type message struct {
	body        []byte
	contentType string
	status      int
}

var client = &http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 100}}

// predictor is what the executor reads of a SeldonDeployment's predictor.
type predictor struct {
	Graph       *unit
	Annotations map[string]string
}

func readPredictor(encoded string) (predictor, error) {
	read := predictor{}
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	return read, err
}

// walk sends a message through a node: its own step, then its children, then what comes after them.
func (u *unit) walk(m message, headers http.Header) message {
	before := map[string]string{"MODEL": "/predict", "TRANSFORMER": "/transform-input"}[u.Type]
	if before != "" && u.Implementation != "SIMPLE_MODEL" {
		if m = u.call(before, m, headers); m.status != 200 {
			return m
		}
	}
	if len(u.Children) > 0 {
		if m = u.walkChildren(m, headers); m.status != 200 {
			return m
		}
	}
	if u.Type == "OUTPUT_TRANSFORMER" {
		return u.call("/transform-output", m, headers)
	}
	return m
}

func (u *unit) walkChildren(m message, headers http.Header) message {
	chosen := u.Children
	switch {
	case u.Implementation == "RANDOM_ABTEST":
		chosen = []*unit{u.Children[abTest(u)]}
	case u.Type == "ROUTER":
		answer := u.call("/route", m, headers)
		if answer.status != 200 {
			return answer
		}
		branch, err := branchOf(answer.body)
		if err != nil || branch >= len(u.Children) || branch < -2 {
			return failure(fmt.Sprintf("Router %s chose no child of its own", u.Name))
		}
		if branch == -2 {
			return m
		}
		if branch >= 0 {
			chosen = u.Children[branch : branch+1]
		}
	}
	answers := make([]message, len(chosen))
	var all sync.WaitGroup
	for i, child := range chosen {
		all.Add(1)
		go func() { defer all.Done(); answers[i] = child.walk(m, headers) }()
	}
	all.Wait()
	for _, answer := range answers {
		if answer.status != 200 {
			return answer
		}
	}
	if u.Type != "COMBINER" {
		return answers[0]
	}
	bodies := make([][]byte, len(answers))
	for i := range answers {
		bodies[i] = answers[i].body
	}
	joined := append(append([]byte("["), bytes.Join(bodies, []byte(","))...), ']')
	return u.call("/aggregate", message{joined, answers[0].contentType, 200}, headers)
}

func (u *unit) call(path string, m message, headers http.Header) message {
	request, err := http.NewRequest("POST", "http://"+u.address()+path, bytes.NewReader(m.body))
	if err != nil {
		return failure(err.Error())
	}
	request.Header = headers.Clone()
	request.Header.Set("Content-Type", m.contentType)
	answer, err := client.Do(request)
	if err != nil {
		return failure(err.Error())
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return failure(err.Error())
	}
	return message{body, answer.Header.Get("Content-Type"), answer.StatusCode}
}

// ready is whether every unit accepts connections: all that the real one looks at.
func (u *unit) ready() bool {
	if u.Endpoint.Port != 0 {
		connection, err := net.DialTimeout("tcp", u.address(), time.Second)
		if err != nil {
			return false
		}
		connection.Close()
	}
	for _, child := range u.Children {
		if !child.ready() {
			return false
		}
	}
	return true
}

func (u *unit) address() string {
	return net.JoinHostPort(u.Endpoint.Host, strconv.Itoa(u.Endpoint.Port))
}

func (u *unit) grpcAddress() string {
	return net.JoinHostPort(u.Endpoint.Host, strconv.Itoa(u.Endpoint.Grpc))
}

func abTest(u *unit) int {
	ratio := 0.5
	if len(u.Parameters) == 1 {
		if v, err := strconv.ParseFloat(u.Parameters[0].Value, 64); err == nil {
			ratio = v
		}
	}
	if rand.Float64() < ratio {
		return 0
	}
	return 1
}

// branchOf is the first number in data.ndarray, however it is nested.
func branchOf(body []byte) (int, error) {
	answer := struct {
		Data struct{ Ndarray json.RawMessage }
	}{}
	if err := json.Unmarshal(body, &answer); err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(strings.Trim(string(answer.Data.Ndarray), "[] \n"), ",")
	number, err := strconv.ParseFloat(strings.Trim(first, "[] \n"), 64)
	return int(number), err
}

func failure(info string) message {
	body, _ := json.Marshal(map[string]any{"status": map[string]any{"code": 500, "info": info, "status": "FAILURE"}})
	return message{body, "application/json", 500}
}
