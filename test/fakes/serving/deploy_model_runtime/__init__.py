"""A small serving runtime on the standard library, with the command line of the real one."""

__version__ = "0.0.1"
