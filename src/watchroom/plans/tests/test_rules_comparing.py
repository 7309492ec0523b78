"""What differs between two versions, node by node."""

from collections.abc import Callable
from typing import Any

import pytest

from watchroom.plans.comparing import compare
from watchroom.plans.tests.samples import action, comparison, plan, text

Data = dict[str, Any]


def differ(change: Callable[[Data], Any], before: Callable[[Data], Any] | None = None) -> list[tuple[str, str]]:
    def both(data: Data) -> None:
        if before:
            before(data)
        change(data)

    return [(one.kind, one.place) for one in compare(plan(before), plan(both))]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda d: None, []),
        (lambda d: d.update(version=2), []),
        (lambda d: d["actions"].reverse(), []),
        (lambda d: (d["posts"].reverse(), d["scope"].update(incident_kinds=["gale"])), []),
        (lambda d: d["actions"][0]["deadline"].update(within="6m"), [("changed", "actions.hold.deadline.within")]),
        (lambda d: d["actions"][0].update(order=text("停", "Stop {place}")), [("changed", "actions.hold.order")]),
        (lambda d: d["actions"].append(action("clear")), [("added", "actions.clear")]),
        (lambda d: d["actions"].pop(1), [("removed", "actions.check")]),
        (lambda d: d["actions"][0].update(code="halt"), [("removed", "actions.hold"), ("added", "actions.halt")]),
        (lambda d: d["levels"][0]["when"].update(at_least=5), [("changed", "levels.3.when.at_least")]),
        (lambda d: d["levels"][0]["when"].pop("held_for"), [("removed", "levels.3.when.held_for")]),
        (lambda d: d["scope"]["incident_kinds"].append("snow"), [("added", "scope.incident_kinds.snow")]),
        (lambda d: d["warnings"][0]["variables"]["wind"].update(otherwise=text("大", "big")), [("changed", "warnings.notice.variables.wind.otherwise")]),
        (lambda d: d["facts"]["wind_mean"].update(stale_after="5m"), [("changed", "facts.wind_mean.stale_after")]),
    ],
)  # fmt: skip
def test_each_change_is_told_at_its_place_and_what_moved_is_no_change(
    change: Callable[[Data], Any], found: list[tuple[str, str]]
) -> None:
    assert differ(change) == found


def test_a_branch_of_a_condition_that_moved_is_no_change_and_one_that_came_is_added() -> None:
    def branches(data: Data) -> None:
        data["levels"][0]["when"] = {
            "any": [comparison(at_least=8), {"judged": "grave", "words": text("严重", "Grave?"), "by": "commander"}]
        }

    assert differ(lambda d: d["levels"][0]["when"]["any"].reverse(), branches) == []
    more = {"all": [comparison(at_least=4), comparison(below=5)]}
    ((kind, place),) = differ(lambda d: d["levels"][0]["when"]["any"].insert(0, more), branches)
    assert (kind, place.startswith("levels.3.when.any.")) == ("added", True)


def test_old_and_new_are_shown_as_they_are() -> None:
    (one,) = compare(plan(), plan(lambda d: d["actions"][0]["deadline"].update(within="6m")))

    assert (one.old_text, one.new_text) == ("5m", "6m")
