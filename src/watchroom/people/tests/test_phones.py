"""Phones in the field: signed in once by a link, for weeks, and out at once."""

from datetime import timedelta

import pytest
from django.test import Client

from watchroom.journal.models import Entry
from watchroom.people import phones
from watchroom.people.faults import LinkSpent, NoSuchPerson, NoSuchPhone, NotAllowed, NotSignedIn, NotYours
from watchroom.people.models import Phone
from watchroom.people.testing import Cast
from watchroom.people.viewer import NOBODY


def paired(cast: Cast, name: str = "一组手机") -> tuple[Phone, str]:
    return phones.pair(phones.make_link(cast.lin), name)


def on(secret: str) -> Client:
    client = Client()
    client.cookies[phones.COOKIE] = secret
    return client


def test_a_link_signs_one_phone_in_and_the_book_says_which(cast: Cast) -> None:
    token = phones.make_link(cast.lin)
    row, secret = phones.pair(token, "  一组\u202e 手机\n")

    assert (row.person_id, row.name, row.revoked_at) == (cast.lin.person, "一组 手机", None)
    assert secret not in row.secret_hash
    entry = Entry.objects.get(kind="people.phone_paired")
    assert (entry.subject, entry.facts["code"]) == (row.subject, "lin")
    with pytest.raises(LinkSpent):
        phones.pair(token, "另一部")
    assert Phone.objects.count() == 1


def test_a_link_for_another_is_an_administrators(cast: Cast) -> None:
    for viewer, fault in ((cast.chen, NotAllowed), (NOBODY, NotSignedIn)):
        with pytest.raises(fault):
            phones.make_link(viewer, "lin")
    with pytest.raises(NoSuchPerson):
        phones.make_link(cast.lin, "nobody-of-that-name")


def test_the_phone_is_signed_in_by_its_cookie_and_by_no_other(cast: Cast) -> None:
    _, secret = paired(cast)

    told = on(secret).get("/field/state")
    assert (told.status_code, told.json()["person"]["en"], told.json()["phone"]["name"]) == (
        200,
        "Lin Xiao",
        "一组手机",
    )
    strange = on("x" * 43).get("/field/state", headers={"Accept": "application/json"})
    assert (strange.status_code, strange.json()["code"]) == (401, "people.PhoneUnknown")


def test_a_revoked_phone_is_refused_and_told_so_and_revoking_again_changes_nothing(cast: Cast) -> None:
    row, secret = paired(cast)
    phones.revoke(cast.chen, row.pk)
    phones.revoke(cast.chen, row.pk)

    told = on(secret).get("/field/state", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert (told.status_code, told.json()["code"]) == (401, "people.PhoneRevoked")
    assert "一组手机" in told.json()["text"]
    assert "revoked" in told.json()["text"]
    assert Entry.objects.filter(kind="people.phone_revoked").count() == 1


def test_one_revokes_ones_own_phone_and_an_outsider_nobody_elses(cast: Cast) -> None:
    row, _ = paired(cast)
    with pytest.raises(NotYours):
        phones.revoke(cast.guest, row.pk)
    with pytest.raises(NoSuchPhone):
        phones.revoke(cast.lin, row.pk + 99)
    assert phones.revoke(cast.lin, row.pk).revoked_at is not None


def test_a_phone_whose_time_is_over_and_one_of_a_disabled_person_are_signed_out(cast: Cast) -> None:
    row, secret = paired(cast)
    Phone.objects.filter(pk=row.pk).update(expires_at=row.made_at - timedelta(days=1))
    assert on(secret).get("/field/state", headers={"Accept": "application/json"}).status_code == 401
    Phone.objects.filter(pk=row.pk).update(expires_at=row.expires_at)
    row.person.is_active = False
    row.person.save()
    assert on(secret).get("/field/state", headers={"Accept": "application/json"}).status_code == 401


def test_an_outsider_sees_his_own_phones_and_the_watch_all(cast: Cast) -> None:
    paired(cast)
    assert [len(phones.listed(viewer)) for viewer in (cast.lin, cast.chen, cast.guest)] == [1, 1, 0]


def test_the_link_is_spent_by_the_button_and_not_by_looking(cast: Cast) -> None:
    token = phones.make_link(cast.lin)
    client = Client()
    assert client.get(f"/field/in/{token}").status_code == 200
    assert Phone.objects.count() == 0
    answer = client.post(f"/field/in/{token}", {"name": "二组"})
    cookie = answer.cookies[phones.COOKIE]
    assert (answer.status_code, answer["Location"], cookie["path"], cookie["samesite"]) == (
        302,
        "/field/?paired=1",
        "/field/",
        "Strict",
    )
    assert cookie["httponly"] is True
    assert client.post(f"/field/in/{token}").status_code == 410
