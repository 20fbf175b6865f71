"""Jupyter's own fixtures: a real server in the test's process."""

pytest_plugins = ["pytest_jupyter.jupyter_server"]
