"""Figures of reports kept apart and corrected in the open; leaders' instructions until they are answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from watchroom.alarms.models import Alarm
from watchroom.conftest import T0, SetClock
from watchroom.incidents import actions, correcting, drafting, instructing, queries, ruling, sending
from watchroom.incidents.chores import WatchInstructions
from watchroom.incidents.faults import FigureFalls, InstructionEnded, NotFilled
from watchroom.incidents.figures import Figures, drawn
from watchroom.incidents.followers import AlarmOfLateInstructions
from watchroom.incidents.models import Incident, Report
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast


def fire(cast: Cast) -> Incident:
    return actions.open_incident(cast.lin, title_zh="缆车站起火", title_en="Fire at the lift", kind="fire")


def told(cast: Cast, row: Incident, kind: str, figures: Figures | None = None) -> Report:
    return sending.report_up(cast.lin, row.pk, kind=kind, to="市局", text="起火", figures=figures)


def test_running_and_cumulative_are_kept_apart_and_blank_is_not_nought(cast: Cast) -> None:
    row = fire(cast)
    first = told(cast, row, "first", {"deaths": {"cumulative": 2}, "injured": {"running": 1, "cumulative": None}})
    row.refresh_from_db()

    assert first.figures == {"deaths": {"cumulative": 2}, "injured": {"running": 1}}
    assert {name: known["value"] for name, known in row.reported.items()} == {"deaths": 2}
    nothing = told(cast, row, "follow_up")
    assert nothing.figures == {}
    assert queries.stated(Incident.objects.get(pk=row.pk))[0].value == 2  # nothing was carried to nought
    for bad in ({"deaths": {"cumulative": -1}}, {"deaths": {"running": 3, "cumulative": 2}}, {"x": {"running": 1}}):
        with pytest.raises(NotFilled):
            told(cast, row, "follow_up", bad)  # type: ignore[arg-type]


def test_a_figure_in_all_falls_only_by_a_correction_that_says_why(cast: Cast, clock: SetClock) -> None:
    row = fire(cast)
    first = told(cast, row, "first", {"deaths": {"cumulative": 3}})
    with pytest.raises(FigureFalls):
        told(cast, row, "follow_up", {"deaths": {"cumulative": 2}})
    clock.forward(minutes=10)

    (fixed,) = correcting.correct(
        cast.lin, row.pk, first.pk, figures={"deaths": {"cumulative": 2}}, reason="一人是重伤"
    )

    assert (fixed.before, fixed.after, fixed.edition, fixed.at) == (3, 2, 2, T0 + timedelta(minutes=10))
    first.refresh_from_db()
    assert first.figures == {"deaths": {"cumulative": 3}}
    assert correcting.standing(first) == {"deaths": {"cumulative": 2}}
    assert Incident.objects.get(pk=row.pk).reported["deaths"]["value"] == 2
    again = sending.send_again(cast.lin, row.pk, first.pk, to="省厅", channel="written", receiver="甲")
    assert [one.edition for one in queries.sendings(cast.lin, row.pk)] == [1, 2]
    assert again.edition == 2
    told(cast, row, "follow_up", {"deaths": {"cumulative": 2}})
    with pytest.raises(NotFilled):
        correcting.correct(cast.lin, row.pk, first.pk, figures={"deaths": {"cumulative": 2}}, reason="x")
    with pytest.raises(NotAllowed):
        correcting.correct(cast.guest, row.pk, first.pk, figures={"deaths": {"cumulative": 1}}, reason="x")
    said = journal.last(row.subject, "incidents.report_corrected")
    assert said is not None
    assert said.facts["corrections"] == [{"name": "deaths", "which": "cumulative", "before": 3, "after": 2}]
    assert list(verify()) == []


def test_a_report_that_was_sent_is_never_changed(cast: Cast) -> None:
    row = fire(cast)
    made = told(cast, row, "first", {"deaths": {"cumulative": 1}})
    for column, value in {"text": "x", "figures": {}, "to": "x"}.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            Report.objects.filter(pk=made.pk).update(**{column: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        made.sendings.all().delete()


def test_the_verified_report_follows_the_final_one(cast: Cast) -> None:
    row = fire(cast)
    told(cast, row, "first")
    told(cast, row, "final")
    assert told(cast, row, "verified", {"deaths": {"cumulative": 0}}).figures == {"deaths": {"cumulative": 0}}
    assert queries.may_report(queries.reports(cast.lin, row.pk)) == ()


def test_a_report_brings_the_rules_of_its_figures_to_apply(cast: Cast) -> None:
    ruling.set_level(cast.chen, "county")
    row = actions.open_incident(cast.lin, title_zh="山洪", kind="flood")
    before = set(row.report_clocks.values_list("rule", flat=True))

    told(cast, row, "first", {"missing": {"cumulative": 12}})

    assert set(row.report_clocks.values_list("rule", flat=True)) - before


def test_the_drawing_steps_from_report_to_report() -> None:
    one, two = {"deaths": {"cumulative": 1}}, {"deaths": {"cumulative": 3, "running": 2}}
    assert drawn([(T0, one)]) is None  # type: ignore[list-item]

    made = drawn([(T0, one), (T0 + timedelta(hours=1), {}), (T0 + timedelta(hours=2), two)])  # type: ignore[list-item]

    assert made is not None
    (line,) = made.lines
    assert (line.name, line.last) == ("deaths", 3)
    assert line.path.count("H") == 1


def test_the_next_report_is_drafted_from_what_is_known_and_written_nowhere(cast: Cast, clock: SetClock) -> None:
    row = fire(cast)
    actions.note(cast.lin, row.pk, "两人受伤送医", counted={"injured": 2})
    first = drafting.draft(cast.lin, row.pk)
    assert (first.kind, first.figures) == ("first", {"injured": {"cumulative": 2}})
    assert "缆车站起火" in first.text.zh
    assert "2026 年 2 月 6 日 10:00（北京时间）接报" in first.text.zh
    assert "Reported at 6 Feb 2026 10:00 (UTC+08:00)" in first.text.en
    assert "累计受伤 2 人；未列各项不明" in first.text.zh
    assert "两人受伤送医" in first.text.zh
    told(cast, row, "first", first.figures)
    clock.forward(minutes=30)
    assert "无变化" in drafting.draft(cast.lin, row.pk).text.zh
    assert Report.objects.count() == 1
    with pytest.raises(NotAllowed):
        drafting.draft(cast.zhao, row.pk)


def late_alarms() -> int:
    return Alarm.objects.filter(rule__code="platform-instruction-late", state="unack").count()


def follow() -> None:
    follower = AlarmOfLateInstructions()
    for entry in Entry.objects.filter(kind__in=follower.kinds).order_by("id"):
        follower.handle(entry)


def test_an_instruction_that_nobody_answers_is_an_alarm_until_it_is_answered(cast: Cast, clock: SetClock) -> None:
    row = fire(cast)
    report = told(cast, row, "first")
    made = instructing.instruct(
        cast.lin, row.pk, leader="分管副市长", text="全力救治，查明原因", whom="市卫健委", report=report.pk,
        due_at=T0 + timedelta(hours=2),
    )  # fmt: skip
    chore = WatchInstructions()
    assert chore.run(clock.forward(minutes=119)) == 0

    assert chore.run(clock.forward(minutes=1)) == 1
    assert chore.run(clock.forward(minutes=1)) == 0
    follow()
    assert late_alarms() == 1

    instructing.answer(cast.zhao, row.pk, made.pk, text="伤员已送市医院")
    follow()
    assert late_alarms() == 0
    (held,) = queries.instructions(cast.lin, row.pk)
    assert (held.is_open, held.late_at, held.answer) == (False, T0 + timedelta(hours=2), "伤员已送市医院")
    with pytest.raises(InstructionEnded):
        instructing.answer(cast.lin, row.pk, made.pk, text="x")
    with pytest.raises(InstructionEnded):
        instructing.withdraw(cast.lin, row.pk, made.pk, reason="x")
    assert list(verify()) == []


def test_an_instruction_must_say_who_gave_it_and_who_answers(cast: Cast) -> None:
    row = fire(cast)
    whole: dict[str, Any] = {"leader": "市长", "text": "救人", "whom": "消防"}
    for missing in whole:
        with pytest.raises(NotFilled):
            instructing.instruct(cast.lin, row.pk, **(whole | {missing: " "}))
    with pytest.raises(NotFilled):
        instructing.instruct(cast.lin, row.pk, **whole, post="no-such-post")
    with pytest.raises(NotFilled):
        instructing.instruct(cast.lin, row.pk, **whole, given_at=T0 + timedelta(minutes=1))
    with pytest.raises(NotFilled):
        instructing.instruct(cast.lin, row.pk, **whole, due_at=T0 - timedelta(minutes=1))
    with pytest.raises(NotAllowed):
        instructing.instruct(cast.sun, row.pk, **whole)
    assert queries.instructions(cast.lin, row.pk) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_strikes_what_was_corrected_and_shows_the_instruction(cast: Cast, lang: str) -> None:
    row = fire(cast)
    first = told(cast, row, "first", {"deaths": {"cumulative": 3}})
    told(cast, row, "follow_up", {"deaths": {"cumulative": 4}})
    correcting.correct(cast.lin, row.pk, first.pk, figures={"deaths": {"cumulative": 2}}, reason="重复计数<b>")
    instructing.instruct(cast.lin, row.pk, leader="市长<i>", text="救人", whom="消防")
    client = Client(headers={"accept-language": lang})
    client.force_login(person_by_code("lin"))

    page = client.get(f"/incidents/{row.pk}/reports").content.decode()

    assert "<s>3</s>" in page
    assert "重复计数&lt;b&gt;" in page
    assert "市长&lt;i&gt;" in page
    assert '<svg class="figures"' in page


def test_the_form_takes_figures_and_a_correction_and_the_api_gives_both(cast: Cast) -> None:
    row = fire(cast)
    client = Client()
    client.force_login(person_by_code("lin"))
    client.post(
        f"/incidents/{row.pk}/report",
        {
            "kind": "first",
            "to": "市局",
            "text": "起火",
            "channel": "telephone",
            "cumulative-deaths": "3",
            "running-deaths": "",
        },
    )
    made = Report.objects.get()
    client.post(
        f"/incidents/{row.pk}/reports/{made.pk}/correct",
        {"figure": "deaths.cumulative", "value": "", "reason": "待核实"},
    )

    (told_back,) = client.get(f"/api/incidents/{row.pk}/figures").json()

    assert told_back["sent"] == {"deaths": {"cumulative": 3}}
    assert told_back["figures"] == {"deaths": {"cumulative": None}}
    assert [one["why"] for one in told_back["corrections"]] == ["待核实"]
