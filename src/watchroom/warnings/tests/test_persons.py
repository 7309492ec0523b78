"""Two persons and one content: whoever wrote a word of it approves none of it, whatever he holds and however he comes. W-01, W-02."""

from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from watchroom.dispatch.tests.test_at_once import at_once
from watchroom.journal import queries as journal
from watchroom.kernel.cap import read
from watchroom.people import actions as people
from watchroom.people import queries as persons
from watchroom.people.rights import Role
from watchroom.people.testing import SINCE, UNTIL, Cast
from watchroom.people.viewer import Viewer
from watchroom.warnings import actions, queries, showing
from watchroom.warnings.faults import Changed, Incomplete, NotApproved, NotNow, SamePerson
from watchroom.warnings.models import Approval, Delivery, Warning
from watchroom.warnings.rules import State
from watchroom.warnings.tests.scene import drafted, reviewed, seen, texts


@pytest.fixture
def alone(cast: Cast) -> Viewer:
    """One person with all three posts of a warning, besides those who hold them."""
    for role in (Role.INFORMATION_OFFICER, Role.DUTY_LEADER, Role.COMMANDER):
        people.put_post(f"second_{role.value}", "副岗", "Deputy", role)
        people.put_shift(f"second_{role.value}", "lin", SINCE, UNTIL)
    return persons.viewer(persons.person_by_code("lin"))


def test_whoever_changed_another_persons_draft_approves_it_no_more(cast: Cast, alone: Viewer) -> None:
    row = drafted(cast)
    actions.edit(alone, row.pk, headline_zh="改过的标题")
    assert queries.authors(row) == {cast.sun.person, alone.person}

    with pytest.raises(SamePerson):
        actions.review(alone, row.pk, fingerprint=seen(row))
    actions.review(cast.chen, row.pk, fingerprint=seen(row))
    with pytest.raises(SamePerson):
        actions.sign(alone, row.pk, fingerprint=seen(row))
    assert actions.sign(cast.zhao, row.pk, fingerprint=seen(row)).state == State.RELEASED


def test_what_he_wrote_does_not_wait_for_him_and_his_page_says_why(cast: Cast, alone: Viewer) -> None:
    row = drafted(cast)
    assert showing.awaited(alone, [row]) == [row]
    actions.edit(alone, row.pk, headline_zh="改过的标题")
    row.refresh_from_db()
    assert showing.awaited(alone, [row]) == []
    assert showing.awaited(cast.chen, [row]) == [row]
    assert (
        showing.seen(alone, row, row.changed_at).same_person,
        showing.seen(cast.chen, row, row.changed_at).same_person,
    ) == (True, False)


def program(code: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {people.make_api_token(persons.person_by_code(code))}"})


def browser(code: str) -> Client:
    client = Client()
    client.force_login(persons.person_by_code(code), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(("first", "second"), [(browser, program), (program, browser), (program, program)])
def test_a_person_is_the_same_by_page_by_token_and_by_another_token(
    first: Any, second: Any, cast: Cast, alone: Viewer
) -> None:
    mine = actions.draft(alone, **texts())
    headline = {"headline_zh": "改过的标题"}
    one, other = first("lin"), second("lin")
    if first is browser:
        one.post(f"/warnings/{mine.pk}/edit", headline)
    else:
        one.patch(f"/api/warnings/{mine.pk}", headline, content_type="application/json")
    approval = {"fingerprint": seen(mine)}
    told = (
        other.post(f"/warnings/{mine.pk}/review", approval).headers["X-Fault"]
        if second is browser
        else other.post(f"/api/warnings/{mine.pk}/review", approval, content_type="application/json").json()["code"]
    )
    assert told == "warnings.SamePerson"
    assert Approval.objects.count() == 0


def test_the_database_itself_refuses_one_person_in_two_of_the_three_hands(cast: Cast) -> None:
    row = reviewed(cast)
    actions.sign(cast.zhao, row.pk, fingerprint=seen(row))
    for change in (
        {"signer": cast.chen.person}, {"reviewer": cast.zhao.person}, {"signer": cast.sun.person}, {"author": cast.zhao.person},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Warning.objects.filter(pk=row.pk).update(**change)


def test_the_signer_who_has_an_old_page_before_him_signs_nothing(cast: Cast) -> None:
    row = reviewed(cast)
    old = seen(row)
    actions.edit(cast.sun, row.pk, headline_zh="改过的标题")
    with pytest.raises(NotNow):
        actions.sign(cast.zhao, row.pk, fingerprint=old)
    actions.review(cast.chen, row.pk, fingerprint=seen(row))
    with pytest.raises(Changed):
        actions.sign(cast.zhao, row.pk, fingerprint=old)
    assert Delivery.objects.count() == 0


def test_without_an_area_nothing_is_reviewed_signed_or_released_by_any_way(cast: Cast) -> None:
    bare = drafted(cast, area=None)
    with pytest.raises(Incomplete):
        actions.review(cast.chen, bare.pk, fingerprint=seen(bare))
    row = reviewed(cast)
    Warning.objects.filter(pk=row.pk).update(area=None)
    with pytest.raises(NotApproved):
        actions.sign(cast.zhao, row.pk, fingerprint=seen(row))
    with pytest.raises(IntegrityError), transaction.atomic():
        Warning.objects.filter(pk=row.pk).update(
            released_at=row.changed_at, hash="x", identifier="x", document="x", signer=cast.zhao.person
        )
    assert Delivery.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_at_the_moment_of_the_signature_is_either_before_it_or_refused(cast: Cast) -> None:
    """Whoever comes first: what is released is what was reviewed and signed, or nothing is released."""
    for turn in range(5):
        row = reviewed(cast)
        mark, new = seen(row), f"改动 {turn}"

        at_once(
            partial(actions.sign, cast.zhao, row.pk, fingerprint=mark),
            partial(actions.edit, cast.sun, row.pk, headline_zh=new),
        )

        row.refresh_from_db()
        kinds = [entry.kind for entry in journal.of_subject(row.subject)]
        if row.state == State.RELEASED:
            alert = read(row.document.encode()).alert
            assert new not in [info.headline for info in alert.infos]
            assert {row.content.hash} == {row.hash} | {one.hash for one in row.approvals.filter(void_at=None)}
            assert "warnings.edited" not in kinds
        else:
            assert (row.state, row.headline_zh, row.hash) == (State.DRAFT, new, "")
            assert not row.approvals.filter(void_at=None).exists()
            assert not row.deliveries.exists()
            assert "warnings.signed" not in kinds
