"""Stands in for seldon-core where it is not installed, so that a class written for it is imported unchanged.

Only what such classes import: the base class, its exceptions and answers, metrics, messages and local storage.
"""

__version__ = "1.17.1"
