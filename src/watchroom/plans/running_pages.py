"""A response that runs, on the screen: its order as the law wants it, and what may be done with it."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.kernel.clock import typed_time
from watchroom.people.queries import viewer_of
from watchroom.plans import actions, queries
from watchroom.plans.faults import NoSuchTime
from watchroom.plans.pages import back, chosen_level, looking
from watchroom.plans.showing_running import shown_order


@never_cache
@require_GET
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """The activation order: matter, level, expected duration, measures, who does what by when. Made to be printed."""
    viewer = looking(request)
    shown = shown_order(viewer, queries.one_activation(viewer, pk))
    return render(request, "plans/order.html", {"o": shown})


@never_cache
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    return back(request, actions.sign(viewer_of(request), pk, said_by=_typed(request, "said_by")).incident_id)


@never_cache
@require_POST
def level(request: HttpRequest, pk: int) -> HttpResponse:
    to, reason = chosen_level(_typed(request, "level")), _typed(request, "reason")
    return back(request, actions.change_level(viewer_of(request), pk, to, reason=reason).incident_id)


@never_cache
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, reason = viewer_of(request), _typed(request, "reason")
    return back(request, actions.extend(viewer, pk, _local(_typed(request, "until")), reason=reason).incident_id)


@never_cache
@require_POST
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    given = {name: _typed(request, name) for name in ("to", "stays", "reason")}
    return back(request, actions.transfer(viewer_of(request), pk, **given).incident_id)


@never_cache
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.confirm(viewer_of(request), pk, said_by=_typed(request, "said_by"))
    return back(request, row.activation.incident_id)


def _typed(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, ""))


def _local(text: str) -> datetime:
    """A time as a form gives it, in the site's zone. Raises NoSuchTime."""
    try:
        return typed_time(text, settings.SITE_ZONE)
    except ValueError as error:
        raise NoSuchTime(value=text[:40] or "—") from error
