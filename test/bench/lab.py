"""JupyterLab with the extension and without it, and how its views feel, in a real browser.

`start-ratio` compares both, in alternating rounds, the best of each. For the other figures "theirs" is the aim: kB gzipped,
seconds until something is seen, the longest frame in ms while 100,000 models or 200,000 lines are scrolled and the
processor time of the longest piece of work meanwhile, the service's
first answer, the processor time until then, and its memory when idle: fresh, and after deploys over REST and gRPC.
"""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
AIMS = {
    "start-ratio": "at most 1.02 times theirs",
    **dict.fromkeys(
        (
            "entry",
            "all-chunks",
            "panel-paint",
            "list-rows",
            "list-frame",
            "list-work",
            "log-shown",
            "log-frame",
            "log-work",
            "service-start",
            "service-start-work",
            "service-memory",
            "service-memory-after-deploy",
            "service-memory-after-grpc",
        ),
        "at most theirs",
    ),
}


def figures(rounds):
    """Yields {name, ours, theirs, ratio, unit} as the browser measures them."""
    command = ["jlpm", "playwright", "test", "--config", "test/bench/lab/playwright.config.ts", "--reporter=line"]
    environment = {**os.environ, "DEPLOY_MODEL_ROUNDS": str(rounds)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as browser:
        for line in browser.stdout:
            if "figure {" in line:
                figure = json.loads(line[line.index("{") :])
                yield {**figure, "ratio": figure["ours"] / figure["theirs"]}
    if browser.returncode != 0:
        raise SystemExit(f"the browser's part failed with {browser.returncode}")
