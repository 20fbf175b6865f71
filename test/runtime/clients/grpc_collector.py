"""A collector of spans over gRPC: prints its port, then each message that it gets, in hex."""

from __future__ import annotations

from concurrent import futures
from typing import Any

import grpc

EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


class Handler(grpc.GenericRpcHandler):
    """Takes messages as bytes; an empty answer is OpenTelemetry's yes."""

    def service(self, handler_call_details: Any) -> Any:
        """The handler of a method."""
        return grpc.unary_unary_rpc_method_handler(taken) if handler_call_details.method == EXPORT else None


def taken(message: bytes, _context: Any) -> bytes:
    print(message.hex(), flush=True)
    return b""


server = grpc.server(futures.ThreadPoolExecutor(1), handlers=[Handler()])
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
