"""Sorting what does not fit into memory: sorted stretches in files, merged as they are read."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from tempfile import TemporaryFile
from typing import TypeVar

T = TypeVar("T")
_MOST = 100_000
"""Lines that are sorted in memory at a time."""


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``.

    >>> list(batches("abc", 2))
    [['a', 'b'], ['c']]
    """
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def sorted_lines(lines: Iterable[str], most: int = _MOST) -> Iterator[str]:
    """Texts without line breaks, each once, in the order of their code points; at most ``most`` are in memory.

    >>> list(sorted_lines(["b", "a", "c", "a"], most=2))
    ['a', 'b', 'c']
    """
    with ExitStack() as stack:
        stretches = [_kept(stack, sorted(set(stretch))) for stretch in batches(lines, most)]
        before = None
        for line in heapq.merge(*stretches):
            if line != before:
                yield line
            before = line


def _kept(stack: ExitStack, lines: list[str]) -> Iterator[str]:
    file = stack.enter_context(TemporaryFile("w+", encoding="utf-8", newline="\n"))  # noqa: SIM115 - the stack does
    file.writelines(f"{line}\n" for line in lines)
    file.seek(0)
    return (line[:-1] for line in file)
