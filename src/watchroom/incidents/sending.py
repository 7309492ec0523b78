"""Reports upward: that one was made, that it reached somebody, and from when its limits count."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from watchroom.incidents import clocks, entries
from watchroom.incidents.actions import checked_moments, filled, open_row, opening
from watchroom.incidents.clocks import begin
from watchroom.incidents.correcting import edition_of, keep_cumulative, standing, stated
from watchroom.incidents.faults import FigureFalls, NoSuchReport, NotFilled, ReportOutOfOrder
from watchroom.incidents.figures import Figures, fallen
from watchroom.incidents.models import Incident, Report, Sending
from watchroom.incidents.recording import facts
from watchroom.incidents.rules import CHANNELS, REPORT_KINDS, REPORTED_FACTS, next_reports, report_words
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

_TO = Words(zh="报送对象", en="To whom")
_RECEIVER = Words(zh="接收人", en="Who took it")


def report_up(
    viewer: Viewer, incident: int, *, kind: str, to: str, text: str, channel: str = "telephone", receiver: str = "",
    clocks: Sequence[int] = (), figures: Mapping[str, Mapping[str, int | None]] | None = None,
) -> Report:  # fmt: skip
    """Notes that a report was made upward, and reached its first addressee.

    figures  {name: {running, cumulative}}; what is not known is left out. A figure in all never falls: the report that
             stated more is corrected first
    clocks   the limits that this sending meets; `receiver` says who took it, and is owed where it meets any
    Raises NotFilled, ReportOutOfOrder, FigureFalls, AlreadyClosed, NoSuchClock, NotMetSo.
    """
    viewer.must(Act.REPORT_UP)
    told = stated(figures or {})
    text = filled(text, Words(zh="内容", en="Text"))
    if kind not in REPORT_KINDS:
        raise NotFilled(what=Words(zh="报送种类", en="Kind of report"), why=_NO_CHOICE)
    to, channel, receiver = _checked(to, channel, receiver, clocks)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        rows = list(Report.objects.filter(incident=row).order_by("pk").prefetch_related("corrections"))
        before = [one.kind for one in rows]
        if kind not in next_reports(before):
            raise ReportOutOfOrder(number=row.number, kind=REPORT_KINDS[kind], why=_why_not(before))
        _never_fallen(row, rows, told)
        count = before.count(kind) + 1
        made = Report.objects.create(
            incident=row, kind=kind, count=count, at=b.now, by=b.actor, to=to, channel=channel, text=text, figures=told
        )
        keep_cumulative(b, row, told)
        words, by = report_words(kind, count), CHANNELS[channel]
        reported = facts(
            row, entries.Reported, report=made.pk, report_kind=kind, report_zh=words.zh, report_en=words.en,
            channel=channel, channel_zh=by.zh, channel_en=by.en, to=to, text=text, figures=told,
        )  # fmt: skip
        said = b.record(reported, subject=row.subject, incident=row.pk, cause=opening(row))
        _sent(b, row, made, receiver, clocks, (to, channel), said)
        begin(b, row, cause=said)
    return made


def send_again(
    viewer: Viewer, incident: int, report: int, *, to: str, channel: str, receiver: str, clocks: Sequence[int] = ()
) -> Sending:
    """The same report to another addressee or by the other channel: by telephone first, in writing after.

    Raises NotFilled, NoSuchReport, AlreadyClosed, NoSuchClock, NotMetSo.
    """
    viewer.must(Act.REPORT_UP)
    to, channel, receiver = _checked(to, channel, receiver, clocks)
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        made = Report.objects.filter(incident=row, pk=report).first()
        if made is None:
            raise NoSuchReport(number=row.number, report=report)
        return _sent(b, row, made, receiver, clocks, (to, channel), opening(row))


def set_basis(
    viewer: Viewer, incident: int, *, sensitive: bool | None = None, occurred_at: datetime | None = None,
    discovered_at: datetime | None = None, received_at: datetime | None = None, reason: str,
) -> Incident:  # fmt: skip
    """States what the limits turn on: the moments (aware, not in the future) and whether the event is sensitive.

    What is not given is not known any more. Clocks that count from such a moment move; none that ran is lost.
    Raises NotFilled, AlreadyClosed.
    """
    viewer.must(Act.REPORT_UP)
    reason = filled(reason, Words(zh="依据", en="Because"), 500)
    given = {"occurred_at": occurred_at, "discovered_at": discovered_at, "received_at": received_at}
    with book(actor=viewer.actor) as b:
        row = open_row(incident)
        for name, at in checked_moments(given, b.now).items():
            setattr(row, name, at)
        row.sensitive = sensitive
        row.save(update_fields=[*given, "sensitive"])
        moved = clocks.move(b, row)
        told = {name: iso(at) if at else None for name, at in given.items()}
        stated = facts(
            row,
            entries.BasisSet,
            sensitive=sensitive,
            **told,
            moved=len(moved),
            clocks=clocks.told(moved),
            reason=reason,
        )
        said = b.record(stated, subject=row.subject, incident=row.pk, cause=opening(row))
        clocks.begin(b, row, cause=said)
    return row


_NO_CHOICE = Words(zh="不在可选之列", en="it is not one of the choices")


def _checked(to: str, channel: str, receiver: str, met: Sequence[int]) -> tuple[str, str, str]:
    to = filled(to, _TO, 120)
    if channel not in CHANNELS:
        raise NotFilled(what=Words(zh="报送方式", en="Channel"), why=_NO_CHOICE)
    if met or receiver.strip():
        receiver = filled(receiver, _RECEIVER, 120)
    return to, channel, receiver.strip()


def _sent(
    b: Book, row: Incident, made: Report, receiver: str, met: Sequence[int], where: tuple[str, str], cause: Cause
) -> Sending:
    to, channel = where
    edition = edition_of(made)
    sending = Sending.objects.create(
        report=made, to=to, channel=channel, receiver=receiver, edition=edition, at=b.now, by=b.actor
    )
    ended = clocks.meet(row, met, sending, made.kind)
    if not ended and made.sendings.count() == 1:  # that it was made says already whom it reached
        clocks.after_sending(b, row, sending, made.kind, cause)
        return sending
    words, by = report_words(made.kind, made.count), CHANNELS[channel]
    sent = facts(
        row, entries.Sent, report=made.pk, sending=sending.pk, report_zh=words.zh, report_en=words.en, channel=channel,
        channel_zh=by.zh, channel_en=by.en, to=to, edition=edition, met=len(ended), clocks=ended,
    )  # fmt: skip
    said = b.record(sent, subject=row.subject, incident=row.pk, cause=cause)
    clocks.after_sending(b, row, sending, made.kind, said)
    return sending


def _never_fallen(row: Incident, rows: Sequence[Report], told: Figures) -> None:
    less = fallen([standing(one) for one in rows], told)
    if less:
        name, before, now = less
        raise FigureFalls(number=row.number, what=REPORTED_FACTS[name], before=before, now=now)


def _why_not(before: list[str]) -> Words:
    if not before:
        return Words(zh="还没有首报", en="there has been no initial report")
    if "verified" in before:
        return Words(zh="核报已经作出", en="the verified report has been made")
    if "final" in before:
        return Words(
            zh="终报已经作出，只能作核报", en="the final report has been made; only the verified one may follow"
        )
    return Words(zh="首报已经作出，请作续报", en="the initial report has been made; make a follow-up")
