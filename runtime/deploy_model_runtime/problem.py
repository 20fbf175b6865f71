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
