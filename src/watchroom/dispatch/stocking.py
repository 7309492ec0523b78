"""Supplies that come in, go out or are moved from one store to another: the only writer of stock."""

from dataclasses import dataclass

from django.db.models import QuerySet

from watchroom.dispatch.faults import TextOwed
from watchroom.dispatch.models import Stock, StockMove
from watchroom.dispatch.response_entries import StockMoved
from watchroom.dispatch.response_faults import NoSuchStock, NotSoMuch, StockWrong
from watchroom.dispatch.telling import short
from watchroom.dispatch.upstream import scene
from watchroom.journal.book import Book, book
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace
from watchroom.places.models import Place

MOST_AT_ONCE, MOST_IN_ALL = 1_000_000, 2_000_000_000
MOST_LISTED = 1000
_REASON, _NAME, _MEASURE = (Words(zh=zh, en=en) for zh, en in (("理由", "the reason"), ("物资名称", "the name"), ("计量单位", "the measure")))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """What is stored. `en` empty: as `zh`; `least`: below it somebody should see to it."""

    zh: str
    en: str = ""
    measure: str = "件"
    least: int | None = None


def take_in(viewer: Viewer, place: str, item: Item, n: int, *, reason: str) -> Stock:
    """So many came into a store. Raises NotAllowed, NoSuchPlace, StockWrong, TextOwed."""
    viewer.must(Act.KEEP_UNITS)
    why, zh, measure = _owed(reason, 200, _REASON), _owed(item.zh, 64, _NAME), _owed(item.measure, 16, _MEASURE)
    en = short(item.en, 64, _NAME) or zh
    _check(n)
    store = _store(place)
    if item.least is not None and not 0 <= item.least <= MOST_AT_ONCE:
        raise StockWrong(what=Words(zh="最低存量", en="the least"), value=item.least)
    with book(actor=viewer.actor) as b:
        row = _there(store, zh) or Stock.objects.create(place=store, zh=zh, en=en, measure=measure, moved_at=b.now)
        if row.measure != measure:
            raise StockWrong(
                what=Words(zh=f"计量单位（在库为{row.measure}）", en=f"the measure (it is {row.measure})"),
                value=measure,
            )
        row.en, row.least = en, item.least if item.least is not None else row.least
        _move(b, row, n, why)
    return row


def give_out(viewer: Viewer, stock: int, n: int, *, reason: str, incident: int | None = None) -> Stock:
    """So many went out, for an incident perhaps. Raises NotAllowed, NoSuchStock, NotSoMuch, NoSuchIncident, TextOwed."""
    viewer.must(Act.KEEP_UNITS)
    why = _owed(reason, 200, _REASON)
    _check(n)
    with book(actor=viewer.actor) as b:
        goal = scene(incident).pk if incident is not None else None
        (row,) = _locked(stock)
        _move(b, row, -n, why, incident=goal)
    return row


def transfer(viewer: Viewer, stock: int, to: str, n: int, *, reason: str) -> tuple[Stock, Stock]:
    """So many went from one store to another, in one act. Raises what `give_out` raises, NoSuchPlace, StockWrong."""
    viewer.must(Act.KEEP_UNITS)
    why, store = _owed(reason, 200, _REASON), _store(to)
    _check(n)
    with book(actor=viewer.actor) as b:
        source = Stock.objects.filter(pk=stock).first()
        if source is None:
            raise NoSuchStock(stock=stock)
        if source.place_id == store.pk:
            raise StockWrong(what=Words(zh="调入地点（就在那里）", en="the place, where it is already,"), value=to)
        goal, _ = Stock.objects.get_or_create(
            place=store, zh=source.zh, defaults={"en": source.en, "measure": source.measure, "moved_at": b.now}
        )
        rows = {row.pk: row for row in _locked(source.pk, goal.pk)}
        source, goal = rows[source.pk], rows[goal.pk]
        if source.measure != goal.measure:
            raise StockWrong(
                what=Words(zh="计量单位（两处不同）", en="the measure, which differs there,"), value=goal.measure
            )
        _move(b, source, -n, why, other=store)
        _move(b, goal, n, why, other=source.place)
    return source, goal


def stock(viewer: Viewer, place: str = "", text: str = "") -> list[Stock]:
    """What lies where, by place and name; of one place, or whose name holds a text."""
    viewer.must(Act.SEE)
    rows: QuerySet[Stock] = Stock.objects.select_related("place").order_by("place__code", "zh")
    if place:
        rows = rows.filter(place__code=place[:64])
    if text:
        rows = rows.filter(zh__icontains=text[:64]) | rows.filter(en__icontains=text[:64])
    return list(rows[:MOST_LISTED])


def moves(viewer: Viewer, stock: int, most: int = 200) -> list[StockMove]:
    """The movements of one thing at one place, newest first. Raises NoSuchStock."""
    viewer.must(Act.SEE)
    if not Stock.objects.filter(pk=stock).exists():
        raise NoSuchStock(stock=stock)
    return list(StockMove.objects.filter(stock=stock).select_related("other", "incident").order_by("-pk")[:most])


def _move(
    b: Book, row: Stock, change: int, reason: str, *, other: Place | None = None, incident: int | None = None
) -> None:
    left = row.n + change
    if left < 0:
        raise NotSoMuch(item=row.words, place=row.place.words, left=row.n, measure=row.measure, n=-change)
    if left > MOST_IN_ALL:
        raise StockWrong(what=Words(zh="数量", en="the number"), value=change)
    row.n, row.moved_at = left, b.now
    row.save(update_fields=["n", "moved_at", "en", "least"])
    StockMove.objects.create(
        stock=row, change=change, left=left, other=other, incident_id=incident, reason=reason, at=b.now, by=b.actor
    )
    said = StockMoved(
        place=row.place.code, place_zh=row.place.zh, place_en=row.place.en, zh=row.zh, en=row.en, measure=row.measure, change=change,
        left=left, other=other.code if other else "", reason=reason, number=abs(change),
        way_zh=("调" if other else "") + ("入" if change > 0 else "出"), way_en="in" if change > 0 else "out",
        other_zh=f"（{other.zh}）" if other else "", other_en=f" ({other.en})" if other else "",
    )  # fmt: skip
    b.record(said, subject=row.subject, incident=incident)


def _there(store: Place, zh: str) -> Stock | None:
    return Stock.objects.select_for_update(of=("self",)).select_related("place").filter(place=store, zh=zh).first()


def _locked(*pks: int) -> list[Stock]:
    """In one order for everybody, held until the book is closed. Raises NoSuchStock."""
    rows = list(Stock.objects.select_for_update(of=("self",)).select_related("place").filter(pk__in=pks).order_by("pk"))
    if len(rows) < len(set(pks)):
        raise NoSuchStock(stock=pks[0])
    return rows


def _store(code: str) -> Place:
    found = places.place(code)
    if found is None:
        raise NoSuchPlace(code=code[:64])
    return found


def _check(n: int) -> None:
    if not 1 <= n <= MOST_AT_ONCE:
        raise StockWrong(what=Words(zh="数量", en="the number"), value=n)


def _owed(text: str, most: int, what: Words) -> str:
    clean = short(text, most, what)
    if not clean:
        raise TextOwed(what=what)
    return clean
