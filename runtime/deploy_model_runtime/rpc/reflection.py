"""gRPC server reflection: tells clients such as grpcurl which services there are and what their messages hold."""

from __future__ import annotations

from typing import Any, List

from .describe import Types

NOT_FOUND = 5
UNIMPLEMENTED = 12


def answer(types: Types, package: str, request: Any) -> Any:
    """The ServerReflectionResponse to one request."""
    response = types[f"{package}.ServerReflectionResponse"](valid_host=request.host)
    response.original_request.CopyFrom(request)
    kind = request.WhichOneof("message_request")
    if kind == "list_services":
        for name in sorted(types.services):
            response.list_services_response.service.add(name=name)
        return response
    try:
        if kind == "file_by_filename":
            file = types.pool.FindFileByName(request.file_by_filename)
        elif kind == "file_containing_symbol":
            file = _file_of(types, request.file_containing_symbol)
        else:
            response.error_response.error_code = UNIMPLEMENTED
            response.error_response.error_message = "Extensions are not described."
            return response
    except KeyError:
        response.error_response.error_code = NOT_FOUND
        response.error_response.error_message = "There is no such file or symbol."
        return response
    response.file_descriptor_response.file_descriptor_proto.extend(_with_imports(file))
    return response


def _file_of(types: Types, symbol: str) -> Any:
    try:
        return types.pool.FindFileContainingSymbol(symbol)
    except KeyError:
        # A method: some versions of protobuf find the service only.
        owner, _, name = symbol.rpartition(".")
        if name not in types.services.get(owner, ()):
            raise
        return types.pool.FindFileContainingSymbol(owner)


def _with_imports(file: Any) -> List[bytes]:
    """The file and all that it imports, itself first."""
    found: List[Any] = []

    def visit(one: Any) -> None:
        if all(one.name != other.name for other in found):
            found.append(one)
            for dependency in one.dependencies:
                visit(dependency)

    visit(file)
    return [one.serialized_pb for one in found]
