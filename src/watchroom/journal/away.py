"""When the database cannot be had: busy, full, or away. Then nobody's entry and nobody's form is at fault. And when somebody
else has written the same at the same moment.

Whoever meets it waits and tries again; a person is told so, with what to do.
"""

import errno
import sqlite3

from django.db import Error, IntegrityError, InterfaceError, OperationalError

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

RETRY_S = 5


class DatabaseBusy(Fault):
    status = 503
    text = Words(
        zh="数据库正被占用，等候过久仍不能写入；本次没有执行，没有写入任何改动。请稍后原样重试；若持续，请电话告知系统管理员。",
        en="The database is held by another and could not be written in time; nothing was done and nothing was changed. "
        "Try the same again in a moment; if it lasts, telephone the administrator.",
    )


class DatabaseFull(Fault):
    status = 503
    text = Words(
        zh="数据库的磁盘已满，不能写入；查看不受影响，本次没有执行。请立即电话告知系统管理员腾出空间，腾出后自动恢复，无需重启。",
        en="The database's disk is full: it cannot be written, but everything can still be seen. Nothing was done. Telephone "
        "the administrator at once to make room; it goes on by itself, without a restart.",
    )


class DatabaseAway(Fault):
    status = 503
    text = Words(
        zh="数据库暂时不能使用，本次没有执行，没有写入任何改动。请稍后重试；若持续，请电话告知系统管理员，并按预案以人工方式继续值守。",
        en="The database cannot be used just now; nothing was done and nothing was changed. Try again in a moment; if it lasts, "
        "telephone the administrator and go on with the watch by hand as the plan says.",
    )


class NumberTooLarge(Fault):
    status = 422
    text = Words(
        zh="请求里有一个大得不可能存在的数，或历法之外的时间。没有任何改动；请检查后再试。",
        en="A number in the request is larger than any there can be, or a time is beyond the calendar. Nothing was changed; check it and "
        "try again.",
    )


class WrittenMeanwhile(Fault):
    status = 409
    text = Words(
        zh="同一时刻另有人写入了同一项，本次没有执行，没有写入任何改动。请刷新，看过对方写的内容后再决定是否重做。",
        en="Somebody else has written the same thing at this very moment; nothing was done and nothing was changed. Load the "
        "page anew, look at what is there now, and do it again if it is still needed.",
    )


_SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_READONLY: DatabaseAway,
    sqlite3.SQLITE_IOERR: DatabaseAway,
    sqlite3.SQLITE_CANTOPEN: DatabaseAway,
}
# PostgreSQL's codes, the longest first: disk full, lock not had, deadlock, may not be written, no resources, shut down.
_SQLSTATE = (
    ("53100", DatabaseFull), ("55P03", DatabaseBusy), ("40", DatabaseBusy), ("25006", DatabaseAway),
    ("53", DatabaseAway), ("08", DatabaseAway), ("57P", DatabaseAway),
)  # fmt: skip
_DISK = {errno.ENOSPC: DatabaseFull, errno.EDQUOT: DatabaseFull, errno.EROFS: DatabaseAway}


def fault_of(error: BaseException | None) -> Fault | None:
    """What an error means when the database could not be had; None when it is an error of another kind."""
    if isinstance(error, OSError):
        kind = _DISK.get(error.errno or 0)
        return kind() if kind else None
    return _of_database(error) if isinstance(error, Error) else None


_TWICE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, "23505"}


def refused(error: BaseException | None) -> Fault | None:
    """Why the database did not take what was asked, where its asker can do something about it: somebody else wrote the same at the
    same moment, or a number or a time is none that there can be. None for an error of another kind.
    """
    if _too_large(error):
        return NumberTooLarge()
    cause = error.__cause__ if isinstance(error, IntegrityError) else None
    code = getattr(cause, "sqlite_errorcode", None) or getattr(cause, "sqlstate", None)
    return WrittenMeanwhile() if code in _TWICE else None


def _too_large(error: BaseException | None) -> bool:
    """SQLite cannot even ask for a number beyond 64 bits; PostgreSQL says that there is none. And the first and last hours
    of the calendar cannot be told in UTC.
    """
    return isinstance(error, OverflowError) and ("SQLite" in str(error) or "date value out of range" in str(error))


def _of_database(error: Error) -> Fault | None:
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        kind = _SQLITE.get(code & 0xFF)
        return kind() if kind else None
    state = getattr(cause, "sqlstate", None)
    if state is None:  # no answer at all: the connection is gone, or none was to be had
        return DatabaseAway() if isinstance(error, OperationalError | InterfaceError) else None
    found = next((kind for start, kind in _SQLSTATE if state.startswith(start)), None)
    return found() if found else None
