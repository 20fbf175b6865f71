"""The benchmarks: main.py NAME [--json] [--rounds N]. Both sides run in turn; nothing fails for being slow."""

import argparse
import json

import cluster
import images
import job
import lab
import serving

BENCHMARKS = {"cluster": cluster.figures, "images": images.figures, "job": job.figures, "lab": lab.figures, "serving": serving.figures}
BARS = {"overhead": "at most 1.05 times theirs", "second-deploy": "at most theirs + 0.5 s", **serving.BARS, **lab.AIMS, **images.AIMS}
WIDTH = 42


def main():
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("benchmark", choices=sorted(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="one JSON object for each figure")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs (3)")
    arguments = parser.parse_args()
    if not arguments.json:
        print(f"{'figure':{WIDTH}}{'ours':>10}{'theirs':>10}{'ratio':>8}  unit  aim")
    bars = {**BARS, **cluster.BARS} if arguments.benchmark == "cluster" else BARS
    for figure in BENCHMARKS[arguments.benchmark](arguments.rounds):
        if arguments.json:
            print(json.dumps(figure), flush=True)
        else:
            numbers = f"{figure['ours']:>10.3f}{figure['theirs']:>10.3f}{figure['ratio']:>8.3f}"
            print(f"{figure['name']:{WIDTH}}{numbers}  {figure['unit']:4}  {bars.get(figure['name'], '')}", flush=True)


main()
