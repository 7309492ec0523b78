"""What the watch sees and does: the queue, one alarm, one key; in both languages, and refused to outsiders."""

import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import pytest
from django.test import Client

from watchroom.alarms import actions, standing
from watchroom.alarms.layers import LAYERS
from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.queries import rule_specs
from watchroom.alarms.rule_actions import put_rule, take_off
from watchroom.alarms.saying import number
from watchroom.alarms.tests.scene import TOLD, WIND, Watch, wind_rule
from watchroom.conftest import T0, SetClock
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel.clock import ms
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import Words
from watchroom.people.actions import make_api_token
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources import line
from watchroom.sources.models import Source
from watchroom.sources.plots import lines as plot_lines
from watchroom.sources.stream import RECENT
from watchroom.sources.stream import Client as StreamClient

RISE = (3.1, 4.0, 4.6, 5.2, 4.8, 4.4, 4.7)


class WatchAnswers:
    """In place of the stream: answers what `watch` would about latest values."""

    def __init__(self) -> None:
        self.latest: dict[int, tuple[float, int]] = {}
        self.recent: list[tuple[float, int]] = []

    def ask(self, subject: str, data: bytes = b"", timeout_s: float = 0.5) -> bytes | None:
        if subject.startswith(RECENT):
            return (
                self._told([value for value, _ in self.recent], [at for _, at in self.recent]) if self.recent else None
            )
        if not self.latest:
            return None
        numbers = [number for number in json.loads(data) if number in self.latest]
        values, at = [self.latest[n][0] for n in numbers], [self.latest[n][1] for n in numbers]
        return self._told(values, at, numbers)

    def _told(self, values: list[float], at: list[int], numbers: list[int] | None = None) -> bytes:
        return json.dumps({"sensor": numbers, "value": values, "measured_ms": at, "received_ms": at}).encode()

    def tell(self, subject: str, data: bytes = b"") -> None: ...

    def publish(self, messages: Sequence[tuple[int, bytes, str]], timeout_s: float = 2.0) -> None: ...

    def do[T](self, act: Callable[[StreamClient], Awaitable[T]], timeout_s: float = 2.0) -> T:
        raise NotImplementedError


@pytest.fixture
def answers() -> Iterator[WatchAnswers]:
    made = WatchAnswers()
    line.use(made)
    yield made
    line.use(None)


@pytest.fixture
def watch(clock: SetClock, answers: WatchAnswers) -> Watch:
    return Watch(wind_rule().watched, T0)


@pytest.fixture
def alarm(watch: Watch, cast: Cast, clock: SetClock) -> Alarm:
    watch.minutes(*RISE)
    clock.forward(minutes=7)
    return Alarm.objects.get()


def browser(viewer: Viewer | None, lang: str = "zh") -> Client:
    client = Client(headers={"Accept-Language": lang})
    if viewer is not None and viewer.person is not None:
        client.force_login(Person.objects.get(code=viewer.code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def program(viewer: Viewer) -> Client:
    token = make_api_token(Person.objects.get(code=viewer.code))
    return Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


def test_the_queue_shows_what_where_value_limit_state_and_the_key(alarm: Alarm, cast: Cast) -> None:
    page = browser(cast.lin).get("/alarms/queue").content.decode()

    for told in (
        "国家跳台滑雪中心 平均风速",
        "4.7",
        "限 4",
        "未确认",
        "1 未确认 · 0 已知",
        'data-state="unack"',
        'data-lv="2"',
        "<kbd>A</kbd>",
    ):
        assert told in page


def test_the_queue_speaks_english_as_well(alarm: Alarm, cast: Cast) -> None:
    page = browser(cast.lin, "en").get("/alarms/queue").content.decode()

    for told in ("Mean wind, National Ski Jumping Centre", "limit 4", "UNACK", "1 new", "Acknowledge"):
        assert told in page
    assert "确认" not in page


@pytest.mark.parametrize(("lang", "mark"), [("zh", "模"), ("en", "sim")])
def test_a_simulated_value_in_the_queue_bears_its_mark_and_a_measured_one_does_not(
    alarm: Alarm, cast: Cast, lang: str, mark: str
) -> None:
    meaning = "模拟，不是实测" if lang == "zh" else "simulated, not measured"

    page = browser(cast.lin, lang).get("/alarms/queue").content.decode()
    _, _, beside = page.partition("live-value")
    beside, _, _ = beside.partition('class="meta"')
    assert f'title="{meaning}"' in beside
    assert f'<span aria-hidden="true">{mark}</span><span class="vh">{meaning}</span>' in beside

    Source.objects.update(simulated=False)
    assert meaning not in browser(cast.lin, lang).get("/alarms/queue").content.decode()


def test_an_empty_queue_is_quiet_and_says_only_that_nothing_is_open(watch: Watch, cast: Cast) -> None:
    page = browser(cast.lin, "en").get("/alarms/queue").content.decode()

    assert "No open alarms." in page
    assert "data-lv" not in page


def test_a_returned_alarm_shows_its_peak_and_an_outline(alarm: Alarm, watch: Watch, cast: Cast) -> None:
    watch.minutes(6.6, 3.1, at=7)

    page = browser(cast.lin).get("/alarms/queue").content.decode()

    assert 'data-state="rtn"' in page
    assert 'data-fill="none"' in page
    assert "峰值 6.6" in page


def test_a_flood_names_the_first_out(watch: Watch, cast: Cast, clock: SetClock) -> None:
    for i in range(11):
        put_rule(
            f"r{i}",
            detector="threshold",
            sensor="jump-wind",
            settings={"limit": 1 + i},
            priority=3,
            **TOLD | {"title_en": f"Rule {i}"},
        )
    watch.judge.replace(rule_specs(watch.sensor.partition))
    watch.minutes(1.5, 14.0)

    page = browser(cast.lin, "en").get("/alarms/queue").content.decode()

    assert "Alarm flood" in page
    assert page.index("First out") < page.index("Rule 0") < page.index("<article")


def test_the_page_of_an_alarm_says_cause_consequence_and_what_to_do(alarm: Alarm, cast: Cast) -> None:
    for lang in ("zh", "en"):
        page = browser(cast.lin, lang).get(f"/alarms/{alarm.pk}").content.decode()
        for told in ("title", "cause", "consequence", "action"):
            assert TOLD[f"{told}_{lang}"] in page
        assert alarm.batch in page
    assert "4 m/s or more" in page
    assert "Alarm: Mean wind" in page  # the journal's line
    assert "simulated" in page
    assert "<html" in page


def test_the_page_tells_the_worst_so_far_and_what_would_end_it(
    alarm: Alarm, watch: Watch, cast: Cast, clock: SetClock, answers: WatchAnswers
) -> None:
    answers.recent = [(3.1, ms(T0)), (5.2, ms(T0) + 180_000), (9.4, ms(T0) + 600_000), (6.0, ms(T0) + 660_000)]
    clock.forward(minutes=10)

    page = browser(cast.lin).get(f"/alarms/{alarm.pk}").content.decode()
    assert (alarm.peak, "9.4 m/s" in page) == (5.2, True)
    assert "4 m/s 及以上 · 持续 5 分钟" in page
    assert "低于 3.5 m/s" in page
    assert "尚无人确认" in page

    alarm.returned_at, alarm.state = T0, "rtn"
    assert standing.worst_so_far(alarm, site_now()) is None


def test_an_alarm_of_a_rule_with_another_limit_by_now_does_not_say_what_would_end_it(alarm: Alarm) -> None:
    assert standing.ended_by(alarm) == Words(zh="低于 3.5 m/s", en="below 3.5 m/s")
    wind_rule(settings={**WIND, "limit": 6})

    alarm = Alarm.objects.get()
    assert standing.ended_by(alarm) is None


def test_the_page_asks_for_each_of_its_panels_by_itself(alarm: Alarm, cast: Cast) -> None:
    for part in ("now", "course"):
        page = browser(cast.lin).get(f"/alarms/{alarm.pk}?part={part}", headers={"HX-Request": "1"}).content.decode()
        assert [told in page for told in (TOLD["action_zh"], "经过")] == [part == "now", part == "course"]


def test_the_map_gets_only_the_panel(alarm: Alarm, cast: Cast) -> None:
    page = browser(cast.lin).get(f"/alarms/{alarm.pk}", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert TOLD["cause_zh"] in page


def test_the_value_is_the_newest_with_its_age_and_hatched_when_old(
    alarm: Alarm, cast: Cast, answers: WatchAnswers
) -> None:
    answers.latest[alarm.measured_by.number] = (5.9, ms(T0) + 390_000)

    page = browser(cast.lin).get(f"/alarms/{alarm.pk}").content.decode()
    assert ">5.9</span>" in page
    assert '<span class="age" data-since="2026-02-06T02:06:30.000Z"' in page

    answers.latest[alarm.measured_by.number] = (5.9, ms(T0) + 100_000)  # older than the alarm's own reading
    assert ">4.7</span>" in browser(cast.lin).get(f"/alarms/{alarm.pk}").content.decode()


def test_one_post_acknowledges_and_a_second_is_refused_in_place(alarm: Alarm, cast: Cast) -> None:
    answer = browser(cast.lin).post(f"/alarms/{alarm.pk}/acknowledge", {"next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")

    again = browser(cast.chen).post(f"/alarms/{alarm.pk}/acknowledge", headers={"X-Watchroom-Form": "1"})
    assert again.status_code == 409
    assert "林晓" in again.content.decode()
    assert Entry.objects.filter(kind="alarms.acknowledged").count() == 1


def test_after_the_act_one_is_never_sent_to_another_site(alarm: Alarm, cast: Cast) -> None:
    answer = browser(cast.lin).post(f"/alarms/{alarm.pk}/acknowledge", {"next": "//elsewhere.example/"})

    assert answer["Location"] == f"/alarms/{alarm.pk}"


def test_looking_never_acknowledges(alarm: Alarm, cast: Cast) -> None:
    assert browser(cast.lin).get(f"/alarms/{alarm.pk}/acknowledge").status_code == 405
    assert Alarm.objects.get().state == "unack"


def test_outsiders_see_and_do_nothing(alarm: Alarm, cast: Cast) -> None:
    for url in ("/alarms/queue", f"/alarms/{alarm.pk}"):
        assert browser(cast.guest).get(url).status_code == 403
        assert browser(None).get(url).status_code == 302
    assert browser(cast.guest).post(f"/alarms/{alarm.pk}/acknowledge").status_code == 403
    assert browser(None).post(f"/alarms/{alarm.pk}/acknowledge").status_code == 401
    assert Alarm.objects.get().state == "unack"


def test_a_wall_screen_sees_the_alarm_but_no_person_and_no_button(alarm: Alarm, cast: Cast) -> None:
    wall = browser(cast.wall)
    assert "data-key" not in wall.get("/alarms/queue").content.decode()
    actions.acknowledge(cast.lin, alarm.pk)

    page = wall.get(f"/alarms/{alarm.pk}").content.decode()

    assert "值班员" in page
    assert "林晓" not in page
    assert "林晓" in browser(cast.chen).get(f"/alarms/{alarm.pk}").content.decode()


def test_what_a_rule_says_is_never_read_as_markup(watch: Watch, cast: Cast) -> None:
    wind_rule(title_zh="<script>alert(1)</script>", action_zh="<img src=x onerror=alert(1)>")
    watch.minutes(*RISE)

    client = browser(cast.lin)
    pages = client.get("/alarms/queue").content + client.get(f"/alarms/{Alarm.objects.get().pk}").content

    assert b"<script>alert" not in pages
    assert b"<img src=x" not in pages


def test_an_alarm_that_does_not_exist_is_said_to_be_missing(cast: Cast, answers: WatchAnswers) -> None:
    assert browser(cast.lin).get("/alarms/999").status_code == 404


def test_the_plot_gets_its_lines(watch: Watch, cast: Cast) -> None:
    line = {"value": 4.0, "clear": 3.5, "above": True, "level": 2, "zh": TOLD["title_zh"], "en": TOLD["title_en"]}
    assert plot_lines(cast.lin, "jump-wind") == [line]

    take_off(cast.chen, "jump-wind-4")

    assert plot_lines(cast.lin, "jump-wind") == []
    with pytest.raises(NotAllowed):
        plot_lines(cast.guest, "jump-wind")


def test_a_sensors_page_names_its_limits_and_its_alarms(alarm: Alarm, cast: Cast) -> None:
    page = browser(cast.lin).get("/sensors/jump-wind").content.decode()

    assert f"{TOLD['title_zh']} · 4.0 m/s" in page
    assert f'<a href="/alarms/{alarm.pk}">' in page
    assert "恢复值 3.5" in page


def test_the_queue_asks_the_database_as_often_for_many_alarms_as_for_one(
    watch: Watch, cast: Cast, django_assert_max_num_queries: Any, settings: Any
) -> None:
    settings.ALARM_GROUP_S = 0
    for i in range(9):
        put_rule(f"r{i}", detector="threshold", sensor="jump-wind", settings={"limit": 1 + i}, priority=3, **TOLD)
    watch.judge.replace(rule_specs(watch.sensor.partition))
    watch.minutes(14.0)
    client = browser(cast.lin)
    client.get("/alarms/queue")

    with django_assert_max_num_queries(
        13
    ):  # one of them is whose eyes look: alarms about others' matters are not there
        page = client.get("/alarms/queue").content.decode()

    assert page.count("<article") == 9


def test_the_api_lists_shows_and_acknowledges(alarm: Alarm, cast: Cast) -> None:
    lin = program(cast.lin)
    listed = lin.get("/api/alarms").json()
    assert [row["id"] for row in listed] == [alarm.pk]
    one = lin.get(f"/api/alarms/{alarm.pk}").json()
    assert one == listed[0]
    assert one | {
        "state": "unack", "priority": 2, "raised_value": "4.7", "limit": "4", "unit": "m/s", "place": "ski-jump",
        "cause_en": TOLD["cause_en"], "action_zh": TOLD["action_zh"], "late": False, "batch": alarm.batch,
    } == one  # fmt: skip

    done = lin.post(f"/api/alarms/{alarm.pk}/acknowledge").json()
    assert (done["state"], done["acknowledged_by_en"]) == ("ack", "Watch officer Lin Xiao")
    again = lin.post(f"/api/alarms/{alarm.pk}/acknowledge")
    assert (again.status_code, again.json()["code"]) == (409, "alarms.AlreadyAcknowledged")


def test_the_api_refuses_outsiders(alarm: Alarm, cast: Cast) -> None:
    guest = program(cast.guest)
    for url in ("/api/alarms", f"/api/alarms/{alarm.pk}", "/api/rules", "/api/rules/jump-wind-4"):
        assert guest.get(url).status_code == 403
        assert Client().get(url).status_code == 401
    assert guest.post(f"/api/alarms/{alarm.pk}/acknowledge").status_code == 403
    assert Client().post(f"/api/alarms/{alarm.pk}/acknowledge").status_code == 401
    assert program(cast.sun).post(f"/api/alarms/{alarm.pk}/acknowledge").status_code == 403
    assert program(cast.lin).get("/api/alarms/404").json()["code"] == "alarms.NoSuchAlarm"


def test_rules_are_read_and_set_over_the_api(watch: Watch, cast: Cast) -> None:
    chen = program(cast.chen)
    rule = chen.get("/api/rules/jump-wind-4").json()
    assert chen.get("/api/rules").json() == [rule]
    given = {name: rule[name] for name in rule if name not in ("code", "version")} | {"settings": WIND | {"limit": 5.5}}

    answer = chen.put("/api/rules/jump-wind-4", given, content_type="application/json")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert Rule.objects.get(code="jump-wind-4").version == 1, "it judges only after another person has put it live"
    refused = program(cast.sun).put("/api/rules/jump-wind-4", given, content_type="application/json")
    assert refused.status_code == 403
    wrong = chen.put("/api/rules/jump-wind-4", given | {"settings": {"limit": "high"}}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "alarms.WrongSettings")


def test_the_map_shows_where_it_is_now_and_where_it_was_then(
    alarm: Alarm, watch: Watch, cast: Cast, clock: SetClock
) -> None:
    (layer,) = LAYERS
    now = layer.features(cast.lin, None)["features"]
    assert now[0]["geometry"] == {"type": "Point", "coordinates": [115.475, 40.905]}
    assert now[0]["properties"] | {
        "level": 2, "state": "unack", "subject": alarm.subject, "url": f"/alarms/{alarm.pk}", "sensor": "jump-wind",
        "value": "4.7", "zh": TOLD["title_zh"], "simulated": True,
    } == now[0]["properties"]  # fmt: skip
    then = clock.at
    clock.forward(minutes=5)
    actions.acknowledge(cast.lin, alarm.pk)
    watch.minutes(3.0, at=12)

    assert layer.features(cast.lin, None)["features"] == []
    assert [f["properties"]["state"] for f in layer.features(cast.lin, then)["features"]] == ["unack"]
    assert layer.features(cast.lin, clock.at)["features"] == []
    with pytest.raises(NotAllowed):
        layer.features(cast.guest, None)


@pytest.mark.parametrize(
    ("value", "limit", "said"),
    [(4.26, 4.0, "4.3"), (3.96, 4.0, "3.96"), (4.0, 4.0, "4"), (3.9999, 4.0, "3.9999"), (-0.04, None, "0")],
)
def test_a_value_is_never_rounded_across_its_limit(value: float, limit: float | None, said: str) -> None:
    assert number(value, QUANTITIES["wind_mean"], limit) == said
