"""Supplies on the screen: what lies where, and its movements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.dispatch import stocking
from watchroom.dispatch.models import Stock
from watchroom.dispatch.pages import looking, typed
from watchroom.dispatch.response_faults import NoSuchStock, StockWrong
from watchroom.dispatch.stock_table import TABLE, take_table
from watchroom.dispatch.stocking import Item
from watchroom.dispatch.unit_pages import number
from watchroom.incidents.queries import incidents
from watchroom.incidents.showing import who
from watchroom.kernel.faults import Fault
from watchroom.kernel.table_faults import NoFile
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.waiting import watched
from watchroom.places import queries as places

FIELDS = ("place", "zh", "en", "measure", "n", "least", "reason")


@never_cache
@require_http_methods(["GET", "POST"])
def stores(request: HttpRequest) -> HttpResponse:
    """What lies where; and what came in."""
    viewer = looking(request)
    fault: Fault | None = None
    given = dict.fromkeys(FIELDS, "")
    if request.method == "POST":
        given = {name: typed(request, name)[:300] for name in FIELDS}
        try:
            least = whole(given["least"]) if given["least"].strip() else None
            item = Item(given["zh"], given["en"], given["measure"] or "件", least)
            stocking.take_in(viewer, given["place"], item, whole(given["n"]), reason=given["reason"])
            return redirect("/stock/")
        except Fault as told:
            if told.status == 403:
                raise
            fault = told
    place, text = request.GET.get("place", "")[:64], request.GET.get("q", "")[:64]
    context = {
        "rows": stocking.stock(viewer, place, text), "q": text, "place": place, "places": places.places(viewer), "given": given,
        "fault": fault, "may": viewer.may(Act.KEEP_UNITS),
    }  # fmt: skip
    return render(request, "dispatch/stock.html", context, status=fault.status if fault else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def table(request: HttpRequest) -> HttpResponse:
    """Movements from a file."""
    viewer = looking(request)
    viewer.must(Act.KEEP_UNITS)
    fault: Fault | None = None
    entered, reason = None, typed(request, "reason") if request.method == "POST" else ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise NoFile()
            data = file.read(TABLE.size + 1)
            with watched(request):
                entered = take_table(viewer, data, reason=reason, encoding=typed(request, "encoding"))
        except Fault as told:
            fault = told
    context = {"fault": fault, "entered": entered, "reason": reason}
    return render(request, "dispatch/stock_in.html", context, status=fault.status if fault else 200)


@never_cache
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One thing at one place, with its movements."""
    viewer = looking(request)
    row = _row(viewer, pk)
    context = {
        "row": row, "moves": [(move, who(viewer, move.by)) for move in stocking.moves(viewer, pk)], "may": viewer.may(Act.KEEP_UNITS),
        "places": [place for place in places.places(viewer) if place.pk != row.place_id], "incidents": incidents(viewer),
    }  # fmt: skip
    return render(request, "dispatch/stock_one.html", context)


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = looking(request)
    move_stock(viewer, pk, typed(request, "way"), whole(typed(request, "n")), reason=typed(request, "reason"), to=typed(request, "to"), incident=number(typed(request, "incident")))  # fmt: skip
    return redirect(f"/stock/{pk}")


def move_stock(
    viewer: Viewer, pk: int, way: str, n: int, *, reason: str, to: str = "", incident: int | None = None
) -> Stock:
    """`way`: in, out (for an incident perhaps), or transfer to another place. Raises StockWrong and what the act raises."""
    viewer.must(Act.KEEP_UNITS)
    if way == "out":
        return stocking.give_out(viewer, pk, n, reason=reason, incident=incident)
    if way == "transfer":
        return stocking.transfer(viewer, pk, to, n, reason=reason)[0]
    if way != "in":
        raise StockWrong(what=Words(zh="办法", en="the way"), value=way[:16])
    row = _row(viewer, pk)
    return stocking.take_in(viewer, row.place.code, Item(row.zh, row.en, row.measure), n, reason=reason)


def whole(text: str) -> int:
    """Raises StockWrong."""
    clean = text.strip()
    if not (clean.isascii() and clean.isdecimal() and len(clean) < 10):
        raise StockWrong(what=Words(zh="数量", en="the number"), value=clean[:20])
    return int(clean)


def _row(viewer: Viewer, pk: int) -> Stock:
    viewer.must(Act.SEE)
    row = Stock.objects.select_related("place").filter(pk=pk).first()
    if row is None:
        raise NoSuchStock(stock=pk)
    return row
