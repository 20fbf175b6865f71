"""As much of protobuf's wire format as the benchmark's requests need: a client that is no part of what is measured."""

import struct


def bytes_field(number, value):
    """A field with text, bytes or a message."""
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def doubles_field(number, values):
    """A packed list of doubles."""
    return bytes_field(number, struct.pack(f"<{len(values)}d", *values))


def integers_field(number, values):
    """A packed list of whole numbers of 0 and more."""
    return bytes_field(number, b"".join(map(_varint, values)))


def _varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
