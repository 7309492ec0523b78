"""The same cast and clock as in the rooms, and a journal whose guards are lifted for a test database's flush alone."""

from watchroom.conftest import _flush_lifts_triggers, cast, clock  # noqa: F401
