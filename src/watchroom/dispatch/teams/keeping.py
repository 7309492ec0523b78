"""Teams and expert groups are entered and changed, and said to be ready or not: the only writer of these."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.dispatch.faults import TextOwed
from watchroom.dispatch.teams.entries import TeamFacts, TeamIsAway, TeamPut, TeamReady
from watchroom.dispatch.teams.faults import NoSuchTeam, TeamWrong
from watchroom.dispatch.teams.models import Member, Team
from watchroom.dispatch.teams.rules import (
    MOST_FIELDS,
    MOST_MEMBERS,
    MOST_READY_MIN,
    SORT_WORDS,
    Sort,
    field_words,
    is_field,
)
from watchroom.dispatch.telling import short
from watchroom.journal.book import Book, book
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people.models import Person
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME, _AGENCY, _SKILLS, _TITLE, _WHY = (
    Words(zh=zh, en=en)
    for zh, en in (("名称", "the name"), ("单位", "the agency"), ("专长", "what they know"), ("职务或专业", "a member's title"), ("原因", "the reason"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A team as somebody wrote it. `en` empty: as `zh`, so too `skills_en`, `agency_en` and a title's English; `home`: a place's
    code; `members`: (person's code, title in Chinese, in English), in order.
    """

    code: str
    sort: str
    zh: str
    home: str
    en: str = ""
    fields: Sequence[str] = ()
    skills_zh: str = ""
    skills_en: str = ""
    agency_zh: str = ""
    agency_en: str = ""
    ready_min: int = 0
    members: Sequence[tuple[str, str, str]] = ()


def put_team(viewer: Viewer, given: Given) -> Team:
    """Enters a team or an expert group, or changes the one of this code; not whether it is ready. Raises NotAllowed, TeamWrong, TextTooLong."""
    viewer.must(Act.KEEP_UNITS)
    return enter_team(given, actor=viewer.actor)


def enter_team(given: Given, *, actor: str) -> Team:
    """As `put_team`, for a set-up, which asks no rights. Raises TeamWrong, TextTooLong."""
    clean = _checked(given)
    members = _persons(given.members)
    home = places.place(given.home)
    if home is None:
        raise _wrong(f"没有地点 {given.home[:64]}", f"there is no place {given.home[:64]}")
    with book(actor=actor) as b:
        row = Team.objects.select_for_update().filter(code=given.code).first() or Team(code=given.code, since=b.now)
        for name, value in clean.items():
            setattr(row, name, value)
        row.home = home
        row.save()
        row.members.all().delete()
        Member.objects.bulk_create(
            Member(team=row, rank=rank, person=person, title_zh=zh, title_en=en)
            for rank, (person, zh, en) in enumerate(members)
        )
        _record(b, row, TeamPut)
    return row


def say_ready(viewer: Viewer, team: int, *, away: str = "") -> Team:
    """They can be called out again; or cannot, and `away` says why. Raises NotAllowed, NoSuchTeam, TextTooLong."""
    viewer.must(Act.REPORT_UNIT)
    why = short(away, 200, _WHY)
    with book(actor=viewer.actor) as b:
        row = locked(team)
        if row.away != why:
            row.away, row.since = why, b.now
            row.save(update_fields=["away", "since"])
            _record(b, row, TeamIsAway if why else TeamReady)
    return row


def locked(team: int) -> Team:
    """Held until the book is closed. Raises NoSuchTeam."""
    row = Team.objects.select_for_update(of=("self",)).select_related("home").filter(pk=team).first()
    if row is None:
        raise NoSuchTeam(team=team)
    return row


def codes() -> set[str]:
    return set(Team.objects.values_list("code", flat=True))


def numbered(code: str) -> int:
    """A team's number, by its code. Raises NoSuchTeam."""
    pk = Team.objects.filter(code=code[:64]).values_list("pk", flat=True).first()
    if pk is None:
        raise NoSuchTeam(team=code[:64])
    return pk


def members_of(text: str) -> list[tuple[str, str, str]]:
    """A member a line: the person's code, and behind a colon or a space what he is, in English behind a slash: `lin：队长 / leader`."""
    found = []
    for line in text[:40_000].splitlines():
        code, _, title = re.sub(r"[：:\s]", " ", line, count=1).strip().partition(" ")
        if code:
            zh, _, en = title.partition("/")
            found.append((code, zh.strip(), en.strip()))
    return found


def member_line(row: Member) -> str:
    """As `members_of` reads it."""
    english = f" / {row.title_en}" if row.title_en not in ("", row.title_zh) else ""
    return f"{row.person.code} {row.title_zh}{english}".strip()


def _checked(given: Given) -> dict[str, object]:
    if not CODE.fullmatch(given.code) or len(given.code) > 64:
        raise _wrong("代码只能用小写字母、数字和短横线", "a code has small letters, figures and hyphens")
    if given.sort not in {one.value for one in Sort}:
        raise _wrong("类别应为 team 或 experts", "the sort is team or experts")
    zh = short(given.zh, 128, _NAME) or short(given.en, 128, _NAME)
    if not zh:
        raise TextOwed(what=_NAME)
    unknown = [one for one in given.fields if not is_field(one)]
    if unknown or len(given.fields) > MOST_FIELDS:
        named = field_words(unknown[0][:64]) if unknown else Words(zh="太多", en="too many")
        raise _wrong(f"没有这个领域：{named.zh}", f"there is no such field: {named.en}")
    if not 0 <= given.ready_min <= MOST_READY_MIN:
        raise _wrong(f"准备时间应为 0 至 {MOST_READY_MIN} 分钟", f"they are ready in 0 to {MOST_READY_MIN} minutes")
    agency = short(given.agency_zh, 128, _AGENCY) or short(given.agency_en, 128, _AGENCY)
    skills = short(given.skills_zh, 500, _SKILLS) or short(given.skills_en, 500, _SKILLS)
    return {
        "sort": given.sort, "zh": zh, "en": short(given.en, 128, _NAME) or zh, "fields": list(dict.fromkeys(given.fields)),
        "skills_zh": skills, "skills_en": short(given.skills_en, 500, _SKILLS) or skills, "agency_zh": agency,
        "agency_en": short(given.agency_en, 128, _AGENCY) or agency, "ready_min": given.ready_min,
    }  # fmt: skip


def _persons(members: Sequence[tuple[str, str, str]]) -> list[tuple[Person, str, str]]:
    if len(members) > MOST_MEMBERS:
        raise _wrong(f"成员最多 {MOST_MEMBERS} 人", f"there are {MOST_MEMBERS} members at most")
    known = {one.code: one for one in people.people() if one.is_active}
    found: dict[int, tuple[Person, str, str]] = {}
    for code, zh, en in members:
        if code not in known:
            raise _wrong(f"没有人员 {code[:64]}", f"there is no person {code[:64]}")
        if known[code].pk in found:
            raise _wrong(f"成员 {code[:64]} 写了两次", f"the member {code[:64]} stands there twice")
        title = short(zh, 64, _TITLE) or short(en, 64, _TITLE)
        found[known[code].pk] = known[code], title, short(en, 64, _TITLE) or title
    return list(found.values())


def _wrong(zh: str, en: str) -> TeamWrong:
    return TeamWrong(what=Words(zh=zh, en=en))


def _record(b: Book, row: Team, kind: type[TeamFacts]) -> None:
    sort, members = SORT_WORDS[Sort(row.sort)], list(row.members.order_by("rank").values_list("person", flat=True))
    said = kind(
        code=row.code, sort=row.sort, sort_zh=sort.zh, sort_en=sort.en, zh=row.zh, en=row.en, fields=list(row.fields), skills=row.skills_zh,
        skills_en=row.skills_en, agency_zh=row.agency_zh, agency_en=row.agency_en, home=row.home.code, ready_min=row.ready_min, away=row.away, n=len(members),
        members=members,
    )  # fmt: skip
    b.record(said, subject=row.subject)
