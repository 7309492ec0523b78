"""Sets a site up for a scenario through the rooms' own actions. The same again changes nothing."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from watchroom.alarms.rule_actions import put_rule
from watchroom.dispatch.fleet import put_unit
from watchroom.dispatch.rules import axes
from watchroom.dispatch.teams.keeping import Given, codes, enter_team
from watchroom.incidents.ruling import put_level
from watchroom.journal import clock
from watchroom.journal import queries as journal
from watchroom.journal.book import book
from watchroom.kernel.clock import iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.scenario import steering
from watchroom.ops.scenario.accounts import Tokens
from watchroom.ops.scenario.content import Content, SourceOf
from watchroom.ops.scenario.entries import ScenarioBegun
from watchroom.ops.scenario.feed import PATH
from watchroom.ops.scenario.reports import TRACKERS
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token, make_sign_in_link, put_person, put_post, put_shift
from watchroom.people.rights import Role
from watchroom.places.actions import put_place
from watchroom.plans.actions import put_shipped
from watchroom.plans.terms import Text
from watchroom.sources import keys
from watchroom.sources.actions import put_device, put_sensor, put_source
from watchroom.sources.cameras.site_file import put_all
from watchroom.sources.models import DeviceKey

ACTOR = "ops:scenario"


@dataclass(frozen=True, slots=True)
class Link:
    """A way in for one of the four people."""

    name: Words
    post: Words
    token: str


class NotEmpty(Fault):
    status = 409
    text = Words(
        zh="数据库里已有 {count} 条记事，不是空库：情景只在空库上从头开始。请换一个 DATABASE_URL 或 WATCHROOM_DATA。",
        en="The database already holds {count} entries: a scenario begins on an empty one only. Set another DATABASE_URL or WATCHROOM_DATA.",
    )


def set_up(content: Content, *, new: bool = False) -> list[Link]:
    """Everything that the day needs. Gives the sign-in links at the first start only; later ones are made by command.

    new  the day must begin here, on an empty database
    Raises NotEmpty: a site in service is never turned into an exercise.
    """
    first = clock.scenario() is None
    if journal.head() and (first or new):
        raise NotEmpty(count=journal.head())
    if first:
        clock.start_scenario(content.head.code, content.head.starts, exercise=True)
    with book(actor=ACTOR):  # all of it or nothing
        if first:
            _begin(content)
        _people(content)
        _places(content)
        put_all(content.cameras, actor=ACTOR)
        _sources(content)
        _rules(content)
        _units(content)
        _teams(content)
        put_shipped(actor=ACTOR)
    _tokens(content)
    return _links(content) if first else []


def device_keys(content: Content) -> dict[str, str]:
    """The key of each device: made again from the site's secret, so that it is written down nowhere."""
    codes = [source.code for source in content.sources if source.kind != "cap_feed"]
    rows = DeviceKey.objects.filter(code__in=codes, withdrawn_at=None)
    return {row.code: keys.key_of(row.code, row.serial) for row in rows}


def _begin(content: Content) -> None:
    head = content.head
    with book(actor=ACTOR) as b:
        begun = ScenarioBegun(
            scenario=head.code, title_zh=head.title.zh, title_en=head.title.en, notice_zh=head.notice.zh,
            notice_en=head.notice.en, starts=iso(head.starts), ends=iso(head.ends),
        )  # fmt: skip
        b.record(begun, subject=steering.subject(head.code))
        if head.reports_as is not None:
            put_level(head.reports_as, actor=ACTOR)


def _people(content: Content) -> None:
    for person in content.people.people:
        put_person(person.code, person.name.zh, person.name.en, Role(person.standing), actor=ACTOR)
    for post in content.people.posts:
        put_post(post.code, post.name.zh, post.name.en, Role(post.role), actor=ACTOR)
        for shift in content.people.shifts:
            holder = post.day if shift.of == "day" else post.night
            put_shift(post.code, holder, shift.since, shift.until, actor=ACTOR)


def _places(content: Content) -> None:
    for place in content.places:
        put_place(
            place.code, place.kind, place.name.zh, place.name.en, place.geometry, population=place.population,
            capacity=place.capacity, source=bilingual(place.source), schematic=place.schematic,
            parent=place.parent, actor=ACTOR,
        )  # fmt: skip


def put_feed(content: Content, address: str) -> None:
    """Registers the feed once it can be asked: a source that nobody serves yet would begin the day with a fault."""
    for source in content.sources:
        if source.kind == "cap_feed":
            _source(content, source, {"url": address + PATH, "every_s": source.every_s, "private": True})


def _source(content: Content, source: SourceOf, asked: dict[str, object]) -> None:
    put_source(
        source.code, source.kind, source.name.zh, source.name.en, settings=asked, expected_every_s=source.every_s,
        simulated=True, origin=content.head.notice.words, actor=ACTOR,
    )  # fmt: skip


def _sources(content: Content) -> None:
    for source in content.sources:
        if source.kind == "cap_feed":
            continue
        _source(content, source, {})
        for sensor in source.sensors:
            put_sensor(
                sensor.code, source.code, sensor.place, sensor.quantity, sensor.name.zh, sensor.name.en, actor=ACTOR
            )
        if source.code not in device_keys(content):
            put_device(source.code, source.code, actor=ACTOR)
    for unit in content.units:
        both = (("lon", "经度（模拟）", "longitude (simulated)"), ("lat", "纬度（模拟）", "latitude (simulated)"))
        for code, (quantity, zh, en) in zip(axes(unit.code), both, strict=True):
            put_sensor(code, TRACKERS, "zone", quantity, f"{unit.name.zh}{zh}", f"{unit.name.en}, {en}", actor=ACTOR)


def _rules(content: Content) -> None:
    for rule in content.rules:
        texts = {"title": rule.title, "cause": rule.cause, "consequence": rule.consequence, "action": rule.action}
        told = {f"{name}_{lang}": getattr(text, lang) for name, text in texts.items() for lang in ("zh", "en")}
        put_rule(
            rule.code, detector=rule.detector, sensor=rule.sensor, settings=rule.settings, priority=rule.priority,
            actor=ACTOR, **told,
        )  # fmt: skip


def _units(content: Content) -> None:
    for unit in content.units:
        put_unit(unit.code, unit.kind, unit.name.zh, unit.name.en, unit.place, skills=tuple(unit.skills), actor=ACTOR)


def _teams(content: Content) -> None:
    """Entered once: what the site's own people write of them afterwards stays."""
    known = codes()
    for team in content.teams:
        if team.code in known:
            continue
        members = [(one.person, one.title.zh, one.title.en) for one in team.members]
        given = Given(
            code=team.code, sort=team.sort, zh=team.name.zh, en=team.name.en, home=team.home, fields=team.fields,
            skills_zh=team.skills.zh, skills_en=team.skills.en, agency_zh=team.agency.zh, agency_en=team.agency.en, ready_min=team.ready_min, members=members,
        )  # fmt: skip
        enter_team(given, actor=ACTOR)


def bilingual(text: Text) -> str:
    """As a field of one language is filled that all read."""
    return f"{text.zh} / {text.en}"


def _tokens(content: Content) -> None:
    """A token for everybody who acts; those that still speak for their person are kept."""
    kept = Tokens(Path(settings.DATA), content.head.code)
    known = {code: token for code, token in kept.read().items() if people.of_token(token)}
    for post in content.people.posts:
        for code in (post.day, post.night):
            if code not in known:
                known[code] = make_api_token(people.person_by_code(code), actor=ACTOR)
    kept.write(known)


def _links(content: Content) -> list[Link]:
    posts = {post.day: post.name.words for post in content.people.posts}
    made = []
    for code in content.people.links:
        person = people.person_by_code(code)
        made.append(Link(person.words, posts[code], make_sign_in_link(person, actor=ACTOR)))
    return made
