"""F49, where there is no page: what is private is private on a terminal and in the live stream too. The walk of the addresses is in
`test_private.py`; the same marks stand in the same fields.
"""

import contextvars
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from tests import rights_scene
from tests.rights_scene import CALLER, LANDLINE, PHONE, TOLD_BY, Site
from tests.test_private import allowed, plant, shown
from tests.test_rights import BACKEND, personal, program
from watchroom.desk.command.table import VERBS
from watchroom.incidents.ics import FORMS
from watchroom.journal.clock import site_now
from watchroom.journal.facts import KINDS
from watchroom.journal.models import Entry
from watchroom.kernel.clock import as_local
from watchroom.ops import acting, cli
from watchroom.ops.live import Eyes
from watchroom.ops.live_hub import Hub, Stream, event
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Act

pytestmark = [pytest.mark.django_db, pytest.mark.site]

type Type = Callable[..., str]
WHO = ["zhao", "field", "admin"]


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


# ---- a terminal ------------------------------------------------------------------------------------------------------

# Words by which somebody looks as the person of his token, and are no row of a table.
LOOKS = {
    "incident board", "incident form", "drill list", "drill score", "drill report", "drill script", "say",
}  # fmt: skip
# Of whoever has the server's own files before him: no person's rights are asked, and none are given.
SERVER = {
    "up", "web", "live", "watch", "work", "doctor", "prepare", "watchdog", "nats config", "nats prepare", "demo", "scenario stage",
    "scenario play", "scenario tell", "scenario steer", "replay dispatch", "replay", "verify", "causes", "history files", "history kept",
    "history export", "alarm list", "alarm held", "source list", "source kinds", "source look", "camera list", "rule list", "rule try", "rule signals", "plan check",
    "plan import", "plan export", "plan diff", "plan test", "plan new", "dispatch read", "cap check", "cap trust", "map import", "map areas",
    "duty index", "carrier list", "people list", "people link", "people phone", "bench", "kpi", "docs", "manage",
}  # fmt: skip
# What is done as a person, or on the server: an act, which says no more than that it was done.
ACTS = {
    "source try", "source ask", "source key", "source sensor", "source serve", "source drop", "camera load", "camera password", "camera try",
    "rule from-signal", "alarm shelve", "alarm maintain", "alarm out", "alarm back", "incident attach", "drill plan", "drill inject",
    "drill start", "drill pause", "drill resume", "drill jump", "drill end", "drill evaluated", "drill close", "drill speed", "drill stop",
    "carrier try",
}  # fmt: skip


def words(parser: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, acting.Step | None]]:
    """Every word of the command, and its row in a table if it has one."""
    for action in parser._actions:
        for name, child in action.choices.items() if isinstance(action.choices, dict) else ():
            below, run = list(words(child, (*before, name))), child.get_default("run")
            yield from below
            if not below or run:
                (step,) = (run.__defaults__ if run else None) or (None,)
                yield " ".join((*before, name)), step if isinstance(step, acting.Step) else None


def test_every_word_is_known_to_look_or_to_act() -> None:
    found = dict(words(cli.build()))
    assert {name for name, step in found.items() if step is None} == LOOKS | SERVER | ACTS


def given(site: Site) -> dict[str, list[str]]:
    """What is typed behind a word, by what it takes."""
    day = f"{as_local(site_now(), 'Asia/Shanghai') - timedelta(days=1):%Y-%m-%d}"
    both = [site.incident.number, site.told.number]
    return {
        "incident": both, "pk": both, "response": [str(site.activation.pk)], "code": ["ski-jump-wind"], "family": ["response", "cover"],
        "call": [str(site.called.call_id)], "post": ["watch_officer", "duty_leader"], "day": [day],
        "text": [CALLER, PHONE, "摔倒"], "number": ["1"], "task": [f"T{site.order.pk}"], "stock": [str(site.stock.pk)],
    }  # fmt: skip


def lines(site: Site, out: Path) -> Iterator[list[str]]:
    """Every word that looks, with everything that it may be about, in lines and as JSON."""
    things = given(site) | {"file": [str(out / "roster.csv")]}
    for name, step in words(cli.build()):
        if step is None or not step.reads:
            continue
        argv = name.split()
        takes = [one for one in step.takes if one.needed or one.name in ("incident", "text")]
        for value in things[takes[0].name] if takes else [""]:
            typed = [value] if takes and not takes[0].name.startswith("-") else []
            typed += [
                part for one in step.takes if one.name == "--out" for part in (one.name, str(out / "-".join(argv)))
            ]
            yield [*argv, *typed]
            yield [*argv, *typed, "--json"] if step.gives else [*argv, *typed]
    for incident in (site.incident, site.told):
        yield from (["incident", "board", incident.number], ["incident", "board", incident.number, "--json"])
    yield from (["incident", "form", form, site.told.number, "-o", str(out / f"{form}.pdf")] for form in FORMS)
    drill = str(site.drill.pk)
    yield from (["drill", "list"], ["drill", "score", drill])
    yield from (["drill", "report", drill, "--out", str(out)], ["drill", "script", "--incident", site.told.number])
    for verb in VERBS:
        for rest in ("", "#1 x"):
            yield ["say", f"{verb.spellings[0]} {rest}"]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Type:
    """Types a line as somebody; gives all that was printed and all that was written into files."""
    tokens: dict[str, str] = {}

    def run(code: str, argv: list[str], *, lang: str = "zh") -> str:
        tokens.setdefault(code, make_api_token(person_by_code(code)))
        monkeypatch.setenv("WATCHROOM_TOKEN", tokens[code])
        monkeypatch.setenv("WATCHROOM_LANG", lang)
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        contextvars.copy_context().run(cli.main, argv)  # whose eyes look is the process's own, and here the line's
        said = capsys.readouterr()
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        written = "\n".join(shown(path.read_bytes()) for path in files)
        for path in files:
            path.unlink()
        return said.out + said.err + written

    return run


@pytest.mark.once
@pytest.mark.parametrize("code", WHO)
def test_a_terminal_shows_nobody_what_he_may_not_see(site: Site, typed: Type, code: str, tmp_path: Path) -> None:
    marks = plant()
    forbidden = {one for one, label in marks.items() if not allowed(code, label)}
    found = []
    for argv in lines(site, tmp_path):
        said = typed(code, argv)
        found += [(" ".join(argv), one) for one in forbidden if one in said and one not in " ".join(argv)]
    assert found == []


@pytest.mark.once
def test_a_wall_is_shown_nothing_there(site: Site, typed: Type, tmp_path: Path) -> None:
    """A wall is read by whoever passes: what somebody typed is masked on its pages, and a terminal is none of them."""
    said = {typed("wall", argv, lang="en") for argv in lines(site, tmp_path)}
    assert len(said) == 1
    assert "token of a wall screen" in said.pop()


@pytest.mark.once
def test_the_watch_is_shown_it_there_so_the_walk_above_can_find_it(site: Site, typed: Type, tmp_path: Path) -> None:
    marks = plant()
    said = "".join(typed("chen", argv) for argv in lines(site, tmp_path))
    assert len({one for one in marks if one in said}) >= 4
    assert "林晓" in said


@pytest.mark.once
def test_a_terminal_finds_nothing_by_what_one_may_not_see(site: Site, typed: Type) -> None:
    for one, label in plant().items():
        if not allowed("field", label):
            assert "没有与" in typed("field", ["say", f"FIND {one}"]), one
            assert typed("field", ["dispatch", "teams", "--text", one]).strip() == "没有"


# ---- the live stream -------------------------------------------------------------------------------------------------


def streamed(code: str) -> tuple[str, list[int]]:
    """All that a stream of this person's would be sent of the whole book, and the entries in it."""
    client = Client()
    client.force_login(Person.objects.get(code=code), backend=BACKEND)
    eyes, session = Eyes(), str(client.session.session_key)
    sees, whose = eyes.sees(session), eyes.whose(session)
    if sees is None:
        return "", []
    hub, stream = Hub(), Stream(session, sees, whose)
    hub.tell(eyes.after(0, 1_000_000, frozenset({whose} - {None})))
    sent = hub._ring[0].after(0, stream.sees, stream.whose) + event(
        "hello", {"head": hub.head, "exercise": eyes.exercise()}, 0
    )
    return sent.decode(), [int(one) for one in re.findall(r"^id: (\d+)\nevent: entry", sent.decode(), re.MULTILINE)]


def readable(code: str) -> list[int]:
    """The entries that this person is given over the API."""
    client, found = program(code), list[int]()
    while rows := client.get(f"/api/journal?limit=500&after={found[-1] if found else 0}").json():
        found += [row["id"] for row in rows]
    return found


@pytest.mark.once
@pytest.mark.parametrize("code", ["wall", "zhao", "field", "sun", "lin", "chen"])
def test_the_live_stream_says_nothing_of_anybody_and_tells_of_what_one_may_read_alone(site: Site, code: str) -> None:
    marks, may_read = plant(), readable(code)  # first: to be given a token is an entry too
    sent, told = streamed(code)
    secret = {*marks, *personal(), CALLER, TOLD_BY, PHONE, LANDLINE}
    hidden = {kind: facts.personal for kind, (facts, _) in KINDS.items() if facts.personal}
    rows = Entry.objects.filter(kind__in=hidden)
    secret |= {
        str(row.facts[one]) for row in rows for one in hidden[row.kind] if len(str(row.facts.get(one) or "")) > 3
    }
    assert [one for one in secret if one in sent] == []
    frames = [orjson.loads(one) for one in re.findall(r"^event: entry\ndata: (.*)$", sent, re.MULTILINE)]
    assert {name for one in frames for name in one} == {"id", "kind", "subject", "incident", "exercise"}
    assert told == may_read
    assert (len(told) == Entry.objects.count()) is viewer(person_by_code(code)).may(Act.SEE_PERSONAL)


@pytest.mark.once
def test_whoever_may_see_nothing_has_no_stream(site: Site) -> None:
    assert streamed("admin") == ("", [])
