"""Photos and voice notes from the scene: the pane of an incident, and the bytes, which are given as a file and as nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from watchroom.incidents import queries, scene_media
from watchroom.incidents.models import SceneMedia
from watchroom.incidents.showing import who
from watchroom.journal import queries as journal
from watchroom.people.pictures import closed
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a",
}  # fmt: skip


@never_cache
@require_GET
def pane(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    setattr(request, "position", journal.head())  # noqa: B010
    rows = [(row, who(viewer, row.kept_by)) for row in scene_media.listed(viewer, pk)]
    incident = queries.incident(viewer, pk)
    told = {"incident": incident, "media": rows, "may_place": viewer.may(Act.OPEN_INCIDENT) and incident.is_open}
    return render(request, "incidents/_scene_media.html", told)


@never_cache
@require_GET
def media(request: HttpRequest, pk: int, media: int) -> HttpResponse:
    return media_answer(scene_media.one(viewer_of(request), pk, media))


def media_answer(row: SceneMedia) -> HttpResponse:
    """Saved, never opened, where somebody goes to it; pictures and players of our own pages show it all the same."""
    answer = HttpResponse(bytes(row.body), content_type=row.kind)
    name = f"{row.sort}-{row.pk}-{row.digest[:12]}.{ENDINGS.get(row.kind, 'bin')}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Accept-Ranges"] = "none"
    return closed(answer)
