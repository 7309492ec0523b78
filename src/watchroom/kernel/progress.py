"""How far a long piece of work has come, told to whoever waits for it: a page, a terminal, or nobody.

Who does the work says `each(rows)`; who waits says `told_to(tell)` round the call. Nothing in between knows of it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

type Tell = Callable[[int, int], None]
"""Called with how many are done and of how many (0: not known), after each; it decides itself how often it says anything."""

_TELL: ContextVar[Tell | None] = ContextVar("progress", default=None)


@contextmanager
def told_to(tell: Tell) -> Iterator[None]:
    """Within it, the work of this thread is told to `tell`."""
    before = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(before)


def each[T](rows: Iterable[T], of: int = 0) -> Iterator[T]:
    """The rows one after another; when the next is asked for, the one before is done.

    of  how many there are; 0 where nobody knows
    """
    tell = _TELL.get()
    if tell is None:
        yield from rows
        return
    for done, row in enumerate(rows, 1):
        yield row
        tell(done, of)
