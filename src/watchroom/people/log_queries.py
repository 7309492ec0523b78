"""The duty log as it is read: the newest lines, and those that an asker looks for. The same on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from watchroom.people import log_index, log_words
from watchroom.people.log_words import Alternative
from watchroom.people.models import LogLine
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

PAGE, MOST_PAGE = 50, 500
MOST_LOOKED = 20_000
_FIRST, _MOST_BATCH = 200, 4000
_TOP = 2**62


@dataclass(frozen=True, slots=True)
class Asked:
    """text  terms that a line must all have;  since, until  aware, until exclusive;  before  only lines of lower numbers"""

    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    post: str = ""
    incident: int | None = None
    before: int | None = None
    limit: int = PAGE

    @property
    def narrows(self) -> bool:
        return bool(log_words.terms(self.text) or self.since or self.until or self.post or self.incident)


@dataclass(frozen=True, slots=True)
class Found:
    """lines  the newest first;  older  below which number there may be more, if any;  cut  that so many were looked at that the
    search stopped: `older` goes on from there"""

    lines: Sequence[LogLine] = field(default_factory=list)
    older: int | None = None
    cut: bool = False


def line(viewer: Viewer, pk: int) -> LogLine | None:
    viewer.must(Act.KEEP_LOG)
    return LogLine.objects.select_related("person").prefetch_related("corrections").filter(pk=pk).first()


def search(viewer: Viewer, asked: Asked) -> Found:
    """Lines that have every term, in a span of time, of a post, of an incident."""
    viewer.must(Act.KEEP_LOG)
    terms, limit = log_words.terms(asked.text), max(1, min(asked.limit, MOST_PAGE))
    wanted = _wanted(asked, terms)
    before, looked, size, kept = min(max(asked.before or _TOP, 0), _TOP), 0, max(_FIRST, limit + 1), list[int]()
    while len(kept) <= limit and looked < MOST_LOOKED:
        numbers = log_index.lines(wanted, before, size) if wanted else _newest(before, size)
        kept += _sure(numbers, terms, asked)
        looked += len(numbers)
        if len(numbers) < size:
            return _found(kept, limit, None)
        before, size = numbers[-1], min(size * 4, _MOST_BATCH)
    return _found(kept, limit, before)


def _found(kept: list[int], limit: int, before: int | None) -> Found:
    rows = (
        LogLine.objects.select_related("person", "corrects").prefetch_related("corrections").filter(pk__in=kept[:limit])
    )
    lines = sorted(rows, key=lambda row: -row.pk)
    if len(kept) > limit:
        return Found(lines, kept[limit - 1])
    return Found(lines, before, before is not None)


def _newest(before: int, size: int) -> list[int]:
    return list(LogLine.objects.filter(pk__lt=before).order_by("-pk").values_list("pk", flat=True)[:size])


def _sure(numbers: Sequence[int], terms: Sequence[str], asked: Asked) -> list[int]:
    """Those of the lines that do match, in the same order."""
    rows = LogLine.objects.filter(pk__in=numbers)
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    if asked.post:
        rows = rows.filter(post=asked.post)
    if asked.incident is not None:
        rows = rows.filter(incident=asked.incident)
    texts = {pk: log_words.plain(text) for pk, text in rows.values_list("pk", "text")}
    return [pk for pk in numbers if pk in texts and all(log_words.found(term, texts[pk]) for term in terms)]


def _wanted(asked: Asked, terms: Sequence[str]) -> list[list[Alternative]]:
    """What the index is asked for. An alternative without any mark asks for nothing: the term is looked for afterwards."""
    wanted = [options for term in terms if all(options := log_words.wanted(term))]
    if asked.post:
        wanted.append([frozenset({log_words.post_mark(asked.post)})])
    if asked.incident is not None:
        wanted.append([frozenset({f"i~{asked.incident}"})])
    days = _days(asked)
    return [*wanted, [frozenset({one}) for one in sorted(days)]] if days else wanted


def _days(asked: Asked) -> set[str]:
    """Marks of the span's days, in UTC as lines keep them. A span that is open at one end reaches to the log's."""
    if asked.since is None and asked.until is None:
        return set()
    ends = LogLine.objects.order_by("at").values_list("at", flat=True)
    oldest, newest = ends.first(), ends.last()
    if oldest is None or newest is None:
        return set()
    first, last = max(asked.since or oldest, oldest), min(asked.until or newest, newest)
    if first > last:
        return {"d~none"}
    return log_words.days(first.astimezone(UTC).date(), last.astimezone(UTC).date())
