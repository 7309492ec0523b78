"""The report is the journal's: it needs no table of the rooms, and nothing in it is markup from outside."""

from dataclasses import dataclass

import pytest

from watchroom.conftest import SetClock
from watchroom.desk.report import gather, html
from watchroom.desk.report.gather import NothingToReport
from watchroom.desk.report.page import told
from watchroom.desk.report.plot import milestones_svg
from watchroom.desk.report.typeset import NotTypeset, pdf
from watchroom.journal.book import book
from watchroom.journal.facts import Facts
from watchroom.kernel.clock import iso
from watchroom.people.testing import Cast

HOSTILE = '<script>alert(1)</script> #eval("1") $x$ \\ 【'


@dataclass(frozen=True, slots=True)
class Plain(Facts):
    said: dict[str, object]

    def as_map(self) -> dict[str, object]:
        return self.said


def write(kind: str, subject: str, cause: int | None = None, **facts: object) -> int:
    """One entry as a room would write it, whatever that room's own class looks like today."""
    told_as = type("Told", (Plain,), {"kind": kind})
    with book(actor="duty_officer:1", cause=cause) as b:
        handle = b.record(told_as(facts), subject=subject, incident=None if kind.startswith("alarms") else 7)
    return handle.id


@pytest.fixture
def story(cast: Cast, clock: SetClock) -> None:
    raised = write(
        "alarms.raised",
        "alarm:1",
        title_zh="大风",
        title_en="Wind",
        value="5",
        unit_zh="m/s",
        unit_en="m/s",
        limit="4",
        peak="5",
    )
    clock.forward(seconds=40)
    write("alarms.acknowledged", "alarm:1", raised, title_zh="大风", title_en="Wind")
    opened = write("incidents.opened", "incident:7", raised, number="I-2026-0001", title_zh=HOSTILE, title_en=HOSTILE)
    at = clock.at
    order = {"title_zh": "清空赛道", "title_en": "Clear the hill", "post_zh": "竞赛", "post_en": "Competition"}
    due = iso(clock.at.replace(minute=clock.at.minute + 5))
    write("dispatch.order_sent", "order:1", opened, **order, state="sent", sent_at=iso(at), due_at=due)
    clock.forward(minutes=8)
    write(
        "dispatch.order_done",
        "order:1",
        opened,
        **order,
        state="done",
        sent_at=iso(at),
        received_at=iso(at),
        due_at=due,
        done_at=iso(clock.at),
    )
    signed = write("warnings.signed", "warning:1", opened)
    write("warnings.released", "warning:1", signed)


def test_times_orders_and_the_chain_come_from_the_journal(story: None) -> None:
    report = gather(7)
    assert [m.words.en for m in report.milestones][:3] == [
        "Alarm raised",
        "Acknowledged by the watch",
        "Incident opened",
    ]
    assert report.milestones[1].since_start.total_seconds() == 40
    (order,) = report.orders
    assert order.late_by is not None
    assert order.late_by.total_seconds() == 180
    assert [e.kind for e in report.chain] == [
        "alarms.raised",
        "incidents.opened",
        "warnings.signed",
        "warnings.released",
    ]
    assert [(w.en, n) for w, n in report.alarms] == [("Wind", 1)]


def test_hostile_text_stays_text_on_the_page_and_on_paper(story: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchroom.desk.report.page.say_map", lambda *_: milestones_svg([], "zh"))
    report = gather(7)
    page = html(told(report, "en"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    paper = pdf(told(report, "zh"))
    assert paper.startswith(b"%PDF")
    assert len(paper) < 2_000_000


def test_either_language_says_everything(story: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchroom.desk.report.page.say_map", lambda *_: milestones_svg([], "zh"))
    zh, en = told(gather(7), "zh"), told(gather(7), "en")
    assert zh.keys() == en.keys()
    assert zh["sections"] != en["sections"]
    assert all(ord(char) < 0x2E80 for text in en["sections"].values() for char in text)


def test_an_incident_that_the_journal_does_not_know_has_no_report(cast: Cast) -> None:
    with pytest.raises(NothingToReport):
        gather(99)


def test_the_plot_escapes_names_and_survives_nothing() -> None:
    assert "<b>" not in milestones_svg([("<b>", 1.0)], "en")
    assert milestones_svg([], "zh").startswith("<svg")


def test_a_day_of_a_thousand_lines_is_set_and_what_cannot_be_is_refused_with_words(
    story: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The child has its limits; the page server only waits."""
    monkeypatch.setattr("watchroom.desk.report.page.say_map", lambda *_: milestones_svg([], "zh"))
    said = told(gather(7), "zh")
    long = said | {
        "timeline": [
            ["10:58:00", f"第 {n} 条：跳台平均风速超限，值班员核实并通报", "值班员", f"#{n}"] for n in range(1000)
        ]
    }
    assert pdf(long).startswith(b"%PDF")
    with pytest.raises(NotTypeset) as told_so:
        pdf({"heading": "nothing else"})
    assert "PDF" in told_so.value.words.en
    monkeypatch.setattr("watchroom.desk.report.typeset.LIMIT_S", 0.01)
    with pytest.raises(NotTypeset):
        pdf(said)
