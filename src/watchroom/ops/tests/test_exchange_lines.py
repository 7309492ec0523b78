"""`watchroom duty`: leave and exchanged shifts are asked for, answered and decided on a terminal as on the screen."""

from datetime import timedelta

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.ops import cli
from watchroom.people.actions import make_api_token, put_person, put_post, put_shift
from watchroom.people.models import Shift
from watchroom.people.queries import holder, person_by_code
from watchroom.people.rights import Role
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db


class Desk:
    def __init__(self, env: pytest.MonkeyPatch, said: pytest.CaptureFixture[str]) -> None:
        self._env, self._said = env, said

    def __call__(self, who: str, *typed: object, lang: str = "zh") -> tuple[int, str]:
        self._env.setenv("WATCHROOM_TOKEN", make_api_token(person_by_code(who)))
        self._env.setenv("WATCHROOM_LANG", lang)
        code = cli.main(["duty", *map(str, typed)])
        said = self._said.readouterr()
        return code, said.out + said.err


@pytest.fixture
def desk(cast: Cast, clock: SetClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    put_post("night", "夜班席", "Night desk", Role.DUTY_OFFICER)
    for number, name in enumerate(("amy", "ben")):
        put_person(name, name, name)
        since = T0 + timedelta(days=number + 1)
        put_shift("night", name, since, since + timedelta(hours=8))
    return Desk(monkeypatch, capsys)


def test_a_shift_changes_hands_when_both_and_a_third_agree(desk: Desk) -> None:
    mine, theirs = Shift.objects.filter(post__code="night").order_by("since")
    assert f"{mine.pk}  夜班席" in desk("amy", "mine")[1]
    code, said = desk("amy", "exchange-ask", mine.pk, "ben", "家中有事", "--other", theirs.pk)
    assert code == 0
    number = said.split()[0]
    assert "ben 接 amy 的班，换 " in said
    assert desk("chen", "exchange-decide", number)[0] == 1, "ben has not accepted yet"
    assert desk("amy", "exchange-answer", number)[0] == 1, "it is ben who was asked"
    assert "对方已同意，待批准" in desk("ben", "exchange-answer", number)[1]
    assert "accepted, waits for consent" in desk("chen", "exchanges", lang="en")[1]
    assert "已批准" in desk("chen", "exchange-decide", number)[1]
    assert str(holder("night", mine.since)) == "ben"
    assert desk("amy", "exchange-withdraw", number)[0] == 1


def test_who_was_asked_declines(desk: Desk) -> None:
    mine = Shift.objects.filter(post__code="night").order_by("since")[0]
    number = desk("amy", "exchange-ask", mine.pk, "ben", "就医")[1].split()[0]
    assert "未获同意" in desk("ben", "exchange-answer", number, "--decline")[1]
    assert str(holder("night", mine.since)) == "amy"


def test_leave_is_decided_by_another_and_withdrawn_by_oneself(desk: Desk) -> None:
    span = (
        "--since",
        f"{T0 + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "--until",
        f"{T0 + timedelta(days=3):%Y-%m-%dT%H:%M}",
    )
    first, second = (desk("amy", "leave-ask", "年假", *span)[1].split()[0] for _ in range(2))
    assert desk("amy", "leave-decide", first)[0] == 1
    assert "年假" in desk("chen", "leaves")[1]
    assert "已批准" in desk("chen", "leave-decide", first)[1]
    assert "refused" in desk("chen", "leave-decide", second, "--refuse", lang="en")[1]
    assert "已撤回" in desk("amy", "leave-withdraw", first)[1]
    assert desk("ben", "leaves")[1].strip() == "没有"
