"""The verbs for everything: units by radio, notes, plans, warnings, handing over; nothing is guessed where several fit."""

import json
from typing import Any

import pytest

from watchroom.alarms.tests.scene import wind_rule
from watchroom.desk.tests.test_command import as_, offered, palette, raised
from watchroom.dispatch.actions import dispatch_unit, put_unit
from watchroom.dispatch.models import Run, Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line
from watchroom.warnings.models import Warning


@pytest.fixture
def gale(cast: Cast) -> Incident:
    stream_line.use(Readings())
    put_zone()
    for number in (1, 2):
        put_unit(f"E0{number}", "fire_engine", f"消防 {number}", f"Engine {number}", "station")
    return open_gale(cast.lin)


def do(code: str, line: str) -> Any:
    return as_(code).post("/command", {"line": line})


def first(code: str, typed: str, lang: str = "zh") -> str:
    return offered(as_(code, lang), typed)[0][0]


@pytest.mark.parametrize("typed", ["派 E01 #1", "pai e01 #1", "DISP E01 #1", "D 消防 1 #1", "派消防1 #1"])
def test_a_unit_is_sent_by_the_short_number_of_an_incident(typed: str, gale: Incident) -> None:
    unit = Unit.objects.get(code="E01")
    assert first("lin", typed) == f"disp {unit.subject} {gale.subject}"


def test_en_route_on_scene_and_clear_are_one_line_each_and_leave_the_times(cast: Cast, gale: Incident) -> None:
    unit = Unit.objects.get(code="E01")
    dispatch_unit(cast.lin, unit.pk, gale.pk)
    for typed, status in (("出发 E01", "en_route"), ("daoda E01", "on_scene"), ("CLR E01", "returning")):
        said = palette(as_("lin"), typed)
        assert 'aria-selected="true"' in said
        assert "林晓（值班员）" in said, "by whom"
        assert do("lin", first("lin", typed)).status_code == 200
        assert Unit.objects.get(pk=unit.pk).status == status
    run = Run.objects.get()
    assert all((run.en_route_at, run.on_scene_at, run.cleared_at))


def test_a_crew_on_scene_is_checked_in_one_line(cast: Cast, gale: Incident) -> None:
    unit = Unit.objects.get(code="E01")
    assert "到场后才能点名" in palette(as_("lin"), "点名 E01")
    dispatch_unit(cast.lin, unit.pk, gale.pk)
    assert do("lin", f"arr {unit.subject}").status_code == 200
    assert "5 人在" in palette(as_("lin"), "点名 E01 5")
    assert do("lin", first("lin", "PAR E01 5")).json() == {"said": "par"}
    entry = journal.last(unit.subject, "dispatch.crew_checked")
    assert entry is not None
    assert entry.facts["people"] == 5
    assert do("lin", f"par {unit.subject} many").status_code == 409


def test_what_a_unit_cannot_report_now_is_said_and_sends_nothing(gale: Incident) -> None:
    said = palette(as_("lin"), "ARR E01")
    assert "现为待命，不能报到场" in said
    assert 'data-line=""' in said


def test_a_unit_is_held_back_with_a_reason_and_leaving_a_run_is_asked_once_more(cast: Cast, gale: Incident) -> None:
    unit = Unit.objects.get(code="E01")
    assert 'data-line=""' in palette(as_("lin"), "留置 E01"), "the reason is owed"
    dispatch_unit(cast.lin, unit.pk, gale.pk)
    said = palette(as_("lin"), "HOLD E01 爆胎")
    assert f"它将离开事件 {gale.number}" in said
    assert "data-asks=" in said
    assert do("lin", first("lin", "HOLD E01 爆胎")).json()["said"] == "hold"
    unit.refresh_from_db()
    assert (unit.status, unit.reason, unit.incident_id) == ("out", "爆胎", None)
    assert do("sun", f"hold unit:{unit.pk} again").status_code == 403


def test_a_unit_on_another_run_is_diverted_only_with_a_reason(cast: Cast, gale: Incident) -> None:
    other, unit = open_gale(cast.lin), Unit.objects.get(code="E01")
    dispatch_unit(cast.lin, unit.pk, gale.pk)
    assert first("lin", f"派 E01 {other.number}") == ""
    line = first("lin", f"派 E01 {other.number} 那边有人受困")
    assert do("lin", line).status_code == 200
    unit.refresh_from_db()
    assert unit.incident_id == other.pk


def test_a_note_goes_to_the_incident_named_or_chosen_and_to_no_guessed_one(cast: Cast, gale: Incident) -> None:
    other = open_gale(cast.lin)
    assert do("lin", first("lin", "记 #1 索道停了")).json() == {"said": "note"}
    entry = journal.last(gale.subject, "incidents.noted")
    assert entry is not None
    assert entry.facts["text"] == "索道停了"
    said = palette(as_("lin"), "NOTE the lift stands")
    assert 'aria-selected="true"' not in said, "two incidents are open and none was named"
    assert "不代为选择" in said
    chosen = palette(as_("lin"), "NOTE the lift stands", other.subject)
    assert f'aria-selected="true" data-line="note {other.subject} the lift stands"' in chosen
    assert do("guest", f"note {gale.subject} x").status_code == 403


def test_ambiguous_names_are_listed_and_none_is_chosen(gale: Incident) -> None:
    said = palette(as_("lin"), "报 消防 4")
    assert said.count('role="option"') == 2
    assert 'aria-selected="true"' not in said
    raised()
    wind_rule()
    assert 'aria-selected="true"' in palette(as_("lin"), "确认"), "there is but one"


def test_a_colleague_is_found_by_pinyin_with_the_post_held_and_not_by_a_wall(gale: Incident) -> None:
    said = palette(as_("lin"), "找 linxiao")
    assert "林晓" in said
    assert "值班员" in said
    assert "林晓" not in palette(as_("wall"), "找 linxiao")


def test_a_warning_is_drafted_by_whom_it_is_for_and_opened(gale: Incident) -> None:
    assert do("lin", f"warn {gale.subject}").status_code == 403
    assert "起草后须另两人审核" in palette(as_("sun"), "预警 #1")
    gone = do("sun", first("sun", "预警 #1")).json()["go"]
    row = Warning.objects.get()
    assert gone == f"/warnings/{row.pk}"
    assert row.incident_id == gale.pk
    assert first("sun", f"WARN {row.number}") == f"warn {row.subject}"


def test_handing_over_opens_the_own_post(cast: Cast) -> None:
    assert first("lin", "交接班") == "handover post:watch_officer"
    assert do("lin", "handover post:watch_officer").json() == {"go": "/duty/posts/watch_officer/handover"}
    assert do("lin", "handover post:nobody").status_code == 409


# ---- over the API ------------------------------------------------------------------------------------


def test_the_api_says_the_same_and_does_the_same(cast: Cast, gale: Incident) -> None:
    token = make_api_token(person_by_code("lin"))
    client = as_("lin")
    client.logout()
    bearer = {"Authorization": f"Bearer {token}"}
    told = client.get("/api/command", {"q": "NOTE #1 all quiet"}, headers=bearer).json()
    assert (told["verb"], told["sure"]) == ("note", True)
    line = told["options"][0]["line"]
    done = client.post("/api/command", json.dumps({"line": line}), "application/json", headers=bearer)
    assert done.json()["said"] == "note"
    wrong = client.post("/api/command", json.dumps({"line": "note incident:999 x"}), "application/json", headers=bearer)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "desk.NothingChosen")
    assert client.get("/api/command", {"q": "x"}).status_code == 401


# ---- as tired hands type ------------------------------------------------------------------------------


def test_a_note_that_names_no_open_incident_is_written_on_no_other(cast: Cast, gale: Incident) -> None:
    for typed, lang, words in (("记 #999 索道停了", "zh", "没有在办的事件 #999"), ("NOTE I-2026-0999 x", "en", "no open incident I-2026-0999")):  # fmt: skip
        said = as_("lin", lang).get("/command", {"q": typed, "chosen": gale.subject}).content.decode()
        assert words in said
        assert 'data-line=""' in said
        assert 'data-line="note incident' not in said


def test_a_number_at_the_beginning_of_a_note_is_part_of_it(cast: Cast, gale: Incident) -> None:
    other = open_gale(cast.lin)
    assert first("lin", "NOTE #1 injured at the gate").startswith(f"note {gale.subject} ")
    chosen = palette(as_("lin"), "NOTE 1 injured at the gate", other.subject)
    assert f'data-line="note {other.subject} 1 injured at the gate"' in chosen


@pytest.mark.parametrize("typed", ["派 E01 #999", "DISP E01 I-2026-0999", "派　Ｅ０１　＃９９９"])
def test_sending_to_an_incident_that_is_not_there_says_so(typed: str, gale: Incident) -> None:
    said = palette(as_("lin"), typed)
    assert "没有在办的事件" in said
    assert said.count('role="option"') == 1
    assert 'data-line=""' in said


@pytest.mark.parametrize(
    "typed", ["派　Ｅ０１　＃１", "ＤＩＳＰ Ｅ０１ #１", "派Ｅ０１ ＃1", "ｐａｉ e０1 #1", "DISP\tE01\t#1"]
)
def test_wide_letters_figures_and_blanks_name_the_same(typed: str, gale: Incident) -> None:
    assert first("lin", typed) == f"disp {Unit.objects.get(code='E01').subject} {gale.subject}"


def test_what_is_noted_is_kept_as_it_was_typed(cast: Cast, gale: Incident) -> None:
    assert do("lin", first("lin", "记　＃１　东门：３人受伤，（已送医）𠮷😀")).status_code == 200
    entry = journal.last(gale.subject, "incidents.noted")
    assert entry is not None
    assert entry.facts["text"] == "东门：３人受伤，（已送医）𠮷😀"


def test_wide_figures_tell_a_time_and_a_number_of_people(cast: Cast, gale: Incident) -> None:
    unit = Unit.objects.get(code="E01")
    dispatch_unit(cast.lin, unit.pk, gale.pk)
    assert "时间 09:58" in palette(as_("lin"), "到场 E01 ０９：５８")
    assert "时间 09:58" in palette(as_("lin"), "报　E01　到场　０９５８")
    assert do("lin", first("lin", "到场　Ｅ０１")).status_code == 200
    assert "5 人在" in palette(as_("lin"), "点名 E01 ５")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_line_that_is_too_long_is_refused_whole_by_every_door(cast: Cast, gale: Incident, lang: str) -> None:
    bearer = {"Authorization": f"Bearer {make_api_token(person_by_code('lin'))}"}
    before, long = journal.head(), "NOTE #1 " + "东门积水" * 60
    words = {"zh": "命令超过 200 字，没有办理，也没有截短", "en": "longer than 200 characters"}[lang]
    page = as_("lin", lang)
    asked = page.get("/command", {"q": long})
    assert (asked.status_code, words in asked.content.decode()) == (422, True)
    assert page.post("/command", {"line": f"note {gale.subject} {'x' * 9000}"}).status_code == 422
    told = page.get("/api/command", {"q": long}, headers=bearer)
    assert (told.status_code, told.json()["code"]) == (422, "desk.LineTooLong")
    sent = page.post("/api/command", json.dumps({"line": f"note {gale.subject} {'x' * 500}"}), "application/json", headers=bearer)  # fmt: skip
    assert sent.status_code == 422
    assert journal.head() == before


@pytest.mark.parametrize(
    ("verb", "words"),
    [("出发", "选定单位；早先的再写时间"), ("到达", "选定单位；早先的再写时间"), ("清", "选定单位；早先的再写时间"), ("点名", "不是全员在的再写人数"), ("留置", "再写留置的理由"), ("报", "再写状态、代码")],
)  # fmt: skip
def test_each_verb_of_the_radio_says_what_it_still_wants(verb: str, words: str, gale: Incident) -> None:
    said = palette(as_("lin"), verb)
    assert words in said
    assert ("停用的原因" in said) is (verb == "报")
