"""Exceptions that the user's class answers itself: `model_error_handler`, a Blueprint of Flask with error handlers."""

from __future__ import annotations

import logging
from typing import Any, Optional

from .http.message import Request, Response

log = logging.getLogger(__name__)


class UserErrors:
    """Asks the blueprint's handlers. Flask is there when the class has such a blueprint."""

    def __init__(self, blueprint: Any) -> None:
        import flask

        self._app = flask.Flask("deploy_model_runtime")
        self._app.register_blueprint(blueprint)

    def response(self, request: Request, error: BaseException) -> Optional[Response]:
        """The handler's answer; None when it has none for this exception."""
        if not isinstance(error, Exception):
            return None
        with self._app.test_request_context(request.path, method=request.method, data=bytes(request.body)):
            try:
                made = self._app.make_response(self._app.handle_user_exception(error))
            except Exception as raised:
                if raised is not error:
                    log.error("The class's model_error_handler failed.", exc_info=raised)
                return None
        return Response(made.status_code, made.get_data(), made.content_type)
