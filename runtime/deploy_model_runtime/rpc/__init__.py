"""The same answers over gRPC. Needs any protobuf from 3.20 on."""
