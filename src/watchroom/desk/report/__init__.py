"""The after-action report: written by the journal itself, as a page, for print, and as PDF, in either language."""

from watchroom.desk.report.gather import Report, gather
from watchroom.desk.report.page import build, html
from watchroom.desk.report.typeset import pdf

__all__ = ["Report", "build", "gather", "html", "pdf"]
