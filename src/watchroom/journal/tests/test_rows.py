import pytest

from watchroom.journal import rows
from watchroom.journal.models import Cursor, SetAside, Subject
from watchroom.kernel.clock import from_ms

pytestmark = pytest.mark.django_db

HARD = "制表\t换行\n反斜杠 \\ \\N 引号 ' \" 百分号 % 结尾"
AT = from_ms(1_790_000_000_123)


def _set_aside(ids: list[int]) -> list[tuple[object, ...]]:
    return [(pk, "f", pk, HARD, "", AT) for pk in ids]


COLUMNS = ("id", "follower", "entry", "subject", "error", "at")


def test_rows_come_back_as_they_were_given_and_numbers_go_on_after_them() -> None:
    ids = rows.new_ids(SetAside, 3)
    rows.insert(SetAside, COLUMNS, _set_aside(ids))
    kept = list(SetAside.objects.order_by("pk"))
    assert [(row.pk, row.subject, row.error, row.at) for row in kept] == [(pk, HARD, "", AT) for pk in ids]
    later = SetAside.objects.create(follower="g", entry=1, subject="s", error="", at=AT)
    assert later.pk > ids[-1]
    assert rows.new_ids(SetAside, 1)[0] > later.pk


def test_no_rows_are_no_fault() -> None:
    rows.insert(SetAside, COLUMNS, [])
    rows.upsert(Subject, ("subject", "first_id", "last_id"), [], key="subject", update="last_id")
    rows.update(Cursor, ("follower", "position"), [])
    assert not rows.new_ids(SetAside, 0)


def test_a_row_that_is_there_is_given_the_one_column_and_keeps_the_others() -> None:
    columns = ("subject", "first_id", "last_id")
    rows.upsert(Subject, columns, [(HARD, 1, 2), ("b", 3, 3)], key="subject", update="last_id")
    rows.upsert(Subject, columns, [(HARD, 7, 2**53 - 1), ("c", 8, 8)], key="subject", update="last_id")
    assert set(Subject.objects.values_list("subject", "first_id", "last_id")) == {
        (HARD, 1, 2**53 - 1),
        ("b", 3, 3),
        ("c", 8, 8),
    }


def test_rows_are_changed_by_their_key_and_no_others() -> None:
    for name in ("a", HARD, "c"):
        Cursor.objects.create(follower=name, owner="x")
    rows.update(Cursor, ("follower", "position", "lease_until"), [("a", 1, AT), (HARD, 2, None)])
    assert set(Cursor.objects.values_list("follower", "position", "lease_until", "owner")) == {
        ("a", 1, AT, "x"),
        (HARD, 2, None, "x"),
        ("c", 0, None, "x"),
    }


def test_among_finds_what_in_finds() -> None:
    rows.insert(SetAside, COLUMNS, _set_aside(ids := rows.new_ids(SetAside, 5)))
    wanted = {ids[0], ids[3], ids[4] + 100}
    assert set(SetAside.objects.filter(pk__among=wanted)) == set(SetAside.objects.filter(pk__in=wanted))
    assert set(SetAside.objects.exclude(pk__among=wanted)) == set(SetAside.objects.exclude(pk__in=wanted))
    assert not SetAside.objects.filter(pk__among=[])
    with pytest.raises(TypeError):
        list(SetAside.objects.filter(pk__among=["1) OR (1=1"]))


def test_among_finds_the_texts_that_in_finds() -> None:
    for name in ("a", HARD, "c"):
        Cursor.objects.create(follower=name)
    wanted = {"a", HARD, "not there"}
    assert {row.follower for row in Cursor.objects.filter(follower__among=wanted)} == {"a", HARD}
    assert {row.follower for row in Cursor.objects.exclude(follower__among=wanted)} == {"c"}
    assert not Cursor.objects.filter(follower__among=[])
