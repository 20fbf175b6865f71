import argparse
import importlib
import json
import os
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

parser = argparse.ArgumentParser()
parser.add_argument("class_name")
parser.add_argument("--http-port", type=int)
parser.add_argument("--host")
parser.add_argument("--warm-up")
parser.add_argument("--exit-with-stdin", action="store_true")
options = parser.parse_args()

state = {"model": None, "status": {"reason": "MICROSERVICE_LOADING", "info": "loading"}}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if state["status"]:
            self.answer(503, {"status": state["status"]})
        else:
            self.answer(200, "pong")

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        rows = body["data"]["ndarray"]
        self.answer(200, {"data": {"ndarray": state["model"].predict(rows, [], {})}})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def end_with_stdin():
    sys.stdin.read()
    os._exit(0)


def load():
    try:
        sys.path.insert(0, os.getcwd())
        name = options.class_name.rpartition(".")
        module = importlib.import_module(name[0] or name[2])
        model = getattr(module, name[2])()
        if hasattr(model, "load"):
            model.load()
        if options.warm_up:
            with open(options.warm_up) as file:
                model.predict(json.load(file)["data"]["ndarray"], [], {})
        state.update(model=model, status=None)
    except Exception:
        state["status"] = {"reason": "MICROSERVICE_LOAD_FAILED", "info": traceback.format_exc()}


if options.exit_with_stdin:
    threading.Thread(target=end_with_stdin, daemon=True).start()
server = ThreadingHTTPServer((options.host, options.http_port), Handler)
threading.Thread(target=load, daemon=True).start()
server.serve_forever()
