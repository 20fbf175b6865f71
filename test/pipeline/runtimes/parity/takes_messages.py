"""Takes whole messages and gives whole messages."""

from seldon_core.flask_utils import SeldonMicroserviceException


class Model:
    def predict_raw(self, message):
        do = ((message.get("meta") or {}).get("tags") or {}).get("do") if isinstance(message, dict) else None
        if do == "status":
            return {"status": {"status": "FAILURE", "code": 409, "info": "not now", "reason": "LATER"}}
        if do == "text":
            return {"strData": "hello"}
        if do == "refuse":
            raise SeldonMicroserviceException("I do not like it", status_code=422, reason="NO")
        if do == "fail":
            raise ValueError("no such value")
        return {"jsonData": message, "meta": {"tags": {"raw": True}}}

    def transform_input_raw(self, message):
        return {"jsonData": {"in": message}}

    def transform_output_raw(self, message):
        return {"jsonData": {"out": message}}

    def route_raw(self, message):
        return {"data": {"ndarray": [[1]]}}

    def aggregate_raw(self, messages):
        return {"jsonData": {"several": messages}}

    def health_status_raw(self):
        return {"strData": "well"}
