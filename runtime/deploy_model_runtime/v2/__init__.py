"""The Open Inference Protocol, version 2, for any class."""
