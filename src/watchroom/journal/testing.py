"""For tests: what happens while the book is open, when nobody else can write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from watchroom.journal import book as room

type _Execute = Callable[..., Any]
_TESTS_OWN = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class Books:
    """The statements of each transaction that was opened through `book`, in order; savepoints of the tests left out."""

    def __init__(self) -> None:
        self.pages: list[Any] = []  # kept, so that no two have one identity
        self.statements: list[list[str]] = []

    def note(self, execute: _Execute, sql: str, params: Any, many: bool, context: Any) -> Any:
        page = room._open.get()
        if page is not None and not sql.startswith(_TESTS_OWN):
            if not self.pages or self.pages[-1] is not page:
                self.pages.append(page)
                self.statements.append([])
            self.statements[-1].append(sql)
        return execute(sql, params, many, context)

    @property
    def reads(self) -> int:
        """The most reading statements that one transaction made."""
        return max((sum(sql.startswith("SELECT") for sql in one) for one in self.statements), default=0)

    @property
    def most(self) -> int:
        """The most statements that one transaction made."""
        return max(map(len, self.statements), default=0)


@contextmanager
def books() -> Iterator[Books]:
    found = Books()
    with connection.execute_wrapper(found.note):
        yield found


class Killed(BaseException):
    """The process ends here, as by kill -9: nothing after it happens, and no `except Exception` hears of it."""


@contextmanager
def killed_at(statement: int) -> Iterator[None]:
    """Ends the process before its n-th statement to the database (from 1); does nothing when there are fewer.

    After the last statement of a transaction comes its commit: to die before the next one is to die after it.
    """
    left = [statement]

    def count(execute: _Execute, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(_TESTS_OWN):
            left[0] -= 1
            if left[0] == 0:
                raise Killed(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield
