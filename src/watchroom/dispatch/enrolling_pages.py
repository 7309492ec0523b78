"""Units entered on the screen: one by a form, many from a table; and the stations where they are at home."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.dispatch import enrolling, fleet_board
from watchroom.dispatch.enrolling import HOMES, TABLE
from watchroom.dispatch.faults import UnitWrong
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import Unit
from watchroom.dispatch.pages import looking, typed
from watchroom.kernel.faults import Fault
from watchroom.kernel.table_faults import NoFile
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.waiting import watched
from watchroom.places import queries as places
from watchroom.places.models import KINDS

FIELDS = ("code", "kind", "zh", "en", "home", "skills", "crew", "agency_zh", "agency_en", "equipment")


@never_cache
@require_http_methods(["GET", "POST"])
def unit_form(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new unit, or another record of one that is there; what was typed comes back with a refusal."""
    viewer = looking(request)
    viewer.must(Act.KEEP_UNITS)
    row = fleet_board.seen(viewer, pk) if pk is not None else None
    cells = _cells(row) if row else dict.fromkeys(FIELDS, "")
    fault: Fault | None = None
    if request.method == "POST":
        cells = {name: typed(request, name)[:4000] for name in FIELDS} | ({"code": row.code} if row else {})
        try:
            return redirect(f"/units/{enrolling.enter_unit(viewer, enrolling.given_of(cells)).pk}")
        except Fault as told:
            fault = told
    homes = [one for one in places.places(viewer) if one.kind in HOMES or (row and one.code == row.home.code)]
    context = {
        "unit": row, "given": cells, "fault": fault, "kinds": kinds().values(), "homes": homes, "columns": enrolling.NEEDED,
        "place_kinds": [(code, KINDS[code]) for code in HOMES],
    }  # fmt: skip
    return render(request, "dispatch/unit_form.html", context, status=fault.status if fault else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Units from a file."""
    viewer = looking(request)
    viewer.must(Act.KEEP_UNITS)
    fault: Fault | None = None
    taken = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise NoFile()
            with watched(request):
                taken = enrolling.take_table(viewer, file.read(TABLE.size + 1), request.POST.get("encoding", ""))
        except Fault as told:
            fault = told
    context: dict[str, Any] = {"fault": fault, "taken": taken, "kinds": kinds().values()}
    return render(request, "dispatch/units_in.html", context, status=fault.status if fault else 200)


@never_cache
@require_http_methods(["POST"])
def station(request: HttpRequest) -> HttpResponse:
    """A station or a store, as a point; then back to the form of a unit."""
    viewer = looking(request)
    code, kind, zh, en = (typed(request, name).strip() for name in ("code", "kind", "zh", "en"))
    lon, lat = (_number(typed(request, name)) for name in ("lon", "lat"))
    enrolling.enter_station(viewer, code, kind, zh, en, lon, lat)
    return redirect("/units/new")


def _number(text: str) -> float:
    try:
        return float(text[:20])
    except ValueError:
        raise UnitWrong(what=Words(zh="经纬度", en="the position"), value=text[:20]) from None


def _cells(row: Unit) -> dict[str, str]:
    things = [f"{one['zh']}{'' if one['en'] == one['zh'] else '/' + one['en']} ×{one['n']}" for one in row.equipment]
    return {
        "code": row.code, "kind": row.kind, "zh": row.zh, "en": row.en, "home": row.home.code, "skills": "; ".join(row.skills),
        "crew": "" if row.crew is None else str(row.crew), "agency_zh": row.agency_zh, "agency_en": row.agency_en, "equipment": "; ".join(things),
    }  # fmt: skip
