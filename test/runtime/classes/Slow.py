"""Classes that take their time."""

import ctypes
import os
import time


class Loading:
    def load(self):
        time.sleep(float(os.environ.get("LOADING", "1")))

    def predict(self, X, names=None):
        return X


class Predict:
    """Sleeps for as many seconds as it is sent."""

    def predict(self, X, names=None):
        time.sleep(float(X.sum()))
        return X


class Stuck:
    """Hangs when it is sent a text."""

    def predict(self, X, names=None):
        while isinstance(X, str):
            time.sleep(60)
        return X


class Crash:
    """Crashes when it is sent a text."""

    def predict(self, X, names=None):
        if isinstance(X, str):
            ctypes.string_at(0)
        return [[os.getpid()]]
