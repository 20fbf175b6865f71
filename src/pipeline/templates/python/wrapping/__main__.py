"""Finds out beforehand whether a model is served without MLflow, such as when an image is made: python -m wrapping FOLDER"""

import sys

from .proof import proof_of

proof_of(sys.argv[1], serves=False)
