"""Calls: read into proposals, kept with an incident, moved, and incidents that are one event."""

import base64
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.test import Client

from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions as incidents
from watchroom.incidents import ruling
from watchroom.incidents.faults import NotFilled
from watchroom.incidents.intake import actions, pages, queries
from watchroom.incidents.intake.faults import AlreadyTied, MailUnfit, NotTied, StaysThere
from watchroom.incidents.intake.likeness import Account, score
from watchroom.incidents.intake.mail import MOST_BYTES, read_mail
from watchroom.incidents.intake.models import Call, Tie
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast

TEXT = "半小时前缆车站起火，2人死亡，约10人受伤，报告人：张三，电话13800000000"


def fire(cast: Cast, **more: object) -> Incident:
    return incidents.open_incident(cast.lin, title_zh="缆车站起火", kind="fire", **more)  # type: ignore[arg-type]


def test_reading_proposes_and_writes_nothing(cast: Cast) -> None:
    before = Entry.objects.count()

    found = {one.field: one for one in queries.read(cast.lin, TEXT, T0)}

    assert found["deaths"].values == {"deaths": "2"}
    assert TEXT[found["injured"].start : found["injured"].end] == "约10人受伤"
    assert found["injured"].values == {"injured": "10", "how-injured": "about"}
    assert (Entry.objects.count(), Call.objects.count()) == (before, 0)
    with pytest.raises(NotAllowed):
        queries.read(cast.guest, TEXT, T0)
    for text, at in (("火" * 4001, T0), ("火\x00", T0), ("火", T0 + timedelta(days=1)), ("火", T0.replace(year=1))):
        with pytest.raises(NotFilled):
            queries.read(cast.lin, text, at)


def test_a_call_is_kept_with_the_incident_that_it_opens_and_nothing_personal_enters_the_book(cast: Cast) -> None:
    told = {"kind": "fire", "deaths": "2", "how-deaths": "at_least", "already_told": "李四", "secret": "x"}

    row = actions.open_from_call(
        cast.lin,
        {
            "text": TEXT,
            "told": told,
            "caller": "张三",
            "phone": "13800000000",
            "received_at": T0 - timedelta(minutes=3),
        },
        {"title_zh": "起火", "kind": "fire", "report": {"deaths": 2, "how": {"deaths": "at_least"}}},
    )

    call = row.calls.get()
    assert (call.caller, call.told["how-deaths"], "secret" in call.told) == ("张三", "at_least", False)
    assert row.reported["deaths"]["how"] == "at_least"
    taken = journal.last(call.subject, "incidents.call_taken")
    assert taken is not None
    assert taken.incident == row.pk
    assert not any(word in str(taken.facts) for word in ("张三", "13800000000", "李四", "缆车站"))
    assert list(verify()) == []


def test_an_incident_that_cannot_be_opened_keeps_no_call(cast: Cast) -> None:
    with pytest.raises(NotFilled):
        actions.open_from_call(
            cast.lin, {"text": TEXT, "received_at": T0 + timedelta(hours=1)}, {"title_zh": "起火", "kind": "fire"}
        )
    assert (Incident.objects.count(), Call.objects.count()) == (0, 0)


def test_limits_count_from_the_receipt_that_was_confirmed(cast: Cast) -> None:
    ruling.set_level(cast.chen, "county")

    row = fire(cast, moments={"received_at": T0 - timedelta(minutes=30)})

    clock = row.report_clocks.get()
    assert (clock.started_at, clock.base_known) == (T0 - timedelta(minutes=30), True)
    began = Entry.objects.get(kind="incidents.clocks_started").facts
    assert (began["first_zh"][-7:], began["first_en"][-11:]) == ("（北京时间）前", "(UTC+08:00)")


@pytest.mark.parametrize("said", ["3点20分，缆车站起火", "今天3点20分，缆车站起火"])
def test_of_the_hours_that_a_time_may_mean_the_one_nearest_to_the_call_stands_first(
    cast: Cast, clock: SetClock, said: str
) -> None:
    clock.forward(hours=6)

    (found,) = [one for one in queries.read(cast.lin, said, T0 + timedelta(hours=6)) if one.field == "occurred_at"]

    hours = [one.values["occurred_at"] for one in found.choices]
    assert hours == ["2026-02-06T15:20", "2026-02-06T03:20"]
    assert found.asks is not None


def test_a_time_that_was_confirmed_is_read_with_its_zone(cast: Cast) -> None:
    call = actions.take_call(cast.lin, TEXT, told={"occurred_at": "2026-02-06T09:30", "deaths": "2"})

    said = dict(pages.shown(cast.lin, call)["told"])

    assert [str(one) for one in said.values()] == ["2026 年 2 月 6 日 09:30（北京时间）", "2"]


def test_a_call_is_moved_and_parted_and_stands_in_both_timelines(cast: Cast) -> None:
    one, two = fire(cast), fire(cast)
    call = actions.take_call(cast.lin, TEXT, incident=one.pk)

    actions.move_call(cast.lin, call.pk, to=two.pk, reason="说的是另一处")
    with pytest.raises(StaysThere):
        actions.move_call(cast.lin, call.pk, to=two.pk, reason="x")
    actions.move_call(cast.lin, call.pk, to=None, reason="待查")

    call.refresh_from_db()
    assert (call.incident, call.text) == (None, TEXT)
    kinds = [entry.incident for entry in Entry.objects.filter(kind="incidents.call_moved").order_by("id")]
    assert kinds == [one.pk, two.pk, two.pk]
    assert [found.pk for found in queries.calls(cast.lin, loose=True)] == [call.pk]
    with pytest.raises(NotAllowed):
        actions.move_call(cast.sun, call.pk, to=one.pk, reason="x")


def test_two_accounts_of_one_event_are_known_and_each_part_is_said() -> None:
    one = Account(T0, (115.45, 40.91), kind="fire", text="缆车站起火，浓烟很大，有人被困")
    near = Account(T0 + timedelta(minutes=20), (115.4505, 40.9102), kind="fire", text="缆车站那边浓烟很大")
    far = Account(T0, (115.60, 40.91), kind="traffic", text="高速公路上两车追尾了")

    same, other = score(one, near), score(one, far)

    assert same.total >= 90
    assert [part.most for part in same.parts] == [30, 40, 10, 20]
    assert sum(part.points for part in same.parts) == same.total
    assert not other.same
    nothing = score(Account(T0, text="缆车站起火，浓烟很大"), Account(T0, text="缆车站起火，浓烟很大"))
    assert (nothing.total, nothing.parts[1].most) == (0, 0)


def test_one_event_is_said_by_a_person_and_parted_again_with_its_limits(cast: Cast, clock: SetClock) -> None:
    ruling.set_level(cast.chen, "county")
    one, two = fire(cast, lon=115.45, lat=40.91), fire(cast, lon=115.4502, lat=40.91)
    assert [found.incident.pk for found in queries.likely_same(cast.lin, two.pk)] == [one.pk]
    assert not Tie.objects.exists()

    made = actions.tie(cast.lin, one.pk, two.pk, sort="same", reason="同一处浓烟")

    assert not any(limit.runs for limit in two.report_clocks.all())
    assert all(limit.runs for limit in one.report_clocks.all())
    assert queries.likely_same(cast.lin, two.pk) == []
    incidents.grade(cast.lin, two.pk, 3, reason="三人死亡")
    assert two.report_clocks.count() == 1  # owed for the other alone
    with pytest.raises(AlreadyTied):
        actions.tie(cast.lin, two.pk, one.pk, sort="related", reason="x")

    clock.forward(minutes=5)
    actions.untie(cast.lin, two.pk, made.pk, reason="是两处")

    assert {limit.rule: limit.runs for limit in two.report_clocks.all()} == {
        "accident-hop": True,
        "accident-telephone": True,
    }
    with pytest.raises(NotTied):
        actions.untie(cast.lin, two.pk, made.pk, reason="x")
    said = [entry.kind for entry in journal.of_incident(two.pk)]
    assert {"incidents.tied", "incidents.untied"} <= set(said)
    assert list(verify()) == []


def mail(body: str, charset: str = "utf-8") -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"], made["Date"] = "险情", "雪场 <duty@example.org>", "Fri, 06 Feb 2026 08:00:00 +0800"
    made.set_content(body, charset=charset)
    return made.as_bytes()


def test_a_mail_is_read_in_its_own_encoding_and_never_rendered() -> None:
    told = read_mail(mail("缆车停运，12人被困", "gb18030"))
    assert told.text == "险情\n缆车停运，12人被困"
    assert told.values["received_at"] == "2026-02-06T08:00"

    page = EmailMessage()
    page.set_content("<p>着火<script>alert(1)</script>了</p>", subtype="html")
    assert "alert" not in read_mail(page.as_bytes()).text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x" * (MOST_BYTES + 1),
        b"Content-Type: multipart/mixed; boundary=a\n" + b"\n--a\n" * 2000,
        b"Content-Type: text/plain; charset=nonsense\n\nx",
    ],
)
def test_a_mail_that_is_none_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(MailUnfit):
        read_mail(raw)


def test_the_form_marks_what_it_read_and_a_key_confirms_one_thing(cast: Cast) -> None:
    client = Client()
    client.force_login(person_by_code("lin"))

    first = client.post("/incidents/read", {"text": TEXT}).content.decode()
    assert "<mark>2人死亡<sup>" in first
    assert 'name="deaths" value="2"' not in first
    n = next(n for n, one in enumerate(queries.read(cast.lin, TEXT)) if one.field == "deaths")
    then = client.post("/incidents/read", {"text": TEXT, "take": f"{n}.0", "caller": "王五"}).content.decode()

    assert 'name="deaths" value="2"' in then
    assert 'value="王五"' in then
    assert not Incident.objects.exists()
    done = client.post(
        "/incidents/new", {"text": TEXT, "title_zh": "起火", "kind": "fire", "deaths": "2", "how-deaths": "about"}
    )
    row = Incident.objects.get()
    assert done.headers["Location"] == f"/incidents/{row.pk}"
    assert row.calls.get().told == {"kind": "fire", "deaths": "2", "how-deaths": "about"}


def test_programs_read_a_mail_and_see_what_it_may_be_about(cast: Cast) -> None:
    fire(cast, lon=115.45, lat=40.91)
    client = Client()
    client.force_login(person_by_code("lin"))
    sent = base64.b64encode(mail("缆车站起火，位置 40.9101,115.4501（GPS），浓烟")).decode()

    told = client.post(
        "/api/incident-reading", {"mail": sent, "received_at": "2026-02-06T00:00:00Z"}, content_type="application/json"
    ).json()

    assert [one["field"] for one in told["proposals"]] == ["kind", "position"]
    assert told["likely"][0]["total"] >= 60
    assert client.post("/api/incident-reading", {"mail": "???"}, content_type="application/json").status_code == 422
