"""What is told after a commit: that the book has grown. Listeners must not block; a poll is their safety net."""

import logging
from collections.abc import Callable

_listeners: list[Callable[[], None]] = []
_log = logging.getLogger(__name__)


def on_commit(listener: Callable[[], None]) -> None:
    """Adds a listener of this process, called after each commit that wrote an entry."""
    _listeners.append(listener)


def after_commit() -> None:
    for listener in _listeners:
        try:
            listener()
        except Exception:
            _log.exception("a listener of the journal failed")
