"""People state what no sensor tells: figures, words, and the answers to the questions that a plan asks."""

import re
from dataclasses import dataclass
from decimal import Decimal

from watchroom.incidents import queries as incidents
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import entries
from watchroom.plans.elements import Fact
from watchroom.plans.faults import IncidentClosed, NoSuchFact, NotYoursToJudge, ValueUnfit
from watchroom.plans.format import PlanFile
from watchroom.plans.loading import current, load
from watchroom.plans.models import Statement
from watchroom.plans.rules import conditions
from watchroom.plans.saying import amount_words, unit_words
from watchroom.plans.triggers import Judgement, walk

MOST_SAID = 128
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_YES_NO = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
_TAKEN_BACK = Words(zh="收回，视为未知", en="taken back, not known")


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be stated: a fact that a plan declares, or a question that it asks (then `post` is who answers)."""

    name: str
    title: Words
    fact: Fact
    post: str = ""
    post_words: Words | None = None


def state(
    viewer: Viewer, incident: int, name: str, value: str, *, said_by: str = "", from_model: bool = False
) -> Statement:
    """States a fact for the incident; an empty value takes back what was stated before.

    value    a number in the fact's unit, one of its words, or yes or no
    said_by  who told it on the telephone; owed where a question is for another post to answer
    Raises NoSuchFact, ValueUnfit, NotYoursToJudge, IncidentClosed.
    """
    viewer.must(Act.NOTE_INCIDENT)
    asked = _asked(name)
    kept = _value(asked, value)
    said_by = _said(said_by, asked)
    if asked.post and asked.post not in viewer.posts and not said_by:
        raise NotYoursToJudge(post=asked.post_words or asked.post)
    unit = asked.fact.unit or "" if asked.fact.type == "number" else ""
    words = (
        _TAKEN_BACK if kept is None else amount_words(Decimal(kept) if unit and isinstance(kept, str) else kept, unit)
    )
    origin = Statement.Origin.MODEL if from_model else Statement.Origin.PERSON
    with book(actor=viewer.actor) as b:
        (row,) = incidents.locked(incident) or (incidents.row(incident),)
        if not row.is_open:
            raise IncidentClosed(number=row.number)
        made = Statement.objects.create(
            incident=row, name=name, value=kept, unit=unit, origin=origin, at=b.now, by=b.actor, said_by=said_by,
        )  # fmt: skip
        opened = journal.last(row.subject, "incidents.opened")
        facts = entries.Stated(name, kept, unit, origin.value, asked.title.zh, asked.title.en, words.zh, words.en)
        b.record(facts, subject=made.subject, incident=row.pk, cause=opened.id if opened else None)
    return made


def askable(plan: PlanFile) -> list[Asked]:
    """What people may state for a plan: reported facts, results of models, and the questions of its conditions."""
    found = [
        Asked(name, fact.title.words, fact) for name, fact in plan.facts.items() if fact.origin in ("report", "model")
    ]
    questions = {
        node.judged: node for _, when in conditions(plan) for _, node in walk(when) if isinstance(node, Judgement)
    }
    return [*found, *(_question(plan, node) for node in questions.values())]


def _question(plan: PlanFile, node: Judgement) -> Asked:
    post = plan.post(node.by)
    words = post.title.words if post else Words(zh=node.by, en=node.by)
    fact = Fact(title=node.words, type="bool", origin="report")
    return Asked(f"judged.{plan.code}.{node.judged}", node.words.words, fact, node.by, words)


def _asked(name: str) -> Asked:
    for row in current():
        for one in askable(load(row)):
            if one.name == name:
                return one
    raise NoSuchFact(name=name[:64])


def _value(asked: Asked, given: str) -> str | bool | None:
    given = given.strip()
    if not given:
        return None
    fact = asked.fact
    if fact.type == "number":
        if _NUMBER.fullmatch(given):
            return decimal_text(Decimal(given))
        unit = unit_words(fact.unit or "")
        raise _refused(asked, given, Words(zh="要一个数，单位{u}", en="a number is wanted, in {u}").fill(u=unit))
    if fact.type == "bool":
        if given.casefold() in _YES_NO:
            return _YES_NO[given.casefold()]
        raise _refused(asked, given, Words(zh="只能答是或否", en="it is answered yes or no"))
    if given in (fact.values or [given]) and len(given) <= 200 and not unfit(given):
        return given
    values = ", ".join(fact.values or [])
    raise _refused(asked, given, Words(zh="可取 {v}", en="one of {v}").fill(v=values or "…"))


def _refused(asked: Asked, given: str, wanted: Words) -> ValueUnfit:
    return ValueUnfit(given=given[:40], title=asked.title, wanted=wanted)


def _said(text: str, asked: Asked) -> str:
    text = text.strip()
    if len(text) > MOST_SAID or unfit(text):
        raise _refused(
            asked, text, Words(zh="告知人不超过 {n} 字", en="the name has at most {n} characters").fill(n=MOST_SAID)
        )
    return text
