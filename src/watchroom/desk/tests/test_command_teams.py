"""Teams and experts on the command line: found by name, field and member; called out in one line, said before Enter."""

import pytest

from watchroom.conftest import SetClock
from watchroom.desk.tests.test_command import as_, offered, palette
from watchroom.desk.tests.test_command_verbs import do, first
from watchroom.dispatch.teams.keeping import say_ready
from watchroom.dispatch.teams.models import CallOut, Team
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.dispatch.tests.test_teams import team
from watchroom.incidents.models import Incident
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line


@pytest.fixture
def gale(cast: Cast, clock: SetClock) -> Incident:
    stream_line.use(Readings())
    put_zone()
    return open_gale(cast.lin)


@pytest.fixture
def rope(cast: Cast, gale: Incident) -> Team:
    team(cast, "wise", sort="experts", who=("zhao",), zh="大风专家组", en="Wind experts", fields=("fire",))
    return team(cast, zh="绳索救援队", en="Rope rescue")


@pytest.mark.parametrize(
    "typed", ["找 绳索", "FIND rope", "chazhao shengsuo", "找 ssjyd", "绳索救援队", "找 大风", "找 孙"]
)
def test_a_team_is_found_by_name_pinyin_field_and_member(typed: str, rope: Team) -> None:
    assert f"find {rope.subject}" in [line for line, *_ in offered(as_("lin"), typed)]


def test_members_names_find_nothing_for_whoever_sees_none(rope: Team) -> None:
    assert rope.subject not in str(offered(as_("wall"), "找 孙"))


@pytest.mark.parametrize(
    "typed",
    ["呼叫 绳索救援队 #1", "hujiao rope #1", "CALL rope #1", "呼叫绳索救援队 #1", "hj ssjyd #1", "出动 rope #1"],
)
def test_a_team_is_called_out_in_one_line(typed: str, rope: Team, gale: Incident) -> None:
    line = first("lin", typed)
    assert line == f"call {rope.subject} {gale.subject}"
    said = palette(as_("lin"), typed)
    assert 'aria-selected="true"' in said
    assert "成员 2 人依次叫" in said
    assert "林晓（值班员）" in said, "by whom"
    assert do("lin", line).json() == {"said": "call"}
    assert CallOut.objects.get().team == rope
    again = palette(as_("lin"), typed)
    assert "不重复叫" in again
    assert 'data-line=""' in again


def test_one_that_is_out_or_cannot_go_owes_a_reason_and_is_asked_about(cast: Cast, rope: Team, gale: Incident) -> None:
    say_ready(cast.lin, rope.pk, away="集训")
    said = palette(as_("lin"), "呼叫 rope #1")
    assert "不能出动：集训" in said
    assert 'data-line=""' in said
    asked = palette(as_("lin", "en"), "CALL rope #1 nobody else is near")
    assert "Call it all the same?" in asked
    line = first("lin", "CALL rope #1 nobody else is near")
    assert line == f"call {rope.subject} {gale.subject} nobody else is near"
    assert do("lin", line).status_code == 200
    assert CallOut.objects.get().also == "nobody else is near"


def test_experts_of_another_field_are_told_so_and_what_makes_no_sense_calls_nobody(rope: Team, gale: Incident) -> None:
    said = palette(as_("lin"), "呼叫 wise #1")
    assert "专家 1 人逐人叫" in said
    assert "不是为这类事件登记的：火灾" in said
    for line in (
        f"call {rope.subject}",
        f"call {rope.subject} order:1",
        f"call {rope.subject} incident:x",
        "call unit:1 incident:1",
    ):
        assert do("lin", line).status_code == 409
    assert do("sun", f"call {rope.subject} {gale.subject}").status_code == 403
    assert not CallOut.objects.exists()
