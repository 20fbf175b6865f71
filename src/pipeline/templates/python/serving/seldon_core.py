"""`python -m deploy_model_serving.seldon_core Model …`: seldon-core-microservice, on 127.0.0.1, for as long as it is wanted."""

from .lifeline import end_with_stdin
from .loopback import only_loopback

# Not only in the main process: where processes are not forked, each imports this module anew.
only_loopback()


def main():
    end_with_stdin()
    from seldon_core.microservice import main as serve

    serve()


if __name__ == "__main__":
    main()
