"""Whose an incident is: who sees it, whom it is shared with, and that it is not there for anybody else."""

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction

from watchroom.incidents import actions, queries, sharing
from watchroom.incidents.faults import AlarmIsOthers, NoSuchIncident, NotShared, NotYoursToShare, SharedAlready
from watchroom.incidents.models import Incident
from watchroom.journal import eyes
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.kernel.faults import Fault
from watchroom.people import actions as people
from watchroom.people import agencies, testing
from watchroom.people.faults import AgencyWrong, NotAllowed
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Role
from watchroom.people.viewer import NOBODY, Viewer


@dataclass
class Land:
    """The site; under it two counties; under the first a township."""

    admin: Viewer
    site: Viewer
    north: Viewer
    town: Viewer
    south: Viewer


def officer(admin: Viewer, agency: str) -> Viewer:
    people.put_person(f"{agency}-officer", f"{agency}值班员", f"{agency} officer")
    people.put_post(f"{agency}-watch", f"{agency}值班", f"{agency} watch", Role.DUTY_OFFICER)
    people.put_shift(f"{agency}-watch", f"{agency}-officer", testing.SINCE, testing.UNTIL)
    agencies.place_post(admin, f"{agency}-watch", agency)
    return viewer(person_by_code(f"{agency}-officer"))


@pytest.fixture
def land(cast: testing.Cast) -> Land:
    admin = viewer(people.put_person("keeper", "管理员", "Keeper", Role.ADMIN))
    agencies.put_agency(admin, "north", "北县", "North county")
    agencies.put_agency(admin, "town", "北镇", "North town", parent="north", upward="grade", grade=3)
    agencies.put_agency(admin, "south", "南县", "South county", upward="shared")
    return Land(admin, cast.lin, *(officer(admin, code) for code in ("north", "town", "south")))


def opened(by: Viewer, grade: int | None = None, *, sensitive: bool | None = None) -> Incident:
    return actions.open_incident(by, title_zh="失火", title_en="Fire", kind="fire", grade=grade, sensitive=sensitive)


def seen(by: Viewer) -> set[int]:
    with eyes.looking(lambda: sharing.visible(by)):
        return {row.pk for row in queries.incidents(by, open=None)}


def test_where_there_is_one_agency_all_is_seen_and_nothing_is_asked(cast: testing.Cast) -> None:
    row = opened(cast.lin)

    assert row.agency_id is None
    assert sharing.visible(cast.lin) is None
    assert seen(cast.zhao) == {row.pk}


def test_an_incident_is_its_agencys_and_those_above_see_it_as_the_rule_says(land: Land) -> None:
    """North says all, its town from grade III on and the sensitive ones, South only what it shares."""
    of = {name: opened(getattr(land, name), 4) for name in ("site", "north", "town", "south")}
    grave, quiet = opened(land.town, 3), opened(land.town, 4, sensitive=True)
    ids = {name: row.pk for name, row in of.items()}

    assert seen(land.site) == {ids["site"], ids["north"], grave.pk, quiet.pk}
    assert seen(land.north) == {ids["north"], grave.pk, quiet.pk}
    assert seen(land.town) == {ids["town"], grave.pk, quiet.pk}
    assert seen(land.south) == {ids["south"]}


def test_who_has_no_account_sees_nothing_where_there_are_agencies(land: Land) -> None:
    opened(land.site)

    with eyes.looking(lambda: sharing.visible(NOBODY)):
        assert not Incident.objects.exists()


def test_sharing_shows_it_to_that_agency_alone_until_it_ends_and_the_book_says_so(land: Land) -> None:
    row = opened(land.north)
    assert seen(land.south) == set()

    sharing.share(land.north, row.pk, "south", reason="风向南县")
    assert seen(land.south) == {row.pk}
    assert seen(land.town) == set()
    with pytest.raises(SharedAlready):
        sharing.share(land.north, row.pk, "south", reason="again")

    sharing.unshare(land.north, row.pk, "south", reason="火已灭")
    assert seen(land.south) == set()
    with pytest.raises(NotShared):
        sharing.unshare(land.north, row.pk, "south", reason="again")
    kinds = [entry.kind for entry in journal.of_incident(row.pk)]
    assert kinds[-2:] == ["incidents.shared", "incidents.unshared"]
    assert [bool(one.until) for one in sharing.shares(land.north, row.pk)] == [True]


def test_whom_it_is_shared_with_passes_it_on_to_nobody_and_those_above_may(land: Land, cast: testing.Cast) -> None:
    row = opened(land.north)
    sharing.share(land.site, row.pk, "south", reason="支援")

    with pytest.raises(NotYoursToShare) as refused:
        sharing.share(land.south, row.pk, "town", reason="转告")
    assert "北县" in refused.value.words.zh
    with pytest.raises(NotAllowed):
        sharing.share(cast.wall, row.pk, "town", reason="转告")


def test_anothers_incident_is_not_there_for_any_act_and_nothing_is_done(land: Land) -> None:
    row, head = opened(land.north), journal.head()

    with eyes.looking(lambda: sharing.visible(land.south)):
        for act in (
            lambda: queries.incident(land.south, row.pk),
            lambda: actions.note(land.south, row.pk, "x"),
            lambda: actions.grade(land.south, row.pk, 1, reason="x"),
            lambda: sharing.share(land.south, row.pk, "south", reason="x"),
        ):
            with pytest.raises(NoSuchIncident):
                act()
        assert queries.by_number(land.south, row.number) is None
        assert journal.of_incident(row.pk) == []
        assert journal.of_subject(row.subject) == []
    assert journal.head() == head
    assert Entry.objects.filter(incident=row.pk).exists()


def test_an_alarm_that_another_agency_made_an_incident_is_said_to_be_theirs(
    land: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = opened(land.north)
    Incident.objects.filter(pk=row.pk).update(alarm=77)

    with eyes.looking(lambda: sharing.visible(land.south)), pytest.raises(AlarmIsOthers) as refused:
        actions._refuse_second(77)
    assert row.number not in refused.value.words.zh
    assert "北县" in refused.value.words.zh


def test_two_shares_with_one_agency_cannot_both_be_in_force(land: Land) -> None:
    row = opened(land.north)
    made = sharing.share(land.north, row.pk, "south", reason="x")

    with pytest.raises(IntegrityError), transaction.atomic():
        type(made).objects.create(incident=row, agency=made.agency, since=made.since, by="x", reason="x")


@pytest.mark.parametrize(
    ("code", "parent", "more"),
    [
        ("north", "town", {}),
        ("north", "north", {}),
        ("North", "", {}),
        ("", "", {}),
        ("a" * 65, "", {}),
        ("new", "", {"upward": "some"}),
        ("new", "", {"grade": 0}),
        ("new", "", {"zh": " ", "en": ""}),
    ],
)
def test_an_agency_under_itself_or_wrongly_named_is_refused(land: Land, code: str, parent: str, more: dict) -> None:  # type: ignore[type-arg]
    head = journal.head()
    given = {"zh": "某", "en": "Some", "parent": parent} | more

    with pytest.raises(AgencyWrong):
        agencies.put_agency(land.admin, code, given.pop("zh"), given.pop("en"), **given)
    assert journal.head() == head


def test_a_parent_or_a_post_that_is_not_there_is_refused(land: Land) -> None:
    for act in (
        lambda: agencies.put_agency(land.admin, "new", "某", "Some", parent="nowhere"),
        lambda: agencies.place_post(land.admin, "no-post", "north"),
        lambda: agencies.place_post(land.admin, "north-watch", "nowhere"),
        lambda: agencies.place_person(land.admin, "no-one", "north"),
    ):
        with pytest.raises(Fault) as refused:
            act()
        assert refused.value.status == 404
    with pytest.raises(NotAllowed):
        agencies.put_agency(land.north, "new", "某", "Some")


def test_whose_a_person_is_without_any_post_is_said_of_the_person(land: Land) -> None:
    row = opened(land.north)
    people.put_person("north-wall", "北县大屏", "North wall", Role.WALL)
    before = viewer(person_by_code("north-wall"))
    agencies.place_person(land.admin, "north-wall", "south")
    agencies.place_person(land.admin, "north-wall", "south")
    after = viewer(person_by_code("north-wall"))

    assert (seen(before), seen(after)) == ({row.pk}, set())
