"""From draft to release and end: each act beside its refusals. W-01, W-02, W-05, W-08, W-09, W-11, W-12, W-13."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.conftest import SetClock
from watchroom.journal import queries as journal
from watchroom.journal.verify import verify
from watchroom.kernel.cap import CapUnwritable, read
from watchroom.kernel.geometry import GeometryRefused
from watchroom.people import actions as people
from watchroom.people import queries as people_queries
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.rights import Role
from watchroom.people.testing import SINCE, UNTIL, Cast
from watchroom.people.viewer import Viewer
from watchroom.warnings import actions
from watchroom.warnings.faults import (
    AreaUnreadable,
    Changed,
    GapsLeft,
    Incomplete,
    NotApproved,
    NotNow,
    ReasonOwed,
    SamePerson,
    TextTooLong,
    TextUnusable,
    TimesCross,
    TypeTheHazard,
    Unknown,
    Unsuitable,
    WideArea,
)
from watchroom.warnings.models import Approval, Delivery, Warning
from watchroom.warnings.rules import State
from watchroom.warnings.tests import scene
from watchroom.warnings.tests.scene import HILL, drafted, released, reviewed, seen, texts


def kinds(row: Warning) -> list[str]:
    return [entry.kind for entry in journal.of_subject(row.subject)]


def test_a_warning_goes_from_draft_to_release_by_three_persons_and_the_book_tells_it(cast: Cast) -> None:
    row = drafted(cast)
    assert (row.number, row.state, row.level) == ("W-2026-0001", State.DRAFT, 3)

    actions.review(cast.chen, row.pk, fingerprint=seen(row))
    out = actions.sign(cast.zhao, row.pk, fingerprint=seen(row))

    assert (out.state, out.identifier, out.author_id, out.reviewer_id, out.signer_id) == (
        State.RELEASED, "W-2026-0001.1", cast.sun.person, cast.chen.person, cast.zhao.person,
    )  # fmt: skip
    assert kinds(row) == ["warnings.drafted", "warnings.reviewed", "warnings.signed", "warnings.released"]
    chain = journal.chain(journal.of_subject(row.subject)[-1].id)
    assert [entry.kind for entry in chain] == kinds(row)
    assert {a.hash for a in Approval.objects.all()} == {out.hash} == {out.content.hash}
    assert sorted(out.deliveries.values_list("channel", "state")) == [(name, "waiting") for name in scene.CHANNELS]
    assert read(out.document.encode()).alert.identifier == out.identifier
    assert list(verify()) == []


@pytest.mark.parametrize("who", ["lin", "chen", "zhao", "guest", "wall"])
def test_only_the_information_officer_drafts_and_edits(cast: Cast, who: str) -> None:
    row = drafted(cast)
    with pytest.raises(NotAllowed):
        actions.draft(getattr(cast, who), **texts())
    with pytest.raises(NotAllowed):
        actions.edit(getattr(cast, who), row.pk, headline_zh="x")
    with pytest.raises(NotSignedIn):
        actions.draft(cast.nobody, **texts())
    assert Warning.objects.count() == 1


@pytest.mark.parametrize("who", ["lin", "sun", "zhao", "guest", "wall", "nobody"])
def test_only_the_duty_leader_reviews(cast: Cast, who: str) -> None:
    row = drafted(cast)
    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.review(getattr(cast, who), row.pk, fingerprint=seen(row))
    assert Approval.objects.count() == 0


@pytest.mark.parametrize("who", ["lin", "sun", "chen", "guest", "wall", "nobody"])
def test_only_the_commander_signs(cast: Cast, who: str) -> None:
    row = reviewed(cast)
    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.sign(getattr(cast, who), row.pk, fingerprint=seen(row))
    row.refresh_from_db()
    assert (row.state, Delivery.objects.count()) == (State.REVIEWED, 0)


@pytest.fixture
def alone(cast: Cast) -> Viewer:
    """One person with all three posts of a warning, besides those who hold them."""
    for role in (Role.INFORMATION_OFFICER, Role.DUTY_LEADER, Role.COMMANDER):
        people.put_post(f"second_{role.value}", "副岗", "Deputy", role)
        people.put_shift(f"second_{role.value}", "lin", SINCE, UNTIL)
    return people_queries.viewer(people_queries.person_by_code("lin"))


def test_nobody_approves_what_he_wrote_whatever_posts_he_holds(cast: Cast, alone: Viewer) -> None:
    mine = actions.draft(alone, **texts())
    with pytest.raises(SamePerson):
        actions.review(alone, mine.pk, fingerprint=seen(mine))
    actions.review(cast.chen, mine.pk, fingerprint=seen(mine))
    with pytest.raises(SamePerson):
        actions.sign(alone, mine.pk, fingerprint=seen(mine))

    other = drafted(cast)
    actions.review(alone, other.pk, fingerprint=seen(other))
    with pytest.raises(SamePerson):
        actions.sign(alone, other.pk, fingerprint=seen(other))
    assert actions.sign(cast.zhao, other.pk, fingerprint=seen(other)).state == State.RELEASED


def test_the_database_itself_refuses_an_author_who_signs_and_a_release_without_area(cast: Cast) -> None:
    row = released(cast)
    for change in (
        {"signer": cast.sun.person},
        {"reviewer": cast.sun.person},
        {"area": None},
        {"signer": None},
        {"hash": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Warning.objects.filter(pk=row.pk).update(**change)


CHANGES: dict[str, Any] = {
    "headline_zh": "另一个标题",
    "instruction_en": "Stay.",
    "area": {"type": "Polygon", "coordinates": [[[115.46, 40.9], [115.49, 40.9], [115.48, 40.92], [115.46, 40.9]]]},
    "audience_zh": "全体",
    "channels": ["cap_feed"],
    "level": 4,
    "issuer_en": "Another",
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_change_after_the_review_voids_it(cast: Cast, name: str) -> None:
    row = reviewed(cast)
    before = seen(row)

    after = actions.edit(cast.sun, row.pk, **{name: CHANGES[name]})

    assert (after.state, after.reviewer_id) == (State.DRAFT, None)
    assert Approval.objects.get().void_at is not None
    edited = journal.last(row.subject, "warnings.edited")
    assert edited is not None
    assert edited.facts["voided"] is True
    with pytest.raises(NotNow):
        actions.sign(cast.zhao, row.pk, fingerprint=before)
    with pytest.raises(Changed):
        actions.review(cast.chen, row.pk, fingerprint=before)


def test_an_edit_that_changes_nothing_keeps_the_review_and_writes_nothing(cast: Cast) -> None:
    row = reviewed(cast)
    actions.edit(cast.sun, row.pk, headline_zh=row.headline_zh, channels=list(reversed(row.channels)))
    row.refresh_from_db()
    assert (row.state, kinds(row)) == (State.REVIEWED, ["warnings.drafted", "warnings.reviewed"])


def test_a_row_changed_behind_our_back_is_not_signed(cast: Cast) -> None:
    row = reviewed(cast)
    Warning.objects.filter(pk=row.pk).update(area_zh="全市")
    with pytest.raises(NotApproved):
        actions.sign(cast.zhao, row.pk, fingerprint=seen(row))


def test_the_signer_types_what_he_saw(cast: Cast) -> None:
    row = reviewed(cast)
    with pytest.raises(Changed) as refused:
        actions.sign(cast.zhao, row.pk, fingerprint="0000")
    assert row.content.hash[16:20] in refused.value.words.zh


def test_from_orange_on_the_hazard_is_typed(cast: Cast) -> None:
    row = reviewed(cast, level=2)
    for typed in ("", "暴雪"):
        with pytest.raises(TypeTheHazard):
            actions.sign(cast.zhao, row.pk, fingerprint=seen(row), hazard=typed)
    assert actions.sign(cast.zhao, row.pk, fingerprint=seen(row), hazard="strong WIND").state == State.RELEASED


def test_an_area_far_beyond_the_incidents_must_be_meant(cast: Cast) -> None:
    where = scene.incident(cast)
    wide = {
        "type": "Polygon",
        "coordinates": [[[114.5, 40.0], [116.5, 40.0], [116.5, 41.5], [114.5, 41.5], [114.5, 40.0]]],
    }
    row = actions.draft(cast.sun, incident=where.pk, **texts(area=wide))
    actions.review(cast.chen, row.pk, fingerprint=seen(row))
    with pytest.raises(WideArea):
        actions.sign(cast.zhao, row.pk, fingerprint=seen(row))
    assert actions.sign(cast.zhao, row.pk, fingerprint=seen(row), wide=True).state == State.RELEASED


@pytest.mark.parametrize(
    "name",
    ["area", "area_zh", "instruction_en", "issuer_zh", "headline_en", "description_zh", "audience_en", "channels"],
)
def test_an_incomplete_warning_is_neither_reviewed_nor_signed(cast: Cast, name: str) -> None:
    empty: Any = {"area": "", "channels": []}.get(name, "")
    row = drafted(cast, **{name: empty})
    with pytest.raises(Incomplete):
        actions.review(cast.chen, row.pk, fingerprint=seen(row))
    assert (Approval.objects.count(), Delivery.objects.count()) == (0, 0)


def test_a_warning_that_would_be_over_before_it_is_signed_is_not_signed(cast: Cast, clock: SetClock) -> None:
    row = reviewed(cast)
    clock.forward(hours=5)
    with pytest.raises(Incomplete):
        actions.sign(cast.zhao, row.pk, fingerprint=seen(row))


def test_a_template_gap_is_found_before_approval(cast: Cast) -> None:
    """N-13."""
    row = drafted(cast, instruction_zh="请从{gate}离场")
    with pytest.raises(GapsLeft, match="gate"):
        actions.review(cast.chen, row.pk, fingerprint=seen(row))


def test_a_text_too_long_for_a_channel_is_refused_before_approval(cast: Cast) -> None:
    row = drafted(cast, instruction_zh="请离开看台。" * 100)
    with pytest.raises(Unsuitable, match="Text messages"):
        actions.review(cast.chen, row.pk, fingerprint=seen(row))


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"headline_zh": "长" * 161}, TextTooLong),
        ({"headline_zh": "a\x00b"}, TextUnusable),
        ({"level": 5}, Unknown),
        ({"event": "dragon"}, Unknown),
        ({"category": "Weather"}, Unknown),
        ({"response_type": "Run"}, Unknown),
        ({"channels": ["pigeon"]}, Unknown),
        ({"area": "gate C"}, AreaUnreadable),
        ({"area": {"type": "Polygon", "coordinates": [[[40, 115], [41, 115], [41, 116], [40, 115]]]}}, GeometryRefused),
        ({"area": {"type": "Point", "coordinates": [115, 40]}}, GeometryRefused),
        (
            {"area": {"type": "Polygon", "coordinates": [HILL["coordinates"][0], [[115.465, 40.905], [115.47, 40.905], [115.47, 40.91], [115.465, 40.905]]]}},
            CapUnwritable,
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_the_field_named(
    cast: Cast, given: dict[str, Any], fault: type[Exception]
) -> None:
    row = drafted(cast)
    with pytest.raises(fault):
        actions.edit(cast.sun, row.pk, **given)
    with pytest.raises(fault):
        actions.draft(cast.sun, **texts(**given))
    assert kinds(row) == ["warnings.drafted"]


def test_times_that_cross_are_refused(cast: Cast, clock: SetClock) -> None:
    row = drafted(cast)
    with pytest.raises(TimesCross):
        actions.edit(cast.sun, row.pk, expires=clock.at - timedelta(hours=1))


def test_a_returned_warning_is_a_draft_again_with_the_reason_in_the_book(cast: Cast) -> None:
    row = reviewed(cast)
    with pytest.raises(ReasonOwed):
        actions.give_back(cast.zhao, row.pk, reason="  ")
    with pytest.raises(NotAllowed):
        actions.give_back(cast.sun, row.pk, reason="x")

    after = actions.give_back(cast.zhao, row.pk, reason="缺英文")

    assert (after.state, after.reviewer_id, Approval.objects.get().void_at is None) == (State.DRAFT, None, False)
    returned = journal.last(row.subject)
    assert returned is not None
    assert returned.say().en == "Warning W-2026-0001 returned for changes: 缺英文"


ACTS: list[Callable[[Cast, Warning], Any]] = [
    lambda cast, row: actions.edit(cast.sun, row.pk, headline_zh="改"),
    lambda cast, row: actions.review(cast.chen, row.pk, fingerprint=seen(row)),
    lambda cast, row: actions.sign(cast.zhao, row.pk, fingerprint=seen(row)),
    lambda cast, row: actions.give_back(cast.zhao, row.pk, reason="x"),
]


@pytest.mark.parametrize("act", ACTS)
def test_a_released_warning_never_changes_again(cast: Cast, act: Callable[[Cast, Warning], Any]) -> None:
    row = released(cast)
    with pytest.raises(NotNow) as refused:
        act(cast, row)
    assert "赵岩" in refused.value.words.zh
    assert len(journal.of_subject(row.subject)) == 4


@pytest.mark.parametrize("who", ["sun", "chen", "zhao"])
def test_one_person_cancels_in_one_act_whichever_of_the_three(cast: Cast, who: str) -> None:
    row = released(cast)
    Delivery.objects.filter(channel="cap_feed").update(state="sent", sent_at=row.released_at)

    after = actions.cancel(getattr(cast, who), row.pk)

    assert (after.state, after.canceller_id) == (State.CANCELLED, getattr(cast, who).person)
    assert kinds(row)[-1] == "warnings.cancelled"


@pytest.mark.parametrize("who", ["lin", "guest", "wall", "nobody"])
def test_nobody_else_cancels(cast: Cast, who: str) -> None:
    row = released(cast)
    with pytest.raises((NotAllowed, NotSignedIn)):
        actions.cancel(getattr(cast, who), row.pk)


def test_a_cancellation_goes_to_exactly_those_who_had_the_warning_in_chain(cast: Cast, clock: SetClock) -> None:
    row = released(cast)
    Delivery.objects.filter(channel="cap_feed").update(state="sent", sent_at=row.released_at)
    Delivery.objects.filter(channel="public_page").update(state="sending", lease_until=row.released_at)
    clock.forward(minutes=30)

    after = actions.cancel(cast.sun, row.pk, reason_zh="风已减弱。", reason_en="The wind has eased.")

    rows = {(d.channel, d.kind): d.state for d in after.deliveries.all()}
    assert rows[("log_sms", "release")] == "dropped"
    assert {channel for channel, kind in rows if kind == "cancel"} == {"cap_feed", "public_page"}
    alert = read(after.cancel_document.encode()).alert
    first = read(after.document.encode()).alert
    assert (alert.msg_type, alert.identifier, alert.references[0].identifier) == (
        "Cancel",
        "W-2026-0001.2",
        first.identifier,
    )
    cancelled = journal.last(row.subject)
    assert cancelled is not None
    assert [entry.kind for entry in journal.chain(cancelled.id)][-2:] == ["warnings.released", "warnings.cancelled"]
    with pytest.raises(NotNow):
        actions.cancel(cast.zhao, row.pk)


def test_a_draft_is_withdrawn_without_a_word_to_anybody(cast: Cast) -> None:
    row = reviewed(cast)
    after = actions.cancel(cast.sun, row.pk)
    assert (after.state, after.cancel_document, Delivery.objects.count()) == (State.CANCELLED, "", 0)
    with pytest.raises(NotNow):
        actions.sign(cast.zhao, row.pk, fingerprint=seen(row))


def test_a_warning_whose_time_has_run_out_lapses_once(cast: Cast, clock: SetClock) -> None:
    row = released(cast)
    assert actions.lapse(row.pk, actor="work:expiry") is False
    clock.forward(hours=4)
    assert actions.lapse(row.pk, actor="work:expiry") is True
    assert actions.lapse(row.pk, actor="work:expiry") is False
    row.refresh_from_db()
    assert (row.state, kinds(row)[-1]) == (State.LAPSED, "warnings.lapsed")
