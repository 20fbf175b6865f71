"""`python -m deploy_model_runtime Model`: see options.py for the rest of the command line."""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import List, Optional

from .annotations import read_annotations
from .logs import set_up
from .options import Usage, parse


def main(arguments: Optional[List[str]] = None) -> int:
    """Serves until it is stopped; the exit code."""
    # Until there is something to finish, a stop ends the process at once.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    try:
        options = parse(sys.argv[1:] if arguments is None else arguments, os.environ, read_annotations())
    except Usage as error:
        print(f"deploy_model_runtime: {error}", file=sys.stderr)
        return 2
    set_up(options.log_level, options.log_format)
    from .program import serve

    try:
        return serve(options)
    except Usage as error:
        print(f"deploy_model_runtime: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        logging.getLogger(__name__).critical("The server cannot start: %s", error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
