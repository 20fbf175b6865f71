"""Every refusal and failure that a caller is told about."""

from __future__ import annotations

from typing import Any, Dict

BAD_DATA = "MICROSERVICE_BAD_DATA"
INTERNAL_ERROR = "MICROSERVICE_INTERNAL_ERROR"
LOADING = "MICROSERVICE_LOADING"
LOAD_FAILED = "MICROSERVICE_LOAD_FAILED"
HUNG = "MICROSERVICE_HUNG"
STOPPING = "MICROSERVICE_STOPPING"
BUSY = "MICROSERVICE_BUSY"
TIMEOUT = "MICROSERVICE_TIMEOUT"
NOT_IMPLEMENTED = "MICROSERVICE_NOT_IMPLEMENTED"
NOT_FOUND = "MICROSERVICE_NOT_FOUND"
BAD_METRIC = "MICROSERVICE_BAD_METRIC"
BAD_METADATA = "MICROSERVICE_BAD_METADATA"
BAD_PARAMETER = "MICROSERVICE_BAD_PARAMETER"


class Problem(Exception):
    """What went wrong, as a caller is told: `status` of HTTP, `info` a sentence, `reason` one of the words above."""

    def __init__(self, status: int, info: str, reason: str = BAD_DATA) -> None:
        super().__init__(info)
        self.status = status
        self.info = info
        self.reason = reason

    def message(self) -> Dict[str, Any]:
        """Seldon's status message. `status` 1 is FAILURE in its protocol."""
        return {"status": {"status": 1, "info": self.info, "code": self.status, "reason": self.reason}}


# MLflow's words for an HTTP status, from mlflow/exceptions.py.
_SCORING_CODES = {
    404: "ENDPOINT_NOT_FOUND", 429: "REQUEST_LIMIT_EXCEEDED", 501: "NOT_IMPLEMENTED", 503: "TEMPORARILY_UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}  # fmt: skip


def body_for(path: str, problem: Problem) -> Dict[str, Any]:
    """What the protocol of a path calls a failure, beside Seldon's status message, which all have.

    The Open Inference Protocol's is {"error"}, without which its clients lose the sentence; MLflow's {"error_code",
    "message"}.
    """
    if path == "/v2" or path.startswith("/v2/"):
        return {"error": problem.info, **problem.message()}
    if path == "/invocations":
        code = _SCORING_CODES.get(problem.status, "BAD_REQUEST" if problem.status < 500 else "INTERNAL_ERROR")
        return {"error_code": code, "message": problem.info, **problem.message()}
    return problem.message()


def problem_of(error: BaseException) -> Problem:
    """What the caller is told about an exception of the user's code.

    An exception with an integer `status_code` from 400 to 599, as Seldon's SeldonMicroserviceException, is answered
    with that status and its own sentence; any other is the model's failure, status 500.
    """
    if isinstance(error, Problem):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and not isinstance(status, bool) and 400 <= status <= 599:
        sentence = getattr(error, "message", None)
        reason = getattr(error, "reason", None)
        default = BAD_DATA if status < 500 else INTERNAL_ERROR
        return Problem(
            status,
            sentence if isinstance(sentence, str) and sentence else str(error) or type(error).__name__,
            reason if isinstance(reason, str) else default,
        )
    sentence = str(error)
    return Problem(500, f"{type(error).__name__}: {sentence}" if sentence else type(error).__name__, INTERNAL_ERROR)
