"""The report clocks of an incident: begun, moved, met and ended within the book of the act that brought it about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from watchroom.incidents import entries
from watchroom.incidents.faults import NoSuchClock, NotMetSo
from watchroom.incidents.models import Incident, ReportClock, ReportsAs, RuleVersion, Sending
from watchroom.incidents.recording import facts
from watchroom.incidents.reporting import (
    ANSWERED_BY,
    Case,
    ReportRule,
    depends_on,
    due,
    for_level,
    national,
    next_daily,
)
from watchroom.incidents.rules import CHANNELS, REPORT_KINDS
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.words import Words
from watchroom.people.saying import moment_words

_MOMENTS = {"occurrence": "occurred_at", "discovery": "discovered_at", "receipt": "received_at"}
REPEATED = ("report", "day")
LAST = ("final", "verified")
_LATE = timedelta(days=7)  # how long after its first day a rule is still begun for what was open then
_OF_PEOPLE = ("deaths", "missing", "trapped")
_CASUALTIES = ("deaths", "injured", "missing")
type Numbered = tuple[ReportRule, int]


def level() -> str | None:
    """At which level this centre reports; None while nobody said."""
    newest = ReportsAs.objects.order_by("-pk").first()
    return newest.level if newest else None


def today() -> date:
    """At the site."""
    return as_local(site_now(), settings.SITE_ZONE).date()


def rules(on: date | None = None) -> dict[str, Numbered]:
    """The rule that holds on a day (None: today), with its version, by code: the newest that has begun by then.

    What comes with the platform is version 0. A version that begins later leaves the one before in force until then.
    """
    found, on = {}, on or today()
    for code, told in _versions().items():
        begun = [one for one in told if one[0] is None or one[0].since is None or one[0].since <= on]
        if begun and begun[-1][0] is not None:
            found[code] = (begun[-1][0], begun[-1][1])
    return found


def coming(on: date | None = None) -> dict[str, Numbered]:
    """The version of a rule that was put last where it only begins after a day (None: today), by code."""
    on = on or today()
    newest = {code: told[-1] for code, told in _versions().items()}
    return {code: (rule, n) for code, (rule, n) in newest.items() if rule and rule.since and rule.since > on}


def _versions() -> dict[str, list[tuple[ReportRule | None, int]]]:
    """Every version by code, oldest first; None where the rule was taken out of force."""
    told: dict[str, list[tuple[ReportRule | None, int]]] = {code: [(rule, 0)] for code, rule in national().items()}
    for row in RuleVersion.objects.order_by("version"):
        rule = None if row.content is None else ReportRule.model_validate(row.content)
        told.setdefault(row.code, []).append((rule, row.version))
    return told


def case_of(row: Incident) -> Case:
    known = [int(row.reported[name]["value"]) for name in _OF_PEOPLE if name in row.reported]
    return Case(row.kind, row.grade, row.sensitive, sum(known) if known else None)


def kept(row: Incident, on: date) -> list[tuple[Numbered, tuple[str, ...]]]:
    """The rules that hold for an incident, each with the unknown things that it turns on."""
    at = level()
    if at is None or row.tied_to.filter(sort="same", ended_at=None).exists():  # what is owed is owed for the other
        return []
    held, case = rules(on), case_of(row)
    told = [(held[one.code], depends_on(one, case)) for one in for_level((r for r, _ in held.values()), at, on)]
    return [(one, unknown) for one, unknown in told if unknown is not None]


def begin(b: Book, row: Incident, *, opening: bool = False, cause: Cause = None) -> None:
    """Begins what is owed and does not run yet. At the opening a clock counts from its moment; a rule that begins to
    apply later, by a grade or a number of people, counts from now. What runs goes on, whatever became of the grade."""
    made = [_made(b, row, *one, opening=opening) for one in _unbegun(row, b.now)]
    _say(b, row, made, cause)


def waiting(now: datetime) -> list[int]:
    """The open incidents for which a rule that came into force of late is owed, and does not run yet."""
    on = as_local(now, settings.SITE_ZONE).date()
    late = [rule for rule, n in rules(on).values() if n and rule.since and on - _LATE < rule.since <= on]
    at = level() if late else None
    if not (ours := for_level(late, at, on) if at else []):
        return []
    begun = set(
        ReportClock.objects.filter(rule__in=[one.code for one in ours]).values_list("incident", "rule", "channel")
    )
    found = []
    for row in Incident.objects.filter(state=Incident.State.OPEN).order_by("pk"):
        case = case_of(row)
        holds = [one for one in ours if depends_on(one, case) == ()]
        if any((row.pk, one.code, by) not in begun for one in holds for by in one.within) and _unbegun(row, now):
            found.append(row.pk)
    return found


def begin_waiting(pk: int, *, actor: str) -> bool:
    """Begins what a rule that came into force asks of an open incident. False where nothing is left to begin."""
    with book(actor=actor) as b:
        rows = Incident.objects.select_related("place").select_for_update(of=("self",))
        row = rows.filter(pk=pk, state=Incident.State.OPEN).first()
        if row is None or not _unbegun(row, b.now):
            return False
        begin(b, row, cause=began_by(row))
    return True


def after_sending(b: Book, row: Incident, sending: Sending, kind: str, cause: Cause) -> None:
    """What is repeated counts anew from a sending; the final report and the verified one end it."""
    if kind in LAST:
        for clock in running(row).filter(base__in=REPEATED):
            _end(clock, b.now)
        return
    made = [clock for starts in REPEATED for clock in _counted(b, row, starts, sending.at)]
    _say(b, row, made, cause)


def after_counts(b: Book, row: Incident, before: Mapping[str, int], cause: Cause) -> None:
    """Casualties that changed after a report are owed again; and a number may bring another rule to apply."""
    begin(b, row, cause=cause)
    now = {name: int(told["value"]) for name, told in row.reported.items()}
    changed = any(now.get(name) != before.get(name) for name in _CASUALTIES)
    if changed and Sending.objects.filter(report__incident=row).exists():
        began = row.occurred_at or row.opened_at
        _say(b, row, _counted(b, row, "change", b.now, since=began), cause)


def meet(row: Incident, clocks: Sequence[int], sending: Sending, kind: str) -> list[int]:
    """Ends these by the sending. Telephone and writing are counted apart. Raises NoSuchClock, NotMetSo."""
    held = {one.pk: one for one in running(row).select_for_update().filter(pk__in=clocks)}
    for pk in clocks:
        clock = held.get(pk)
        if clock is None:
            raise NoSuchClock(number=row.number, clock=pk)
        if clock.channel not in ("any", sending.channel):
            raise NotMetSo(number=row.number, what=clock.words, how=CHANNELS[sending.channel])
        if kind not in ANSWERED_BY[clock.report]:
            raise NotMetSo(number=row.number, what=clock.words, how=_as(REPORT_KINDS[kind]))
        clock.met = sending
        clock.save(update_fields=["met"])
    return sorted(held)


def move(b: Book, row: Incident) -> list[ReportClock]:
    """Sets what runs by a moment that was stated anew; those whose limit changed."""
    held, moved = rules(), []
    for clock in running(row).select_for_update().filter(base__in=list(_MOMENTS)):
        known = getattr(row, _MOMENTS[clock.base])
        start = known or row.opened_at
        by = start + (clock.due_at - clock.started_at)
        if clock.rule in held and held[clock.rule][0].same_day:
            by = min(by, _day_ends(start))
        if (start, by) == (clock.started_at, clock.due_at):
            continue
        clock.started_at, clock.due_at, clock.base_known = start, by, known is not None
        clock.late_at = clock.late_at if by <= b.now else None
        clock.save(update_fields=["started_at", "due_at", "base_known", "late_at"])
        moved.append(clock)
    return moved


def end_all(row: Incident, at: datetime) -> None:
    """The incident is closed: nothing more is owed. Whether a clock was late stays with it."""
    for clock in running(row):
        _end(clock, at)


def resume(row: Incident, at: datetime) -> None:
    """What rested since a moment because the incident was one event with another runs on, as it began."""
    ReportClock.objects.filter(incident=row, met=None, ended_at=at).update(ended_at=None)


def overdue(now: datetime) -> list[int]:
    """The clocks that ran out and of which it was not said yet, the earliest first."""
    rows = ReportClock.objects.filter(met=None, ended_at=None, late_at=None, due_at__lte=now).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True))


def say_late(pk: int, *, actor: str) -> bool:
    """Writes that a clock ran out, once. False where it was met, ended or said meanwhile."""
    with book(actor=actor) as b:
        rows = ReportClock.objects.select_for_update(of=("self",)).select_related("incident__place")
        clock = rows.filter(pk=pk, met=None, ended_at=None, late_at=None, due_at__lte=b.now).first()
        if clock is None:
            return False
        clock.late_at = b.now
        clock.save(update_fields=["late_at"])
        what, to, source = clock.words, clock.to, clock.source
        said = facts(
            clock.incident, entries.ReportLate, clock=clock.pk, what_zh=what.zh, what_en=what.en, to_zh=to.zh, to_en=to.en,
            source_zh=source.zh, source_en=source.en, due_at=iso(clock.due_at),
        )  # fmt: skip
        b.record(said, subject=clock.incident.subject, incident=clock.incident_id, cause=began_by(clock.incident))
    return True


def began_by(row: Incident) -> int | None:
    """What a limit that ran out follows from: the entry that last began clocks."""
    found = journal.last(row.subject, entries.ClocksStarted.kind) or journal.last(row.subject, entries.Opened.kind)
    return found.id if found else None


def running(row: Incident) -> QuerySet[ReportClock]:
    """The clocks of an incident that are neither met nor ended, the earliest first."""
    return ReportClock.objects.filter(incident=row, met=None, ended_at=None).order_by("due_at", "pk")


def told(clocks: Iterable[ReportClock]) -> list[dict[str, object]]:
    """As they stand in the book."""
    return [
        {
            "id": one.pk, "rule": one.rule, "version": one.version, "channel": one.channel, "count": one.count,
            "started_at": iso(one.started_at), "due_at": iso(one.due_at),
        }
        for one in clocks
    ]  # fmt: skip


def _definite(b: Book, row: Incident) -> list[Numbered]:
    """The rules that certainly hold today."""
    on = as_local(b.now, settings.SITE_ZONE).date()
    return [one for one, unknown in kept(row, on) if not unknown]


def _unbegun(row: Incident, now: datetime) -> list[tuple[ReportRule, int, str]]:
    """What certainly holds now, counts from a moment or is owed by a time of each day, and was not begun yet."""
    before = set(row.report_clocks.values_list("rule", "channel"))
    runs = set(running(row).values_list("rule", "channel"))
    over = row.reports.filter(kind__in=LAST).exists()
    found = []
    for (rule, version), unknown in kept(row, as_local(now, settings.SITE_ZONE).date()):
        for channel in rule.within:
            begun = (rule.code, channel) in (runs if rule.starts == "day" else before)
            wanted = rule.starts in _MOMENTS or (rule.starts == "day" and not over)
            if wanted and not begun and not unknown:
                found.append((rule, version, str(channel)))
    return found


def _made(b: Book, row: Incident, rule: ReportRule, version: int, channel: str, *, opening: bool) -> ReportClock:
    if rule.starts == "day":
        return _make(row, rule, version, channel, b.now, "day", known=True)
    known = getattr(row, _MOMENTS[rule.starts])
    start, base = (known or row.opened_at, rule.starts) if opening else (b.now, "application")
    return _make(row, rule, version, channel, start, base, known=known is not None or not opening)


def _counted(b: Book, row: Incident, starts: str, at: datetime, since: datetime | None = None) -> list[ReportClock]:
    """Another turn of each rule that counts from such a moment and does not run."""
    runs = set(running(row).values_list("rule", "channel"))
    made = []
    for rule, version in _definite(b, row):
        over = since is not None and rule.for_days is not None and at > since + timedelta(days=rule.for_days)
        if rule.starts == starts and not over:
            channels = [channel for channel in rule.within if (rule.code, channel) not in runs]
            made += [_make(row, rule, version, channel, at, starts, known=True) for channel in channels]
    return made


def _make(
    row: Incident, rule: ReportRule, version: int, channel: str, start: datetime, base: str, *, known: bool
) -> ReportClock:
    before = row.report_clocks.filter(rule=rule.code, channel=channel).order_by("count")
    last = before.last()
    if rule.starts == "day":  # the day whose report was made is done, however early
        by = _by_clock(rule.within_of(channel), max(start, last.due_at) if last else start)
    else:
        by = due(rule, channel, start, _day_ends(start))
    return ReportClock.objects.create(
        incident=row, rule=rule.code, version=version, report=rule.report, channel=channel, count=last.count + 1 if last else 1,
        to_zh=rule.to_zh, to_en=rule.to_en, source_zh=rule.source_zh, source_en=rule.source_en, base=base,
        base_known=known, started_at=start, due_at=by,
    )  # fmt: skip


def _say(b: Book, row: Incident, made: list[ReportClock], cause: Cause) -> None:
    if not made:
        return
    first = min(made, key=lambda one: one.due_at)
    words = Words(zh="{what}报{to}，{at}前", en="{what} to {to}, by {at}").fill(
        what=first.words, to=first.to, at=moment_words(first.due_at)
    )
    said = facts(row, entries.ClocksStarted, started=len(made), first_zh=words.zh, first_en=words.en, clocks=told(made))
    b.record(said, subject=row.subject, incident=row.pk, cause=cause)


def _end(clock: ReportClock, at: datetime) -> None:
    clock.ended_at = at
    clock.save(update_fields=["ended_at"])


def _as(kind: Words) -> Words:
    return Words(zh="{kind}", en="by this kind of report ({kind})").fill(kind=kind)


def _by_clock(minutes: int, after: datetime) -> datetime:
    return next_daily(minutes, as_local(after, settings.SITE_ZONE)).astimezone(UTC)


def _day_ends(at: datetime) -> datetime:
    local = as_local(at, settings.SITE_ZONE)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)
