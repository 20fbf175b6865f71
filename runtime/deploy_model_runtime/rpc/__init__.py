"""The same answers over gRPC. Needs grpcio and any protobuf from 3.20 on."""
