"""The site names days: a holiday, a major event, a sensitive period, at which plans may lower the bar."""

from datetime import date

from watchroom.journal.book import book
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.workdays import SPECIAL_WORDS, SPECIALS
from watchroom.plans import life_entries as entries
from watchroom.plans.faults import DaysUnfit, NoSuchDays
from watchroom.plans.models import NamedDays

MOST_NAME, MOST_DAYS = 200, 366
_KIND = Words(zh="类别不在可选之列", en="its kind is not one of the choices")
_NAME = Words(zh="名称应为不超过 {n} 字的文字", en="its name is text of at most {n} characters").fill(n=MOST_NAME)
_DAY = Words(zh="日期应写成 2027-02-06", en="a day is written like 2027-02-06")
_ORDER = Words(zh="末日早于首日，或者超过 {n} 天", en="the last day is before the first, or there are more than {n} days").fill(n=MOST_DAYS)  # fmt: skip


def name_days(viewer: Viewer, *, kind: str, first: str, last: str, zh: str = "", en: str = "") -> NamedDays:
    """Names days of the site's calendar. `first` and `last` as ISO dates; a name in one language is used for both.

    Raises NotAllowed, DaysUnfit.
    """
    viewer.must(Act.DRAFT_PLAN)
    if kind not in SPECIALS:
        raise DaysUnfit(why=_KIND)
    zh, en = zh.strip() or en.strip(), en.strip() or zh.strip()
    if not zh:
        raise DaysUnfit(why=_NAME)
    names = Words(zh=zh, en=en)
    if any(len(one) > MOST_NAME or unfit(one) for one in (names.zh, names.en)):
        raise DaysUnfit(why=_NAME)
    since, until = _day(first), _day(last)
    if not 0 <= (until - since).days < MOST_DAYS:
        raise DaysUnfit(why=_ORDER)
    with book(actor=viewer.actor) as b:
        row = NamedDays.objects.create(
            kind=kind, first=since, last=until, zh=names.zh, en=names.en, at=b.now, by=b.actor
        )
        b.record(_facts(row, entries.DaysNamed), subject=row.subject)
    return row


def withdraw_days(viewer: Viewer, pk: int) -> NamedDays:
    """They are named no longer. Raises NotAllowed, NoSuchDays."""
    viewer.must(Act.DRAFT_PLAN)
    with book(actor=viewer.actor) as b:
        row = NamedDays.objects.select_for_update().filter(pk=pk, withdrawn_at=None).first()
        if row is None:
            raise NoSuchDays(pk=pk)
        row.withdrawn_at, row.withdrawn_by = b.now, b.actor
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        b.record(_facts(row, entries.DaysWithdrawn), subject=row.subject)
    return row


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise DaysUnfit(why=_DAY) from None


def _facts[F: entries.NamedDaysFacts](row: NamedDays, kind: type[F]) -> F:
    words = SPECIAL_WORDS[row.kind]
    return kind(
        row.kind, words.zh, words.en, row.first.isoformat(), row.last.isoformat(), zh=row.zh, en=row.en,
    )  # fmt: skip
