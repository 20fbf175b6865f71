package main

import (
	"net/http"
	"net/http/httputil"
	"strings"
)

// plainHTTP2 is what gRPC speaks without encryption.
func plainHTTP2() *http.Protocols {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return protocols
}

// asks is what a unit is called with for a prediction, by its type.
var asks = map[string]string{
	"TRANSFORMER":        "/seldon.protos.Transformer/TransformInput",
	"OUTPUT_TRANSFORMER": "/seldon.protos.OutputTransformer/TransformOutput",
}

// methodOf is the method of a unit that a call of seldon.protos.Seldon is handed to.
func methodOf(graph *unit, called string) string {
	if own := asks[graph.Type]; own != "" && strings.HasSuffix(called, "/Predict") {
		return own
	}
	return strings.Replace(called, "/seldon.protos.Seldon/", "/seldon.protos.Model/", 1)
}

// serveGRPC hands calls of seldon.protos.Seldon to the graph's only unit, byte for byte.
func serveGRPC(graph *unit, port string) error {
	proxy := &httputil.ReverseProxy{
		Transport: &http.Transport{Protocols: plainHTTP2()},
		// No FlushInterval: a refusal is its headers alone, and would lose its status when they are flushed before its end.
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme = "http"
			r.Out.URL.Host = graph.grpcAddress()
			r.Out.URL.Path = methodOf(graph, r.In.URL.Path)
		},
	}
	server := &http.Server{Addr: ":" + port, Handler: proxy, Protocols: plainHTTP2()}
	return server.ListenAndServe()
}
