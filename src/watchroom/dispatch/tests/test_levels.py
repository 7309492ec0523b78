"""A level is changed: what both levels have goes on once, what only the old one has ends or goes on as the person said."""

import json
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.dispatch import actions
from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people import queries as people
from watchroom.people.actions import make_api_token
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.faults import NotToEnd
from watchroom.plans.tests.samples import action, comparison, content, level


def two_levels(data: dict[str, Any]) -> None:
    """`hold` on both levels; `close`, `guard` and, after `close`, `bar` only on 2; `watch` only on 3."""
    grave, mild = level(2, comparison(at_least=10)), data["levels"][0]
    grave["chain"] = mild["chain"]
    data["levels"] = [mild, grave]
    data["actions"] = [
        action("hold", levels=[2, 3]),
        action("close", levels=[2], order={"zh": "关门", "en": "Close it"}),
        action("guard", levels=[2], order={"zh": "守住", "en": "Guard it"}),
        action("bar", levels=[2], after=["close"], order={"zh": "插门", "en": "Bar it"}),
        action("watch", levels=[3], order={"zh": "看着", "en": "Watch it"}),
    ]


def follow() -> None:
    Runner("test", FOLLOWERS).run()


def states() -> dict[str, str]:
    return dict(Order.objects.order_by("pk").values_list("code", "state"))


@pytest.fixture
def grave(cast: Cast, gale: Incident) -> int:
    """The response at level 2, with its orders out."""
    plans.put_plan(content(two_levels))
    made = plans.activate_plan(cast.zhao, gale.pk, "test-wind", 2, reason="研判")
    follow()
    return made.pk


def test_whoever_lowers_says_what_ends_and_the_rest_goes_on(cast: Cast, grave: int, clock: SetClock) -> None:
    assert states() == {"hold": "sent", "close": "sent", "guard": "sent", "bar": "waiting"}
    actions.receive_order(cast.lin, Order.objects.get(code="guard").pk, said_by="保安")

    plans.change_level(cast.zhao, grave, 3, reason="风力减弱", ends=["close"])
    follow()

    assert states() == {"hold": "sent", "close": "skipped", "guard": "received", "bar": "sent", "watch": "sent"}
    ended = Order.objects.get(code="close")
    assert (ended.skipped_by, ended.skipped_why, ended.skipped_at) == (cast.zhao.actor, "风力减弱", clock.at)
    said = journal.last(ended.subject)
    assert said is not None
    assert "响应降为3 级，任务不再适用" in said.say().zh
    assert [entry.kind for entry in journal.chain(said.id)][-2:] == ["plans.activated", "dispatch.order_left"]
    changed = journal.last(f"activation:{grave}")
    assert changed is not None
    assert (changed.facts["ends"], "终止任务 1 项" in changed.say().zh) == (["close"], True)
    assert list(verify()) == []


def test_without_a_word_everything_goes_on(cast: Cast, grave: int) -> None:
    plans.change_level(cast.zhao, grave, 3, reason="风力减弱")
    follow()

    assert states() == {"hold": "sent", "close": "sent", "guard": "sent", "bar": "waiting", "watch": "sent"}


def test_raised_again_what_had_ended_is_given_anew_and_nothing_twice(cast: Cast, grave: int, clock: SetClock) -> None:
    lower = plans.change_level(cast.zhao, grave, 3, reason="风力减弱", ends=["bar", "close", "guard"])
    follow()
    first = Order.objects.get(code="close")
    clock.forward(minutes=20)

    plans.change_level(cast.zhao, lower.pk, 2, reason="风又大了", ends=["watch"])
    follow()
    follow()

    again = Order.objects.get(code="close")
    assert states() == {"hold": "sent", "close": "sent", "guard": "sent", "bar": "waiting", "watch": "skipped"}
    assert (again.pk, again.sent_at, again.skipped_at, again.skipped_why) == (first.pk, clock.at, None, "")
    assert Entry.objects.filter(subject=again.subject, kind="dispatch.order_sent").count() == 2
    held = Order.objects.get(code="hold")
    assert Entry.objects.filter(subject=held.subject, kind="dispatch.order_sent").count() == 1
    actions.finish_order(cast.lin, again.pk, said_by="保安")


def test_what_another_response_shares_goes_on_for_it(cast: Cast, grave: int, gale: Incident) -> None:
    def another(data: dict[str, Any]) -> None:
        data["code"] = "other-wind"
        data["actions"] = [action("shut", order={"zh": "关门", "en": "Close it"})]

    plans.put_plan(content(another))
    other = plans.activate_plan(cast.zhao, gale.pk, "other-wind", 3, reason="研判")
    follow()
    assert "shut" not in states()

    lower = plans.change_level(cast.zhao, grave, 3, reason="风力减弱", ends=["close"])
    follow()
    shared = Order.objects.get(code="close")
    assert (shared.state, states()["bar"]) == ("sent", "sent")

    plans.change_level(cast.zhao, lower.pk, 2, reason="风又大了")
    follow()
    plans.stand_down(cast.zhao, other.pk, reason="x")
    follow()
    shared.refresh_from_db()
    assert (shared.state, shared.left_at) == ("sent", None)  # it is ours again, and the other's end does not end it


def test_only_what_is_left_with_the_level_can_end_with_it(cast: Cast, grave: int) -> None:
    for code in ("hold", "watch", "nothing"):
        with pytest.raises(NotToEnd) as refused:
            plans.change_level(cast.zhao, grave, 3, reason="x", ends=["close", code])
        assert "bar, close, guard" in refused.value.words.zh


def test_the_page_lists_what_only_the_old_level_has_with_what_nobody_began_ticked(
    cast: Cast, grave: int, settings: Any
) -> None:
    actions.receive_order(cast.lin, Order.objects.get(code="guard").pk, said_by="保安")
    settings.ROOT_URLCONF = "watchroom.dispatch.urls"
    door = Client()
    door.force_login(people.person_by_code("zhao"), backend="django.contrib.auth.backends.ModelBackend")

    page = door.get(f"/activations/{grave}/levels/3").content.decode()

    assert 'value="close" checked' in page
    assert 'value="guard">' in page
    assert 'value="hold"' not in page
    sent = door.post(f"/activations/{grave}/levels/3", {"reason": "风力减弱", "ends": ["close"]})
    assert sent.status_code == 302
    follow()
    assert (states()["close"], states()["guard"]) == ("skipped", "received")


def test_the_api_lists_them_and_takes_what_ends(cast: Cast, grave: int, settings: Any) -> None:
    settings.ROOT_URLCONF = "watchroom.desk.urls"
    token = make_api_token(people.person_by_code("zhao"))
    api = Client(headers={"Authorization": f"Bearer {token}"})
    listed = json.loads(api.get(f"/api/activations/{grave}/levels/3").content)
    assert [(one["order"]["code"], one["begun"]) for one in listed] == [
        ("close", False),
        ("guard", False),
        ("bar", False),
    ]

    asked = {"level": 3, "reason": "风力减弱", "ends": ["guard"]}
    answered = api.post(f"/api/activations/{grave}/level", asked, content_type="application/json")

    assert answered.status_code == 200
    follow()
    assert states()["guard"] == "skipped"
