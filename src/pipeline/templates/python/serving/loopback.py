"""Keeps a server that would listen on every address of the machine to this machine: nobody is asked for a password.

Changes two stable interfaces, Python's sockets and gRPC's servers, and nothing of the server itself, whatever its version.
"""

import socket

EVERYWHERE = ("", "0.0.0.0", "::", "[::]")
HERE = "127.0.0.1"


def only_loopback():
    """From now on what would listen everywhere listens on 127.0.0.1. Called before gRPC's servers are made."""
    bind = socket.socket.bind

    def bind_here(self, address):
        if self.family == socket.AF_INET and address[0] in EVERYWHERE:
            address = (HERE, *address[1:])
        return bind(self, address)

    socket.socket.bind = bind_here
    try:
        import grpc
    except ImportError:
        return
    server = grpc.server

    def server_here(*arguments, **options):
        made = server(*arguments, **options)
        add = made.add_insecure_port
        made.add_insecure_port = lambda address: add(here(address))
        return made

    grpc.server = server_here


def here(address):
    """`0.0.0.0:5000` as `127.0.0.1:5000`; other addresses as they are."""
    host, colon, port = address.rpartition(":")
    return f"{HERE}:{port}" if colon and host in EVERYWHERE else address
