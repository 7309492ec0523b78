"""What the command line keeps between two keystrokes: it follows the book, entry by entry, and is no other viewer's."""

from datetime import timedelta

import pytest

from watchroom.conftest import T0, SetClock
from watchroom.desk.command import things as kept
from watchroom.desk.command.grammar import parse
from watchroom.desk.command.known import Known, Thing
from watchroom.desk.command.table import BY_CODE
from watchroom.desk.command.things import SECTIONS, things
from watchroom.desk.command.verbs import options
from watchroom.dispatch.actions import dispatch_unit, put_unit, unit_status
from watchroom.dispatch.tests.scene import open_gale, put_zone
from watchroom.incidents.actions import open_incident
from watchroom.incidents.sharing import share, visible
from watchroom.journal import eyes
from watchroom.journal.book import book
from watchroom.kernel.words import Words
from watchroom.people import actions as people
from watchroom.people import agencies, testing
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.places.actions import put_place
from watchroom.sources.actions import put_sensor, put_source

FIND = BY_CODE["find"].takes
POINT = {"type": "Point", "coordinates": [115.48, 40.9]}


@pytest.fixture
def units(cast: Cast) -> list[int]:
    put_zone()
    made = [put_unit(f"amb-{n}", "ambulance", f"急救{n}", f"Ambulance {n}", "jump") for n in range(4)]
    things(cast.lin, FIND).ready()
    return [one.pk for one in made]


def afresh(who: Viewer) -> dict[str, list[Thing]]:
    """Every section as a process that has just begun would gather it."""
    return {name: section.gather(who) for name, section in SECTIONS.items()}


def held(who: Viewer) -> dict[str, list[Thing]]:
    return {name: list(things(who, (name,))) for name in SECTIONS}


def test_after_each_act_what_is_kept_is_what_there_is(cast: Cast, units: list[int]) -> None:
    gale = open_gale(cast.lin)
    acts = (
        lambda: unit_status(cast.lin, units[1], "off", reason="rest"),
        lambda: dispatch_unit(cast.lin, units[0], gale.pk),
        lambda: put_unit("amb-2", "ambulance", "急救贰", "Ambulance two", "jump"),
        lambda: put_unit("amb-2", "patrol", "急救贰", "Ambulance two", "jump"),
        lambda: put_unit("aaa", "ambulance", "首车", "First of all", "jump"),
        lambda: put_place("north-gate", "gate", "北门", "North gate", POINT, source="drawn", schematic=True),
        lambda: put_source("masts", "mqtt", "测站", "Masts"),
        lambda: put_sensor("mast-1", "masts", "north-gate", "wind_mean", "一号测站", "Mast 1"),
        lambda: put_place("north-gate", "gate", "新北门", "New north gate", POINT, source="drawn", schematic=True),
        lambda: people.put_person("newcomer", "新人", "Newcomer", Role.DUTY_OFFICER),
    )
    for number, act in enumerate(acts):
        before = afresh(cast.lin)
        act()

        assert held(cast.lin) == afresh(cast.lin), number
        assert list(things(cast.lin, FIND)) == [one for name in FIND for one in afresh(cast.lin)[name]], number
        assert before != afresh(cast.lin) or number in (3, 6), number


def test_after_a_units_status_that_unit_alone_is_read_again(cast: Cast, units: list[int]) -> None:
    before = list(things(cast.lin, ("unit",)))
    unit_status(cast.lin, units[1], "off", reason="rest")
    after = list(things(cast.lin, ("unit",)))

    assert [one is other for one, other in zip(before, after, strict=True)] == [True, False, True, True]
    assert after[1].glyph == "off"


def test_an_entry_about_something_else_leaves_units_and_what_finds_them(cast: Cast, units: list[int]) -> None:
    before = things(cast.lin, ("unit",))
    open_incident(cast.lin, title_zh="大风", kind="gale", place="jump")

    assert things(cast.lin, ("unit",)) is before


def test_one_list_of_all_finds_no_less_than_its_parts(cast: Cast, units: list[int]) -> None:
    open_gale(cast.lin)
    parts = [things(cast.lin, (kind,)) for kind in FIND]
    whole, joined = Known([one for part in parts for one in part]), Known.joined(parts)

    assert list(joined) == list(whole)
    for typed in (
        "amb-2",
        "jijiu2",
        "jj",
        "ambulnce 3",
        "Jump Hill",
        "tiaotai",
        "#1",
        "a",
        "值守台",
        "zzzz nothing",
        "",
    ):
        assert joined.matching(typed) == whole.matching(typed), typed
        assert joined.named(typed) == whole.named(typed), typed
        assert joined.marks(typed) == whole.marks(typed), typed


def test_who_is_on_watch_changes_by_the_hour_without_an_entry(cast: Cast, clock: SetClock) -> None:
    people.put_person("night", "夜班员", "Night officer", Role.DUTY_OFFICER)
    people.put_post("night_watch", "夜班岗", "Night watch", Role.DUTY_OFFICER)
    people.put_shift("night_watch", "night", T0 + timedelta(hours=1), T0 + timedelta(hours=9))

    def doing() -> str:
        return things(cast.lin, ("person",)).by_key["person:night"].detail.en

    said = [doing()]
    for hours in (2, 8):
        clock.forward(hours=hours)
        said.append(doing())
    assert said == ["not on watch now", "Night watch", "not on watch now"]


def test_what_was_undone_was_never_kept(cast: Cast, units: list[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        _undone(cast.lin, units[1])

    assert held(cast.lin) == afresh(cast.lin)
    unit_status(cast.lin, units[2], "off", reason="rest")
    assert held(cast.lin) == afresh(cast.lin)


def _undone(lin: Viewer, unit: int) -> None:
    with book(actor="ops:test"):
        unit_status(lin, unit, "off", reason="rest")
        put_unit("amb-9", "ambulance", "急救9", "Ambulance 9", "jump")
        kept._kept.clear()  # as in a process that has just begun
        assert [one.thing.code for one in options(lin, parse("amb-9"))][:1] == ["amb-9"]
        raise ZeroDivisionError


def test_more_than_can_be_caught_up_with_is_read_whole(
    cast: Cast, units: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LONGEST_CATCH_UP", 2)
    for pk in units:
        unit_status(cast.lin, pk, "off", reason="rest")

    assert {one.glyph for one in things(cast.lin, ("unit",))} == {"off"}


def test_no_agency_is_offered_what_only_another_sees(cast: Cast) -> None:
    admin = viewer(people.put_person("keeper", "管理员", "Keeper", Role.ADMIN))
    north, south = (_officer(admin, code) for code in ("north", "south"))
    with eyes.looking(lambda: visible(north)):
        row = open_incident(north, title_zh="仓库失火", title_en="Warehouse fire", kind="fire")

    assert _finds(north, "仓库失火") == [f"incident:{row.pk}"]
    assert _finds(south, "仓库失火") == []

    with eyes.looking(lambda: visible(north)):
        share(north, row.pk, "south", reason="烟飘过县界")
    assert _finds(south, "仓库失火") == [f"incident:{row.pk}"]


def _officer(admin: Viewer, agency: str) -> Viewer:
    agencies.put_agency(admin, agency, f"{agency}县", f"{agency} county")
    people.put_person(f"{agency}-officer", f"{agency}值班员", f"{agency} officer")
    people.put_post(f"{agency}-watch", f"{agency}值班", f"{agency} watch", Role.DUTY_OFFICER)
    people.put_shift(f"{agency}-watch", f"{agency}-officer", testing.SINCE, testing.UNTIL)
    agencies.place_post(admin, f"{agency}-watch", agency)
    return viewer(person_by_code(f"{agency}-officer"))


def _finds(who: Viewer, typed: str) -> list[str]:
    with eyes.looking(lambda: visible(who)):
        return [
            one.thing.key
            for one in options(who, parse(f"FIND {typed}"))
            if one.thing.words == Words("仓库失火", "Warehouse fire")
        ]
