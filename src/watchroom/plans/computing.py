"""A model's figure becomes a fact by itself, where a plan in force says so. A person may still reject it, or state another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from watchroom.incidents import queries as incidents
from watchroom.journal.book import book
from watchroom.journal.models import Entry
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.words import Words
from watchroom.plans import entries
from watchroom.plans.loading import current, load
from watchroom.plans.models import Statement
from watchroom.plans.saying import amount_words

_NO_MORE = Words(zh="不再采用", en="taken no longer")
_RANGE = Words(zh="（{low} 至 {high}）", en=" ({low} to {high})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a model gave, with its range, as exact text in one unit."""

    name: str
    title: Words
    value: str
    low: str
    high: str
    unit: str

    @property
    def range_words(self) -> Words | None:
        if self.low == self.high:
            return None
        low, high = (amount_words(Decimal(bound), self.unit) for bound in (self.low, self.high))
        return _RANGE.fill(low=low, high=high)


def figures(envelope: Mapping[str, Any]) -> Iterator[Figure]:
    """What an answer holds, as the book keeps it: `computed.<model>`, and `computed.<model>.<figure>` for each further one."""
    name, title = f"computed.{envelope['model']}", _words(envelope["title"])
    if envelope.get("value") is not None:
        yield _figure(name, title, envelope["value"])
    for one in envelope.get("figures", ()):
        label = Words(zh="{t}：{l}", en="{t}: {l}").fill(t=title, l=_words(one["label"]))
        yield _figure(f"{name}.{one['code']}", label, one["value"])


def take(entry: Entry, *, actor: str) -> list[Statement]:
    """Keeps what the plans in force take from this answer; a rejected one, and what a new one gives no more, is gone.

    entry  of the room of models: an answer given, accepted or rejected
    """
    wanted = {
        f"computed.{fact.taken_from}"
        for row in current()
        for fact in load(row).facts.values()
        if fact.taken_from and fact.taken_from.partition(".")[0] == entry.facts["model"]
    }
    if not wanted or entry.incident is None:
        return []
    rejected, accepted = entry.kind == "advice.rejected", entry.kind == "advice.accepted"
    given = {} if rejected else {one.name: one for one in figures(entry.facts["envelope"])}
    origin = Statement.Origin.MODEL if accepted else Statement.Origin.COMPUTED
    last = {one.name: one for one in Statement.objects.filter(incident=entry.incident, name__in=wanted).order_by("pk")}
    made = []
    with book(actor=actor, cause=entry.id) as b:
        (row,) = incidents.locked(entry.incident)
        for name in sorted(wanted) if row.is_open else ():
            one, before = given.get(name), last.get(name)
            if one is None and (before is None or before.value is None):
                continue
            value, unit = (one.value, one.unit) if one else (None, before.unit if before else "")
            kept = Statement.objects.create(
                incident=row, name=name, value=value, unit=unit, origin=origin, at=entry.at, by=b.actor
            )
            made.append(kept)
            b.record(_facts(kept, one, entry), subject=kept.subject, incident=row.pk, cause=entry.id)
    return made


def _facts(row: Statement, one: Figure | None, entry: Entry) -> entries.Computed:
    title = one.title if one else Words(zh=entry.facts["title_zh"], en=entry.facts["title_en"])
    said = amount_words(Decimal(one.value), one.unit) if one else _NO_MORE
    around = one.range_words if one else None
    return entries.Computed(
        row.name, row.value, row.unit, str(row.origin), title.zh, title.en, said.zh, said.en,
        range_zh=around.zh if around else "", range_en=around.en if around else "",
    )  # fmt: skip


def _figure(name: str, title: Words, value: Mapping[str, Any]) -> Figure:
    exact = {part: decimal_text(Decimal(str(value[part]))) for part in ("value", "low", "high")}
    return Figure(name, title, unit=str(value["unit"]), **exact)


def _words(told: Mapping[str, str]) -> Words:
    return Words(zh=told["zh"], en=told["en"])
