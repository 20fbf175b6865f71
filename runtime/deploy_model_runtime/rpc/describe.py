"""Protobuf message types described at run time.

Code that protoc generates is bound to a range of protobuf versions, and the model brings its own: so the types are made
here from tables, in a pool of their own, and never meet those of another library with the same names.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Sequence

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, empty_pb2, message_factory, struct_pb2

_FIELD = descriptor_pb2.FieldDescriptorProto
_SCALARS = {name: getattr(_FIELD, f"TYPE_{name.upper()}") for name in (
    "double", "float", "int32", "int64", "uint32", "uint64", "bool", "string", "bytes",
)}  # fmt: skip
_WELL_KNOWN = (any_pb2, empty_pb2, struct_pb2)


class File(NamedTuple):
    """One .proto file. A field is a line of `number [repeated] type name [@oneof]`, where a type is a scalar,
    `map<key,type>`, or a message's or enum's name, with a leading dot when it is of another package.

    `enums`: {"Message.Name" or "Name": values in order}; `services`: {service: {method: (request, reply)}}, a type with
    a trailing ~ is streamed.
    """

    name: str
    package: str
    messages: Dict[str, str]
    enums: Dict[str, Sequence[str]] = {}
    services: Dict[str, Dict[str, "tuple[str, str]"]] = {}
    imports: Sequence[str] = ()


class Types:
    """Message classes by full name, and the files that describe them."""

    def __init__(self, files: Sequence[File]) -> None:
        self.pool = descriptor_pool.DescriptorPool()
        for module in _WELL_KNOWN:
            self.pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
        self.services: Dict[str, Dict[str, "tuple[str, str]"]] = {}
        for file in files:
            self.pool.AddSerializedFile(_proto(file).SerializeToString())
            for service, methods in file.services.items():
                self.services[f"{file.package}.{service}"] = {
                    method: (_full(file, request), _full(file, reply)) for method, (request, reply) in methods.items()
                }
        self._classes: Dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The class of the message with that full name."""
        found = self._classes.get(name)
        if found is None:
            found = self._classes[name] = _class_of(self.pool, self.pool.FindMessageTypeByName(name))
        return found


def _class_of(pool: Any, descriptor: Any) -> Any:
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    old: Any = message_factory.MessageFactory(pool)  # before protobuf 4.22
    return old.GetPrototype(descriptor)


def _proto(file: File) -> Any:
    proto = descriptor_pb2.FileDescriptorProto(name=file.name, package=file.package, syntax="proto3")
    proto.dependency.extend(file.imports)
    for name, fields in file.messages.items():
        _add_message(file, proto, name, fields)
    for name, values in file.enums.items():
        owner, _, short = name.rpartition(".")
        enum = (_message(proto, owner) if owner else proto).enum_type.add(name=short)
        for number, value in enumerate(values):
            enum.value.add(name=value, number=number)
    for name, methods in file.services.items():
        service = proto.service.add(name=name)
        for method, (request, reply) in methods.items():
            service.method.add(
                name=method,
                input_type="." + _full(file, request).rstrip("~"),
                output_type="." + _full(file, reply).rstrip("~"),
                client_streaming=request.endswith("~"),
                server_streaming=reply.endswith("~"),
            )
    return proto


def _message(proto: Any, path: str) -> Any:
    """The message of a dotted path in the file."""
    found = proto
    for part in path.split("."):
        inside = found.message_type if found is proto else found.nested_type
        found = next(message for message in inside if message.name == part)
    return found


def _add_message(file: File, proto: Any, path: str, fields: str) -> None:
    owner, _, name = path.rpartition(".")
    message = _message(proto, owner).nested_type.add(name=name) if owner else proto.message_type.add(name=name)
    oneofs: List[str] = []
    for line in fields.strip().splitlines():
        words = line.split()
        if not words:
            continue
        repeated = words[1] == "repeated"
        number, kind, label = words[0], words[1 + repeated], words[2 + repeated]
        field = message.field.add(
            name=label, number=int(number), label=_FIELD.LABEL_REPEATED if repeated else _FIELD.LABEL_OPTIONAL
        )
        if kind.startswith("map<"):
            field.label = _FIELD.LABEL_REPEATED
            kind = _add_entry(file, message, path, label, kind)
        _set_type(file, field, kind)
        if words[-1].startswith("@"):
            oneof = words[-1][1:]
            if oneof not in oneofs:
                oneofs.append(oneof)
                message.oneof_decl.add(name=oneof)
            field.oneof_index = oneofs.index(oneof)


def _add_entry(file: File, message: Any, path: str, label: str, kind: str) -> str:
    """The message that a map field is made of; its name."""
    key, value = kind[4:-1].split(",")
    entry = message.nested_type.add(name="".join(part[:1].upper() + part[1:] for part in label.split("_")) + "Entry")
    entry.options.map_entry = True
    for number, (name, part) in enumerate((("key", key), ("value", value)), 1):
        _set_type(file, entry.field.add(name=name, number=number, label=_FIELD.LABEL_OPTIONAL), part)
    return f"{path}.{entry.name}"


def _set_type(file: File, field: Any, kind: str) -> None:
    if kind in _SCALARS:
        field.type = _SCALARS[kind]
        return
    enum = kind in file.enums or kind == ".tensorflow.DataType"
    field.type = _FIELD.TYPE_ENUM if enum else _FIELD.TYPE_MESSAGE
    field.type_name = "." + _full(file, kind)


def _full(file: File, name: str) -> str:
    return name[1:] if name.startswith(".") else f"{file.package}.{name}"
