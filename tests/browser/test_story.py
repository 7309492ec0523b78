"""One alarm from the first key to the closed incident, each step in the browser of the person whose it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.browser.states import ready
from tests.rights_scene import SCENARIO, VALUES, Line, follow, leave, raise_alarm, viewer
from watchroom.alarms.actions import acknowledge
from watchroom.alarms.models import Alarm, Rule
from watchroom.dispatch.models import Order, Unit
from watchroom.incidents.models import Incident
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.ops.scenario.content import load
from watchroom.ops.scenario.stage import set_up
from watchroom.sources import line
from watchroom.warnings.chores import CHORES as SENDERS
from watchroom.warnings.models import Warning


@pytest.fixture
def alarm(live_server: Any) -> Iterator[Alarm]:
    """The wind on the hill, just raised, and nothing else."""
    line.use(Line(dict(VALUES)))
    set_up(load(SCENARIO))
    yield raise_alarm(Rule.objects.order_by("pk")[0], 0)[0]
    leave()


@dataclass
class Watch:
    """The people of the watch at their desks, each in a browser of his own."""

    page_of: Callable[..., Any]
    base: str
    desks: dict[str, Any] = field(default_factory=dict)

    def __call__(self, who: str, where: str) -> Any:
        if who not in self.desks:
            self.desks[who] = self.page_of(who)
        for other, page in self.desks.items():
            if other != who:  # looks away: his page would ask again after every entry
                page.goto("about:blank")
        return ready(self.desks[who], self.base + where)


@pytest.fixture
def watch(page_of: Callable[..., Any], live_server: Any) -> Watch:
    return Watch(page_of, live_server.url)


def test_an_alarm_goes_its_whole_way_through_the_hands_of_those_who_decide(watch: Watch, alarm: Alarm) -> None:
    incident = acknowledged_and_opened(watch, alarm)
    started(watch, incident)
    done(watch, incident)
    warning = warned(watch, incident)
    ended(watch, incident, warning)

    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    way = (
        "alarms.raised", "alarms.acknowledged", "incidents.opened", "plans.proposed", "plans.forwarded", "plans.activated", "dispatch.order_received",
        "dispatch.order_done", "dispatch.unit_dispatched", "warnings.drafted", "warnings.reviewed", "warnings.signed", "warnings.released",
        "warnings.cancelled", "plans.stood_down", "incidents.closed",
    )  # fmt: skip
    assert [kind for kind in way if kind not in kinds] == []
    assert sorted(way, key=kinds.index) == list(way)
    assert {who: page.problems for who, page in watch.desks.items() if page.problems} == {}


def test_whoever_comes_second_is_told_so_where_he_pressed_and_it_stays_when_the_queue_is_drawn_anew(
    watch: Watch, alarm: Alarm
) -> None:
    lin = watch("lin", "/")
    lin.evaluate("window.stays = true")
    acknowledge(viewer("chen"), alarm.pk)
    lin.keyboard.press("a")
    told = lin.locator("#pane-alarms .refusal", has_text="陈立")
    told.wait_for()
    lin.evaluate("document.getElementById('pane-alarms').dispatchEvent(new CustomEvent('refresh'))")
    lin.wait_for_selector(f'.alarm[data-subject="{alarm.subject}"][data-state="ack"]')
    lin.locator("#pane-alarms > .refusal", has_text="陈立").wait_for()
    assert told.count() == 1
    assert lin.evaluate("window.stays") is True
    told.locator("button").click()
    told.wait_for(state="detached")


@pytest.mark.parametrize("wide", ["zh", "en"])
def test_a_refusal_in_a_row_of_the_queue_is_as_wide_as_the_row(
    page_of: Callable[..., Any], live_server: Any, alarm: Alarm, wide: str
) -> None:
    page = ready(page_of("lin", lang=wide), live_server.url + "/")
    acknowledge(viewer("chen"), alarm.pk)
    page.keyboard.press("a")
    page.wait_for_selector("#pane-alarms .refusal")
    width = "document.querySelector('%s').getBoundingClientRect().width"
    assert page.evaluate(width % "#pane-alarms .refusal p") > 0.5 * page.evaluate(width % "#pane-alarms")


def acknowledged_and_opened(watch: Watch, alarm: Alarm) -> Incident:
    """The watch officer presses A, opens the alarm beside the map and with I the incident."""
    lin = watch("lin", "/")
    lin.keyboard.press("a")
    lin.wait_for_selector(f'.alarm[data-subject="{alarm.subject}"][data-state="ack"]')
    lin.locator(f'.alarm[data-subject="{alarm.subject}"] .what').click()
    lin.wait_for_selector(f"#panel #alarm-{alarm.pk}")
    lin.keyboard.press("i")
    lin.wait_for_url(f"**/incidents/new?alarm={alarm.pk}")
    lin.click("main form.form button.primary")
    lin.wait_for_selector("#incident-hero")
    follow()
    return Incident.objects.get(alarm=alarm.pk)


def started(watch: Watch, incident: Incident) -> None:
    """The duty leader forwards what the plans propose; the commander, who alone may, starts it. Both with P."""
    chen = watch("chen", f"/incidents/{incident.pk}")
    assert chen.locator("form[action$='/activate']").count() == 0
    chen.keyboard.press("p")
    chen.wait_for_selector("[id^=proposal-][data-state=forwarded]")
    zhao = watch("zhao", f"/incidents/{incident.pk}")
    zhao.keyboard.press("p")
    zhao.wait_for_selector("[id^=activation-][data-state=running]")
    follow()


def done(watch: Watch, incident: Incident) -> None:
    """The watch officer receives the order that is his, does it, and sends the nearest unit."""
    lin = watch("lin", f"/incidents/{incident.pk}")
    receive = lin.locator("#pane-orders form[action$='/receive'] > button.sm:visible").first
    order = Order.objects.get(pk=int(str(receive.locator("..").get_attribute("action")).split("/")[2]))
    card = lin.locator(f"#order-{order.pk}")
    receive.click()
    card.locator("form[action$='/receive']").wait_for(state="detached")
    card.locator(f"> .acts > form[action='/orders/{order.pk}/finish'] > button").click()
    card.locator(".acts").wait_for(state="detached")
    order.refresh_from_db()
    assert order.state == "done"
    lin.locator("#pane-units form[action$='/dispatch'] button").first.click()
    lin.locator("#pane-units .head .count", has_text="本事件 1 支").wait_for()
    assert Unit.objects.filter(status="dispatched").count() == 1
    follow()


def warned(watch: Watch, incident: Incident) -> Warning:
    """Three persons: the information officer writes, the duty leader reads, the commander signs. Nobody does two of it."""
    sun = watch("sun", f"/incidents/{incident.pk}")
    sun.locator("#pane-warnings form[action='/warnings/new'] button").first.click()
    sun.wait_for_selector("#w-form")
    warning = Warning.objects.get(incident=incident.pk)
    assert sun.locator("#w-fp").count() == 0
    for who, step in (("chen", "review"), ("zhao", "sign")):
        page = watch(who, f"/warnings/{warning.pk}")
        approve(page, warning, f"/warnings/{warning.pk}/{step}")
    for chore in SENDERS:
        chore.run(site_now())
    warning.refresh_from_db()
    assert warning.state == "released"
    assert warning.headline_zh in watch("guest", "/public/").locator("article.w h2").first.inner_text()
    return warning


def approve(page: Any, warning: Warning, address: str) -> None:
    """Types what the page shows of the fingerprint, and whatever else the page asks the signer for."""
    form = page.locator(f"form[action='{address}']")
    form.locator("#w-fp").fill(page.locator(".sign [data-hash] u").inner_text())
    if form.locator("#w-hazard").count():
        form.locator("#w-hazard").fill(page.locator(".kvs dd").first.inner_text())
    if form.locator("[name=wide]").count():
        form.locator("[name=wide]").check()
    form.locator("button[type=submit]").click()
    form.wait_for(state="detached")


def ended(watch: Watch, incident: Incident, warning: Warning) -> None:
    """The warning is cancelled by one person, the response stood down, the incident closed."""
    sun = watch("sun", f"/warnings/{warning.pk}")
    sun.keyboard.press("v")
    sun.click(f"form[action='/warnings/{warning.pk}/cancel'] button")
    sun.locator("#w-foot form[action$='/cancel']").wait_for(state="detached")
    zhao = watch("zhao", f"/incidents/{incident.pk}")
    zhao.keyboard.press("z")
    zhao.fill("form[action$='/stand-down'] [name=reason]", "风力已减弱")
    zhao.click("form[action$='/stand-down'] button")
    zhao.locator("[id^=activation-][data-state=running]").wait_for(state="detached")
    lin = watch("lin", f"/incidents/{incident.pk}")
    for move in ("en_route", "on_scene", "available"):
        form = lin.locator("#pane-units form[action$='/status']", has=lin.locator(f"[name=status][value={move}]"))
        form.locator("button").click()
        form.wait_for(state="detached")
    follow()
    chen = watch("chen", f"/incidents/{incident.pk}")
    chen.locator("details", has=chen.locator("#close-reason")).locator("summary").click()
    chen.fill("#close-reason", "处置完毕")
    chen.click("form[action$='/close'] button")
    chen.locator("#incident-hero", has_text="已结案").wait_for()
    incident.refresh_from_db()
    warning.refresh_from_db()
    assert (incident.is_open, warning.state) == (False, "cancelled")
