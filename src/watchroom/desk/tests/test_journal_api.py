"""The book over the API shows each reader what the pages would, and pages through it without a gap."""

import pytest
from django.test import Client

from watchroom.people import actions, queries
from watchroom.people.testing import Cast


def client(code: str) -> Client:
    token = actions.make_api_token(queries.person_by_code(code))
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_entries_come_in_order_and_from_where_one_left_off(cast: Cast) -> None:
    lin = client("lin")
    first = lin.get("/api/journal?limit=3").json()
    rest = lin.get(f"/api/journal?after={first[-1]['id']}&limit=500").json()
    assert [entry["id"] for entry in first + rest] == list(range(1, len(first + rest) + 1))
    assert {"zh", "en", "facts", "hash"} <= first[0].keys()


def test_a_wall_screen_reads_nothing_about_accounts(cast: Cast) -> None:
    assert all(not entry["kind"].startswith("people.") for entry in client("wall").get("/api/journal?limit=500").json())


@pytest.mark.parametrize("path", ["/api/journal", "/api/journal/1/causes"])
def test_an_outsider_and_nobody_are_refused(cast: Cast, path: str) -> None:
    assert client("guest").get(path).status_code == 403
    assert Client().get(path).status_code == 401


def test_the_causes_of_an_unknown_entry_are_not_found(cast: Cast) -> None:
    assert client("lin").get("/api/journal/999999/causes").status_code == 404
