"""The same cast and clock as in the rooms, and a journal whose guards are lifted for a test database's flush alone."""

from watchroom.conftest import (  # noqa: F401
    _a_child_is_asked_once,
    _a_plans_file_is_checked_once,
    _flush_lifts_triggers,
    _nobodys_eyes,
    _passwords_are_cheap,
    _what_is_drawn_is_not_kept,
    cast,
    clock,
    django_db_keepdb,
    django_db_modify_db_settings,
    pytest_collection,
)
