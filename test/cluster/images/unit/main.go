// Command unit speaks the REST side of a Seldon Core v1 graph unit, without any model: numbers in data.ndarray
// come back as x*UNIT_SCALE+UNIT_ADD, and meta.tags.path lists every unit that a message went through. Over gRPC a message comes
// back as it was.
//
// Environment: PREDICTIVE_UNIT_HTTP_SERVICE_PORT (9000), PREDICTIVE_UNIT_GRPC_SERVICE_PORT (none) unless GRPC_WORKERS is 0,
// PREDICTIVE_UNIT_ID (unit), UNIT_SCALE (1), UNIT_ADD (0),
// UNIT_ROUTE (the child a router picks, 0), UNIT_START_DELAY (a duration during which no port is open),
// UNIT_FAIL (an HTTP status that every prediction answers with; UNIT_FAIL_EVERY: only each n-th), UNIT_DELAY (a duration that
// each prediction takes), UNIT_ONLY (transform-input or transform-output: the only thing that it can do, all else answers 501),
// UNIT_CRASH (written to standard error before it ends with
// 1), UNIT_MEMORY (MiB that it fills before it answers), UNIT_FAIL_RPC (a gRPC status that every call over gRPC ends with).
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

func env(name, otherwise string) string {
	if v, ok := os.LookupEnv(name); ok && v != "" {
		return v
	}
	return otherwise
}

func number(name string, otherwise float64) float64 {
	v, err := strconv.ParseFloat(env(name, ""), 64)
	if err != nil {
		return otherwise
	}
	return v
}

var (
	id    = env("PREDICTIVE_UNIT_ID", "unit")
	scale = number("UNIT_SCALE", 1)
	add   = number("UNIT_ADD", 0)
	fail  = int(number("UNIT_FAIL", 0))
	every = int64(number("UNIT_FAIL_EVERY", 1))
	asked atomic.Int64
	// True once a prepackaged server's model is loaded.
	served bool
	// Values in a row that it takes, 0 is any; and their names, where it goes by these.
	columns int
	names   []string

	delay, _ = time.ParseDuration(env("UNIT_DELAY", "0s"))
	only     = env("UNIT_ONLY", "")
)

func compute(x any) any {
	switch v := x.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = compute(v[i])
		}
		return out
	case float64:
		return v*scale + add
	}
	return x
}

func object(parent map[string]any, key string) map[string]any {
	if o, ok := parent[key].(map[string]any); ok {
		return o
	}
	o := map[string]any{}
	parent[key] = o
	return o
}

// sign adds this unit to the path in the message's tags.
func sign(message map[string]any, step string) {
	tags := object(object(message, "meta"), "tags")
	path, _ := tags["path"].([]any)
	tags["path"] = append(path, id+"/"+step)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func failure(w http.ResponseWriter, status int, info string) {
	answer(w, status, map[string]any{"status": map[string]any{"status": 1, "info": info, "code": -1, "reason": "MICROSERVICE_BAD_DATA"}})
}

func read(w http.ResponseWriter, r *http.Request, into any) bool {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		failure(w, 400, err.Error())
		return false
	}
	return true
}

// isMine is whether a method of gRPC is one that this unit has: a model is asked by two services.
func isMine(path string) bool {
	method := map[string]string{"transform-input": "/TransformInput", "transform-output": "/TransformOutput"}[only]
	return method == "" || strings.HasSuffix(path, method)
}

func transform(step string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		message := map[string]any{}
		if !read(w, r, &message) {
			return
		}
		if only != "" && step != only {
			failure(w, 501, "this unit knows "+only+" only")
			return
		}
		time.Sleep(delay)
		if fail != 0 && asked.Add(1)%every == 0 {
			failure(w, fail, "UNIT_FAIL")
			return
		}
		if served && refuses(message) {
			answer(w, 500, map[string]any{"status": map[string]any{"status": 1, "info": "not rows of numbers", "code": -1, "reason": "MICROSERVICE_INTERNAL_ERROR"}})
			return
		}
		data := object(message, "data")
		if served {
			order(data)
		}
		if step != "transform-output" || data["ndarray"] != nil {
			data["ndarray"] = compute(data["ndarray"])
		}
		sign(message, step)
		answer(w, 200, message)
	}
}

// infer answers in the words of the Open Inference Protocol (V2), which Seldon's servers in its own protocol do not speak.
func infer(w http.ResponseWriter, r *http.Request) {
	if served {
		failure(w, 500, "405 Method Not Allowed: The method is not allowed for the requested URL.")
		return
	}
	message := map[string]any{}
	if !read(w, r, &message) {
		return
	}
	inputs, _ := message["inputs"].([]any)
	for _, input := range inputs {
		tensor, _ := input.(map[string]any)
		tensor["data"] = compute(tensor["data"])
	}
	answer(w, 200, map[string]any{"model_name": id, "outputs": inputs})
}

func route(w http.ResponseWriter, r *http.Request) {
	message := map[string]any{}
	if !read(w, r, &message) {
		return
	}
	answer(w, 200, map[string]any{"data": map[string]any{"ndarray": []any{[]any{number("UNIT_ROUTE", 0)}}}})
}

// aggregate answers the mean of its children's first-level rows, and the children's paths.
func aggregate(w http.ResponseWriter, r *http.Request) {
	var body any
	if !read(w, r, &body) {
		return
	}
	list, ok := body.([]any)
	if !ok {
		if o, isObject := body.(map[string]any); isObject {
			list, _ = o["seldonMessages"].([]any)
		}
	}
	var sum []float64
	var paths []any
	for _, item := range list {
		message, _ := item.(map[string]any)
		if tags, ok := object(message, "meta")["tags"].(map[string]any); ok {
			paths = append(paths, tags["path"])
		}
		rows, _ := object(message, "data")["ndarray"].([]any)
		for _, row := range rows {
			values, _ := row.([]any)
			for i, v := range values {
				f, _ := v.(float64)
				if i == len(sum) {
					sum = append(sum, 0)
				}
				sum[i] += f
			}
		}
	}
	for i := range sum {
		sum[i] /= float64(len(list))
	}
	message := map[string]any{"data": map[string]any{"ndarray": []any{sum}}, "meta": map[string]any{"tags": map[string]any{"children": paths}}}
	sign(message, "aggregate")
	answer(w, 200, message)
}

func main() {
	if len(os.Args) > 1 { // for trying exec in a container that has no shell
		fmt.Println(os.Args[1:])
		return
	}
	if d, err := time.ParseDuration(env("UNIT_START_DELAY", "0s")); err == nil {
		time.Sleep(d)
	}
	if text := env("UNIT_CRASH", ""); text != "" {
		fmt.Fprintln(os.Stderr, text)
		os.Exit(1)
	}
	loadModel()
	filled := make([]byte, int(number("UNIT_MEMORY", 0))<<20)
	for i := 0; i < len(filled); i += 4096 {
		filled[i] = 1
	}
	mux := http.NewServeMux()
	for _, p := range []string{"/predict", "/api/v1.0/predictions"} {
		mux.HandleFunc(p, transform("predict"))
	}
	mux.HandleFunc("/transform-input", transform("transform-input"))
	mux.HandleFunc("/transform-output", transform("transform-output"))
	mux.HandleFunc("POST /v2/models/{model}/infer", infer)
	mux.HandleFunc("/route", route)
	mux.HandleFunc("/aggregate", aggregate)
	mux.HandleFunc("/send-feedback", func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, map[string]any{"data": map[string]any{"ndarray": []any{}}})
	})
	mux.HandleFunc("/health/ping", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "pong") })
	mux.HandleFunc("/health/status", func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, map[string]any{"data": map[string]any{"names": []any{}, "tensor": map[string]any{"shape": []any{0}, "values": []any{}}}, "meta": map[string]any{}})
	})
	mux.HandleFunc("/metadata", func(w http.ResponseWriter, r *http.Request) {
		answer(w, 200, map[string]any{"name": id, "versions": []any{"1"}, "platform": "test"})
	})
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		// The operator's preStop hook wants a shell, which this image has not: what still arrives is answered all the same, until
		// the engine before it has ended.
		<-stop
		time.Sleep(6 * time.Second)
		os.Exit(0)
	}()
	if port := env("PREDICTIVE_UNIT_GRPC_SERVICE_PORT", ""); port != "" && env("GRPC_WORKERS", "1") != "0" {
		go serveGRPC(port)
	}
	address := env("UNIT_HOST", "") + ":" + env("PREDICTIVE_UNIT_HTTP_SERVICE_PORT", "9000")
	log.Printf("unit %s on %s", id, address)
	log.Fatal(http.ListenAndServe(address, mux))
}
