"""A logged MLflow model as Seldon's Python interface wants it. Used by Model.py beside this folder."""

from .logged_model import LoggedModel, metadata_of
from .messages import BadRequest, answer_to

__all__ = ["BadRequest", "LoggedModel", "answer_to", "metadata_of"]
