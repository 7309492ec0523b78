"""The organisation of a plan as a tree that a page can show, whatever hangs under what."""

import pytest

from watchroom.plans.format import PlanFile
from watchroom.plans.organisation import MOST_DEPTH, Body, organisation
from watchroom.plans.tests.samples import plan_data, text

pytestmark = pytest.mark.pure


def chained(count: int, *, loop: bool = False) -> PlanFile:
    data = plan_data()
    data["units"] = [
        {"code": f"g{n}", "title": text("组", "Group"), "kind": "working_group", "parent": f"g{n - 1 if n else count - 1}"}
        for n in range(count)
    ]  # fmt: skip
    if not loop:
        data["units"][0].pop("parent")
    return PlanFile.model_validate(data)


def depth(body: Body) -> int:
    return 1 + max(map(depth, body.bodies), default=0)


def every(body: Body) -> list[str]:
    return [body.code, *(code for one in body.bodies for code in every(one))]


@pytest.mark.parametrize("loop", [False, True])
def test_a_chain_of_units_is_shown_whole_and_nested_no_deeper_than_a_page_can(loop: bool) -> None:
    found = organisation(chained(300, loop=loop))

    codes = [code for one in found for code in every(one) if code]
    assert sorted(codes) == sorted(f"g{n}" for n in range(300))
    assert max(map(depth, found)) == MOST_DEPTH
