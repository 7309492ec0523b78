"""Official warnings as they were received: the list with its filters, one with its chain, its bytes as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from watchroom.journal.clock import site_now
from watchroom.kernel.words import LANGS, Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.sources import queries, saying
from watchroom.sources.models import Bulletin, Source

MOST = 100
_STATES = {
    "valid": Words(zh="在效", en="valid now"),
    **{k: v for k, v in saying.BULLETIN_STATES.items() if k != "ended"},
}
_SIGNATURES = {
    "none": Words(zh="未签名", en="not signed"),
    "valid": Words(zh="签名有效", en="valid"),
    "invalid": Words(zh="签名不成立", en="does not hold"),
    "unknown_certificate": Words(zh="证书未登记", en="unknown certificate"),
}


@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    asked = {name: request.GET.get(name, "")[:120] for name in ("state", "text", "level", "source", "signature")}
    wanted = queries.Wanted(
        asked["state"] if asked["state"] in _STATES else "",
        asked["text"],
        int(asked["level"]) if asked["level"] in ("1", "2", "3", "4") else None,
        asked["source"],
        asked["signature"] if asked["signature"] in _SIGNATURES else "",
    )
    rows = queries.bulletins(viewer, site_now(), MOST, wanted)
    told = {
        "bulletins": [shown_in_list(row) for row in rows],
        "asked": asked,
        "full": len(rows) == MOST,
        "states": _STATES.items(),
        "signatures": _SIGNATURES.items(),
        "levels": (1, 2, 3, 4),
        "feeds": Source.objects.filter(bulletins__isnull=False).distinct().order_by("code"),
    }
    name = "sources/_bulletins.html" if "HX-Request" in request.headers else "sources/bulletins.html"
    return render(request, name, told)


@require_GET
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    row = queries.bulletin(viewer, pk)
    if row is None:
        raise Http404(f"bulletin {pk}")
    told = shown_in_list(row) | {
        "signature": saying.SIGNATURES[_signature(row)],
        "area_from": saying.AREAS_FROM.get(row.area_from),
        "notes": [{"zh": zh, "en": en} for _, zh, en in row.notes],
        "fallback": {lang: _fallback(row, lang) for lang in LANGS},
        "chain": [shown_in_list(one) for one in queries.bulletin_chain(viewer, row)],
        "sees_sources": viewer.may(Act.SEE_SOURCES),
        "health": saying.HEALTH[row.source.health],
    }
    name = "sources/_bulletin.html" if "HX-Request" in request.headers else "sources/bulletin.html"
    return render(request, name, told)


@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.bulletin_document(viewer_of(request), pk)
    if found is None:
        raise Http404(f"bulletin {pk}")
    return as_file(pk, found)


def as_file(pk: int, document: bytes) -> HttpResponse:
    """A stranger's bytes: to be saved, and never taken for a page of ours."""
    answer = HttpResponse(document, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="bulletin-{pk}.bin"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def shown_in_list(row: Bulletin) -> dict[str, Any]:
    over = row.state == Bulletin.State.IN_FORCE and row.expires <= site_now()
    return {
        "b": row,
        "state": saying.BULLETIN_STATES["ended" if over else row.state],
        "type": saying.MESSAGE_TYPES.get(row.msg_type, row.msg_type),
        "status": saying.STATUSES.get(row.status, row.status),
        "over": over or row.state != Bulletin.State.IN_FORCE,
        "doubtful": not row.trusted,
    }


def _signature(row: Bulletin) -> str:
    known = row.signature if row.signature in saying.SIGNATURES else "unknown_certificate"
    return "unsigned" if known == "none" and not row.trusted else known


def _fallback(row: Bulletin, lang: str) -> str:
    """The language that a reader is shown because the sender did not write in his; empty where he did."""
    tags = [str(tag) for tag in row.languages]
    return "" if not tags or any(tag.lower().split("-")[0] == lang for tag in tags) else tags[0]
