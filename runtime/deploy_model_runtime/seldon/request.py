"""The Seldon message of an HTTP request, in every form that upstream takes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from ..codec import loads
from ..http.message import Request
from ..problem import Problem


def read_message(request: Request) -> Any:
    """JSON as the body, as a form field or query argument `json`, or spread over multipart fields.

    Raises Problem 400.
    """
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        from .multipart import read_multipart

        return read_multipart(kind, bytes(request.body))
    body: Any = request.body
    if kind.startswith("application/x-www-form-urlencoded"):
        # curl calls any body a form.
        body = _field(bytes(body).decode("utf-8", "replace")) or body
    if not body and request.query:
        body = _field(request.query) or b""
    if not body:
        raise Problem(400, "The request has no body; send a Seldon message as JSON.")
    return loads(bytes(body) if not isinstance(body, str) else body.encode())


def _field(form: str) -> "str | None":
    return parse_qs(form).get("json", [None])[0]
