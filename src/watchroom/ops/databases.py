"""The database from its address: SQLite in one file by default, PostgreSQL for a centre."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# Every block takes the write lock at once (IMMEDIATE) and every commit is on the disk (FULL).
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA recursive_triggers=ON;"
    "PRAGMA temp_store=MEMORY;"
)

# Nobody waits for a lock longer than on SQLite, and who hangs within a transaction does not hold it for ever.
WAIT_S = 20
POSTGRESQL_LIMITS = f"-c lock_timeout={WAIT_S}s -c idle_in_transaction_session_timeout=60s"


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's settings for a DATABASE_URL. Raises ValueError for an address that is neither kind."""
    if not url:
        return sqlite(data / "watchroom.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path.removeprefix("/") if parts.path.startswith("//") else parts.path)))
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,
            "CONN_HEALTH_CHECKS": True,  # after the server was restarted no request is given one of its dead connections
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, "options": POSTGRESQL_LIMITS},
        }
    raise ValueError(
        f"DATABASE_URL: {parts.scheme!r} is neither sqlite nor postgresql, e.g. postgresql://user@host:5432/watchroom"
    )


def sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": WAIT_S, "init_command": SQLITE_PRAGMAS},
        "TEST": {"NAME": str(path.with_name("test-" + path.name))},
    }
