"""`python -m deploy_model_serving.mlserver`: MLServer around the component that the environment names."""

import os
import sys
import tempfile

from .lifeline import end_with_stdin


def main():
    end_with_stdin()
    from mlserver.cli import main as serve

    # A folder without settings of models: those of the environment count, and nothing in the component is taken for some.
    with tempfile.TemporaryDirectory() as empty:
        sys.path.insert(0, os.getcwd())
        sys.argv = ["mlserver", "start", empty]
        serve()


if __name__ == "__main__":
    main()
