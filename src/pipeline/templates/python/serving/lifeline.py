"""Ends a server with whoever started it, also when that was killed: its standard input then comes to its end."""

import os
import signal
import threading
import time

# How long requests may take to finish.
GRACE_SECONDS = 10


def end_with_stdin():
    """From now on the end of the standard input ends this process and those that it started."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait():
    while os.read(0, 4096):
        pass
    _signal(signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    _signal(signal.SIGKILL)


def _signal(number):
    # Not a group that it shares with a shell.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), number)
    else:
        os.kill(os.getpid(), number)
