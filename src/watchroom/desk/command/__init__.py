"""The command line: `/` opens it, every keystroke is answered by what it would do, Enter does it."""

from watchroom.desk.command.pages import answer

__all__ = ["answer"]
