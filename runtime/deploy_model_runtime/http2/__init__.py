"""HTTP/2 with prior knowledge (RFC 9113), as much of it as a gRPC server needs."""
