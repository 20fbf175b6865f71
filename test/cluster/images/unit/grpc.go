package main

import (
	"io"
	"log"
	"net/http"
	"strconv"
)

// serveGRPC answers seldon.protos calls with the message that came, byte for byte: what a unit does that adds nothing.
// With UNIT_FAIL_RPC every call fails with that status, with UNIT_ONLY every call of another method with UNIMPLEMENTED.
func serveGRPC(port string) {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	echo := func(w http.ResponseWriter, r *http.Request) {
		message, err := io.ReadAll(r.Body)
		status := int(number("UNIT_FAIL_RPC", 0))
		if err != nil {
			status = 13
		}
		if !isMine(r.URL.Path) {
			status = 12
		}
		if status != 0 {
			message = nil
		}
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status")
		w.Write(message)
		w.Header().Set("Grpc-Status", strconv.Itoa(status))
	}
	server := &http.Server{Addr: env("UNIT_HOST", "") + ":" + port, Handler: http.HandlerFunc(echo), Protocols: protocols}
	log.Fatal(server.ListenAndServe())
}
