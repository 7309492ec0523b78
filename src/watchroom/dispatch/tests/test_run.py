"""The screens of a plan that runs: board, time, organisation, the card of one post; and its acts over the API."""

import json
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.dispatch import actions, boards
from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.models import Notice
from watchroom.plans.tests.samples import action, content


def grouped(data: dict[str, Any]) -> None:
    """A plan with a command, a group below it, contacts, and an action with steps."""
    data["units"] = [
        {"code": "hq", "title": {"zh": "指挥部", "en": "Headquarters"}, "kind": "command"},
        {
            "code": "stands",
            "title": {"zh": "看台组", "en": "Stands group"},
            "kind": "working_group",
            "parent": "hq",
            "lead": "hq",
        },
    ]
    for post in data["posts"]:
        post["unit"] = "stands" if post["code"] == "competition_lead" else "hq"
    data["posts"].append({"code": "free", "title": {"zh": "机动", "en": "Reserve"}, "duty": {"zh": "x", "en": "x"}})
    data["contacts"] = [
        {"code": "c1", "title": {"zh": "看台值班室", "en": "Stands office"}, "unit": "stands", "channels": [{"kind": "telephone", "address": "010-1234"}]},
    ]  # fmt: skip
    data["levels"][0]["chain"]["told"] = ["competition_lead"]
    data["actions"] = [
        action("hold", group="stands", card=[{"zh": "吹哨", "en": "Blow the whistle"}, {"zh": "清场", "en": "Clear it"}]),
        action("tell", post="duty_leader", deadline={"every": "1h"}), action("after", after=["hold"], group="stands"),
    ]  # fmt: skip


@pytest.fixture
def running(cast: Cast, gale: Incident) -> Incident:
    plans.put_plan(content(grouped))
    plans.activate_plan(cast.zhao, gale.pk, "test-wind", 3, reason="现场研判")
    Runner("test", FOLLOWERS).run()
    return gale


@pytest.fixture
def door(settings: Any) -> Client:
    settings.ROOT_URLCONF = "watchroom.dispatch.urls"
    return Client()


def sign_in(door: Client, code: str, lang: str = "zh") -> None:
    door.force_login(people.person_by_code(code), backend="django.contrib.auth.backends.ModelBackend")
    door.cookies["watchroom_lang"] = lang


def read(door: Client, path: str) -> str:
    answer = door.get(path)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_the_board_stands_by_group_and_else_by_post(cast: Cast, running: Incident) -> None:
    from watchroom.dispatch import queries

    lanes = queries.board(cast.lin, running.pk)

    assert [(lane.words.zh, [card.order.code for card in lane.cards]) for lane in lanes] == [
        ("看台组", ["hold", "after"]), ("duty_leader", ["tell"]),
    ]  # fmt: skip


def test_the_tree_tells_who_has_answered_and_who_has_not(cast: Cast, running: Incident) -> None:
    (tree,) = boards.trees(cast.lin, running.pk)
    headquarters, others = tree.branches
    (lead,) = headquarters.branches[0].posts
    posts = {one.post.code: one for one in headquarters.posts}

    assert (headquarters.body.words.zh, others.body.words.zh) == ("指挥部", "其他岗位")
    assert (lead.holder, lead.notice, lead.unanswered, lead.answers) == (None, "waiting", 1, False)
    assert [way.address for way in lead.post.reach] == ["010-1234"]
    assert posts["commander"].answers
    assert tree.silent == 2
    actions.receive_order(cast.lin, Order.objects.get(code="hold").pk, said_by="刘队")
    actions.receive_order(cast.chen, Order.objects.get(code="tell").pk)
    plans.confirm(cast.lin, Notice.objects.get().pk, said_by="刘队")
    assert boards.trees(cast.lin, running.pk)[0].silent == 0
    with pytest.raises(NotAllowed):
        boards.trees(cast.guest, running.pk)


def test_the_axis_shows_every_task_and_marks_what_is_late(cast: Cast, running: Incident, clock: SetClock) -> None:
    clock.forward(minutes=7)
    chart = boards.chart(cast.lin, running.pk)
    assert chart is not None
    looks = {row.card.order.code: (row.look, row.late_s) for row in chart.rows if row.card}

    assert looks == {"hold": ("late", 120), "after": ("todo", 0), "tell": ("order", 0)}
    assert [row.words.zh for row in chart.rows if row.card is None] == ["看台组", "duty_leader"]
    assert boards.chart(cast.wall, running.pk + 1) is None


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("zh", {"board": ["看台组", "加任务", "行动卡"], "time": ["时限轴", "超时", "未下达"], "organisation": ["指挥部", "通知未确认", "无人在岗", "1 项未签收"]}),
        ("en", {"board": ["Stands group", "Add a task", "action card"], "time": ["late", "dashed"], "organisation": ["Headquarters", "notice not confirmed", "nobody holds it", "1 not received"]}),
    ],
)  # fmt: skip
def test_each_view_is_a_page_and_a_fragment_in_both_languages(
    cast: Cast, running: Incident, clock: SetClock, door: Client, lang: str, texts: dict[str, list[str]]
) -> None:
    clock.forward(minutes=7)
    sign_in(door, "lin", lang)
    for view, wanted in texts.items():
        path = f"/incidents/{running.pk}/run?view={view}"
        page = read(door, path)
        part = door.get(path, headers={"HX-Request": "true"}).content.decode()
        assert all(text in page for text in wanted), (view, [text for text in wanted if text not in page])
        assert all(text in part for text in wanted)
        assert "<!doctype" in page
        assert "<!doctype" not in part


def test_the_card_of_a_post_has_its_tasks_steps_and_contacts_and_acts_return_to_it(
    cast: Cast, running: Incident, door: Client
) -> None:
    sign_in(door, "chen")
    page = read(door, f"/incidents/{running.pk}/cards/competition_lead")
    assert all(text in page for text in ["吹哨", "清场", "看台值班室", 'href="tel:010-1234"', "2 项待办"])
    tell = Order.objects.get(code="tell")
    back = {"back": "card:duty_leader"}

    answer = door.post(f"/orders/{tell.pk}/progress", {"percent": "30", **back})

    assert answer.headers["Location"] == f"/incidents/{running.pk}/cards/duty_leader"
    assert "30 %" in read(door, f"/incidents/{running.pk}/cards/duty_leader")
    door.post(f"/orders/{tell.pk}/block", {"reason": "线路中断", "on": "通信组", **back})
    assert "须由通信组解决" in read(door, f"/incidents/{running.pk}/cards/duty_leader")
    door.post(f"/orders/{tell.pk}/unblock", back)
    door.post(f"/orders/{tell.pk}/finish", back)
    assert "已完成 1 次" in read(door, f"/incidents/{running.pk}/cards/duty_leader")
    door.post(f"/orders/{tell.pk}/finish-last", back)
    tell.refresh_from_db()
    assert (tell.state, tell.rounds) == ("done", 2)


def test_a_task_is_added_and_another_left_out_on_the_board(cast: Cast, running: Incident, door: Client) -> None:
    sign_in(door, "zhao")
    given = {
        "activation": str(running.activations.get().pk),
        "post": "duty_leader",
        "title": "查看 <东门>",
        "minutes": "20",
        "reason": "积雪",
    }

    door.post(f"/incidents/{running.pk}/orders/add", given)
    door.post(f"/orders/{Order.objects.get(code='hold').pk}/skip", {"reason": "未开放", "back": "run"})

    page = read(door, f"/incidents/{running.pk}/run")
    assert "查看 &lt;东门&gt;" in page
    assert "未开放" in page
    assert Order.objects.get(code="after").state == "sent"


def test_the_acts_are_the_same_over_the_api(cast: Cast, running: Incident, settings: Any) -> None:
    settings.ROOT_URLCONF = "watchroom.desk.urls"
    key = make_api_token(people.person_by_code("chen"))
    client = Client(headers={"Authorization": f"Bearer {key}"})
    pk = Order.objects.get(code="tell").pk

    def post(path: str, **given: Any) -> dict[str, Any]:
        answer = client.post(f"/api{path}", json.dumps(given), content_type="application/json")
        assert answer.status_code == 200, answer.content
        told: dict[str, Any] = answer.json()
        return told

    assert post(f"/orders/{pk}/progress", percent=50)["progress"] == 50
    assert post(f"/orders/{pk}/block", reason="断电", on="电力组")["blocked_on"] == "电力组"
    assert post(f"/orders/{pk}/unblock")["state"] == "doing"
    assert post(f"/orders/{pk}/skip", reason="不需要")["state"] == "skipped"
    where = running.activations.get().pk
    added = post(f"/activations/{where}/orders", post="duty_leader", title="查看", reason="积雪")
    assert (added["why"], added["code"]) == ("积雪", "+1")
    (tree,) = client.get(f"/api/incidents/{running.pk}/organisation").json()
    assert (tree["units"][0]["unit"], tree["units"][0]["units"][0]["posts"][0]["notice"]) == ("hq", "waiting")
    card = client.get(f"/api/incidents/{running.pk}/cards/competition_lead").json()
    assert ([order["code"] for order in card["orders"]], card["reach"][0]["address"]) == (["hold", "after"], "010-1234")
