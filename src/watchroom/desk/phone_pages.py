"""Phones in the field on the desk's screen: one's own link as a code to scan, the list, and what was not taken from the field."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.dispatch.field import distress, settling
from watchroom.people import phones
from watchroom.people import queries as people
from watchroom.people.phone_api import address
from watchroom.people.rights import Act


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = people.viewer_of(request)
    told = {
        "phones": [(row, phones.works(row)) for row in phones.listed(viewer)], "own": viewer.own(), "may_admin": viewer.may(Act.ADMIN),
        "refused": settling.refused(viewer) if viewer.may(Act.DISPATCH_UNIT) else [], "may_settle": viewer.may(Act.DISPATCH_UNIT),
        "distress": distress.listed(viewer) if viewer.may(Act.DISPATCH_UNIT) else [],
        "people": people.people() if viewer.may(Act.ADMIN) else [],
    }  # fmt: skip
    return render(request, "desk/phones.html", told)


@never_cache
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """The code is shown this once."""
    viewer = people.viewer_of(request)
    code = request.POST.get("person", "")[:64]
    url = address(request, phones.make_link(viewer, code))
    picture = segno.make(url, error="m").svg_inline(scale=6, border=3, dark="#000", light="#fff", omitsize=True)
    name = people.person_by_code(code).words if code else viewer.name
    return render(request, "desk/phone_link.html", {"url": url, "picture": mark_safe(picture), "name": name})


@never_cache
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    phones.revoke(people.viewer_of(request), pk)
    return redirect("/field/phones")


@never_cache
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    settling.settle(people.viewer_of(request), pk, request.POST.get("note", ""))
    return redirect("/field/phones")


@never_cache
@require_POST
def end_distress(request: HttpRequest, pk: int) -> HttpResponse:
    distress.end(people.viewer_of(request), pk, request.POST.get("note", ""))
    return redirect("/field/phones")
