"""Seldon's messages."""
