"""The life of a plan's version, by people, each step in the book, none skipped and none by one hand alone."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
import yaml
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS, Lang
from watchroom.people import entering_days
from watchroom.people.actions import make_api_token
from watchroom.people.faults import NotAllowed
from watchroom.people.models import Person
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.plans import faults, lifecycle, queries
from watchroom.plans.actions import put_plan
from watchroom.plans.evaluating import evaluate, record_cause
from watchroom.plans.life_rules import CAUSES
from watchroom.plans.loading import current
from watchroom.plans.models import Evaluation, Plan, RevisionCause
from watchroom.plans.tests.samples import content, text

CODE = "test-wind"


def version(number: int, **more: Any) -> bytes:
    return content(lambda data: data.update(version=number, **more))


def reviewed(cast: Cast, number: int = 1, **more: Any) -> Plan:
    lifecycle.put_draft(cast.chen, version(number, **more))
    lifecycle.submit(cast.chen, CODE, number)
    lifecycle.give_opinion(cast.lin, CODE, number, agreed=1, text="可行")
    return Plan.objects.get(code=CODE, version=number)


def in_force(cast: Cast, number: int = 1, **more: Any) -> Plan:
    reviewed(cast, number, **more)
    lifecycle.approve(cast.zhao, CODE, number)
    return lifecycle.put_in_force(cast.zhao, CODE, number, issued_on="2026-02-06")


def test_a_version_goes_from_draft_to_force_by_three_people_and_the_book_tells_each_step(cast: Cast) -> None:
    row = in_force(cast)

    assert [one.pk for one in current()] == [row.pk]
    told = [(one.kind, one.actor.partition(":")[0]) for one in Entry.objects.filter(subject=row.subject).order_by("id")]
    assert told == [
        ("plans.drafted", "duty_leader"),
        ("plans.submitted", "duty_leader"),
        ("plans.opinion_given", "watch_officer"),
        ("plans.approved", "commander"),
        ("plans.put_in_force", "commander"),
    ]


def test_only_what_is_in_force_is_proposed_and_shown_and_its_successor_replaces_it(cast: Cast) -> None:
    first = in_force(cast)
    second = reviewed(cast, 2)

    assert queries.plan(cast.lin, CODE).pk == first.pk
    lifecycle.approve(cast.zhao, CODE, 2)
    lifecycle.put_in_force(cast.zhao, CODE, 2, issued_on="2026-02-05")

    first.refresh_from_db()
    assert first.state == "replaced"
    assert "took its place" in first.ended_reason
    assert [one.pk for one in current()] == [second.pk]
    assert Entry.objects.filter(subject=first.subject).latest("id").kind == "plans.replaced"


def test_whoever_drafted_neither_reviews_nor_approves(cast: Cast) -> None:
    lifecycle.put_draft(cast.zhao, version(1))
    lifecycle.submit(cast.zhao, CODE, 1)

    with pytest.raises(faults.NotTwoHands):
        lifecycle.give_opinion(cast.zhao, CODE, 1, agreed=1, text="好")
    lifecycle.give_opinion(cast.lin, CODE, 1, agreed=1, text="好")
    with pytest.raises(faults.NotTwoHands):
        lifecycle.approve(cast.zhao, CODE, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.update(approver=cast.zhao.person)


@pytest.mark.parametrize(
    ("votes", "enough"), [([(3, 2)], True), ([(3, 1), (1, 1)], False), ([(5, 3)], False), ([(1, 1), (2, 1)], True)]
)
def test_an_enterprise_s_plan_needs_two_thirds_of_the_experts(
    cast: Cast, votes: list[tuple[int, int]], enough: bool
) -> None:
    lifecycle.put_draft(cast.chen, version(1, kind="enterprise_special"))
    lifecycle.submit(cast.chen, CODE, 1)
    for viewer, (present, agreed) in zip((cast.lin, cast.sun), votes, strict=False):
        lifecycle.give_opinion(viewer, CODE, 1, present=present, agreed=agreed, text="意见")

    if enough:
        assert lifecycle.approve(cast.zhao, CODE, 1).state == "approved"
        return
    with pytest.raises(faults.NotReviewed):
        lifecycle.approve(cast.zhao, CODE, 1)


def test_no_step_is_skipped(cast: Cast) -> None:
    lifecycle.put_draft(cast.chen, version(1))
    skipped: list[tuple[type[Fault], Any]] = [
        (faults.WrongStep, lambda: lifecycle.give_opinion(cast.lin, CODE, 1, agreed=1, text="好")),
        (faults.WrongStep, lambda: lifecycle.approve(cast.zhao, CODE, 1)),
        (faults.WrongStep, lambda: lifecycle.put_in_force(cast.zhao, CODE, 1, issued_on="2026-02-06")),
        (faults.WrongStep, lambda: lifecycle.record_filing(cast.chen, CODE, 1, on="2026-02-06")),
        (faults.NothingInForce, lambda: record_cause(cast.chen, CODE, kind="law", note="新法")),
        (faults.NoSuchPlan, lambda: lifecycle.submit(cast.chen, CODE, 7)),
    ]
    before = Entry.objects.count()

    for fault, step in skipped:
        with pytest.raises(fault):
            step()
    lifecycle.submit(cast.chen, CODE, 1)
    with pytest.raises(faults.NotReviewed):
        lifecycle.approve(cast.zhao, CODE, 1)
    assert Entry.objects.count() == before + 1


def test_rights_are_asked_first(cast: Cast) -> None:
    lifecycle.put_draft(cast.chen, version(1))
    tries: list[tuple[Viewer, Any]] = [
        (cast.lin, lambda v: lifecycle.put_draft(v, version(2))),
        (cast.lin, lambda v: lifecycle.submit(v, CODE, 1)),
        (cast.wall, lambda v: lifecycle.give_opinion(v, CODE, 1, agreed=1, text="好")),
        (cast.chen, lambda v: lifecycle.approve(v, CODE, 1)),
        (cast.chen, lambda v: lifecycle.put_in_force(v, CODE, 1, issued_on="2026-02-06")),
        (cast.lin, lambda v: lifecycle.withdraw(v, CODE, 1, reason="不用")),
        (cast.lin, lambda v: entering_days.put_workdays(v, 2027, off=[], on=[])),
    ]

    for viewer, step in tries:
        with pytest.raises(NotAllowed):
            step(viewer)


def test_a_draft_may_have_errors_but_is_not_sent_for_review_with_them(cast: Cast) -> None:
    row = lifecycle.put_draft(cast.chen, content(lambda d: d["actions"][0].pop("post")))

    with pytest.raises(faults.PlanNotReady) as told:
        lifecycle.submit(cast.chen, CODE, row.version)
    assert "The action Hold has no post" in told.value.words.en


def test_a_number_that_is_taken_becomes_the_next_and_an_unsent_draft_gives_way(cast: Cast) -> None:
    first = lifecycle.put_draft(cast.chen, version(1))
    changed = orjson.loads(version(1, notice=text("改", "changed")))

    second = lifecycle.put_draft(cast.chen, yaml.safe_dump(changed, allow_unicode=True, sort_keys=False).encode())

    first.refresh_from_db()
    assert (first.state, second.version, second.state) == ("withdrawn", 2, "draft")
    assert "\nversion: 2\n" in second.source
    assert lifecycle.put_draft(cast.chen, version(1)).pk == first.pk
    with pytest.raises(faults.VersionTaken):  # in JSON the number is not where it could be replaced
        lifecycle.put_draft(cast.chen, version(1, notice=text("又改", "changed again")))


def test_the_database_refuses_to_change_or_delete_a_version(cast: Cast) -> None:
    row = in_force(cast)

    for change in (
        lambda: Plan.objects.filter(pk=row.pk).update(body="{}"),
        lambda: Plan.objects.filter(pk=row.pk).update(version=9),
        lambda: Plan.objects.filter(pk=row.pk).update(source=""),
        lambda: Plan.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_two_versions_are_never_in_force_at_once(cast: Cast) -> None:
    row = in_force(cast)
    lifecycle.put_draft(cast.chen, version(2))

    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(code=CODE, version=2).update(
            state="in_force", in_force_at=row.in_force_at, approved_at=row.approved_at
        )


def test_set_up_puts_a_version_in_force_at_once_and_the_same_again_changes_nothing(cast: Cast) -> None:
    row = put_plan(version(1))
    before = Entry.objects.count()

    assert put_plan(version(1)).pk == row.pk
    assert [one.pk for one in current()] == [row.pk]
    assert Entry.objects.count() == before
    second = put_plan(version(2))
    assert [one.pk for one in current()] == [second.pk]


def test_filing_and_publishing_are_recorded_not_in_the_future_and_may_be_withheld_for_a_reason(
    cast: Cast, clock: SetClock
) -> None:
    in_force(cast)
    with pytest.raises(faults.DayWrong):
        lifecycle.record_filing(cast.chen, CODE, 1, on="2026-02-07")
    with pytest.raises(faults.DayWrong):
        lifecycle.record_filing(cast.chen, CODE, 1, on="yesterday")
    for act in (lifecycle.record_filing, lifecycle.record_publishing):
        with pytest.raises(faults.BeforeIssue):
            act(cast.chen, CODE, 1, on="2025-01-20")

    clock.forward(days=5)
    lifecycle.record_filing(cast.chen, CODE, 1, on="2026-02-10")
    row = lifecycle.record_publishing(cast.chen, CODE, 1, withheld="涉及安保部署")

    row.refresh_from_db()
    assert (str(row.filed_on), row.published_on, row.withheld) == ("2026-02-10", None, "涉及安保部署")


def test_an_evaluation_that_finds_a_cause_owes_a_revision_until_a_newer_version_is_in_force(
    cast: Cast, clock: SetClock
) -> None:
    in_force(cast)
    clock.forward(days=10)
    causes = {"command": {"holds": True, "note": "指挥部改组"}, "law": {"holds": False}}
    with pytest.raises(faults.CauseUnsaid):
        evaluate(cast.chen, CODE, on="2026-02-16", causes={"law": {"holds": True}}, conclusion="revise", note="评估")
    made = evaluate(cast.chen, CODE, on="2026-02-16", causes=causes, conclusion="revise", note="评估会意见")

    assert set(Evaluation.objects.get().causes) == set(CAUSES)
    (cause,) = RevisionCause.objects.all()
    assert (cause.kind, cause.source, cause.met_by) == ("command", f"evaluation:{made.pk}", None)
    clock.forward(hours=1)
    second = in_force(cast, 2)
    cause.refresh_from_db()
    assert cause.met_by_id == second.pk


def test_a_lesson_of_a_drill_is_one_cause_however_often_it_is_told(cast: Cast) -> None:
    in_force(cast)

    first = record_cause(cast.chen, CODE, kind="drill_lesson", note="集结点太远", source="drill:4")
    again = record_cause(cast.chen, CODE, kind="drill_lesson", note="集结点太远", source="drill:4")

    assert first.pk == again.pk
    assert Entry.objects.filter(kind="plans.revision_caused").count() == 1


def test_what_is_withdrawn_is_in_force_no_more_and_says_why(cast: Cast) -> None:
    row = in_force(cast)
    with pytest.raises(faults.ReasonOwed):
        lifecycle.withdraw(cast.zhao, CODE, 1, reason=" ")
    lifecycle.withdraw(cast.zhao, CODE, 1, reason="已并入总体预案")

    row.refresh_from_db()
    assert (row.state, row.ended_reason, current()) == ("withdrawn", "已并入总体预案", [])


@pytest.mark.parametrize("lang", LANGS)
def test_the_versions_page_shows_each_person_the_step_that_is_his(cast: Cast, lang: Lang) -> None:
    lifecycle.put_draft(cast.chen, version(1))
    page = f"/plans/{CODE}/versions"

    assert "/versions/1/submit" in read(cast.chen, page, lang)
    assert "/versions/1/submit" not in read(cast.lin, page, lang)
    lifecycle.submit(cast.chen, CODE, 1)
    assert "/versions/1/opinion" in read(cast.lin, page, lang)
    own = read(cast.chen, page, lang)
    assert "/versions/1/opinion" not in own
    assert ("由你起草" if lang == "zh" else "You drafted") in own
    assert "/versions/1/approve" in read(cast.zhao, page, lang)


def test_the_whole_way_goes_over_the_pages(cast: Cast, clock: SetClock) -> None:
    chen, lin, zhao = (page_of(viewer) for viewer in (cast.chen, cast.lin, cast.zhao))
    wrong = chen.post("/plans/versions/new", {"content": "code: x"})
    assert (wrong.status_code, "code: x" in wrong.content.decode()) == (422, True)
    assert "缺少“version”" in wrong.content.decode()  # every fault, not the first alone
    assert "format: watchroom-plan/1" in chen.get("/plans/versions/new").content.decode()  # something to begin with
    assert "/versions/new?from" not in chen.get("/plans/").content.decode()

    sent = chen.post("/plans/versions/new", {"content": version(1).decode()})
    assert sent.headers["Location"] == f"/plans/{CODE}/versions?version=1"
    at = f"/plans/{CODE}/versions/1"
    for client, step, given in (
        (chen, "submit", {}), (lin, "opinion", {"present": "3", "agreed": "2", "text": "可行"}), (zhao, "approve", {}),
        (zhao, "in-force", {"issued_on": "2026-02-02"}), (chen, "filed", {"on": "2026-02-03"}), (chen, "published", {"on": "2026-02-04"}),
    ):  # fmt: skip
        assert client.post(f"{at}/{step}", given).status_code == 302, step
    form = {"on": "2026-02-05", "conclusion": "revise", "note": "评估", "holds-risk": "yes", "note-risk": "人数翻倍"}
    assert chen.post(f"/plans/{CODE}/evaluations", form).status_code == 302
    assert lin.post(f"/plans/{CODE}/causes", {"kind": "law", "note": "新法"}).status_code == 403

    text = lin.get(f"/plans/{CODE}/versions").content.decode()
    assert all(part in text for part in ("现行", "3 人中 2 人同意", "2026-02-03", "2026-02-04", "人数翻倍", "重新修订"))


def test_the_api_tells_what_is_owed_by_when_and_what_the_check_found(cast: Cast, clock: SetClock) -> None:
    in_force(cast)
    lin = Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code('lin'))}"})
    chen = Client(headers={"Authorization": f"Bearer {make_api_token(person_by_code('chen'))}"})
    assert chen.post("/api/plan-checks").json() == {"plans": 1}
    clock.set(datetime(2026, 3, 13, 1, 0, tzinfo=UTC))

    told = lin.get(f"/api/plans/{CODE}/versions").json()

    assert [(one["what"], one["day"], one["days_left"]) for one in told["owed"]] == [
        ("filing", "2026-03-12", -1), ("publishing", "2026-03-12", -1),
    ]  # fmt: skip
    assert [one["code"] for one in told["faults"]] == ["post_vacant"]
    assert (
        lin.put("/api/plan-workdays/2027", {"off": ["2027-01-01"]}, content_type="application/json").status_code == 403
    )
    assert (
        chen.put("/api/plan-workdays/2027", {"off": ["2026-01-01"]}, content_type="application/json").status_code == 422
    )
    assert (
        chen.put("/api/plan-workdays/2027", {"off": ["2027-01-01"]}, content_type="application/json").status_code == 200
    )
    assert [one["year"] for one in lin.get("/api/plan-workdays").json()] == [2027, 2026, 2025]


def page_of(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(Person.objects.get(code=viewer.code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(viewer: Viewer, where: str, lang: Lang) -> str:
    client = page_of(viewer)
    client.cookies["lang"] = lang
    answer = client.get(where, headers={"Accept-Language": lang})
    assert answer.status_code == 200
    return str(answer.content.decode())
