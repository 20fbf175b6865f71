"""The Huffman code of header texts (RFC 7541, appendix B), read four bits at a time."""

from __future__ import annotations

from functools import cache
from typing import FrozenSet, List, Tuple

# How many bits each byte takes, and at last the mark of the end. The code is canonical, so these tell it whole.
LENGTHS = (
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
    28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7,
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
    15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7,
    7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21,
    23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24,
    21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
)  # fmt: skip
END = 256
Step = Tuple[int, int]


def decode(data: bytes) -> bytes:
    """The text. Raises ValueError for what encodes none."""
    steps, ends = _machine()
    out, state = bytearray(), 0
    for byte in data:
        state, symbol = steps[state << 4 | byte >> 4]
        if symbol >= 0:
            out.append(symbol)
        state, symbol = steps[state << 4 | byte & 15]
        if symbol >= 0:
            out.append(symbol)
    if state not in ends:
        raise ValueError("a text's Huffman code does not end as it has to")
    return bytes(out)


@cache
def _machine() -> "Tuple[List[Step], FrozenSet[int]]":
    """The next state and the byte that was completed, if any, by state and four bits; the states that may be the last.

    Made when the first text is read. A state is a node of the code's tree.
    """
    nodes: List[List[int]] = [[0, 0]]
    leaves = {}
    code = last = 0
    for symbol in sorted(range(len(LENGTHS)), key=lambda one: (LENGTHS[one], one)):
        code <<= LENGTHS[symbol] - last
        last = LENGTHS[symbol]
        node = 0
        for place in reversed(range(last)):
            bit = code >> place & 1
            if not nodes[node][bit]:
                nodes.append([0, 0])
                nodes[node][bit] = len(nodes) - 1
            node = nodes[node][bit]
        leaves[node] = symbol
        code += 1
    dead = len(nodes)
    steps = [_step(nodes, leaves, state, bits, dead) for state in range(dead) for bits in range(16)]
    steps += [(dead, -1)] * 16
    # At most seven bits of padding, all of them ones.
    ends, node = [0], 0
    for _ in range(7):
        node = nodes[node][1]
        ends.append(node)
    return steps, frozenset(ends)


def _step(nodes: List[List[int]], leaves: "dict[int, int]", state: int, bits: int, dead: int) -> Step:
    found = -1
    for place in (3, 2, 1, 0):
        state = nodes[state][bits >> place & 1]
        if state in leaves:
            if leaves[state] == END:
                return dead, -1
            found, state = leaves[state], 0
    return state, found
