"""The paths of the documents."""

from __future__ import annotations

from ..codec import dumps
from ..http.message import Response
from ..routes import Table, told
from ..served import Served
from .openapi import openapi
from .page import page


def add_documents(table: Table, served: Served) -> None:
    """The OpenAPI document under upstream's name and the usual one, and the page."""
    for path in ("/openapi.json", "/seldon.json"):
        table.add(path, told("openapi", lambda _request: Response(200, dumps(openapi(served)))))
    table.add("/", told("page", lambda _request: page(served)))
