"""Classes that take their time."""

import ctypes
import os
import threading
import time


class Loading:
    def load(self):
        time.sleep(float(os.environ.get("LOADING", "1")))

    def predict(self, X, names=None):
        return X


class Waiting:
    """Loads until there is the file that the variable LOADED names."""

    def load(self):
        while not os.path.exists(os.environ["LOADED"]):
            time.sleep(0.01)

    def predict(self, X, names=None):
        return X


class Predict:
    """Sleeps for as many seconds as it is sent; says when it begins."""

    def predict(self, X, names=None):
        print("begun", flush=True)
        time.sleep(float(X.sum()))
        return X


class Held:
    """Says when it begins, and computes until there is the file that the variable RELEASED names."""

    def predict(self, X, names=None):
        print("begun", flush=True)
        while not os.path.exists(os.environ["RELEASED"]):
            time.sleep(0.01)
        return X


class Meeting:
    """Answers when four are asked at the same time."""

    def __init__(self):
        self._all = threading.Barrier(4)

    def predict(self, X, names=None):
        self._all.wait(20)
        return X


class Stuck:
    """Hangs when it is sent a text; says when it begins."""

    def predict(self, X, names=None):
        print("begun", flush=True)
        while isinstance(X, str):
            time.sleep(60)
        return X


class Crash:
    """Crashes when it is sent a text."""

    def predict(self, X, names=None):
        if isinstance(X, str):
            ctypes.string_at(0)
        return [[os.getpid()]]
