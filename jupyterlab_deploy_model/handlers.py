"""Forwards API requests to the service once Jupyter has let them pass."""

import asyncio
import json
from urllib.parse import parse_qsl, urlencode

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .service import ServiceUnavailable

ROOT = "/deploy-model/api/"
LARGEST_BODY = 16 * 1024 * 1024
FORWARDED_HEADERS = ("Accept", "Content-Type")
"""All others stay here: cookies, Authorization and the hub's tokens are none of the service's business."""

OWN_PARAMETERS = ("token", "no_track_activity")
"""Jupyter's own, of which the first one is a secret."""


class ForwardHandler(APIHandler):
    auth_resource = "deploy-model"
    # An open tab asks all the time; only what a person does and what the service works at counts as activity.
    _track_activity = False

    def initialize(self, service):
        self.service = service
        self.forwarding = None

    # One decorator for each verb: `authorized` remembers the action of the first request that it sees.
    @web.authenticated
    @authorized
    async def get(self):
        await self._forward()

    @web.authenticated
    @authorized
    async def post(self):
        await self._change()

    @web.authenticated
    @authorized
    async def put(self):
        await self._change()

    @web.authenticated
    @authorized
    async def delete(self):
        await self._change()

    def on_connection_close(self):
        """A closed tab ends the request that it waited for."""
        if self.forwarding:
            self.forwarding.cancel()

    def write_error(self, status_code, **kwargs):
        """What the guard refuses has the form that errors of the service have."""
        error = kwargs.get("exc_info", (None, None))[1]
        reason = getattr(error, "log_message", None) or f"It answered with status {status_code}."
        self._finish_with(
            code="not-allowed" if status_code < 500 else "service-unavailable",
            message="The Jupyter server refused the request.",
            reason="You are logged out, or not allowed to do this." if status_code == 403 else reason,
            suggestion="Log in again by reloading the page; else ask whoever runs this server.",
        )

    async def _change(self):
        self._track_activity = True
        await self._forward()

    async def _forward(self):
        if len(self.request.body) > LARGEST_BODY:
            raise web.HTTPError(413, f"It has more than {LARGEST_BODY // 1024 // 1024} MB.")
        self.forwarding = asyncio.ensure_future(self._ask())
        try:
            answer = await self.forwarding
        except asyncio.CancelledError:
            return
        except ServiceUnavailable as error:
            self.set_status(503)
            self._finish_with(
                code="service-unavailable",
                message="The deployment service does not answer.",
                reason=str(error),
                suggestion="Try again; else see the log of the Jupyter server.",
                detail=error.log,
            )
            return
        self.set_status(answer.status)
        self.finish(answer.body, set_content_type=answer.headers.get("Content-Type", "application/json"))

    async def _ask(self):
        request = self.request
        query = [pair for pair in parse_qsl(request.query, keep_blank_values=True) if pair[0] not in OWN_PARAMETERS]
        # As it was sent: tornado would decode it.
        path = "/" + request.path.split(ROOT, 1)[1] + (f"?{urlencode(query)}" if query else "")
        headers = {name: request.headers[name] for name in FORWARDED_HEADERS if name in request.headers}
        return await self.service.ask(request.method, path, headers, request.body)

    def _finish_with(self, **problem):
        self.finish(json.dumps({name: text for name, text in problem.items() if text}))
