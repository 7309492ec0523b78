"""The form of a rota: turns, members and how they follow one another; and how a post is held."""

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people import queries, rostering
from watchroom.people.duty_faults import RotaWrong
from watchroom.people.models import Rota as RotaRow
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.rota import DAYS, Days, Rota, Turn, in_turn, of_crews

MOST_TEXT = 4000
PATTERNS: dict[str, tuple[Words, int, int]] = {
    "112233--": (
        Words(zh="四班三运转（早早中中夜夜休休）", en="four crews, three turns, two days each, two off"),
        4,
        3,
    ),
    "12--": (Words(zh="四班两运转（白夜休休）", en="four crews, two turns, two days off"), 4, 2),
    "1-2-3-": (Words(zh="三班六日一轮", en="three crews, one turn each second day"), 3, 3),
}
_TURN = re.compile(r"\s*([^\s,，/]{1,30})(?:\s*/\s*([^,，]{1,40}?))?\s+(\d{1,2}:\d{2})\s*[-–~至]\s*(\d{1,2}:\d{2})\s*")


@dataclass(slots=True)
class Typed:
    """What stands in the form. turns: one a line, `白班/day 08:00-20:00`; members: codes, one a line"""

    code: str = ""
    zh: str = ""
    en: str = ""
    post: str = ""
    zone: str = ""
    turns: str = ""
    members: str = ""
    follow: str = "turn"
    keep: str = "1"
    first: str = ""
    last: str = ""
    days: str = Days.ALL.value
    always: bool = False
    cycle: list[list[int]] = field(default_factory=list)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    viewer_of(request).must(Act.KEEP_ROSTER)
    if request.method == "POST":
        return _put(request, _typed(request))
    today = as_local(site_now(), settings.SITE_ZONE).date().isoformat()
    return _form(
        request,
        Typed(zone=settings.SITE_ZONE, first=today, turns="白班/day 08:00-20:00\n夜班/night 20:00-08:00", always=True),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    viewer_of(request).must(Act.KEEP_ROSTER)
    row = rostering.rota_row(code)
    if request.method == "POST":
        typed = _typed(request)
        typed.code = code
        return _put(request, typed, row)
    typed = Typed(
        row.code, row.zh, row.en, row.post.code, row.zone, "\n".join(f"{zh}/{en} {a}-{b}" for zh, en, a, b in row.turns),
        "\n".join(row.members), "kept", "1", row.first.isoformat(), row.last.isoformat() if row.last else "", row.days, row.post.always,
        row.cycle,
    )  # fmt: skip
    return _form(request, typed, row)


@never_cache
@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    rostering.end_rota(viewer_of(request), code, _day(request.POST.get("last", "")))
    return redirect("/duty/")


@never_cache
@require_POST
def post(request: HttpRequest, code: str) -> HttpResponse:
    """How a post is held: at every instant or not, handed over by signature or by the clock."""
    given = request.POST
    rostering.set_post(
        viewer_of(request), code, always=given.get("always") == "1", by_signature=given.get("by_signature") == "1"
    )
    return redirect(f"/duty/posts/{code}/handover")


def _put(request: HttpRequest, typed: Typed, row: RotaRow | None = None) -> HttpResponse:
    try:
        rota = as_rota(typed)
        rostering.put_rota(viewer_of(request), typed.code or typed.post, typed.zh, typed.en, rota, always=typed.always)
    except Fault as fault:
        return _form(request, typed, row, fault)
    return redirect("/duty/")


def as_rota(typed: Typed) -> Rota:
    """The form as a rota. Raises RotaWrong."""
    turns = tuple(_turn(line) for line in typed.turns.splitlines() if line.strip())
    members = tuple(line.split()[0] for line in typed.members.splitlines() if line.strip())
    if not turns or not members:
        raise RotaWrong(what=Words(zh="班次和人员都须填写", en="turns and members are both needed"))
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,40}", typed.code or typed.post):
        raise RotaWrong(
            what=Words(zh="代码只能用小写字母、数字、短横线", en="a code has small letters, digits and hyphens only")
        )
    first, last = _day(typed.first), _day(typed.last) if typed.last else None
    days = next((one for one in Days if one.value == typed.days), Days.ALL)
    return Rota(typed.post, typed.zone, turns, members, _cycle(typed, len(members), len(turns)), first, last, days)


def _cycle(typed: Typed, members: int, turns: int) -> tuple[tuple[int, ...], ...]:
    kept = tuple(tuple(row) for row in typed.cycle)
    if typed.follow == "kept" and kept and len(kept[0]) == turns and max(map(max, kept)) < members:
        return kept
    if typed.follow in PATTERNS:
        _, crews, wanted = PATTERNS[typed.follow]
        if (members, turns) != (crews, wanted):
            said = Words(
                zh="这种轮换须有 {crews} 人、{turns} 个班次", en="this pattern needs {crews} members and {turns} turns"
            )
            raise RotaWrong(what=said.fill(crews=crews, turns=wanted))
        return of_crews(typed.follow, crews, wanted)
    keep = int(typed.keep) if typed.keep.isdecimal() and 0 < len(typed.keep) < 3 else 0
    if not keep:
        raise RotaWrong(what=Words(zh="连值天数须为 1 至 99", en="days on end are 1 to 99"))
    return in_turn(members, turns, keep)


def _turn(line: str) -> Turn:
    match = _TURN.fullmatch(line)
    try:
        if match is None:
            raise ValueError(line)
        start, finish = (time.fromisoformat(text.zfill(5)) for text in (match[3], match[4]))
    except ValueError:
        raise RotaWrong(
            what=Words(
                zh="班次“{line}”应写作 白班/day 08:00-20:00", en="a turn is written 白班/day 08:00-20:00, not “{line}”"
            ).fill(line=line[:40])
        ) from None
    return Turn(Words(zh=match[1], en=match[2] or match[1]), start, finish)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise RotaWrong(what=Words(zh="日期没有填写或不是有效日期", en="a date is missing or is none")) from None


def _typed(request: HttpRequest) -> Typed:
    names = ("code", "zh", "en", "post", "zone", "turns", "members", "follow", "keep", "first", "last", "days")
    told: dict[str, Any] = {name: request.POST.get(name, "").strip()[:MOST_TEXT] for name in names}
    made = Typed(**told, always=request.POST.get("always") == "1")
    row = RotaRow.objects.filter(code=made.code).first()
    made.cycle = row.cycle if row else []
    return made


def _form(request: HttpRequest, typed: Typed, row: RotaRow | None = None, fault: Fault | None = None) -> HttpResponse:
    today = as_local(site_now(), settings.SITE_ZONE).date()
    context = {
        "typed": typed, "row": row, "fault": fault, "posts": queries.posts(), "days": DAYS, "patterns": {key: one[0] for key, one in PATTERNS.items()},
        "people": [one for one in queries.people() if one.is_active], "guessed": rostering.guessed(today, today + rostering.AHEAD),
    }  # fmt: skip
    return render(request, "people/rota.html", context, status=fault.status if fault else 200)
