"""What else a class may have."""

import http.server
import logging
import os

log = logging.getLogger("mine")


class Parameters:
    def __init__(self, **given):
        self.given = given

    def predict(self, X, names=None):
        return {name: [type(value).__name__, value] for name, value in self.given.items()}


class OwnServer:
    """A server of its own beside the runtime's."""

    def __init__(self):
        self.word = "mine"

    def predict(self, X, names=None):
        return [os.getpid()]

    def custom_service(self):
        word = self.word

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = f"{word} {os.getpid()}".encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        http.server.HTTPServer(("127.0.0.1", int(os.environ["OWN_PORT"])), Handler).serve_forever()


class Logging:
    def predict(self, X, names=None):
        log.warning("a word from the class", extra={"rows": len(X)})
        print("printed by the class", flush=True)
        return X


class Environment:
    def predict(self, X, names=None):
        return {name: value for name, value in os.environ.items() if name.endswith("_THREADS")}


class Passthrough:
    def predict_raw(self, message):
        return message[::-1]


class Handled:
    """Answers its own exception by a handler of Flask."""

    def __init__(self):
        import flask

        self.model_error_handler = flask.Blueprint("errors", __name__)

        @self.model_error_handler.app_errorhandler(KeyError)
        def handle(error):
            response = flask.jsonify({"mine": str(error)})
            response.status_code = 409
            return response

    def predict(self, X, names=None):
        raise {"key": KeyError("gone"), "value": ValueError("bad")}[X]


class Traced:
    """Has spans of its own."""

    def predict(self, X, names=None):
        from opentelemetry import trace

        with trace.get_tracer("mine").start_as_current_span("inside"):
            return X
