"""Loops that Numba compiles at their first call, so that a page which only names a detector never loads a compiler."""

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any


class Compiled[R]:
    """A loop over arrays, compiled at its first call and kept on disk; without Numba it runs as it is written.

    `plain` is the loop as written: about two hundred times slower, and equal in every result. A loop may call other
    compiled loops of its own file.
    """

    def __init__(self, loop: Callable[..., R], *, inline: bool = False) -> None:
        self.plain, self._inline = loop, inline
        self._fast: Callable[..., R] | None = None

    def __call__(self, *args: Any) -> R:
        return self.fast()(*args)

    def fast(self) -> Callable[..., R]:
        if self._fast is None:
            self._fast = _compile(self.plain, inline=self._inline)
        return self._fast


def compiled[R](loop: Callable[..., R]) -> Compiled[R]:
    return Compiled(loop)


def inlined[R](loop: Callable[..., R]) -> Compiled[R]:
    """A short part of other loops, whose code is put into theirs: a call of it would cost as much as its work."""
    return Compiled(loop, inline=True)


def keep_in(folder: Path) -> None:
    """Machine code is kept beside its loops; here instead, where the program's own folder may not be written."""
    if not os.access(Path(__file__).parent, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))


@cache
def has_compiler() -> bool:
    """Whether loops become machine code: where there is another way, a loop as it is written is too slow to take."""
    return find_spec("numba") is not None


def _compile[R](loop: Callable[..., R], *, inline: bool) -> Callable[..., R]:
    try:
        njit: Any = import_module("numba").njit
    except ImportError:
        return loop
    linked = _linked(loop)
    options = {"nogil": True, "inline": "always" if inline else "never"}
    try:
        fast: Callable[..., R] = njit(cache=True, **options)(linked)
    except RuntimeError:  # no folder to keep the machine code in: compile at every start instead
        fast = njit(**options)(linked)
    return fast


def _linked[R](loop: Callable[..., R]) -> Callable[..., R]:
    """The loop with the machine code of the loops that it names in their place: Numba cannot call our wrappers."""
    if not isinstance(loop, FunctionType):
        return loop
    named = {name: loop.__globals__.get(name) for name in loop.__code__.co_names}
    called = {name: value.fast() for name, value in named.items() if isinstance(value, Compiled)}
    if not called:
        return loop
    linked = FunctionType(loop.__code__, loop.__globals__ | called, loop.__name__, loop.__defaults__, loop.__closure__)
    linked.__module__, linked.__qualname__ = loop.__module__, loop.__qualname__
    return linked
