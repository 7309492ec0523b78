"""What was not taken: its bytes as a file, never on a page, and the button that offers it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.people.queries import viewer_of
from watchroom.sources import replaying
from watchroom.sources.models import Quarantine


@never_cache
@require_GET
def bytes_of(request: HttpRequest, pk: int) -> HttpResponse:
    """To be saved, and opened by nothing: whoever sent it chose every byte."""
    return as_file(replaying.quarantined(viewer_of(request), pk))


@never_cache
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    replaying.replay(viewer, pk)
    row = replaying.quarantined(viewer, pk)
    return redirect(f"/sources/{row.source.code}#h-quarantine" if row.source else "/sources/#h-door")


def as_file(row: Quarantine) -> HttpResponse:
    answer = HttpResponse(bytes(row.body), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="quarantine-{row.pk}.bin"'
    return answer
