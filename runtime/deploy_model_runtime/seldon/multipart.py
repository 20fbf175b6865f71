"""A Seldon message spread over the fields of a multipart form (RFC 7578)."""

from __future__ import annotations

import base64
import re
from typing import Any, Dict, Iterator, NamedTuple

from ..codec import loads
from ..problem import Problem

_BOUNDARY = re.compile(r'boundary="?([^";,]{1,70})"?', re.IGNORECASE)
_PARAMETER = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Part(NamedTuple):
    """A field of the form."""

    name: str
    file: bool
    content: bytes


def read_multipart(content_type: str, body: bytes) -> Dict[str, Any]:
    """Each field is a key of the message: JSON, but strData as text and binData as a file. Raises Problem 400."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise Problem(400, "The content type names no boundary.")
    message: Dict[str, Any] = {}
    for part in _parts(body, boundary.group(1).encode("latin-1")):
        if part.name == "binData":
            message[part.name] = base64.b64encode(part.content).decode()
        elif part.name == "strData" or part.file:
            try:
                message[part.name] = part.content.decode()
            except UnicodeDecodeError:
                raise Problem(400, f"The field {part.name} is not UTF-8; send it as binData.") from None
        else:
            message[part.name] = loads(part.content)
    if not message:
        raise Problem(400, "The form has no fields.")
    return message


def _parts(body: bytes, boundary: bytes) -> Iterator[Part]:
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(pieces) < 3 or not pieces[-1].startswith(b"--"):
        raise Problem(400, "The form is not complete.")
    for piece in pieces[1:-1]:
        head, blank, content = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not blank:
            raise Problem(400, "A field of the form has no head.")
        yield _part(head.decode("utf-8", "replace"), content)


def _part(head: str, content: bytes) -> Part:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            found = dict(_PARAMETER.findall(value))
            if "name" in found:
                return Part(found["name"], "filename" in found, content)
    raise Problem(400, "A field of the form has no name.")
