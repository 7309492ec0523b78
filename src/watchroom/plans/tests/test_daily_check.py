"""Every day the plans in force are held to the site: what is wrong is kept with its age and is one alarm for each plan."""

from datetime import UTC, datetime

import orjson
import pytest

from watchroom.alarms.models import Alarm
from watchroom.conftest import T0, SetClock
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.people.actions import put_post, put_shift
from watchroom.people.rights import Role
from watchroom.people.testing import SINCE, UNTIL, Cast
from watchroom.plans.actions import put_plan
from watchroom.plans.checking import check_all, findings
from watchroom.plans.chores import CheckPlans
from watchroom.plans.models import PlanFault
from watchroom.plans.surroundings import around
from watchroom.plans.tests.samples import content, plan_data, text
from watchroom.plans.tests.world import follow


def manned(person: str = "sun") -> None:
    """The one post of the sample that the cast does not hold."""
    put_post("competition_lead", "竞赛组", "Competition", Role.AGENCY)
    put_shift("competition_lead", person, SINCE, UNTIL)


def check() -> None:
    check_all(actor="work:plans.check")
    follow()


def alarms() -> list[tuple[str, str]]:
    return [(one.about, one.state) for one in Alarm.objects.filter(rule__code="platform-plan-unfit")]


def test_a_post_that_nobody_holds_is_one_alarm_that_returns_when_the_roster_is_mended(
    cast: Cast, clock: SetClock
) -> None:
    put_plan(content())
    check()

    (fault,) = PlanFault.objects.all()
    assert (fault.code, fault.place, fault.first_seen, fault.mended_at) == ("post_vacant", "posts[2]", T0, None)
    assert alarms() == [("plan:test-wind", "unack")]

    later = clock.forward(days=1)
    manned()
    check()

    fault.refresh_from_db()
    assert fault.mended_at == later
    assert alarms() == [("plan:test-wind", "rtn")]


def test_the_same_findings_the_next_day_say_nothing_new(cast: Cast, clock: SetClock) -> None:
    put_plan(content())
    check()
    before = Entry.objects.count()

    clock.forward(days=1)
    check()

    assert Entry.objects.count() == before
    assert PlanFault.objects.get().first_seen == T0
    assert len(alarms()) == 1


def test_warnings_alone_raise_no_alarm(cast: Cast) -> None:
    manned()
    put_plan(content(lambda d: d["actions"][0].pop("deadline")))
    check()

    assert [one.code for one in PlanFault.objects.all()] == ["no_deadline"]
    assert alarms() == []


def test_a_version_that_is_replaced_takes_its_findings_along(cast: Cast) -> None:
    put_plan(content())
    check()
    assert alarms()[0][1] == "unack"

    put_plan(
        content(
            lambda d: (
                d.update(version=2),
                d["actions"][0].update(post="commander"),
                d["actions"][1].update(post="commander"),
                d["posts"].pop(),
            )
        )
    )
    follow()
    check()

    assert alarms() == [("plan:test-wind", "rtn")]
    assert not PlanFault.objects.filter(mended_at=None).exists()


def test_it_falls_due_at_six_in_the_morning_of_the_site_and_when_a_version_comes_in_force(
    cast: Cast, clock: SetClock
) -> None:
    chore = CheckPlans()
    assert chore.pending(site_now()) == 0  # no plan
    put_plan(content())
    assert chore.run(site_now()) == 1

    assert chore.pending(clock.set(datetime(2026, 2, 6, 21, 59, tzinfo=UTC))) == 0  # 05:59 in Shanghai
    assert chore.pending(clock.set(datetime(2026, 2, 6, 22, 0, tzinfo=UTC))) == 1
    chore.run(site_now())
    clock.forward(minutes=1)
    put_plan(content(lambda d: d.update(version=2)))
    assert chore.pending(site_now()) == 1


@pytest.mark.parametrize("held_until", [datetime(2026, 2, 20, 2, 0, tzinfo=UTC)])
def test_a_gap_later_in_the_month_is_a_warning_with_its_beginning(cast: Cast, held_until: datetime) -> None:
    put_post("competition_lead", "竞赛组", "Competition", Role.AGENCY)
    put_shift("competition_lead", "sun", SINCE, held_until)
    row = put_plan(content())

    (found,) = findings(row, around(site_now()))

    assert (found.code, found.severity) == ("post_gap", "warning")
    assert "自 北京时间 2 月 20 日 10:00 起" in found.zh
    assert "10:00 UTC+08:00 on 20 Feb" in found.en


def test_the_view_of_the_site_takes_a_handful_of_queries(cast: Cast, django_assert_max_num_queries: object) -> None:
    for number in range(5):
        named = {"code": f"plan-{number}", "title": text(f"预案{number}", f"Plan {number}")}
        put_plan(orjson.dumps(plan_data() | named))

    for most in (11, 10):  # the first reads the texts of the plans, which the process then keeps
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            around(site_now())
