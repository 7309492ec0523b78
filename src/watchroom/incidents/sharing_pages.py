"""The pane of an incident that says whose it is and who else sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.incidents import queries, sharing
from watchroom.incidents.showing import who
from watchroom.people import agencies
from watchroom.people.queries import viewer_of


@never_cache
@require_GET
def pane(request: HttpRequest, pk: int) -> HttpResponse:
    """Raises NoSuchIncident."""
    viewer = viewer_of(request)
    row = queries.incident(viewer, pk)
    rows = sharing.shares(viewer, pk)
    shared = {one.agency_id for one in rows if one.until is None}
    context = {
        "incident": row, "whose": agencies.words_of(row.agency_id), "any": agencies.any_agency(),
        "shares": [(one, who(viewer, one.by), who(viewer, one.ended_by) if one.ended_by else None) for one in rows],
        "may_share": row.is_open and sharing.may_share(viewer, row),
        "others": [one for one, _ in agencies.agencies() if one.pk not in shared | {row.agency_id}],
    }  # fmt: skip
    return render(request, "incidents/_shares.html", context)


@never_cache
@require_POST
def share(request: HttpRequest, pk: int) -> HttpResponse:
    sharing.share(viewer_of(request), pk, request.POST.get("agency", ""), reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def unshare(request: HttpRequest, pk: int) -> HttpResponse:
    sharing.unshare(viewer_of(request), pk, request.POST.get("agency", ""), reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")
