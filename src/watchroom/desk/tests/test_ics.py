"""The ICS forms: what is known stands in them, what is not stays blank, and nothing is lost over pages, in both languages."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from watchroom.conftest import SetClock
from watchroom.desk import report
from watchroom.desk.ics.blocks import table, text
from watchroom.desk.ics.filling import assignments
from watchroom.desk.ics.paper import FILLS, PREPARED, paper, told
from watchroom.desk.ics.scene import look
from watchroom.desk.tests.test_command import as_
from watchroom.dispatch.actions import dispatch_unit, put_unit, unit_status
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.teams.calling_out import call_out, came
from watchroom.dispatch.teams.keeping import Given, put_team
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.actions import close, note
from watchroom.incidents.faults import AlreadyClosed, FormChanged, NoSuchForm, NotFilled
from watchroom.incidents.form_keeping import keep_form, versions
from watchroom.incidents.ics import FORMS
from watchroom.incidents.models import FormVersion, Incident
from watchroom.journal import queries as journal
from watchroom.kernel.words import LANGS, Lang
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.places.queries import place
from watchroom.plans import actions as plans
from watchroom.plans.tests.samples import content
from watchroom.sources import line as stream_line


@pytest.fixture
def gale(cast: Cast, clock: SetClock) -> Iterator[Incident]:
    stream_line.use(Readings())
    put_zone()
    row = put_unit("E32", "fire_engine", "消防 32", "Engine 32", "station", crew=6)
    incident = open_gale(cast.lin)
    dispatch_unit(cast.lin, row.pk, incident.pk)
    clock.forward(minutes=7)
    unit_status(cast.lin, row.pk, "on_scene")
    note(cast.lin, incident.pk, "观众已劝离", counted={"injured": 2})
    yield incident
    stream_line.use(None)


def pages(body: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(body)
    return [one.get_textpage().get_text_range() for one in document]


def said(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", list(FORMS))
def test_each_form_is_filled_in_either_language_and_names_its_fields(
    code: str, lang: Lang, cast: Cast, gale: Incident
) -> None:
    data = told(look(cast.chen, gale.pk, lang), code)
    assert set(FILLS) == set(FORMS) == set(PREPARED)
    words = said(data)
    assert gale.words.text(lang) in words or code == "207"
    assert cast.chen.name.text(lang) in data["prepared"]
    for ask in FORMS[code].asks:
        assert ask.number.split("–")[0] in words
    other: Lang = "en" if lang == "zh" else "zh"
    assert FORMS[code].title.text(other) not in words


@pytest.mark.parametrize("lang", LANGS)
def test_the_paper_holds_what_is_known_with_page_x_of_y_zone_and_who_made_it(
    lang: Lang, cast: Cast, gale: Incident
) -> None:
    keep_form(cast.zhao, gale.pk, "202", {"objectives": "撤空看台 Clear the stands", "period_from": "2026-02-04 08:00"})
    shown = {code: pages(paper(cast.chen, gale.pk, code, lang)) for code in ("201", "209", "211", "214")}
    for code, found in shown.items():
        whole = "".join(found)
        assert gale.number in whole
        assert f"ICS {code}" in whole
        number = f"第 1 页，共 {len(found)} 页" if lang == "zh" else f"Page 1 of {len(found)}"
        assert number in found[0].replace("\r\n", " ")
        assert cast.chen.name.text(lang) in whole
    assert ("北京时间" if lang == "zh" else "UTC") in "".join(shown["201"]) or "+08" in "".join(shown["201"])
    briefing = "".join(shown["201"])
    assert ("消防 32" if lang == "zh" else "Engine 32") in briefing
    assert "Clear the stands" in briefing
    assert "Clear the stands" in "".join(shown["209"])
    assert "E32" in "".join(shown["211"])
    assert ("消防车" if lang == "zh" else "Fire engine") in "".join(shown["211"]).replace("\r\n", " ")
    assert "观众已劝离" in "".join(shown["214"])


def test_what_nobody_knows_is_a_blank_and_nothing_is_made_up(cast: Cast, gale: Incident) -> None:
    shown = told(look(cast.chen, gale.pk, "en"), "206")
    tables = [one for one in shown["blocks"] if one["kind"] == "table"]
    assert [one["label"].partition(".")[0] for one in tables] == ["3", "4", "5"]
    assert all(cell == "" for one in tables for row in one["rows"] for cell in row)
    status = told(look(cast.chen, gale.pk, "en"), "209")
    public = next(one for one in status["blocks"] if one.get("label", "").startswith("31."))
    counted = {row[0]: row[1] for row in public["rows"]}
    assert counted["E. With injuries/illness"] == "2"
    assert counted["D. Fatalities"] == "", "nobody stated it: not even 0"
    assert text("5", "Situation", "") == {"kind": "text", "label": "5. Situation", "value": ""}
    assert table("8", "Log", ("A", "B"), [("x",)], (1, 1))["rows"] == [["x", ""]]


def test_a_long_list_goes_on_over_pages_and_loses_nothing(cast: Cast, gale: Incident, clock: SetClock) -> None:
    home = place("station")
    assert home is not None
    now = clock.at
    many = [
        Unit(code=f"AMB-{n:03}", kind="ambulance", zh=f"救护{n}", en=f"Ambulance {n}", home=home, since=now)
        for n in range(150)
    ]
    Unit.objects.bulk_create(many)
    Run.objects.bulk_create(
        Run(unit=one, incident=gale, dispatched_at=now, ended_at=now + timedelta(minutes=1), outcome="cancelled")
        for one in many
    )
    found = pages(paper(cast.chen, gale.pk, "211", "en"))
    whole = "".join(found)
    assert len(found) > 2
    assert [n for n in range(150) if f"AMB-{n:03}" not in whole] == []
    assert all(f"Page {n} of {len(found)}" in one.replace("\r\n", " ") for n, one in enumerate(found, 1))
    assert all("Name or identifier" in one.replace("\r\n", " ") for one in found), "the head of a table is repeated"
    keep_form(cast.lin, gale.pk, "208", {"message": "\n".join(f"safety line {n}" for n in range(300))})
    whole = "".join(pages(paper(cast.chen, gale.pk, "208", "zh")))
    assert "safety line 0" in whole
    assert "safety line 299" in whole


def test_a_unit_sent_for_no_task_stands_on_a_sheet_of_its_own(cast: Cast, gale: Incident) -> None:
    blocks = assignments(look(cast.chen, gale.pk, "en"))
    assert "E32" in said(blocks)
    assert blocks[0]["kind"] == "boxes"


def test_what_is_typed_is_data_and_never_markup(cast: Cast, gale: Incident) -> None:
    keep_form(cast.lin, gale.pk, "213", {"message": "#panic() $x^2$ *bold* \\ <b>x</b> [[", "to": "@all"})
    whole = "".join(pages(paper(cast.chen, gale.pk, "213", "en")))
    assert "#panic() $x^2$ *bold*" in whole
    page = as_("lin").get(f"/incidents/{gale.pk}/forms/213").content.decode()
    assert "<b>x</b>" not in page


def test_each_saving_is_a_version_and_nobody_overwrites_anothers(cast: Cast, gale: Incident) -> None:
    first = keep_form(cast.lin, gale.pk, "202", {"objectives": "一"}, after=0)
    before = journal.head()
    assert keep_form(cast.lin, gale.pk, "202", {"objectives": "一"}).pk == first.pk
    assert journal.head() == before, "the same again makes none"
    keep_form(cast.chen, gale.pk, "202", {"objectives": "二"}, after=1)
    with pytest.raises(FormChanged):
        keep_form(cast.lin, gale.pk, "202", {"objectives": "三"}, after=1)
    assert [one.content["objectives"] for one in versions(cast.lin, gale.pk, "202")] == ["二", "一"]
    entry = journal.last(gale.subject, "incidents.form_kept")
    assert entry is not None
    assert (entry.facts["version"], "二" in str(entry.facts)) == (2, False)
    for wrong in ({"nothing": "x"}, {"objectives": "x" * 6001}):
        with pytest.raises(NotFilled):
            keep_form(cast.lin, gale.pk, "202", wrong)
    with pytest.raises(NoSuchForm):
        keep_form(cast.lin, gale.pk, "210", {})
    for nobody in (cast.sun, cast.wall, cast.guest):
        with pytest.raises(NotAllowed):
            keep_form(nobody, gale.pk, "202", {"objectives": "四"})
    with pytest.raises(NotAllowed):
        paper(cast.wall, gale.pk, "201", "zh")


def test_a_closed_incident_keeps_its_forms_as_they_are(cast: Cast, gale: Incident) -> None:
    unit_status(cast.lin, Unit.objects.get().pk, "available")
    close(cast.chen, gale.pk, reason="风停了")
    with pytest.raises(AlreadyClosed):
        keep_form(cast.lin, gale.pk, "202", {"objectives": "一"})


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_a_form_gives_back_what_was_typed_beside_what_is_wrong(lang: str, gale: Incident) -> None:
    client, where = as_("lin", lang), f"/incidents/{gale.pk}/forms/203"
    assert client.get(f"/incidents/{gale.pk}/forms").status_code == 200
    answer = client.post(where, {"agencies": "a | b | c", "further": "Planning | Chief | Li", "after": "0"})
    assert answer.status_code == 422
    assert "Planning | Chief | Li" in answer.content.decode()
    assert not FormVersion.objects.exists()
    client.post(where, {"agencies": "公安 | 王", "further": "计划 | 组长 | 李", "after": "0"})
    assert FormVersion.objects.get().content["agencies"] == "公安 | 王"
    version = client.get(where).content.decode().partition('class="kvs"')[2]
    assert {"zh": "各单位代表", "en": "Agency"}[lang] in version
    assert "<dt>agencies" not in version
    answer = client.get(f"{where}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    whole = "".join(pages(answer.content))
    assert "公安" in whole
    assert "李" in whole
    assert as_("sun", lang).get(where).status_code == 200
    assert as_("guest", lang).get(where).status_code == 403
    assert client.get(f"/incidents/{gale.pk}/forms/999").status_code == 404


def test_teams_and_experts_who_came_are_checked_in_and_among_the_resources(
    cast: Cast, gale: Incident, clock: SetClock
) -> None:
    given = Given("rope", "team", "绳索队", "station", en="Rope team", agency_zh="救援协会", members=[("sun", "", "")])
    out = call_out(cast.lin, gale.pk, put_team(cast.lin, given).pk)
    assert "being called" in said(told(look(cast.lin, gale.pk, "en"), "201"))
    came(cast.lin, out.call.called.get().pk, people=6)
    for lang, name in (("zh", "绳索队 rope"), ("en", "Rope team rope")):
        scene = look(cast.lin, gale.pk, lang)  # type: ignore[arg-type]
        check_in = next(one for one in told(scene, "211")["blocks"] if one["kind"] == "table")["rows"]
        (row,) = [one for one in check_in if one[2] == name]
        assert (row[3], row[5]) == (scene.when(clock.at), "6")
    assert "1 there" in said(told(look(cast.lin, gale.pk, "en"), "201"))


def test_the_operational_period_says_its_zone(cast: Cast, gale: Incident) -> None:
    assert "Operational Period: From (UTC+8)" in said(told(look(cast.lin, gale.pk, "en"), "202"))
    assert "行动周期自（北京时间）" in said(told(look(cast.lin, gale.pk, "zh"), "202"))


def off_the_paper(body: bytes) -> list[tuple[int, str]]:
    """The letters that do not lie within their page: its number, the letter."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(body), 1):
        width, height = page.get_size()
        letters = page.get_textpage()
        for at in range(letters.count_chars()):
            left, low, right, high = letters.get_charbox(at)
            if not (0 <= left <= right <= width and 0 <= low <= high <= height):
                found.append((number, letters.get_text_range(at, 1)))
    return found


@pytest.mark.parametrize("code", [code for code, form in FORMS.items() if form.asks])
@pytest.mark.parametrize("letters", ["撤", "W", "Ж"], ids=["chinese", "latin", "cyrillic"])
def test_the_longest_text_in_every_field_stays_whole_and_on_the_paper(
    code: str, letters: str, cast: Cast, gale: Incident
) -> None:
    """A text without a blank, as an address on the web is: nothing of it is cut off at an edge."""
    typed = {
        ask.code: "|".join([letters * (1500 // len(ask.columns))] * len(ask.columns)) if ask.columns else letters * 1500
        for ask in FORMS[code].asks
    }
    keep_form(cast.lin, gale.pk, code, typed)
    body = paper(cast.chen, gale.pk, code, "zh")
    assert off_the_paper(body) == []
    written = "".join(pages(body)).count(letters)
    assert written >= sum(one.count(letters) for one in typed.values())


def test_every_paper_parts_what_is_too_long_for_its_place() -> None:
    papers = [one for one in Path(report.__file__).parent.glob("*.typ") if one.name != "paper.typ"]
    assert len(papers) > 5
    assert [one.name for one in papers if "#show: whole\n" not in one.read_text()] == []


def test_who_stands_in_a_response_is_not_told_again_as_the_watch(cast: Cast, gale: Incident) -> None:
    def organization() -> list[list[str]]:
        found = told(look(cast.chen, gale.pk, "zh"), "201")["blocks"]
        return next(one["rows"] for one in found if one.get("label", "").startswith("9."))

    assert ["", "指挥长", "赵岩"] in organization()
    for code in ("test-wind", "other-wind"):
        plans.put_plan(content().replace(b"test-wind", code.encode()))
        plans.activate_plan(cast.zhao, gale.pk, code, 3, reason="现场研判")
        assert sorted(who for _, _, who in organization() if who) == sorted(["陈立", "赵岩", "孙宁"])
