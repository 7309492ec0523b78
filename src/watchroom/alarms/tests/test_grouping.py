"""From changes to lines: a power cut is one line, a flapping door one alarm, a flood twenty lines; nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest

from watchroom.alarms import actions, chores, grouping, lines
from watchroom.alarms.faults import GroupIsApart, NoSuchGroup
from watchroom.alarms.judging import Change
from watchroom.alarms.lines import FLOOD_LINES, GroupLine
from watchroom.alarms.models import Alarm, Flood, Group, Rule
from watchroom.alarms.tests.scene import TOLD, hill
from watchroom.alarms.tests.test_pages import browser, program
from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.kernel.clock import iso, ms
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line
from watchroom.sources.models import Sensor

SETTINGS = {"limit": 4.0, "clear": 3.5, "hold_s": 0}


@pytest.fixture
def sensor(clock: SetClock) -> Any:
    stream_line.use(None)
    return hill()


def rules(sensor: Sensor, count: int, first_priority: int = 3) -> list[Rule]:
    told = TOLD | {"detector": "threshold", "sensor": sensor, "settings": SETTINGS, "live": True}
    made = [
        Rule(code=f"r{i:03}", priority=first_priority if i == 0 else 2 + i % 3, **told | {"title_en": f"Point {i:03}"})
        for i in range(count)
    ]
    return Rule.objects.bulk_create(made)


def change(rule: Rule, second: float, kind: str = "raise", onset: float | None = None) -> Change:
    at = ms(T0) + round(second * 1000)
    since = at if onset is None else ms(T0) + round(onset * 1000)
    return Change(kind, rule.pk, rule.watched.number, since, at, at, at + 200, 5.0, 5.0, 0)  # type: ignore[arg-type]


def write(changes: list[Change], batch: str = "batch:1@1") -> list[Alarm]:
    return actions.apply_changes(changes, batch=batch)


def power_cut(sensor: Sensor, count: int = 14) -> list[Change]:
    return [change(rule, 1 + i * 0.1) for i, rule in enumerate(rules(sensor, count, first_priority=1))]


# ---- groups ----------------------------------------------------------------------------------------------------------


def test_a_power_cut_is_one_line_and_its_priority_1_alarm_another(sensor: Sensor, cast: Cast) -> None:
    changes = power_cut(sensor)
    write(changes[:3])
    write(changes[3:9])
    write(changes[9:])
    entries = Entry.objects.count()
    write(changes)  # the whole judged again

    assert (Alarm.objects.count(), Entry.objects.count()) == (14, entries)
    group = Group.objects.get()
    first = Alarm.objects.get(priority=1)
    assert (group.count, group.first_id, group.words.en) == (14, first.pk, "Hill weather station")
    told = lines.queue(cast.lin)
    assert (len(told.lines), told.total) == (2, 2)
    shown = {type(line) for line in told.lines}
    assert shown == {Alarm, GroupLine}
    (line,) = [line for line in told.lines if isinstance(line, GroupLine)]
    assert (line.open, line.unack, line.priority, line.state) == (13, 13, 2, "unack")
    grouped = Entry.objects.get(kind="alarms.grouped")
    assert (grouped.facts["first"], len(grouped.facts["alarms"])) == (first.pk, 9)
    later = Entry.objects.filter(kind="alarms.raised", id__gt=grouped.id)
    assert {entry.facts["parent"] for entry in later} == {group.pk}
    assert list(verify()) == []


def test_the_group_says_why_lists_its_alarms_and_is_acknowledged_at_once_but_for_priority_1(
    sensor: Sensor, cast: Cast
) -> None:
    write(power_cut(sensor))
    group = Group.objects.get()
    page = browser(cast.lin).get("/alarms/queue").content.decode()
    assert page.count("<article") == 2
    assert "气象站：14 条告警" in page
    for lang, why in (("zh", "60 秒内接连发生"), ("en", "within 60 seconds of each other")):
        page = browser(cast.lin, lang).get(f"/alarms/groups/{group.pk}").content.decode()
        assert why in page
        assert page.count('<a href="/alarms/') >= 14

    with pytest.raises(NotAllowed):
        grouping.acknowledge(cast.sun, group.pk)
    assert program(cast.lin).post(f"/api/alarm-groups/{group.pk}/acknowledge").json() == {"acknowledged": 13}
    assert grouping.acknowledge(cast.chen, group.pk) == 0
    assert [row.priority for row in Alarm.objects.filter(state="unack")] == [1]
    assert Entry.objects.filter(kind="alarms.acknowledged", actor=cast.lin.actor).count() == 13
    assert lines.group(cast.lin, group.pk).state == "ack"
    with pytest.raises(NoSuchGroup):
        grouping.acknowledge(cast.lin, 999)


def test_taken_apart_by_hand_each_alarm_has_its_line_again_and_none_is_grouped_anew(sensor: Sensor, cast: Cast) -> None:
    changes = power_cut(sensor)
    write(changes[:12])
    group = Group.objects.get()
    with pytest.raises(NotAllowed):
        grouping.ungroup(cast.guest, group.pk)

    assert browser(cast.lin).post(f"/alarms/groups/{group.pk}/ungroup").status_code == 302
    write(changes[12:])

    assert Group.objects.count() == 1
    assert not Alarm.objects.exclude(parent=None).exists()
    assert lines.queue(cast.lin).total == 14
    assert Entry.objects.get(kind="alarms.ungrouped").facts["alarms"] == sorted(
        Alarm.objects.order_by("pk").values_list("pk", flat=True)[:12]
    )
    for act in (grouping.ungroup, grouping.acknowledge):
        with pytest.raises(GroupIsApart):
            act(cast.lin, group.pk)


def test_a_wider_place_takes_the_groups_of_its_parts_over(sensor: Sensor, cast: Cast) -> None:
    from watchroom.places.actions import put_place
    from watchroom.places.models import Place
    from watchroom.sources.actions import put_sensor, put_source

    point = {"type": "Point", "coordinates": [115.475, 40.905]}
    zone = put_place("zone", "zone", "核心区", "Core zone", sensor.place.geometry, source="test", schematic=True)
    Place.objects.filter(pk=sensor.place_id).update(parent=zone)
    put_place("gate", "gate", "入口", "Gate", point, source="test", schematic=True)
    Place.objects.filter(code="gate").update(parent=zone)
    put_source("gate-station", "mqtt", "入口站", "Gate station")
    other = put_sensor("gate-wind", "gate-station", "gate", "wind_mean", "风", "Wind")
    ours = rules(Sensor.objects.get(pk=sensor.pk), 7)
    Rule.objects.filter(pk__in=[rule.pk for rule in ours[::2]]).update(sensor=other)
    changes = [change(rule, i * 0.5) for i, rule in enumerate(Rule.objects.select_related("sensor").order_by("pk"))]
    more = [Rule(**{f.attname: getattr(ours[0], f.attname) for f in Rule._meta.fields if f.name not in ("id", "code")}, code=f"m{i}") for i in range(6)]  # fmt: skip
    for i, rule in enumerate(Rule.objects.bulk_create(more)):
        rule.sensor = other if i % 2 else Sensor.objects.get(pk=sensor.pk)
        rule.save()
        changes.append(change(rule, 10 + i))
    for one in changes:
        write([one])

    standing = Group.objects.filter(into=None)
    assert [(row.words.en, row.count) for row in standing] == [("Core zone", 13)]
    assert all(isinstance(row.keys, list) for row in Group.objects.all())
    assert set(Alarm.objects.values_list("parent", flat=True)) == {standing[0].pk}
    assert Group.objects.exclude(into=None).exists()


# ---- chattering ------------------------------------------------------------------------------------------------------


def test_a_value_that_flaps_twice_a_second_is_one_row_until_it_has_been_quiet_for_a_minute(
    sensor: Sensor, cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (rule,) = rules(sensor, 1)
    flaps = [
        change(rule, i / 2 + (0.25 if kind == "return" else 0), kind, i / 2)
        for i in range(240)
        for kind in ("raise", "return")
    ]
    for at in range(0, len(flaps), 48):
        write(flaps[at : at + 48])
        write(flaps[max(0, at - 20) : at + 48])  # some of it judged again

    alarm = Alarm.objects.get()
    assert (alarm.state, alarm.repeats, alarm.onset) == ("unack", 239, T0)
    assert alarm.chattering_since == T0 + timedelta(seconds=1)
    kinds = list(Entry.objects.filter(subject=alarm.subject).order_by("id").values_list("kind", flat=True))
    assert kinds == ["alarms.raised", "alarms.returned", "alarms.repeated", "alarms.returned", "alarms.repeated",
                     "alarms.chattering", "alarms.chattering"]  # fmt: skip
    assert "抖动 ×239" in browser(cast.lin).get("/alarms/queue").content.decode()

    chore = chores.EndChatter()
    last = T0 + timedelta(seconds=119.75)
    assert chore.run(clock.set(last + timedelta(seconds=64))) == 0
    assert chore.pending(clock.set(last + timedelta(seconds=65))) == 1
    monkeypatch.setattr(chores, "drained", lambda at: ["mqtt: 3 messages before the bridge"])
    assert chore.run(clock.at) == 0, "a scenario's readings are judged first"
    monkeypatch.setattr(chores, "drained", lambda at: [])
    assert chore.run(clock.at) == 1
    alarm.refresh_from_db()
    assert (alarm.state, alarm.returned_at) == ("rtn", last)
    write(
        [change(rule, 179, "raise"), change(rule, 179.5, "return", 179)]
    )  # heard late: it began before the minute was over
    assert (Alarm.objects.get().repeats, Alarm.objects.get().state) == (240, "unack")
    write([change(rule, 300, "raise")])
    assert [row.repeats for row in Alarm.objects.order_by("pk")] == [240, 0]
    assert Alarm.objects.order_by("pk")[0].state == "rtn"
    assert list(verify()) == []


def test_what_was_acknowledged_and_comes_again_within_a_minute_asks_to_be_seen_again(
    sensor: Sensor, cast: Cast
) -> None:
    (rule,) = rules(sensor, 1)
    (alarm,) = write([change(rule, 0)])
    actions.acknowledge(cast.lin, alarm.pk)
    write([change(rule, 5, "return", 0)])
    assert Alarm.objects.get().state == "cleared"
    write([change(rule, 20)])
    assert (Alarm.objects.get().state, Alarm.objects.get().acknowledged_by) == ("unack", "")
    write([change(rule, 30, "return", 20), change(rule, 60)])
    assert Alarm.objects.count() == 2


def test_a_latched_alarm_that_comes_again_is_unseen_and_climbs_the_ladder_anew(sensor: Sensor, cast: Cast) -> None:
    (rule,) = rules(sensor, 1)
    Rule.objects.update(latched=True)
    (alarm,) = write([change(rule, 0)])
    Alarm.objects.update(escalated=1, escalated_at=T0)
    write([change(rule, 5, "return", 0), change(rule, 10)])
    alarm.refresh_from_db()
    assert (alarm.state, alarm.repeats, alarm.escalated, alarm.announced_at) == ("unack", 1, 1, T0), "unseen all along"

    write([change(rule, 15, "return", 10)])
    actions.acknowledge(cast.lin, alarm.pk)
    actions.reset(cast.lin, alarm.pk)
    write([change(rule, 70), change(rule, 75, "return", 70)])
    assert [row.state for row in Alarm.objects.order_by("pk")] == ["cleared", "latched_unack"]
    write([change(rule, 90)])
    again = Alarm.objects.order_by("pk")[1]
    assert (again.state, again.latched, again.returned_at, again.escalated) == ("unack", True, None, 0)
    assert list(verify()) == []


def test_of_alarms_that_began_in_one_moment_the_first_of_the_batch_is_the_first_out(sensor: Sensor) -> None:
    write([change(rule, 1) for rule in rules(sensor, 12)])

    assert (Group.objects.get().first, Flood.objects.get().first) == (Alarm.objects.order_by("pk")[0],) * 2


def test_what_is_suppressed_by_design_is_no_line_no_flood_and_not_acknowledged_with_its_group(
    sensor: Sensor, cast: Cast
) -> None:
    changes = power_cut(sensor)
    above = Rule.objects.get(code="r000")
    Rule.objects.exclude(pk=above.pk).filter(code__gte="r004").update(suppressed_by=above)
    write(changes[1:3])
    write(changes[3:] + changes[:1])

    told = lines.queue(cast.lin)
    (line,) = [one for one in told.lines if isinstance(one, GroupLine)]
    assert (line.open, told.total, told.load.suppressed, Flood.objects.count()) == (3, 2, 10, 0)
    assert grouping.acknowledge(cast.lin, line.group.pk) == 3
    assert set(Alarm.objects.filter(rule__code__gte="r004").values_list("state", flat=True)) == {"unack"}
    assert lines.queue(cast.lin).lines[0] == Alarm.objects.get(rule=above)

    write([change(above, 30, "return", changes[0].onset_ms / 1000 - ms(T0) / 1000)])
    told = lines.queue(cast.lin)
    assert told.load.suppressed == 0, "what held them back has returned"
    assert next(one for one in told.lines if isinstance(one, GroupLine)).unack == 10


# ---- floods ----------------------------------------------------------------------------------------------------------


def test_a_flood_shows_twenty_lines_life_safety_first_and_counts_the_rest(
    sensor: Sensor, cast: Cast, clock: SetClock, settings: Any, django_assert_max_num_queries: Any
) -> None:
    settings.ALARM_GROUP_S = 0
    made = rules(sensor, 34, first_priority=1)
    write([change(rule, -i) for i, rule in enumerate(made[1:])])
    clock.forward(minutes=1)
    write([change(made[0], 30)])
    client = browser(cast.lin)
    client.get("/alarms/queue")

    with django_assert_max_num_queries(19):
        page = client.get("/alarms/queue").content.decode()

    assert page.count("<article") == FLOOD_LINES
    assert page.index('data-lv="1"') < page.index('data-lv="2"')
    assert "告警洪泛" in page
    assert "共 34 条" in page
    assert "另有 14 行未列出" in page
    assert 'data-key="l"' in page
    assert page.index("首发") < page.index("<article")
    flood = Flood.objects.get()
    assert flood.first.onset == min(Alarm.objects.values_list("onset", flat=True))
    told = program(cast.lin).get("/api/alarm-queue").json()
    assert (len(told["lines"]), told["total"], told["flood"]["count"]) == (20, 34, 34)
    everything = client.get("/alarms/?priority=3").content.decode()
    assert everything.count("<article") == Alarm.objects.filter(priority=3).count()


def test_the_flood_is_over_by_itself_and_the_next_alarm_writes_down_when(
    sensor: Sensor, cast: Cast, clock: SetClock
) -> None:
    made = rules(sensor, 13)
    write([change(rule, i / 10) for i, rule in enumerate(made[:12])])
    assert lines.queue(cast.lin).flood is not None
    clock.forward(minutes=10)
    assert lines.queue(cast.lin).flood is None
    clock.forward(minutes=20)
    write([change(made[12], 1800)])

    assert Flood.objects.get().ended_at == T0 + timedelta(minutes=10)
    ended = Entry.objects.get(kind="alarms.flood_ended")
    assert (ended.facts["count"], ended.facts["ended_at"]) == (12, iso(T0 + timedelta(minutes=10)))


# ---- KPIs ------------------------------------------------------------------------------------------------------------


def test_the_kpi_page_says_what_the_journal_holds_in_both_languages_exercises_apart(
    sensor: Sensor, cast: Cast, clock: SetClock
) -> None:
    write(power_cut(sensor))
    grouping.acknowledge(cast.lin, Group.objects.get().pk)
    clock.forward(hours=3)
    day = "day=2026-02-06"
    told = program(cast.lin).get(f"/api/alarms/kpi?range=day&{day}").json()
    assert (told["raised"], told["peak"], told["groups"], told["hidden"], told["unacknowledged"]) == (14, 14, 1, 13, 1)
    assert told["acknowledging"][1]["median_s"] == 0
    assert sum(told["buckets"]) == 14
    for lang, words in (
        ("zh", ("告警负荷", "10 分钟峰值", "未达标")),
        ("en", ("Alarm load", "Peak in 10 minutes", "not met")),
    ):
        page = browser(cast.lin, lang).get(f"/alarms/kpi?{day}").content.decode()
        for word in (*words, "<svg", "EEMUA" if False else "</svg>"):
            assert word in page
    assert program(cast.lin).get(f"/api/alarms/kpi?{day}&exercise=true").json()["raised"] == 0
    for wrong in ("range=year", "day=2026-02-31", "day=x"):
        assert program(cast.lin).get(f"/api/alarms/kpi?{wrong}").json()["code"] == "alarms.NoSuchRange"
    assert browser(cast.guest).get("/alarms/kpi").status_code == 403
