"""The whole site in the middle of an exercise day, with something personal and something hostile wherever people write."""

import base64
import io
import time
from collections.abc import Awaitable, Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import Any

import orjson
from docx import Document

from tests import duty_scene
from tests.duty_scene import DutyScene
from watchroom.advice.chores import CHORES as ADVISERS
from watchroom.advice.models import Advice
from watchroom.alarms import actions as alarms
from watchroom.alarms import hold_actions, rule_drafting
from watchroom.alarms.judging import Change
from watchroom.alarms.models import Alarm, Group, Hold, Rule
from watchroom.alarms.platform import SET_ASIDE, SOURCE_SILENT, raise_about, return_about
from watchroom.alarms.rule_content import TEXTS, Content
from watchroom.dispatch import actions as dispatch
from watchroom.dispatch import rolls
from watchroom.dispatch.closing_roads import draw_closure
from watchroom.dispatch.field import acts as field_acts
from watchroom.dispatch.models import Called, Closure, Distress, FieldAct, Order, Stock, Unit
from watchroom.dispatch.stocking import Item, take_in
from watchroom.dispatch.teams.calling_out import call_out as call_team_out
from watchroom.dispatch.teams.calling_out import came as team_came
from watchroom.dispatch.teams.keeping import Given, put_team
from watchroom.dispatch.teams.models import Team
from watchroom.incidents import actions as incidents
from watchroom.incidents import attaching, briefs, evidence, instructing, sending, sharing
from watchroom.incidents.intake import actions as calls
from watchroom.incidents.models import Attachment, Call, Incident, Instruction, KeptPicture, SceneMedia, Tie
from watchroom.journal import clock as site_clock
from watchroom.journal import queries as journal
from watchroom.journal.clock import site_now
from watchroom.journal.followers import Runner
from watchroom.journal.tests.kept_rows import Rows, added, put_back, rows
from watchroom.kernel.clock import iso, ms
from watchroom.kernel.words import Words
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.stage import set_up
from watchroom.people import actions as people
from watchroom.people import agencies, phones
from watchroom.people import queries as persons
from watchroom.people.rights import Role
from watchroom.people.viewer import Viewer
from watchroom.plans import actions as plans
from watchroom.plans import lifecycle
from watchroom.plans.drafts import actions as plan_drafts
from watchroom.plans.drafts import queries as plan_draft_queries
from watchroom.plans.drafts.elements import items
from watchroom.plans.drafts.models import Draft as PlanDraft
from watchroom.plans.drafts.models import SiteWord
from watchroom.plans.drills import actions as drills
from watchroom.plans.drills import firing as drill_firing
from watchroom.plans.drills import marking as drill_marking
from watchroom.plans.drills import planning as drill_planning
from watchroom.plans.drills.models import Drill
from watchroom.plans.models import Activation, Notice, Plan, Proposal
from watchroom.plans.naming_days import name_days
from watchroom.plans.tests.samples import plan_data
from watchroom.sources import bulletins, line, trial_actions, trial_asking
from watchroom.sources.actions import put_device, put_source
from watchroom.sources.cameras import actions as cameras
from watchroom.sources.cameras import live
from watchroom.sources.cameras.models import Camera
from watchroom.sources.connector import Asked, Came
from watchroom.sources.faults import FeedDown, StreamDown
from watchroom.sources.models import Bulletin, Quarantine, Sensor, Source
from watchroom.sources.payloads import Offer
from watchroom.sources.quarantine import Bad, set_aside
from watchroom.sources.stream import Client
from watchroom.sources.trial_faults import OnTrial
from watchroom.warnings import actions as warnings
from watchroom.warnings import delivering
from watchroom.warnings.models import Delivery, Warning
from watchroom.warnings.rules import fingerprint

PHONE, LANDLINE = "13800138000", "0313-5551234"
CALLER, TOLD_BY = "钱多多", "王小二"
SCENARIO = "zhangjiakou-games"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)  # a PNG of one pixel
VALUES = {"jump-wind": 4.6, "jump-gust": 9.0, "jump-temperature": -12.0, "gate-c-density": 4.5}


@dataclass
class Line:
    """A stream that takes everything, and knows the newest values that were put here."""

    values: dict[str, float] = field(default_factory=dict)
    published: list[tuple[int, bytes, str]] = field(default_factory=list)

    def publish(self, messages: Sequence[tuple[int, bytes, str]], timeout_s: float = 2.0) -> None:
        self.published += messages

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        wanted = orjson.loads(data)
        if not subject.startswith("ask.latest") or not isinstance(wanted, list):
            return None
        rows = Sensor.objects.filter(number__in=wanted, code__in=list(self.values)).values_list("number", "code")
        now = ms(site_now())
        return orjson.dumps(
            {
                "sensor": [number for number, _ in rows], "value": [self.values[code] for _, code in rows],
                "measured_ms": [now] * len(rows), "received_ms": [now] * len(rows),
            }
        )  # fmt: skip

    def tell(self, subject: str, data: bytes = b"") -> None:
        return None

    def do[T](self, act: Callable[[Client], Awaitable[T]], timeout_s: float = 2.0) -> T:
        raise StreamDown(retry=2)


@dataclass
class Site:
    """One of everything, in the states in which the posts' acts are possible."""

    line: Line
    alarms: list[Alarm]
    hold: Hold  # planned maintenance of another place
    latched: Alarm  # seen, and waiting for its reset
    shelved: Alarm
    group: int
    incident: Incident  # with a running response, orders, units and advice
    told: Incident  # opened by a telephone report; nothing of it runs
    proposed: Proposal
    forwarded: Proposal
    activation: Activation
    unsigned: Activation  # decided, and to be signed by another post
    notice: Notice  # not confirmed; nobody of the cast holds its post
    order: Order
    blocked: Order  # of a post that nobody of the cast holds
    unit: Unit
    there: Unit  # on scene
    closure: Closure
    stock: Stock
    team: Team  # ready, and called out nowhere
    comes: Called  # one of experts who were called out: he comes, and is not there yet
    asked_out: Called  # another of them: he has not answered
    advice: Advice
    draft: Warning
    reviewed: Warning
    released: Warning
    failed: Delivery
    bulletin: Bulletin
    quarantined: Quarantine  # a good reading of the device `probe`, that could not be taken when it came
    trial: Source  # sends by itself, and has sent something
    asked_trial: Source
    device_key: str
    plan_file: str
    plan_draft: PlanDraft  # read from a document, with an element that was corrected
    plan_element: str
    plan_word: SiteWord
    named_days: int
    duty: DutyScene
    entry: int  # of the opening of the incident
    drill: Drill  # held, and not yet evaluated
    drill_planned: Drill
    drill_under_way: Drill
    attached: Attachment
    kept: KeptPicture  # of a camera near the incident
    call: Call  # of the telephone report, with who called
    loose: Call  # of no incident yet
    tie: Tie
    instruction: Instruction  # to be answered
    called: Called  # of a call list that runs; not confirmed
    phone: int  # lin's
    distress: int  # a call for help from it
    refused: int  # an act from it that was not taken
    media: int  # a photo from it
    afoot: int  # a unit that no tracker follows
    tickets: dict[str, str] = field(default_factory=dict)  # lin's, for what lin was shown; they last for minutes


def viewer(code: str) -> Viewer:
    return persons.viewer(persons.person_by_code(code))


def follow() -> None:
    runner = Runner("tests")
    while runner.run():
        pass
    for chore in ADVISERS:
        chore.run(site_now())


def as_written(words: str) -> str:
    return words


_kept: dict[Callable[[str], str], tuple[Site, Rows]] = {}


def lay(text: Callable[[str], str] = as_written) -> Site:
    """`text` is put around whatever a person or a stranger could have written. Laid once, then put back as it was."""
    stream = Line(dict(VALUES))
    line.use(stream)
    if text not in _kept:
        before = rows()
        laid = _lay(stream, text)
        _kept[text] = deepcopy(laid), added(before, rows())
        return replace(laid, tickets=tickets(laid))
    laid, lines = _kept[text]
    put_back(lines)
    return replace(deepcopy(laid), line=stream, tickets=tickets(laid))


def _lay(stream: Line, text: Callable[[str], str]) -> Site:
    set_up(load(SCENARIO))
    for code, role in (("field", Role.FIELD), ("admin", Role.ADMIN)):
        people.put_person(code, "现场甲" if code == "field" else "管理甲", f"{code.title()} Jia", role)
    lin, chen, zhao = viewer("lin"), viewer("chen"), viewer("zhao")
    raised = [one for index, rule in enumerate(Rule.objects.order_by("pk")) for one in raise_alarm(rule, index)]
    draft(lin, raised[0].rule, text)
    alarms.acknowledge(lin, raised[0].pk)
    windy = incidents.open_incident(lin, alarm=raised[0].pk, title_zh=text("跳台大风"), title_en=text("Wind"))
    follow()
    first = Proposal.objects.get(incident=windy, plan_code="ski-jump-wind")
    plans.forward(chen, first.pk)
    activation = plans.activate(zhao, first.pk)
    follow()
    unit = Unit.objects.order_by("pk")[0]
    dispatch.dispatch_unit(lin, unit.pk, windy.pk)
    dispatch.unit_status(lin, unit.pk, "en_route", said_by=text(f"{TOLD_BY} {PHONE}"))
    there = Unit.objects.order_by("pk")[2]
    dispatch.dispatch_unit(lin, there.pk, windy.pk)
    dispatch.unit_status(lin, there.pk, "on_scene")
    orders = Order.objects.filter(incident=windy, state="sent")
    own = orders.exclude(post="watch_officer")[0]
    dispatch.finish_order(lin, own.pk, said_by=text(f"{TOLD_BY} {PHONE}"), note=text(f"回拨 {LANDLINE}"))
    blocked = stopped(lin, activation, text)
    told = telephoned(lin, text)
    crowded, later = (incidents.open_incident(lin, alarm=raised[at].pk) for at in (2, 1))
    follow()
    other = Proposal.objects.get(incident=later, plan_code="ski-jump-wind")
    plans.forward(chen, other.pk)
    latched, shelved, hold = held_back(lin, chen, text)
    plans_under_way(text)
    shared(lin, windy, text)
    briefs.put(viewer("admin"), text("红头.docx"), red_head())
    return Site(
        line=stream, duty=duty_scene.lay(), alarms=raised, latched=latched, shelved=shelved, hold=hold, group=grouped(raised), incident=windy, told=told, proposed=Proposal.objects.get(incident=crowded), forwarded=other,
        activation=activation, blocked=blocked, unsigned=to_sign(zhao, later, text),
        notice=Notice.objects.filter(activation=activation, post="venue_security")[0], order=Order.objects.filter(incident=windy, post="watch_officer", state="sent")[0], unit=Unit.objects.order_by("pk")[1], there=there,
        closure=draw_closure(lin, text("桥面"), text("Bridge"), CLOSED, reason=text("结冰")),
        **teamed(lin, windy, text),
        stock=take_in(lin, "gate-c", Item(text("帐篷")[:64], text("Tent")[:64]), 9, reason=text("入库")),
        advice=Advice.objects.filter(incident=windy, state="given")[0], **written(windy, text),
        bulletin=received(text), quarantined=refused(text), trial=on_trial(text), asked_trial=asked_on_trial(text), device_key=put_device("probe", "ws-jump")[1], plan_file=Plan.objects.get(code="gate-crowd").source,
        entry=journal.of_incident(windy.pk)[0].id, **followed_up(lin, windy, told, text), kept=looked(lin, windy, text), **drilled(chen, zhao, text), **brought(chen, text),
        attached=attaching.attach(lin, windy.pk, "note.txt", text("现场记录").encode()), called=rolled(lin, windy, text), **from_the_field(windy, text),
    )  # fmt: skip


def shared(lin: Viewer, row: Incident, text: Callable[[str], str]) -> None:
    """Two agencies under the site, which keeps what is its own; one of them is shown an incident."""
    for code, zh in (("north", "北县"), ("south", "南县")):
        agencies.put_agency(viewer("admin"), code, text(zh)[:64], text(code)[:64])
    sharing.share(lin, row.pk, "north", reason=text("支援"))


CLOSED = {"type": "LineString", "coordinates": [[115.45, 40.89], [115.46, 40.89]]}


def rolled(lin: Viewer, incident: Incident, text: Callable[[str], str]) -> Called:
    """A list of which one was telephoned in vain and another has confirmed. Gives one who was not yet dialled."""
    lines = [["person:sun", "post:duty_leader"], ["person:zhao"], ["post:information_officer"]]
    call = rolls.start(lin, title=text("强风叫应"), text=text("撤离看台"), lines=lines, incident=incident.pk)
    first, second, third = call.called.filter(rank=0).order_by("line")
    rolls.dialled(lin, first.pk, "no_answer", note=text(f"回拨 {LANDLINE}"))
    rolls.dialled(lin, second.pk, "confirmed", said_by=text(f"{TOLD_BY} {PHONE}"))
    return third


def teamed(lin: Viewer, incident: Incident, text: Callable[[str], str]) -> dict[str, Any]:
    """A team that waits; and experts who were called out, of whom one comes, one is there and one was not reached."""
    more = {
        "home": "gate-c",
        "fields": ["gale"],
        "skills_zh": text("索道")[:500],
        "agency_zh": text("救援协会")[:128],
        "ready_min": 10,
    }
    given = [Given(code=code, sort=sort, zh=text(zh)[:128], members=[(one, text("专业")[:64], "") for one in who], **more) for code, sort, zh, who in (("rope", "team", "绳索队", ("sun", "zhao")), ("wise", "experts", "大风专家组", ("field", "zhao", "sun")))]  # fmt: skip
    team, experts = (put_team(lin, one) for one in given)
    out = call_team_out(lin, incident.pk, experts.pk)
    field, zhao, sun = out.call.called.order_by("line")
    rolls.dialled(lin, field.pk, "confirmed", said_by=text(f"{TOLD_BY} {PHONE}"), minutes=30)
    rolls.dialled(lin, sun.pk, "no_answer", note=text(f"回拨 {LANDLINE}"))
    team_came(lin, zhao.pk, people=2)
    return {"team": team, "comes": field, "asked_out": sun}


OURS = ("watch_officer", "information_officer")


def brought(chen: Viewer, text: Callable[[str], str]) -> dict[str, Any]:
    """A plan document that was read, with a body that was corrected."""
    said = f"{text('某市防汛应急预案')}\n1 应急响应\n1.1 Ⅰ级响应\n1.1.1 响应措施\n（1）市应急局立即组织转移群众{text('。')}"
    row = plan_drafts.bring(chen, text("预案.txt"), said.encode())
    found = items(plan_draft_queries.draft(chen, row.pk).found)
    action = next(one.element.id for one in found if one.kind == "action")
    plan_drafts.correct(chen, row.pk, action, {"units": "市应急管理局"})
    days = name_days(chen, kind="major_event", first="2026-02-06", last="2026-02-07", zh=text("大赛"))
    return {"plan_draft": row, "plan_element": action, "plan_word": SiteWord.objects.get(), "named_days": days.pk}


def plans_under_way(text: Callable[[str], str]) -> None:
    """A plan at each step to its force, by people who are none of those who are asked."""
    roles = {"author": Role.DUTY_LEADER, "reviewer": Role.DUTY_OFFICER, "approver": Role.COMMANDER}
    for code, role in roles.items():
        people.put_person(code, f"{code}甲", f"{code.title()} Jia", role)
    author, reviewer, approver = (viewer(code) for code in roles)
    for steps, code in enumerate(("drafted", "reviewed", "approved")):
        told = {"code": code, "notice": {"zh": text("样例"), "en": text("Specimen")}}
        lifecycle.put_draft(author, orjson.dumps(plan_data() | told))
        if steps > 0:
            lifecycle.submit(author, code, 1)
            lifecycle.give_opinion(reviewer, code, 1, agreed=1, text=text("可行"))
        if steps > 1:
            lifecycle.approve(approver, code, 1)


def stopped(lin: Viewer, activation: Activation, text: Callable[[str], str]) -> Order:
    """A task that is blocked, another that is half done, and one outside the plan."""
    running = Order.objects.filter(activation=activation, state="sent").exclude(post__in=OURS).order_by("-pk")
    blocked, half = running[0], running[1]
    said_by = text(f"{TOLD_BY} {PHONE}")
    dispatch.progress_order(lin, half.pk, percent=50, said=text(f"回拨 {LANDLINE}"), said_by=said_by)
    dispatch.add_order(lin, activation.pk, "duty_leader", title=text("查看"), reason=text("积雪"))
    return dispatch.block_order(lin, blocked.pk, reason=text("断电"), on=text(f"联系 {PHONE}"), said_by=said_by)


def to_sign(zhao: Viewer, incident: Incident, text: Callable[[str], str]) -> Activation:
    """A response that its plan would let another post sign."""
    made = plans.activate_plan(zhao, incident.pk, "zone-snow", 4, reason=text("研判"))
    Notice.objects.filter(activation=made).delete()  # the posts are told when it is signed
    Activation.objects.filter(pk=made.pk).update(signer="duty_leader")
    Notice.objects.filter(activation=made).delete()  # nobody is told before it is signed
    return Activation.objects.get(pk=made.pk)


def drilled(chen: Viewer, zhao: Viewer, text: Callable[[str], str]) -> dict[str, Drill]:
    """Three drills whose only inject is a call: one held, which nobody took; one to come; one under way."""
    call = {"code": "call", "at": "0s", "kind": "report", "to": "watch_officer", "text": {"zh": text("有人摔倒")}}
    script = orjson.dumps({"format": "watchroom-drill/1", "injects": [call]}).decode()
    given = drill_planning.Given(
        title_zh=text("摔倒演练"), plan="ski-jump-wind", levels=(3,), director="zhao", evaluators=("sun",), planned_for=site_now(), script=script,
    )  # fmt: skip
    held, planned, under_way = (drill_planning.plan_drill(chen, given) for _ in range(3))
    drills.start(zhao, held.pk)
    drill_firing.fire(held.pk, "call")
    held = drills.end(zhao, held.pk)
    drill_marking.note_lesson(viewer("sun"), held.pk, finding=text("无人接听"), advice=text("改排班"))
    under_way = drills.start(zhao, under_way.pk)
    drill_firing.fire(under_way.pk, "call")
    return {"drill": held, "drill_planned": planned, "drill_under_way": under_way}


LIVE = "http://127.0.0.1:9/gate.m3u8"


def from_the_field(windy: Incident, text: Callable[[str], str]) -> dict[str, Any]:
    """Lin's phone, with a photo that was taken and an act that was not."""
    lin = viewer("lin")
    phone, _ = phones.pair(phones.make_link(lin), text("手机"))
    sender, at = field_acts.From(persons.person_by_code("lin"), phone, site_now()), iso(site_now())
    photo = {"key": "photo-0001", "kind": "photo", "at": at, "incident": windy.pk, "text": text(f"联系 {PHONE}")}
    refused = {"key": "order-0001", "kind": "order_done", "at": at, "order": 999_999, "text": text(f"回拨 {LANDLINE}")}
    help_ = {"key": "help-0001", "kind": "distress", "at": at, "lon": 115.46, "lat": 40.9, "fix_at": at}
    answers = [field_acts.take_with_file(sender, photo, PIXEL), *field_acts.take(sender, [refused, help_])]
    assert [one.outcome for one in answers] == ["applied", "refused", "applied"]
    afoot = dispatch.put_unit("stewards-2", "patrol", text("疏导 2"), text("Stewards 2"), "gate-c")
    told_media, told_act = SceneMedia.objects.get(incident=windy), FieldAct.objects.get(outcome="refused")
    return {
        "phone": phone.pk,
        "distress": Distress.objects.get().pk,
        "refused": told_act.pk,
        "media": told_media.pk,
        "afoot": afoot.pk,
    }


def looked(lin: Viewer, incident: Incident, text: Callable[[str], str]) -> KeptPicture:
    """A picture that was looked at and kept; and a second camera, with a live picture."""
    names = {"zh": text("实时"), "en": text("Live")}
    cameras.put_camera("cam-live", cameras.Wanted(**names, lon=115.464, lat=40.905, hls_url=LIVE, source=text("示意")))
    seen = evidence.look(lin, incident.pk, "cam-gate-c")
    return evidence.keep(lin, incident.pk, "cam-gate-c", seen.ticket, note=text(f"联系 {PHONE}"))


def tickets(site: Site) -> dict[str, str]:
    """For lin alone, made anew. What the live camera plays is there already, and does not grow old."""
    lin, gate, other = viewer("lin"), *(Camera.objects.get(place__code=code) for code in ("cam-gate-c", "cam-live"))
    live.KEPT.tick = lambda: 0.0
    live.KEPT.put(LIVE, live.PLAYLIST, b"#EXTM3U\n")
    return {
        "picture": cameras.ticket(lin, gate, site.kept.digest), "live": cameras.ticket(lin, other, "live"),
        "bytes": evidence.ticket(lin, site.kept),
    }  # fmt: skip


def raise_alarm(rule: Rule, index: int) -> list[Alarm]:
    at = ms(site_now() - timedelta(minutes=index + 10))
    value = VALUES.get(rule.watched.code, 4.6)
    facts: dict[str, Any] = {
        "kind": "raise", "rule": rule.pk, "sensor": rule.watched.number, "onset_ms": at, "at_ms": at + 1000,
        "measured_ms": at + 1000, "received_ms": at + 1500, "value": value, "peak": value, "position": 0,
    }  # fmt: skip
    return alarms.apply_changes([Change(**facts)], batch=f"batch:3@{17 + index}")


def refused(text: Callable[[str], str]) -> Quarantine:
    body = b'{"sensor": "jump-wind", "value": 4.6}'
    return Quarantine.objects.create(
        at=site_now(), source=Source.objects.get(code="ws-jump"), device="probe", sensor="jump-wind", door="http_push",
        fault={"code": "sources.UnknownSensor", "zh": text("未登记"), "en": text("not registered")}, sample=text(body.decode()),
        body=body, size=len(body), whole=True,
    )  # fmt: skip


def on_trial(text: Callable[[str], str]) -> Source:
    """A source on trial that sent a good reading, one of a stranger, and something that is no message at all."""
    row = trial_actions.set_up("on-trial", "http_push", trial_actions.Named("试接站", "Station on trial"), {})
    bodies = (
        b'{"sensor": "jump-wind", "value": 4.6}',
        orjson.dumps({"sensor": text("new"), "value": text("x")}),
        text("hm").encode(),
    )
    for body in bodies:
        bad = Bad(row.pk, "trial-box", "", OnTrial(code=row.code), body.decode(), body, "", "http_push")
        set_aside([bad], actor="connector:http_push")
    return row


def asked_on_trial(text: Callable[[str], str]) -> Source:
    """A feed on trial that has answered, and is to be asked again."""
    row = trial_actions.set_up(
        "asked-trial", "cap_feed", trial_actions.Named("试接源", "Feed on trial"), {"url": "https://alerts.example.org/new.atom"}
    )  # fmt: skip
    offer = Offer([text("new")], [text("x")], [None], [text("m/s")])
    answer = Asked([], {}, faults=[FeedDown(url=text("x"), why=text("x"))], offers=[offer])
    trial_asking.answered(row, answer, [Came(text("<feed/>").encode(), text("https://x"))])
    return row


def draft(lin: Viewer, rule: Rule, text: Callable[[str], str]) -> None:
    """A rule that is live, and that somebody has begun to write anew."""
    told = {name: text("试")[:128] for name in TEXTS}
    content = Content(rule.detector, rule.sensor.code, rule.settings, 1, told)
    rule_drafting.write(lin, rule.code, content, note=text("试")[:300])


def held_back(lin: Viewer, chen: Viewer, text: Callable[[str], str]) -> tuple[Alarm, Alarm, Hold]:
    """Alarms that no sensor measured, one of them latched and one shelved; and work that is planned for another day."""
    now, entry = site_now(), journal.head()
    words = Words(zh=text("被试"), en=text("on trial"))
    stall, silence = (
        raise_about(rule, about, words, words, now, entry=entry, actor="follower:alarms.platform")
        for rule, about in ((SET_ASIDE, "follower:trial"), (SOURCE_SILENT, "source:vis-stand"))
    )
    return_about(SET_ASIDE, stall.about, now, actor="follower:alarms.platform")
    alarms.acknowledge(lin, stall.pk)
    alarms.comment(lin, stall.pk, text("备注"))
    alarms.assign(lin, silence.pk, "chen")
    shelved = hold_actions.shelve(lin, silence.pk, 60, text("已知"))
    since = now + timedelta(days=3)
    work = hold_actions.plan_maintenance(chen, since, since + timedelta(hours=2), place="gate-c", reason=text("年检"))
    return Alarm.objects.get(pk=stall.pk), shelved, work


def grouped(alarms: list[Alarm]) -> int:
    """A group that names its first-out; the alarms of the day are too far apart to be in it."""
    at = alarms[0].onset
    made = Group.objects.create(
        key="source:1", zh="气象站", en="Station", first=alarms[0], first_onset=at, last_onset=at, count=1, formed_at=at
    )
    return made.pk


def telephoned(lin: Viewer, text: Callable[[str], str]) -> Incident:
    """A report by telephone, with a note and a report upward that hold a number as people write it."""
    report: dict[str, Any] = {name: text("现场") for name in ("location", "type", "hazards", "access", "services")}
    report |= {"caller": text(CALLER), "phone": PHONE, "injured": 2}
    row = incidents.open_incident(
        lin, title_zh=text("摔倒"), title_en=text("A fall"), kind="medical", place="gate-c", report=report
    )
    incidents.note(lin, row.pk, text(f"家属电话{PHONE}，值守 {LANDLINE}"))
    incidents.grade(lin, row.pk, 4, reason=text("一人轻伤"))
    sending.report_up(lin, row.pk, kind="first", to=text("市局"), text=text(f"联系 {PHONE}"))
    return row


def followed_up(lin: Viewer, windy: Incident, told: Incident, text: Callable[[str], str]) -> dict[str, Any]:
    """A call with who called, two incidents that belong together, and a leader's instruction."""
    said = {"kind": "medical", "injured": "2", "already_told": text("市局")}
    call = calls.take_call(
        lin, text(f"有人摔倒，回电 {PHONE}"), told=said, caller=text(CALLER), phone=PHONE, incident=told.pk
    )
    tied = calls.tie(lin, windy.pk, told.pk, sort="related", reason=text("同一看台"))
    given = instructing.instruct(lin, windy.pk, leader=text("分管副市长"), text=text("全力救治"), post="watch_officer")
    loose = calls.take_call(lin, text("水是黄的"))
    return {"call": call, "loose": loose, "tie": tied, "instruction": given}


def texts(text: Callable[[str], str]) -> dict[str, Any]:
    now = site_now()
    said = {
        f"{name}_{lang}": text(f"{name} {lang}")
        for name in ("headline", "description", "instruction", "area", "audience", "issuer")
        for lang in ("zh", "en")
    }
    return said | {
        "event": "gale", "level": 3, "response_type": "Avoid", "channels": ["cap_feed", "log_sms", "public_page"],
        "area": {"type": "Polygon", "coordinates": [[[115.46, 40.90], [115.48, 40.90], [115.48, 40.92], [115.46, 40.90]]]},
        "contact": "0313-12345", "onset": now, "expires": now + timedelta(hours=4),
    }  # fmt: skip


def written(incident: Incident, text: Callable[[str], str]) -> dict[str, Any]:
    """A warning at each step of its life."""
    sun, chen, zhao = viewer("sun"), viewer("chen"), viewer("zhao")
    rows = [warnings.draft(sun, incident=incident.pk, **texts(text)) for _ in range(3)]
    for row in rows[1:]:
        warnings.review(chen, row.pk, fingerprint=mark(row))
    released = warnings.sign(zhao, rows[2].pk, fingerprint=mark(rows[2]), wide=True)
    for delivery in released.deliveries.exclude(channel="log_sms"):
        delivering.deliver(delivery.pk, site_now())
    failed = released.deliveries.get(channel="log_sms")
    why = {"state": Delivery.State.FAILED, "error_zh": text("网关无应答"), "error_en": text("no answer")}
    Delivery.objects.filter(pk=failed.pk).update(**why)
    return {"draft": rows[0], "reviewed": rows[1], "released": released, "failed": failed}


@cache
def red_head() -> bytes:
    """A site's own template for the brief of a report."""
    paper, kept = Document(), io.BytesIO()
    for place in ("{{编号}} {{日期}}", "{{标题}}", "{{正文}}"):
        paper.add_paragraph(place)
    paper.save(kept)
    return kept.getvalue()


def mark(row: Warning) -> str:
    """What a person types who has read the warning as it is."""
    row.refresh_from_db()
    return fingerprint(row.content.hash)[-4:]


def received(text: Callable[[str], str]) -> Bulletin:
    """An official warning, as a stranger wrote it."""
    sent = site_now().replace(microsecond=0)

    def safe(words: str) -> str:
        return text(words).replace("&", "&amp;").replace("<", "&lt;")

    document = f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>B-1</identifier><sender>{safe("met")}</sender>
<sent>{sent.isoformat()}</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope><note>x</note>
<info><language>zh-CN</language><category>Met</category><event>{safe("暴雪")}</event><urgency>Expected</urgency>
<severity>Moderate</severity><certainty>Likely</certainty><expires>{(sent + timedelta(hours=6)).isoformat()}</expires>
<headline>{safe("暴雪蓝色预警")}</headline><instruction>{safe("减少外出")}</instruction>
<area><areaDesc>{safe("赛区")}</areaDesc><polygon>40.9,115.4 40.9,115.5 41.0,115.5 40.9,115.4</polygon></area></info></alert>"""
    feed = put_source(
        "stranger", "cap_feed", "外部源", "Stranger", settings={"url": "https://alerts.example.org/feed.atom"}
    )
    (row,) = bulletins.receive(feed.pk, document.encode(), actor="connector:cap_feed")
    return row


def leave() -> None:
    line.use(None)
    live.KEPT.tick = time.monotonic
    site_clock.end_scenario()
