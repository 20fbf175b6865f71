"""Serves a Python class with Seldon's duck-typed interface over HTTP and gRPC."""

__version__ = "0.1.0"
