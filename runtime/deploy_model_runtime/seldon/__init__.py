"""Seldon's version 1 protocol: messages, and the hooks of the user's class that answer them."""
