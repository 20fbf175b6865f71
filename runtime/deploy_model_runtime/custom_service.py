"""A class's own server, `custom_service`, in a process beside this one, as upstream runs it."""

from __future__ import annotations

import logging
import os
import signal
import threading
import warnings

from .component import Component
from .listeners import Listeners

log = logging.getLogger(__name__)


def start_custom_service(component: Component, listeners: Listeners) -> None:
    """Forks a process that runs it, when the class has one. It ends with this process."""
    run = component.hook("custom_service")
    if run is None:
        return
    lifeline, held = os.pipe()
    with warnings.catch_warnings():
        # Only this thread goes on in the child, and it needs none of the others.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        os.close(lifeline)
        threading.Thread(target=_wait, args=(child, held), name="custom-service", daemon=True).start()
        return
    code = 1
    try:
        os.close(held)
        listeners.close()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        threading.Thread(target=_end_with_parent, args=(lifeline,), daemon=True).start()
        run()
        code = 0
    except BaseException:
        log.error("custom_service failed.", exc_info=True)
    finally:
        os._exit(code)


def _wait(child: int, _held: int) -> None:
    _, status = os.waitpid(child, 0)
    log.error("custom_service has ended with status %d.", status)


def _end_with_parent(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(0)
