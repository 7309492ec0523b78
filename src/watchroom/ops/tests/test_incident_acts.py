"""`watchroom incident` and `watchroom report`: the acts of the screen, with the rights of whose token is shown."""

import inspect
import json
from pathlib import Path

import pytest
from docx import Document

from watchroom.incidents import actions, ruling
from watchroom.incidents.intake.models import Call
from watchroom.incidents.models import Incident, Report
from watchroom.ops import acting, cli, incident_acts
from watchroom.people.actions import make_api_token, put_person
from watchroom.people.queries import person_by_code
from watchroom.people.rights import Role
from watchroom.people.testing import Cast

ALL = (*incident_acts.INCIDENTS, *incident_acts.REPORTS)


class Desk:
    """Types commands as one person or another; gives the exit code and what was said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._env, self._said = monkeypatch, capsys

    def __call__(self, who: str, *typed: object, lang: str = "zh") -> tuple[int, str]:
        self._env.setenv("WATCHROOM_TOKEN", make_api_token(person_by_code(who)))
        self._env.setenv("WATCHROOM_LANG", lang)
        code = cli.main([*map(str, typed)])
        said = self._said.readouterr()
        return code, said.out + said.err


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(monkeypatch, capsys)


@pytest.fixture
def fire(cast: Cast) -> Incident:
    ruling.set_level(cast.chen, "county")
    return actions.open_incident(cast.lin, title_zh="缆车站起火", title_en="Fire at the lift", kind="fire")


@pytest.mark.pure
@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_every_word_names_an_action_that_takes_what_is_typed(step: acting.Step) -> None:
    takes = list(inspect.signature(acting.found(step.act)).parameters)
    assert takes[0] == "viewer"
    assert {take.to for take in step.takes} <= set(takes[1:])
    kind = acting.KINDS[step.gives] if step.gives else None
    assert kind is None or (callable(acting.found(kind.line)) and callable(acting.found(kind.out)))


def test_a_call_is_read_kept_and_moved(desk: Desk, fire: Incident, tmp_path: Path) -> None:
    code, said = desk("lin", "incident", "read", "缆车站起火，2人死亡")
    assert code == 0
    assert "死亡：2" in said
    assert not Call.objects.exists()
    mail = tmp_path / "a.eml"
    mail.write_bytes(b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n3 people injured")
    told = json.loads(desk("lin", "incident", "read", "--mail", mail, "--json", lang="en")[1])
    assert told["proposals"][0]["choices"][0]["values"] == {"injured": "3"}

    assert desk("lin", "incident", "call", "浓烟很大", "--incident", fire.number)[0] == 0
    call = Call.objects.get()
    assert "浓烟很大" in desk("lin", "incident", "calls", fire.number)[1]
    assert desk("lin", "incident", "move", f"C{call.pk}", "--reason", "另一处")[0] == 0
    assert f"C{call.pk}" in desk("lin", "incident", "calls", "--loose")[1]
    assert desk("sun", "incident", "move", f"C{call.pk}", "--to", fire.number, "--reason", "x")[0] == 1


def test_a_report_is_drafted_sent_received_and_corrected(desk: Desk, fire: Incident) -> None:
    code, said = desk("lin", "report", "due")
    assert code == 0
    assert fire.number in said
    assert "(Asia/Shanghai)" in said
    assert "没有记入" in desk("lin", "report", "draft", fire.number)[1]
    clock = fire.report_clocks.get()

    code, said = desk(
        "lin", "report", "send", fire.number, "--kind", "first", "--to", "市局", "--text", "起火", "--channel", "telephone",
        "--receiver", "甲", "--clock", clock.pk, "--figure", "deaths.cumulative=3",
    )  # fmt: skip
    assert (code, "死亡（累计） 3" in said) == (0, True)
    made = Report.objects.get()
    assert (
        desk("lin", "report", "correct", fire.number, made.pk, "--figure", "deaths.cumulative=2", "--reason", "重复")[0]
        == 0
    )
    code, said = desk(
        "lin", "report", "receipt", fire.number, made.pk, "--to", "省厅", "--channel", "written", "--receiver", "乙"
    )
    assert (code, "第 2 稿" in said) == (0, True)
    assert "edition 2" in desk("lin", "report", "list", fire.number, lang="en")[1]
    clock.refresh_from_db()
    assert not clock.runs
    assert desk("zhao", "report", "draft", fire.number)[0] == 1


def test_incidents_are_tied_and_instructions_answered(desk: Desk, cast: Cast, fire: Incident) -> None:
    other = actions.open_incident(cast.lin, title_zh="缆车站浓烟", kind="fire")
    assert desk("lin", "incident", "likely", other.number)[0] == 0
    assert desk("lin", "incident", "tie", fire.number, other.number, "--sort", "same", "--reason", "同一处")[0] == 0
    tie = json.loads(desk("lin", "incident", "ties", other.number, "--json")[1])[0]["id"]
    assert desk("lin", "incident", "untie", other.number, tie, "--reason", "两处")[0] == 0

    assert desk("lin", "incident", "instruct", fire.number, "救人", "--leader", "市长", "--whom", "消防")[0] == 0
    row = fire.instructions.get()
    assert "待反馈" in desk("lin", "incident", "instructions", fire.number)[1]
    assert desk("zhao", "incident", "order", fire.number, f"N{row.pk}", "watch_officer", "--text", "派人到场")[0] == 0
    assert "值班员：已下达" in desk("lin", "incident", "instructions", fire.number)[1]
    assert desk("lin", "incident", "answer", fire.number, f"N{row.pk}", "已送医")[0] == 0
    assert desk("lin", "incident", "withdraw", fire.number, f"N{row.pk}", "--reason", "x")[0] == 1


def test_a_template_for_briefs_is_put_in_tried_and_used(desk: Desk, fire: Incident, tmp_path: Path) -> None:
    put_person("root", "管理员", "Root", Role.ADMIN)
    paper, file, out = Document(), tmp_path / "a.docx", tmp_path / "trial.docx"
    for line in ("{{编号}} {{日期}}", "{{标题}}", "{{正文}}"):
        paper.add_paragraph(line)
    paper.save(str(file))

    assert desk("lin", "report", "template", file)[0] == 1
    assert desk("root", "report", "template", file, "--note", "2026")[0] == 0
    assert desk("root", "report", "template-trial", 1, "--out", out)[0] == 0
    assert "演练" in Document(str(out)).paragraphs[1].text
    assert desk("root", "report", "template-use", 1, "--reason", "启用")[0] == 0
    assert "在用" in desk("root", "report", "templates")[1]
    code, said = desk("root", "report", "template-use", 0, "--reason", "停用")
    assert (code, "平台自己的版式" in said) == (0, True)
