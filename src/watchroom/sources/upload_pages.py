"""The page on which an administrator sends up a file for a source."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from watchroom.kernel.faults import Fault
from watchroom.kernel.table_faults import FileTooLarge, NoFile
from watchroom.kernel.tables import READINGS
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer
from watchroom.people.waiting import watched
from watchroom.sources.connectors.files import Files
from watchroom.sources.reports import report_csv
from watchroom.sources.uploads import send_up, source_for_files
from watchroom.sources.uploads_api import MOST_TOLD, report_answer


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, code: str) -> HttpResponse:
    viewer = viewer_of(request)
    source = source_for_files(viewer, code)
    told: dict[str, Any] = {"source": source, "takes": source.kind == Files.name, "most_mb": READINGS.size >> 20}
    if request.method == "GET":
        return render(request, "sources/files.html", told)
    try:
        with watched(request):
            found = _sent(request, viewer, code)
    except Fault as fault:
        return render(request, "sources/files.html", told | {"fault": fault.words}, status=fault.status)
    if request.POST.get("do") == "report":
        return report_answer(report_csv(found))
    rows = [
        {"place": place, "sensor": sensor, "why": fault.words} for place, sensor, fault in found.refused[:MOST_TOLD]
    ]
    told |= {"sent": True, "taken": found.taken, "refused": len(found.refused), "rows": rows}
    return render(request, "sources/files.html", told)


def _sent(request: HttpRequest, viewer: Viewer, code: str) -> Any:
    file = request.FILES.get("file")
    if file is None or not hasattr(file, "size"):
        raise NoFile()
    if file.size is None or file.size > READINGS.size:
        raise FileTooLarge(size=file.size, most=READINGS.size)
    return send_up(viewer, code, str(file.name), file.read(), check_only=request.POST.get("do") == "report")
