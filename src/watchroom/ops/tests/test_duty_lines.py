"""What the words of `watchroom duty` set: the strength of the watch, and standing draws, as they are typed."""

import json

import pytest

from watchroom.ops import duty_lines, log_words
from watchroom.people import log_actions, log_index, nightly, strength
from watchroom.people.duty_faults import NoSuchPost, StrengthWrong
from watchroom.people.models import Strength
from watchroom.people.testing import Cast

pytestmark = pytest.mark.django_db


def test_the_strength_of_a_level_is_set_as_it_is_typed_in_place_of_what_it_was(cast: Cast) -> None:
    strength.put(cast.chen, 2, [(["commander"], 1)])
    made = duty_lines.strength_put(cast.chen, 3, ["1:watch_officer,duty_leader", "1:commander"])
    assert [(one.rule.posts, one.rule.at_least) for one in made] == [
        (["duty_leader", "watch_officer"], 1),
        (["commander"], 1),
    ]
    assert "至少 1" in duty_lines.strength_line(made[0]).zh
    assert duty_lines.strength_put(cast.chen, 3, []) == []
    assert [row.level for row in Strength.objects.all()] == [2]


@pytest.mark.parametrize(
    "typed",
    ["watch_officer", "x:watch_officer", "2:watch_officer", ":watch_officer", "0:watch_officer", "99999:watch_officer"],
)
def test_what_was_typed_wrong_is_refused(cast: Cast, typed: str) -> None:
    with pytest.raises((NoSuchPost, StrengthWrong)):
        duty_lines.strength_put(cast.chen, 3, [typed])
    assert not Strength.objects.exists()


def test_a_standing_draw_is_told_in_one_line(cast: Cast) -> None:
    row = nightly.put(cast.chen, "22:00", "06:00", ["watch_officer"], 2)
    assert duty_lines.nightly_line(row).zh == f"{row.pk}  每晚 22:00 至 06:00（Asia/Shanghai）  2 次  watch_officer"
    assert duty_lines.nightly_line(nightly.end(cast.chen, row.pk)).en.endswith("ended")


def test_an_index_that_lacks_lines_is_told_with_what_to_do_and_made_anew(
    cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    number = log_actions.write(cast.lin, "停电").pk
    assert log_words.index(rebuild=False, json=False) == 0
    log_index.lay(log_index.TABLE)
    assert log_words.index(rebuild=False, json=False) == 1
    said = capsys.readouterr().out
    assert f"L{number}" in said
    assert "watchroom duty index --rebuild" in said
    assert log_words.finding().ok is False
    assert log_words.index(rebuild=True, json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"lines": 1, "missing": [], "stray": [], "unfound": [], "whole": True}
