"""Runs a component on a server that was written elsewhere: seldon-core's own, or MLServer."""
