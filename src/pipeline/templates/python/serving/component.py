"""A Seldon component as a model of MLServer: its own V2 protocol, and Seldon's paths beside it.

The class is called by the same code as in the built-in runtime, so that it answers the same.
"""

import asyncio
import os
import traceback
from concurrent.futures import ThreadPoolExecutor

from deploy_model_runtime.codec import dumps, loads
from deploy_model_runtime.options import Options
from deploy_model_runtime.problem import LOAD_FAILED, LOADING, Problem, problem_of
from deploy_model_runtime.seldon.question import Question
from deploy_model_runtime.served import Served
from deploy_model_runtime.traceback_text import traceback_text
from fastapi import Request, Response
from mlserver import MLModel
from mlserver.errors import MLServerError
from mlserver.handlers import custom_handler
from mlserver.types import InferenceRequest, InferenceResponse, MetadataTensor

from .tensors import infer_request, response_output


class Metrics:
    """MLServer's metrics are its own: what a class measures is told in its answers only."""

    def update(self, metrics, method):
        pass

    def reward(self, reward):
        pass


class Component(MLModel):
    """The class that DEPLOY_MODEL_COMPONENT names. One thread calls it, so that health is answered while it works."""

    def __init__(self, settings):
        super().__init__(settings)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self._unready = Problem(503, "The model is loading.", LOADING)

    async def load(self):
        options = Options(
            os.environ["DEPLOY_MODEL_COMPONENT"],
            parameters=os.environ.get("PREDICTIVE_UNIT_PARAMETERS", "[]"),
            warm_up=os.environ.get("DEPLOY_MODEL_WARM_UP"),
        )
        self._served = Served(options, Metrics())
        try:
            await self._call(self._load)
        except Exception as error:
            # MLServer would end without a word to whoever waits: /health/ping tells it.
            traceback.print_exc()
            self._unready = Problem(503, traceback_text(error), LOAD_FAILED)
            return False
        self._unready = None
        metadata = self._served.metadata
        self.inputs = [_described(part) for part in metadata["inputs"] if part.get("datatype")]
        self.outputs = [_described(part) for part in metadata["outputs"] if part.get("datatype")]
        return True

    def _load(self):
        self._served.load()
        self._served.warm_up()

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        try:
            outputs = await self._call(self._infer, payload)
        except Exception as error:
            problem = _told(error)
            raise MLServerError(problem.info, problem.status) from error
        return InferenceResponse(model_name=self.name, id=payload.id, outputs=outputs)

    def _infer(self, payload):
        from deploy_model_runtime.v2.inference import outputs_of, question_of

        request = infer_request(payload)
        reply = self._served.hooks.answer(question_of(self._served, request))
        return [response_output(tensor) for tensor in outputs_of(self._served, request, reply)]

    @custom_handler(rest_path="/api/v1.0/predictions")
    async def predictions(self, request: Request) -> Response:
        return await self._answer(request, self._predict)

    @custom_handler(rest_path="/predict")
    async def predict_path(self, request: Request) -> Response:
        return await self._answer(request, self._predict)

    @custom_handler(rest_path="/health/status", rest_method="GET")
    async def health_status(self, request: Request) -> Response:
        return await self._answer(request, lambda _message: self._served.hooks.health_status())

    @custom_handler(rest_path="/metadata", rest_method="GET")
    async def seldon_metadata(self, request: Request) -> Response:
        return await self._answer(request, lambda _message: self._served.metadata)

    @custom_handler(rest_path="/health/ping", rest_method="GET")
    async def ping(self) -> Response:
        return Response("pong", media_type="text/plain") if self._unready is None else _refused(self._unready)

    def _predict(self, body):
        return self._served.hooks.answer(self._question(body))

    def _question(self, body) -> Question:
        if not body:
            raise Problem(400, "The request has no body; send a Seldon message as JSON.")
        return self._served.hooks.question(loads(body))

    async def _answer(self, request, work):
        if self._unready is not None:
            return _refused(self._unready)
        try:
            reply = await self._call(work, await request.body())
        except Exception as error:
            return _refused(_told(error))
        return _json(_status_of(reply), reply)

    async def _call(self, work, *arguments):
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)


def _status_of(reply):
    """A reply may set the HTTP status by its own status.code."""
    status = reply.get("status") if isinstance(reply, dict) else None
    code = status.get("code") if isinstance(status, dict) else None
    return code if isinstance(code, int) and 200 <= code <= 599 else 200


def _told(error):
    """What the caller is told; what the model did wrong goes to the log with its traceback."""
    problem = problem_of(error)
    if problem.status >= 500 and not isinstance(error, Problem):
        traceback.print_exception(type(error), error, error.__traceback__)
    return problem


def _refused(problem):
    return _json(problem.status, problem.message())


def _json(status, value):
    return Response(dumps(value), status, media_type="application/json")


def _described(part):
    return MetadataTensor(name=part.get("name", ""), datatype=part["datatype"], shape=part.get("shape") or [-1])
