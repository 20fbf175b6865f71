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

// serveGRPC hands calls of seldon.protos.Seldon to the Model service of the graph's only unit, byte for byte.
func serveGRPC(graph *unit, port string) error {
	proxy := &httputil.ReverseProxy{
		Transport:     &http.Transport{Protocols: plainHTTP2()},
		FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme = "http"
			r.Out.URL.Host = graph.grpcAddress()
			r.Out.URL.Path = strings.Replace(r.In.URL.Path, "/seldon.protos.Seldon/", "/seldon.protos.Model/", 1)
		},
	}
	server := &http.Server{Addr: ":" + port, Handler: proxy, Protocols: plainHTTP2()}
	return server.ListenAndServe()
}
