"""How many units an order asks for, by its own words."""

import pytest

from watchroom.dispatch.asked_for import Asked, asked_for
from watchroom.dispatch.kinds import SHIPPED_KINDS


@pytest.mark.parametrize(
    ("kind", "text", "asked"),
    [
        ("ambulance", "调派不少于3辆救护车到北门待命", Asked(3, True)),
        ("ambulance", "调派不少于 3 辆救护车到北门待命", Asked(3, True)),
        ("ambulance", "至少两台救护车随队", Asked(2, True)),
        ("ambulance", "救护车不少于四辆，备品齐全", Asked(4, True)),
        ("ambulance", "派出5辆以上救护车", Asked(5, True)),
        ("ambulance", "救护车（3辆以上）", Asked(3, True)),
        ("ambulance", "派救护车2辆", Asked(2, False)),
        ("snow_plough", "除雪车10余台上路", Asked(10, True)),
        ("ambulance", "由救护车转运伤员", None),
        ("ambulance", "派出3辆救护指挥车", None),
        ("ambulance", "救护车第2组", None),
        ("ambulance", "派出900辆救护车", None),
        ("ambulance", "Send at least 3 ambulances to the north gate", Asked(3, True)),
        ("ambulance", "Send no fewer than three ambulances", Asked(3, True)),
        ("ambulance", "Send 2 or more ambulances", Asked(2, True)),
        ("ambulance", "Send two ambulances", Asked(2, False)),
        ("hazmat_truck", "at least one Hazardous materials truck", Asked(1, True)),
    ],
)
def test_a_number_of_units_is_read_and_a_minimum_is_one(kind: str, text: str, asked: Asked | None) -> None:
    assert asked_for(SHIPPED_KINDS[kind].title, [text]) == asked


def test_the_first_text_that_says_a_number_decides() -> None:
    title = SHIPPED_KINDS["ambulance"].title

    assert asked_for(title, ["转运伤员", "不少于3辆救护车", "2 ambulances"]) == Asked(3, True)
