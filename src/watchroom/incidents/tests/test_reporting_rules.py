"""Rules of the site: a report owed by a time of every day, versions that begin on a later day, and the form."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions, clocks, ruling
from watchroom.incidents.chores import WatchReports
from watchroom.incidents.faults import RuleUnfit
from watchroom.incidents.models import RuleVersion
from watchroom.incidents.reporting import national
from watchroom.incidents.tests.test_pages import as_
from watchroom.incidents.tests.test_reporting import fire, follow, late_alarms, limits, told
from watchroom.incidents.tests.test_rules_reporting import DAILY
from watchroom.journal.models import Entry
from watchroom.people.testing import Cast

WHY = "区值班规定"
FOUR = T0 + timedelta(hours=6)  # 16:00 at the site: T0 is 10:00 there
DAY = timedelta(days=1)


def put(cast: Cast, **more: Any) -> RuleVersion:
    return ruling.put_rule(cast.chen, DAILY | more, reason=WHY)


def test_a_report_by_four_each_day_is_due_at_four_each_day_until_the_series_ends(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    put(cast)
    row = fire(cast)
    first = row.report_clocks.get(rule="daily")
    assert (first.due_at, first.base, first.report) == (FOUR, "day", "daily")

    told(cast, row)  # the initial report goes up; the day's report is still owed
    assert row.report_clocks.filter(rule="daily").count() == 1
    clock.set(FOUR - timedelta(hours=1))
    told(cast, row, first.pk, kind="follow_up")
    second = row.report_clocks.get(rule="daily", count=2)
    assert second.due_at == FOUR + DAY  # today's was made, however early

    clock.set(FOUR + DAY + timedelta(minutes=1))
    WatchReports().run(clock.at)
    follow()
    second.refresh_from_db()
    said = [one.facts["clock"] for one in Entry.objects.filter(kind="incidents.report_late")]
    assert (second.late_at, said.count(second.pk)) == (clock.at, 1)
    late = late_alarms()
    told(cast, row, second.pk, kind="nil")
    follow()
    assert late_alarms() == late - 1  # the alarm of the day's report returns; those of the others stand
    third = row.report_clocks.get(rule="daily", count=3)
    assert third.due_at == FOUR + 2 * DAY

    told(cast, row, kind="verified")  # without a final one: it ends the series like that
    third.refresh_from_db()
    assert (third.met, third.ended_at) == (None, clock.at)
    actions.grade(cast.lin, row.pk, 2, reason="再核定")
    assert row.report_clocks.filter(rule="daily").count() == 3  # nothing begins anew


def test_a_version_of_a_later_day_leaves_the_one_before_in_force_until_then(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    hop = national()["accident-hop"].model_dump(mode="json")
    ruling.put_rule(cast.chen, hop | {"within": {"any": 30}, "since": "2026-02-08"}, reason=WHY)

    assert clocks.rules()["accident-hop"] == (national()["accident-hop"], 0)
    assert clocks.coming()["accident-hop"][1] == 1
    assert limits(fire(cast)) == {("accident-hop", "any"): 120}
    page = as_(cast.chen).get("/reporting/").content.decode()
    assert "2026-02-08 起换用第 1 版" in page
    assert "2026-02-08 起施行第 1 版" in as_(cast.chen).get("/reporting/accident-hop").content.decode()

    clock.set(T0 + 2 * DAY)
    assert (clocks.rules()["accident-hop"][1], clocks.coming()) == (1, {})
    assert limits(fire(cast)) == {("accident-hop", "any"): 30}
    ruling.withdraw_rule(cast.chen, "accident-hop", reason=WHY)
    assert "accident-hop" not in clocks.rules()
    assert "accident-hop" not in clocks.rules(date(2026, 2, 6))  # what was taken out of force is out of force


def test_a_rule_that_comes_into_force_begins_to_count_for_what_is_open_by_itself(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    put(cast, since="2026-02-08")
    row, chore = fire(cast), WatchReports()
    assert not row.report_clocks.filter(rule="daily").exists()
    assert chore.pending(T0 + timedelta(minutes=1)) == 0
    told(cast, row)

    now = clock.set(T0 + 2 * DAY)
    row.report_clocks.filter(met=None, due_at__lte=now).update(late_at=now)
    assert chore.pending(now) == 1
    assert chore.run(now) == 1
    assert row.report_clocks.get(rule="daily").due_at == FOUR + 2 * DAY
    assert (chore.pending(now), chore.run(now)) == (0, 0)
    said = Entry.objects.filter(kind="incidents.clocks_started").latest("id")
    assert said.actor == "work:incidents.reports"


def test_asking_what_a_new_rule_begins_costs_no_more_with_many_incidents(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    put(cast, since="2026-02-07")
    for _ in range(3):
        fire(cast)
    clock.set(T0 + DAY)
    WatchReports().run(clock.at)  # the rule runs for those three

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clocks.waiting(clock.at) == []
        return len(queries)

    few = asked()
    for _ in range(5):
        fire(cast)
    assert asked() == few


def test_the_form_puts_a_rule_in_force_and_keeps_what_was_typed_with_what_is_wrong_beside_it(cast: Cast) -> None:
    client = as_(cast.chen)
    given = {
        "code": "ours", "report": "initial", "levels": ["county"], "grades": ["1", "2"], "sensitive": "yes", "to_zh": "市政府总值班室",
        "starts": "receipt", "within-telephone": "20 分", "within-written": "40", "source_zh": "市政府〔2026〕1 号", "reason": WHY,
        "since": "2026-02-06",
    }  # fmt: skip

    refused = client.post("/reporting/new", given)
    said = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="20 分"' in said
    assert 'value="市政府总值班室"' in said
    assert "“时限”" in said
    assert not RuleVersion.objects.exists()

    done = client.post("/reporting/new", given | {"within-telephone": "20"})
    assert done.headers["Location"] == "/reporting/ours"
    rule, version = clocks.rules()["ours"]
    assert (version, rule.within, rule.sensitive, rule.grades) == (1, {"telephone": 20, "written": 40}, True, (1, 2))
    page = client.get("/reporting/ours").content.decode()
    assert 'name="within-telephone" value="20"' in page
    assert WHY in page
    twice = client.post("/reporting/new", given | {"within-telephone": "20"})
    assert (twice.status_code, RuleVersion.objects.count()) == (422, 1)

    again = client.post("/reporting/ours", given | {"within-telephone": "10", "code": "other"})
    assert again.status_code == 302
    assert clocks.rules()["ours"][0].within == {"telephone": 10, "written": 40}
    assert as_(cast.guest).post("/reporting/ours", given).status_code == 403
    assert as_(cast.lin).post("/reporting/ours", given).status_code == 403
    assert 'name="within-telephone"' not in as_(cast.lin).get("/reporting/ours").content.decode()


def test_what_is_wrong_with_a_rule_is_said_in_the_readers_words(cast: Cast) -> None:
    for more, zh, en in (
        ({"same_day": True}, "每日报告的时限是当天的几点", "the limit of a daily report is a time of that day"),
        ({"levels": []}, "由哪一级报", "Reporter's level"),
        ({"since": "2026-02-08", "until": "2026-02-07"}, "止日早于起日", "ends before it begins"),
        ({"within": {"any": "25:00"}}, "写几点，如 16:00", "of a daily report 16:00"),
    ):
        with pytest.raises(RuleUnfit) as found:
            put(cast, **more)
        assert zh in found.value.words.zh
        assert en in found.value.words.en
