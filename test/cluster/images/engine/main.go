// Command engine stands in for Seldon's executor in a test cluster: it takes ENGINE_PREDICTOR and the executor's
// --http_port, sends predictions through the graph over REST, and counts them. On --grpc_port it passes calls on to the only
// unit. What it leaves out: gRPC for larger graphs, feedback, metadata, request logging, tracing, timeouts, and the executor's
// panics.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	read, err := readPredictor(os.Getenv("ENGINE_PREDICTOR"))
	graph := read.Graph
	if err != nil || graph == nil {
		log.Fatal("ENGINE_PREDICTOR holds no graph: ", err)
	}
	counts := &counters{buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}}
	labels := fmt.Sprintf(`deployment_name="%s",predictor_name="%s",predictor_version="%s"`, flag("--sdep"), flag("--predictor"), read.Annotations["version"])
	mux := http.NewServeMux()
	predict := func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		body, _ := io.ReadAll(r.Body)
		answer := graph.walk(message{body, r.Header.Get("Content-Type"), 200}, r.Header)
		w.Header().Set("Content-Type", answer.contentType)
		w.WriteHeader(answer.status)
		w.Write(answer.body)
		counts.add(answer.status, time.Since(begun).Seconds())
	}
	mux.HandleFunc("POST /api/v1.0/predictions", predict)
	mux.HandleFunc("POST /api/v0.1/predictions", predict)
	mux.HandleFunc("/v2/", func(w http.ResponseWriter, r *http.Request) { pass(graph, counts, w, r) })
	ready := func(w http.ResponseWriter, r *http.Request) {
		if !graph.ready() {
			w.WriteHeader(503)
		}
	}
	mux.HandleFunc("/ready", ready)
	mux.HandleFunc("/api/v1.0/health/status", ready)
	mux.HandleFunc("/live", func(w http.ResponseWriter, r *http.Request) {})
	mux.HandleFunc("/prometheus", func(w http.ResponseWriter, r *http.Request) { counts.write(w, labels) })
	server := &http.Server{Addr: ":" + flag("--http_port"), Handler: mux}
	go func() { log.Fatal(serveGRPC(graph, flag("--grpc_port"))) }()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		// The endpoints forget this pod a moment after it was told to end; what still arrives is answered. The real one waits for
		// ten seconds.
		<-stop
		server.SetKeepAlivesEnabled(false)
		time.Sleep(4 * time.Second)
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
	time.Sleep(time.Second) // for what Shutdown still waits for
}

// pass hands a request of the V2 protocol to the only unit as it is.
func pass(graph *unit, counts *counters, w http.ResponseWriter, r *http.Request) {
	begun := time.Now()
	request, _ := http.NewRequest(r.Method, "http://"+graph.address()+r.URL.Path, r.Body)
	request.Header = r.Header.Clone()
	answer, err := client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), 500)
		return
	}
	defer answer.Body.Close()
	w.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
	w.WriteHeader(answer.StatusCode)
	io.Copy(w, answer.Body)
	counts.add(answer.StatusCode, time.Since(begun).Seconds())
}

// flag reads `--name value` and `--name=value`.
func flag(name string) string {
	for i, argument := range os.Args {
		if value, ok := strings.CutPrefix(argument, name+"="); ok {
			return value
		}
		if argument == name && i+1 < len(os.Args) {
			return os.Args[i+1]
		}
	}
	return ""
}

// counters is what the executor counts under seldon_api_executor_server_requests_seconds.
type counters struct {
	sync.Mutex
	buckets []float64
	codes   map[int]*histogram
}

type histogram struct {
	within []int
	count  int
	sum    float64
}

func (c *counters) add(code int, seconds float64) {
	c.Lock()
	defer c.Unlock()
	if c.codes == nil {
		c.codes = map[int]*histogram{}
	}
	h := c.codes[code]
	if h == nil {
		h = &histogram{within: make([]int, len(c.buckets))}
		c.codes[code] = h
	}
	h.count++
	h.sum += seconds
	for i, limit := range c.buckets {
		if seconds <= limit {
			h.within[i]++
		}
	}
}

func (c *counters) write(w io.Writer, labels string) {
	c.Lock()
	defer c.Unlock()
	const name = "seldon_api_executor_server_requests_seconds"
	fmt.Fprintf(w, "# TYPE %s histogram\n", name)
	for code, h := range c.codes {
		own := fmt.Sprintf(`%s,method="post",service="predictions",code="%d"`, labels, code)
		for i, limit := range c.buckets {
			fmt.Fprintf(w, "%s_bucket{%s,le=\"%g\"} %d\n", name, own, limit, h.within[i])
		}
		fmt.Fprintf(w, "%s_bucket{%s,le=\"+Inf\"} %d\n%s_sum{%s} %g\n%s_count{%s} %d\n", name, own, h.count, name, own, h.sum, name, own, h.count)
	}
}
