"""Tasks on the command line: what it says beforehand, what it does, and whose task it is."""

from typing import Any

import pytest

from watchroom.desk.tests.test_command import as_, palette
from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.journal.followers import Runner
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.tests.samples import action, content
from watchroom.sources import line as stream_line


def two_tasks(data: dict[str, Any]) -> None:
    data["actions"] = [
        action("clear", title={"zh": "清空看台", "en": "Clear the stands"}),
        action("tell", post="duty_leader", title={"zh": "通报", "en": "Pass it on"}),
        action("report", after=["clear"], title={"zh": "上报", "en": "Report up"}),
    ]


@pytest.fixture
def tasks(cast: Cast) -> dict[str, int]:
    stream_line.use(Readings())
    put_zone()
    plans.put_plan(content(two_tasks))
    plans.activate_plan(cast.zhao, open_gale(cast.lin).pk, "test-wind", 3, reason="研判")
    Runner("test", FOLLOWERS).run()
    return {row.code: row.pk for row in Order.objects.all()}


def enter(code: str, line: str) -> int:
    """The status of the answer."""
    return int(as_(code).post("/command", {"line": line}).status_code)


def test_a_post_answers_its_task_in_either_language(tasks: dict[str, int], settings: Any) -> None:
    own = f"T{tasks['tell']}"

    assert "签收“通报”" in palette(as_("chen"), f"签收 {own}")
    assert "report progress of “Pass it on”" in palette(as_("chen", "en"), f"PROG {own} 40 half done")
    assert enter("chen", f"recv order:{tasks['tell']}") == 200
    assert enter("chen", f"prog order:{tasks['tell']} 40 % 已通知两家") == 200
    row = Order.objects.get(code="tell")
    assert (row.state, row.progress, row.progress_said) == ("doing", 40, "已通知两家")
    enter("chen", f"done order:{tasks['tell']} 全部通知到")
    row.refresh_from_db()
    assert (row.state, row.note, row.done_said) == ("done", "全部通知到", "")


def test_the_watch_says_who_called_for_another_post(tasks: dict[str, int], settings: Any) -> None:
    other = f"T{tasks['clear']}"

    asks = palette(as_("lin"), f"完成 {other}")
    assert "再写是谁来电告知" in asks
    assert f"done order:{tasks['clear']}" not in asks  # Enter does nothing yet
    assert "王队" in palette(as_("lin"), f"完成 {other} 王队")
    assert enter("lin", f"prog order:{tasks['clear']} 40") == 409
    assert enter("lin", f"done order:{tasks['clear']} 王队") == 200

    row = Order.objects.get(code="clear")
    assert (row.state, row.done_said) == ("done", "王队")


def test_a_task_is_reported_blocked_with_why_and_who_must_act(tasks: dict[str, int]) -> None:
    own = f"T{tasks['tell']}"
    assert "再写受阻原因" in palette(as_("chen"), f"受阻 {own}")
    assert "then “ / ” and who must act" in palette(as_("chen", "en"), f"BLOCK {own} no line")
    assert "受阻：电话打不通；须由值班员解决" in palette(as_("chen"), f"sz {own} 电话打不通 / 值班员")
    assert enter("chen", f"block order:{tasks['tell']} 电话打不通") == 409

    assert enter("chen", f"block order:{tasks['tell']} 电话 1/2 部打不通 ／ 值班员") == 200

    row = Order.objects.get(code="tell")
    assert (row.state, row.blocked_why, row.blocked_on) == ("blocked", "电话 1/2 部打不通", "值班员")


def test_for_another_post_the_last_part_is_who_called(tasks: dict[str, int]) -> None:
    other = tasks["clear"]
    assert "“ / ”，是谁来电告知" in palette(as_("lin"), f"受阻 T{other} 门锁着 / 场馆经理")
    assert enter("lin", f"block order:{other} 门锁着 / 场馆经理") == 409

    assert enter("lin", f"block order:{other} 门锁着 / 场馆经理 / 王队") == 200
    assert enter("lin", f"prog order:{other} 40 % 门开了 / 王队") == 200

    row = Order.objects.get(code="clear")
    assert (row.state, row.progress, row.progress_said, row.blocked_on) == ("doing", 40, "门开了", "场馆经理")
    assert row.received_said == "王队"


def test_a_task_is_left_out_with_a_reason_also_before_it_was_sent(tasks: dict[str, int]) -> None:
    later = Order.objects.get(code="report")
    assert later.state == "waiting"
    assert f"order:{later.pk}" not in palette(as_("chen"), f"完成 T{later.pk}")
    assert "再写不适用的理由" in palette(as_("chen"), f"不适用 T{later.pk}")
    assert enter("chen", f"skip order:{later.pk}") == 409

    assert enter("chen", f"skip order:{later.pk} 无观众") == 200

    later.refresh_from_db()
    assert (later.state, later.skipped_why) == ("skipped", "无观众")
