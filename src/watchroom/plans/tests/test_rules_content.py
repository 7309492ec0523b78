import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.score import scored

pytestmark = pytest.mark.pure

SHARED = Path(__file__).parents[5] / "shared"
PLANS = SHARED / "data" / "plans"
FLOORS = {  # F1 of each part that must be reached
    "suzhou-relief": {
        "units": 0.99, "duties": 0.99, "actions": 0.98, "action_units": 0.98, "action_levels": 0.98,
        "action_deadlines": 0.99, "reporting": 0.99, "metadata": 1.0,
    },
    "national-meteorological-2009": {
        "units": 0.99, "duties": 0.95, "actions": 0.99, "action_units": 0.98, "action_levels": 0.99,
        "reporting": 0.99, "metadata": 1.0,
    },
    "enterprise-hotel-2024-anonymised": {
        "units": 0.98, "duties": 0.95, "actions": 0.86, "action_units": 0.85, "action_levels": 0.86,
        "action_deadlines": 0.8, "reporting": 0.81, "metadata": 1.0,
    },
}  # fmt: skip

ENGLISH = """Harbour Wind Emergency Plan
1 Purpose and scope
This plan applies to strong wind in the harbour.
2 Organisation
2.1 Wind Emergency Committee
The Wind Emergency Committee decides on the response and releases its levels.
2.2 Emergency Operations Centre
The Emergency Operations Centre keeps the watch and collects reports.
Public Works Department: closes the quays and keeps the cranes secured.
3 Response actions
3.1 Level 2 response
(1) The duty officer informs the Harbour Office within 30 minutes.
(2) The Public Works Department and the Harbour Police close the outer quay immediately.
3.2 Level 1 response
(1) The Evacuation Team clears the terminal. The Emergency Operations Centre reports to the Mayor by 16:00 daily.
(2) Stop all crane work.
4 Reporting
The shift supervisor reports to the Emergency Operations Centre within 15 minutes.
"""

FRONT = """青岭市人民政府办公室文件
青政办发〔2023〕9号
青岭市人民政府办公室关于印发
《青岭市雪灾应急预案》的通知
各县（区）人民政府：
《青岭市雪灾应急预案》已经市政府同意，现印发给你们。2016年3月1日印发的预案同时废止。
青岭市人民政府办公室
2023年11月6日
青岭市雪灾应急预案
1 总则
1.1 适用范围
本预案适用于青岭市范围内暴雪、道路结冰等灾害的应对，与《青岭市突发事件总体应急预案》衔接。
2 附则
2.1 演练
市应急管理局每年至少组织一次演练。
2.2 管理
本预案由市应急管理局制定，每三年修订一次，报市政府批准，由市应急管理局负责解释，自印发之日起施行。
附件1 应急联系电话表
单位\t联系人\t电话
市应急管理局\t值班室\t0533-1234567
"""


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def scorer() -> ModuleType:
    path = SHARED / "tools" / "score_plan.py"
    if not path.is_file():
        pytest.skip("the tool that scores a reading is not beside the project (shared/tools)")
    spec = importlib.util.spec_from_file_location("score_plan", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize("name", FLOORS)
def test_bodies_measures_reports_and_metadata_agree_with_the_truth(name: str) -> None:
    path = PLANS / f"{name}.txt"
    if not path.is_file():
        pytest.skip("texts of real plans are not beside the project (shared/data/plans)")
    source = plain(path.read_text(encoding="utf-8"), name=path.name, digest="0" * 64)
    expected = json.loads((PLANS / f"{name}.expected.json").read_text(encoding="utf-8"))
    parts = scorer().score(expected, scored(extract(source), source), PLANS)["parts"]
    assert {part: parts[part]["f1"] for part, floor in FLOORS[name].items() if parts[part]["f1"] < floor} == {}


def test_an_english_plan_tells_bodies_measures_and_reports() -> None:
    made = found(ENGLISH)
    assert [(u.kind, u.name) for u in made.units] == [
        ("command", "Wind Emergency Committee"),
        ("office", "Emergency Operations Centre"),
        ("department", "Public Works Department"),
        ("department", "Harbour Police"),
        ("working_group", "Evacuation Team"),
    ]
    assert [(a.levels, a.units) for a in made.actions] == [
        (["II"], ["duty officer"]),
        (["II"], ["Public Works Department", "Harbour Police"]),
        (["I"], ["Evacuation Team"]),
        (["I"], []),
    ]
    limits = [a.deadline and (a.deadline.minutes, a.deadline.daily_by) for a in made.actions]
    assert limits == [(30, None), (0, None), (None, "16:00"), None]
    assert [(r.sender, r.to) for r in made.reports] == [
        ("duty officer", ["Harbour Office"]),
        ("Emergency Operations Centre", ["Mayor"]),
        ("shift supervisor", ["Emergency Operations Centre"]),
    ]


def test_the_first_pages_and_the_last_chapter_tell_what_the_plan_is() -> None:
    plan = found(FRONT).metadata
    assert (plan.title, plan.plan_type, plan.admin_level) == ("青岭市雪灾应急预案", "special", "prefecture_city")
    assert (plan.issuer, plan.issued_date) == ("青岭市人民政府办公室", "2023-11-06")
    assert (plan.doc_no, plan.effective) == ("青政办发〔2023〕9号", "自印发之日起施行")
    assert (plan.drafted_by, plan.approved_by, plan.interpreter) == ("市应急管理局", "市政府", "市应急管理局")
    assert (plan.review_every_months, plan.drill_every_months) == (36, 12)
    assert plan.event_types == ["暴雪", "道路结冰"]


def test_other_plans_contacts_and_drills_are_kept_with_their_places() -> None:
    made = found(FRONT)
    notes = {(n.kind, n.text) for n in made.notes}
    assert ("link", "青岭市突发事件总体应急预案") in notes
    assert ("contact", "市应急管理局 值班室 0533-1234567") in notes
    assert any(kind == "drill" for kind, _ in notes)
    for note in made.notes:
        assert 0 <= note.places[0].start < note.places[0].end <= len(FRONT)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某县防汛应急预案", "special"),
        ("某市突发事件总体应急预案", "overall"),
        ("某市气象局气象灾害应急预案", "department"),
        ("某县冰雪文化节突发事件应急预案", "event"),
        ("某化工有限公司生产安全事故应急预案", "enterprise_comprehensive"),
        ("某化工有限公司火灾专项应急预案", "enterprise_special"),
    ],
)
def test_the_kind_of_a_plan_is_told_by_its_title(title: str, kind: str) -> None:
    assert found(f"{title}\n1 总则\n1.1 目的\n做好应对工作。\n").metadata.plan_type == kind
