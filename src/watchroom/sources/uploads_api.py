"""Sending a file up over the API: the bytes of the file are the body."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from watchroom.kernel.tables import READINGS
from watchroom.people.queries import viewer_of
from watchroom.sources.faults import StreamDown
from watchroom.sources.push_api import body_of, lang_of, not_kept
from watchroom.sources.reports import report_csv
from watchroom.sources.uploads import send_up, source_for_files

MOST_TOLD = 100
router = Router(tags=["sources"])
_FILE = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip


class RowOut(Schema):
    """Something in a file that was not taken: where it stood, the sensor as it was named, the fault and its text."""

    place: str
    sensor: str
    code: str
    text: str


class FileOut(Schema):
    """How many readings were taken (or would be), how many were not, and the first hundred of these."""

    taken: int
    refused: int
    checked_only: bool
    rows: list[RowOut]


@router.post(
    "/sources/{code}/files",
    response=FileOut,
    summary="Send up a file of readings (CSV, Excel, Parquet) for a source of files",
    openapi_extra=_FILE,
)
def send_file(request: HttpRequest, code: str, name: str = "file", check: bool = False) -> Any:
    """The file's bytes are the body. `check=true` takes nothing and says what would be. 422: nothing of it can be read."""
    viewer = viewer_of(request)
    source_for_files(viewer, code)  # before anything of the body is taken in
    try:
        found = send_up(viewer, code, name, body_of(request, READINGS.size), check_only=check)
    except StreamDown as fault:
        return not_kept(fault, request)
    lang = lang_of(request)
    rows = [
        {"place": place, "sensor": sensor, "code": fault.code, "text": fault.words.text(lang)}
        for place, sensor, fault in found.refused[:MOST_TOLD]
    ]
    return {"taken": found.taken, "refused": len(found.refused), "checked_only": check, "rows": rows}


@router.post(
    "/sources/{code}/files/report",
    summary="Check a file of readings and have all that is wrong with it as CSV; nothing is taken",
    openapi_extra=_FILE,
)
def report_file(request: HttpRequest, code: str, name: str = "file") -> HttpResponse:
    """UTF-8 with its mark, a line for each reading that would not be taken, reasons in both languages."""
    viewer = viewer_of(request)
    source_for_files(viewer, code)
    found = send_up(viewer, code, name, body_of(request, READINGS.size), check_only=True)
    return report_answer(report_csv(found))


def report_answer(report: bytes) -> HttpResponse:
    answer = HttpResponse(report, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="report.csv"'
    return answer
