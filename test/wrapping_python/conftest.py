"""The package `wrapping` as every wrapped model brings it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src/pipeline/templates/python"))
