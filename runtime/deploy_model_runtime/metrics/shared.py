"""The metrics of several worker processes in memory that they share, so that each can tell the total."""

from __future__ import annotations

import marshal
import mmap
import struct
from typing import Any, List

from .registry import Families, Registry, total

HALF = 1 << 19
_SEQUENCE = struct.Struct("<Q")
_LENGTH = struct.Struct("<Q")
_SLOT = _SEQUENCE.size + 2 * HALF


class SharedMetrics:
    """One slot for each worker, made before they are forked. It outlives its worker: the next one goes on from there.

    A slot has two halves, written in turns; its sequence number tells which is whole, so a worker that is killed while
    it writes leaves the one before.
    """

    def __init__(self, workers: int) -> None:
        self._memory = mmap.mmap(-1, _SLOT * workers)
        self._workers = workers

    def write(self, slot: int, families: Families) -> bool:
        """Publishes the counts of a worker; False when they do not fit. Only that worker writes its slot."""
        content = marshal.dumps([(family, list(series.items())) for family, series in families.items()])
        if len(content) > HALF - _LENGTH.size:
            return False
        start = slot * _SLOT
        following = _SEQUENCE.unpack_from(self._memory, start)[0] + 1
        half = self._half(slot, following)
        _LENGTH.pack_into(self._memory, half, len(content))
        self._memory[half + _LENGTH.size : half + _LENGTH.size + len(content)] = content
        _SEQUENCE.pack_into(self._memory, start, following)
        return True

    def read(self, slot: int) -> Families:
        """What a worker has published; nothing when it was never heard of."""
        for _ in range(100):
            sequence = _SEQUENCE.unpack_from(self._memory, slot * _SLOT)[0]
            if not sequence:
                return {}
            half = self._half(slot, sequence)
            length = _LENGTH.unpack_from(self._memory, half)[0]
            content = self._memory[half + _LENGTH.size : half + _LENGTH.size + length]
            if _SEQUENCE.unpack_from(self._memory, slot * _SLOT)[0] == sequence:
                return _families(marshal.loads(content))
        return {}

    @staticmethod
    def _half(slot: int, sequence: int) -> int:
        return slot * _SLOT + _SEQUENCE.size + (sequence % 2) * HALF

    def total(self, slot: int, own: Registry) -> Families:
        """The sum over all workers, with this worker's newest counts."""
        others: List[Families] = [self.read(other) for other in range(self._workers) if other != slot]
        return total([own.snapshot(), *others])


def _families(plain: Any) -> Families:
    return {family: dict(series) for family, series in plain}
