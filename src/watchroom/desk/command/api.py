"""The command line over the API: what a line may mean, said beforehand, and doing what was chosen."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from watchroom.desk.command.grammar import LONGEST, parse
from watchroom.desk.command.options import Option
from watchroom.desk.command.verbs import options, run, sure
from watchroom.kernel.words import Lang, Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act

router = Router(tags=["desk"])


class SaidOut(Schema):
    zh: str
    en: str


class EffectOut(Schema):
    """One line of what will happen: of what kind (will do, tells, right, by), and the words."""

    name: SaidOut
    text: SaidOut


class OptionOut(Schema):
    """`line` is what to send to have it done, empty while more is to be typed; `asks` is set where it cannot be taken back."""

    line: str
    title: SaidOut
    detail: SaidOut
    code: str
    complete: SaidOut
    effect: list[EffectOut]
    asks: SaidOut | None


class MeantOut(Schema):
    """`sure`: the line names the first option and nothing else. Otherwise a person chooses; none is guessed."""

    verb: str | None
    sure: bool
    options: list[OptionOut]


class LineIn(Schema):
    """`line` of an option, as it was given."""

    line: str = Field(max_length=2 * LONGEST)


class DoneOut(Schema):
    """What was done; `go` is the page to look at then, `place` where the map goes, `pref` how the screen is shown."""

    said: str = ""
    go: str = ""
    place: dict[str, Any] | None = None
    pref: dict[str, str] | None = None


@router.get("/command", response=MeantOut, summary="What a typed line may mean, and what it would do")
def meant(request: HttpRequest, q: str = "", chosen: str = "") -> dict[str, Any]:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    line = parse(q)
    found = options(viewer, line, chosen[:64])
    return {
        "verb": line.verb.code if line.verb else None,
        "sure": sure(line, found),
        "options": [option_out(one) for one in found],
    }


@router.post("/command", response=DoneOut, summary="Do what was chosen for a line")
def do(request: HttpRequest, given: LineIn) -> dict[str, Any]:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    lang: Lang = getattr(request, "lang", "zh")
    return run(viewer, given.line, lang)


def option_out(one: Option) -> dict[str, Any]:
    return {
        "line": one.line, "title": _said(one.title), "detail": _said(one.detail), "code": one.thing.code,
        "complete": _said(one.complete), "asks": _said(one.asks) if one.asks else None,
        "effect": [{"name": _said(name), "text": _said(text)} for name, text in one.effect],
    }  # fmt: skip


def _said(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
