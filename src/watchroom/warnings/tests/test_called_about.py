"""Those responsible are called about a warning (叫应): in its words, as long as it is in force, and told when it is cancelled."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.dispatch import rolls
from watchroom.dispatch.call_faults import ListWrong, NoSuchAbout
from watchroom.dispatch.call_models import Attempt, Call, Called
from watchroom.dispatch.chores import EndRolls
from watchroom.dispatch.tests.test_calls import Air, air, way, work
from watchroom.journal.models import Entry
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.warnings import actions
from watchroom.warnings.models import Warning
from watchroom.warnings.tests import scene

__all__ = ["air"]
BACKEND = "django.contrib.auth.backends.ModelBackend"


def calls(cast: Cast, row: Warning, *lines: str, **more: Any) -> Call:
    return rolls.start(cast.lin, lines=[line.split(",") for line in lines], about=row.subject, **more)


def test_it_says_what_the_warning_says_in_both_languages(cast: Cast, clock: SetClock, air: Air) -> None:
    scene.hill()
    way(cast.sun, "sms", "1")
    row = scene.released(cast)
    call = calls(cast, row, "person:sun")
    work(clock)
    assert (call.title_zh, call.title_en) == (row.headline_zh, row.headline_en)
    text = air.notes[0][1].text
    for part in (row.headline_zh, row.area_zh, row.instruction_zh, "有效至", "Asia/Shanghai", "确认收到"):
        assert part in text
    assert "In force" not in call.text_en
    assert "in force until" in call.text_en
    own = calls(cast, row, "person:sun", title="请立即到岗", text="看台撤离")
    assert (own.title_en, own.text_en) == ("请立即到岗", "看台撤离")


def test_its_messages_are_true_as_long_as_the_warning_is_and_the_calling_ends_with_it(
    cast: Cast, clock: SetClock, air: Air
) -> None:
    """Not for two hours: a second person is called after three, and nobody once the warning has expired."""
    scene.hill()
    way(cast.sun, "sms", "1")
    way(cast.chen, "sms", "2")
    row = scene.released(cast, expires=clock.at + timedelta(hours=5))
    call = calls(cast, row, "person:sun,person:chen", next_person_s=3600)
    assert Attempt.objects.get().not_after == row.expires
    clock.forward(hours=3)
    work(clock)
    assert {note.to for _, note in air.notes} == {"1", "2"}
    clock.forward(hours=2)
    assert EndRolls().pending(clock.at) == 1
    assert EndRolls().run(clock.at) == 1
    work(clock)
    call.refresh_from_db()
    assert (call.outcome, call.ended_at) == ("over", clock.at)
    assert "到期失效" in Entry.objects.get(kind="dispatch.call_over").say().zh
    assert not Called.objects.filter(state="called").exists()
    assert EndRolls().pending(clock.at) == 0


def test_a_short_warning_is_not_told_after_it_has_expired(cast: Cast, clock: SetClock, air: Air) -> None:
    scene.hill()
    way(cast.sun, "sms", "1")
    row = scene.released(cast, expires=clock.at + timedelta(minutes=30))
    calls(cast, row, "person:sun")
    clock.forward(minutes=31)
    work(clock)
    assert air.notes == []
    assert Attempt.objects.get().state == "expired"


def test_with_the_cancellation_nobody_is_called_any_more_and_whoever_had_it_is_told(
    cast: Cast, clock: SetClock, air: Air
) -> None:
    scene.hill()
    way(cast.sun, "sms", "1")
    way(cast.zhao, "mail", "zhao")
    row = scene.released(cast)
    call = calls(cast, row, "person:sun,person:guest", "person:zhao", "person:chen", next_person_s=600)
    work(clock)
    zhao, chen = Called.objects.get(person=cast.zhao.person), Called.objects.get(person=cast.chen.person)
    rolls.dialled(cast.lin, zhao.pk, "confirmed")
    rolls.dialled(cast.lin, chen.pk, "confirmed", said_by="陈")
    before = len(air.notes)

    actions.cancel(cast.sun, row.pk, reason_zh="风力减弱", reason_en="the wind has dropped")
    work(clock, 1200)

    told = air.notes[before:]
    assert sorted(note.to for _, note in told) == ["1", "zhao"], "those who had it, also who had confirmed; nobody else"
    assert all("不再有效" in note.text and "风力减弱" in note.text for _, note in told)
    call.refresh_from_db()
    assert call.outcome == "recalled"
    assert Call.objects.get(kind="recall").about == row.subject
    client = Client(headers={"Accept-Language": "zh"})
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    page = client.get(f"/callings/{call.pk}").content.decode()
    assert "须再打电话告知解除" in page, "Chen was told by telephone alone"
    assert "已解除" in page


def test_a_list_that_all_have_confirmed_is_told_the_end_as_well(cast: Cast, clock: SetClock, air: Air) -> None:
    scene.hill()
    way(cast.sun, "sms", "1")
    row = scene.released(cast)
    call = calls(cast, row, "person:sun")
    work(clock)
    rolls.dialled(cast.lin, Called.objects.get().pk, "confirmed")
    actions.cancel(cast.sun, row.pk)
    work(clock)
    call.refresh_from_db()
    assert call.outcome == "answered"
    assert "不再有效" in air.notes[-1][1].text


def test_nobody_is_called_about_a_warning_that_is_not_released_or_is_over_or_is_not_there(
    cast: Cast, clock: SetClock
) -> None:
    scene.hill()
    row = scene.drafted(cast)
    with pytest.raises(ListWrong) as refused:
        calls(cast, row, "person:sun")
    assert "尚未发布" in refused.value.words.zh
    done = scene.released(cast)
    actions.cancel(cast.sun, done.pk)
    for lang, words in (("zh", "已解除"), ("en", "cancelled")):
        with pytest.raises(ListWrong) as refused:
            calls(cast, done, "person:sun")
        assert words in refused.value.words.text(lang)  # type: ignore[arg-type]
    with pytest.raises(NoSuchAbout):
        rolls.start(cast.lin, title="x", lines=[["person:sun"]], about="warning:4000000")
    assert not Call.objects.exists()


def test_the_page_of_the_lists_shows_the_warning_and_what_will_be_said(cast: Cast, clock: SetClock) -> None:
    scene.hill()
    row = scene.released(cast)
    client = Client()
    client.force_login(Person.objects.get(code="lin"), backend=BACKEND)
    for lang, words in (("zh", row.headline_zh), ("en", row.headline_en)):
        page = client.get(f"/callings/?about=warning:{row.pk}", headers={"Accept-Language": lang}).content.decode()
        assert words in page
    answer = client.post("/callings/start", {"about": row.subject, "lines": "person:sun", "title": "", "text": ""})
    assert answer.status_code == 302
    assert Call.objects.get().good_until == row.expires
