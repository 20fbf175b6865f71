"""Hands what the model's threads made to the event loop."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import suppress
from typing import Any, Callable, Deque


class Mailbox:
    """Wakes the loop once for all that comes before it looks.

    `loop.call_soon_threadsafe` does the same with three calls of the system for each answer, half of what a small
    request takes.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, take: Callable[[Any, Any], None]) -> None:
        """`take` is called in the event loop with each pair that `put` was given, in that order."""
        self._loop = loop
        self._take = take
        self._pairs: Deque["tuple[Any, Any]"] = deque()
        # The loop was woken and has not looked yet.
        self._woken = False
        self._read_end, self._write_end = os.pipe()
        for end in (self._read_end, self._write_end):
            os.set_blocking(end, False)
        loop.add_reader(self._read_end, self._empty)

    def put(self, one: Any, other: Any) -> None:
        """From any thread."""
        self._pairs.append((one, other))
        # In this order: what is put after the loop has begun to look wakes it again.
        if not self._woken:
            self._woken = True
            os.write(self._write_end, b"\0")

    def _empty(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._read_end, 64)
        self._woken = False
        while self._pairs:
            try:
                self._take(*self._pairs.popleft())
            except Exception as error:
                self._loop.call_exception_handler({"message": "An answer could not be sent.", "exception": error})

    def close(self) -> None:
        """After the loop has ended."""
        for end in (self._read_end, self._write_end):
            os.close(end)
