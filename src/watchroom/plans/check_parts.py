"""Checks what stands beside levels and actions: organisation, contacts, reports, resources, links, places in the document."""

import re
from collections import Counter
from collections.abc import Iterator

from watchroom.kernel.words import Words
from watchroom.plans.elements import Channel, Contact, Cut, Link, Part
from watchroom.plans.format import PlanFile
from watchroom.plans.naming import Names, Remarks, circle_in
from watchroom.plans.reading import Path
from watchroom.plans.terms import Strict, Text

_NUMBER = re.compile(r"\+?\d{3,15}([-转x#]\d{1,6})?")
_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}|\+(?!86)\d{7,15}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SPACES = str.maketrans("", "", " ()-（）－—")
CHANNEL_WORDS: dict[str, Words] = {
    "telephone": Words(zh="电话号码", en="telephone number"),
    "mobile": Words(zh="手机号码", en="mobile number"),
    "sms": Words(zh="短信号码", en="number for text messages"),
    "fax": Words(zh="传真号码", en="fax number"),
    "email": Words(zh="电子邮箱", en="e-mail address"),
    "radio": Words(zh="电台频道或呼号", en="radio channel or call sign"),
    "app": Words(zh="应用账号", en="account of an app"),
}


def check_parts(plan: PlanFile, names: Names) -> Remarks:
    yield from _organisation(plan, names)
    for i, contact in enumerate(plan.contacts):
        yield from _contact(contact, names, ("contacts", i))
    for i, report in enumerate(plan.reports):
        yield from names.body(report.sender, ("reports", i, "from"))
        yield from names.clause(report.clause, ("reports", i, "clause"))
    for i, one in enumerate(plan.warning_levels):
        yield from names.body(one.issued_by, ("warning_levels", i, "issued_by"))
    for i, resource in enumerate(plan.resources):
        yield from names.body(resource.owner, ("resources", i, "owner"))
        if resource.place is None:
            yield "resource_unplaced", ("resources", i), {"name": resource.title.words}
    yield from _special(plan, names)
    for i, link in enumerate(plan.links):
        yield from _link(plan, link, names, ("links", i))
    for i, conflict in enumerate(plan.conflicts):
        yield "conflict_open", ("conflicts", i), {"why": conflict.text.words}
        for number in conflict.clauses:
            yield from names.clause(number, ("conflicts", i, "clauses"))
    yield from _everywhere(plan)


def _organisation(plan: PlanFile, names: Names) -> Remarks:
    for i, unit in enumerate(plan.units):
        yield from names.unit(unit.parent, ("units", i, "parent"))
        yield from names.unit(unit.lead, ("units", i, "lead"))
        for j, member in enumerate(unit.members):
            yield from names.unit(member, ("units", i, "members", j))
    circle = circle_in({unit.code: {unit.parent} if unit.parent else set() for unit in plan.units})
    if circle:
        yield "unit_circle", ("units",), {"name": " → ".join(circle)}
    for i, post in enumerate(plan.posts):
        yield from names.unit(post.unit, ("posts", i, "unit"))


def _contact(contact: Contact, names: Names, path: Path) -> Remarks:
    yield from names.unit(contact.unit, (*path, "unit"))
    yield from names.post(contact.post, (*path, "post"))
    if contact.unit is None and contact.post is None:
        yield "contact_of_nobody", path, {"name": contact.title.words}
    bad = [i for i, channel in enumerate(contact.channels) if not reachable(channel)]
    for i in bad:
        channel = contact.channels[i]
        facts = {"name": channel.address[:40], "kind": CHANNEL_WORDS[channel.kind]}
        yield "bad_channel", (*path, "channels", i), facts
    if len(bad) == len(contact.channels):
        yield "no_channel", path, {"name": contact.title.words}


def reachable(channel: Channel) -> bool:
    """Whether the address has the form that its kind needs. Whether anybody answers, only a call tells."""
    match channel.kind:
        case "email":
            return _EMAIL.fullmatch(channel.address) is not None
        case "mobile" | "sms":
            return _MOBILE.fullmatch(channel.address.translate(_SPACES)) is not None
        case "telephone" | "fax":
            return _NUMBER.fullmatch(channel.address.translate(_SPACES)) is not None
        case _:
            return True


def _special(plan: PlanFile, names: Names) -> Remarks:
    for i, one in enumerate(plan.sensitive):
        if one.lowers_by >= max(len(plan.levels), 2):
            yield "sensitive_too_low", ("sensitive", i, "lowers_by"), {"by": one.lowers_by, "count": len(plan.levels)}
    if plan.ending:
        yield from names.post(plan.ending.decides, ("ending", "decides"))
        yield from names.clause(plan.ending.clause, ("ending", "clause"))


def _link(plan: PlanFile, link: Link, names: Names, path: Path) -> Remarks:
    if link.plan == plan.code:
        yield "link_circle", path, {"name": f"{plan.code} → {plan.code}"}
    for upper, own in link.levels.items():
        if not (upper.isascii() and upper.isdigit() and 1 <= int(upper[:4]) <= 9):
            yield "unknown_level", (*path, "levels"), {"name": upper[:16]}
        if own not in names.levels:
            yield "unknown_level", (*path, "levels", upper), {"name": own}


def everything(part: Strict, path: Path = ()) -> Iterator[tuple[Path, Strict]]:
    """A part of a plan and all that it holds, with paths; keys are those of the file."""
    yield path, part
    for name, field in type(part).model_fields.items():
        value, here = getattr(part, name), (*path, field.alias or name)
        if isinstance(value, Strict):
            yield from everything(value, here)
        elif isinstance(value, list):
            for i, one in enumerate(value):
                if isinstance(one, Strict):
                    yield from everything(one, (*here, i))
        elif isinstance(value, dict):
            for key, one in value.items():
                if isinstance(one, Strict):
                    yield from everything(one, (*here, key))


def _everywhere(plan: PlanFile) -> Remarks:
    """What any part may have: a doubt, a place in the document, a text in one language."""
    only: Counter[str] = Counter()
    characters = plan.original.characters if plan.original else 0
    for path, one in everything(plan):
        if isinstance(one, Text) and one.only:
            only[one.only] += 1
        elif isinstance(one, Cut) and not one.start <= one.end <= characters:
            yield "cut_outside", path, {"start": one.start, "end": one.end}
        elif isinstance(one, Part) and one.doubt:
            yield "doubt", path, {"name": _name(one, path), "why": one.doubt.words}
    if only:
        yield "one_language", (), {"zh": only["zh"], "en": only["en"]}


def _name(part: Part, path: Path) -> Words:
    """What a part is called: its title, else its number or code, else which kind of part it is."""
    title = getattr(part, "title", None) or getattr(part, "name", None)
    if isinstance(title, Text):
        return title.words
    said = str(getattr(part, "number", None) or getattr(part, "code", None) or path[0])
    return Words(zh=said, en=said)
