"""`watchroom alarm`: what it lists, and that its acts are those of the person whose token is shown."""

from typing import Any

import pytest

from watchroom.alarms.models import Alarm, Hold
from watchroom.alarms.tests.scene import Watch, wind_rule
from watchroom.conftest import SetClock
from watchroom.journal.models import Entry
from watchroom.ops import alarm_words, cli
from watchroom.ops.alarm_words import NoTime
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast

TIMES = ("--since", "2026-02-06T22:00", "--until", "2026-02-06T23:30")


@pytest.fixture
def alarm(clock: SetClock, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Alarm:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    watch = Watch(wind_rule(settings={"limit": 4}).watched, clock.at)
    watch.read((0, 5.0))
    return Alarm.objects.get()


def as_(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_TOKEN", make_api_token(person_by_code(code)))


def test_an_alarm_is_shelved_listed_and_let_be_heard_again(
    alarm: Alarm, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    as_("lin", monkeypatch)
    assert cli.main(["alarm", "held"]) == 0
    assert cli.main(["alarm", "shelve", str(alarm.pk), "--minutes", "30", "--reason", "being changed"]) == 0
    assert cli.main(["alarm", "list"]) == 0
    hold = Hold.objects.get()
    assert cli.main(["alarm", "back", str(hold.pk)]) == 0
    said = capsys.readouterr().out
    assert "nothing is held back" in said
    assert "2026-02-06 10:00 to 2026-02-06 10:30 (Asia/Shanghai)  in force  being changed" in said
    assert f"A{alarm.pk}  P2" in said
    assert f"Ended H{hold.pk}" in said
    assert Entry.objects.get(kind="alarms.shelved").actor.startswith("watch_officer:")
    assert Alarm.objects.get().shelved_until is None


def test_work_is_planned_and_things_are_taken_out_by_who_may(
    alarm: Alarm, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    plan = ["alarm", "maintain", "--sensor", "jump-wind", *TIMES, "--reason", "new mast"]
    monkeypatch.delenv("WATCHROOM_TOKEN", raising=False)
    assert cli.main(plan) == 1
    assert "WATCHROOM_TOKEN" in capsys.readouterr().err
    as_("lin", monkeypatch)
    assert cli.main(plan) == 1
    assert not Hold.objects.exists()
    as_("chen", monkeypatch)
    assert cli.main(plan) == 0
    assert cli.main(["alarm", "out", "--rule", "jump-wind-4", "--reason", "broken"]) == 0
    said = capsys.readouterr().out
    assert "2026-02-06 22:00 to 2026-02-06 23:30 (Asia/Shanghai)  not begun  new mast" in said
    assert "until somebody puts it back" in said
    assert list(Hold.objects.order_by("pk").values_list("kind", flat=True)) == ["maintenance", "out"]
    with pytest.raises(NoTime):
        alarm_words.maintain({"sensor": "jump-wind"}, "tonight", "later", "x")
    with pytest.raises(SystemExit):
        cli.main(["alarm", "out", "--rule", "a", "--sensor", "b", "--reason", "x"])
