"""The exception by which a class refuses a request with a status of its own. Nothing here needs Flask."""

from __future__ import annotations

from typing import Any, Dict, Optional

ANNOTATIONS_FILE = "/etc/podinfo/annotations"


class SeldonMicroserviceException(Exception):
    """Answered with `status_code`, `message` and `reason`."""

    status_code = 400

    def __init__(
        self,
        message: str,
        status_code: Optional[int] = None,
        payload: Any = None,
        reason: str = "MICROSERVICE_BAD_DATA",
    ) -> None:
        super().__init__(message)
        self.message = message
        if status_code is not None:
            self.status_code = status_code
        self.payload = payload
        self.reason = reason

    def to_dict(self) -> Dict[str, Any]:
        """Seldon's status message."""
        return {"status": {"status": 1, "info": self.message, "code": -1, "reason": self.reason}}
