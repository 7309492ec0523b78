"""Loops that Numba compiles at their first call, so that a page which only names a detector never loads a compiler."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Compiled[R]:
    """A loop over arrays, compiled at its first call and kept on disk; without Numba it runs as it is written.

    `plain` is the loop as written: about two hundred times slower, and equal in every result.
    """

    def __init__(self, loop: Callable[..., R]) -> None:
        self.plain = loop
        self._fast: Callable[..., R] | None = None

    def __call__(self, *args: Any) -> R:
        fast = self._fast
        if fast is None:
            fast = self._fast = _compile(self.plain)
        return fast(*args)


def compiled[R](loop: Callable[..., R]) -> Compiled[R]:
    return Compiled(loop)


def _compile[R](loop: Callable[..., R]) -> Callable[..., R]:
    try:
        njit: Any = import_module("numba").njit
    except ImportError:
        return loop
    try:
        fast: Callable[..., R] = njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no folder to keep the machine code in: compile at every start instead
        fast = njit(nogil=True)(loop)
    return fast
