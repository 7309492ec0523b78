"""`watchroom plan`: a plan is run, and lives, by the same acts as on the screen, with the rights of whose token is shown."""

import inspect
import json
from pathlib import Path
from typing import Any

import pytest

from watchroom.dispatch.followers import FOLLOWERS
from watchroom.dispatch.models import Order
from watchroom.dispatch.tests.scene import open_gale, put_zone
from watchroom.dispatch.tests.test_levels import two_levels
from watchroom.incidents.models import Incident
from watchroom.journal.followers import Runner
from watchroom.ops import acting, cli, plan_acts, plan_life_acts
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.models import Activation, Plan
from watchroom.plans.tests.samples import content

ALL = (*plan_acts.STEPS, *plan_life_acts.STEPS)


class Desk:
    """Types commands as one person or another; gives the exit code and what was said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._env, self._said = monkeypatch, capsys

    def __call__(self, who: str, *typed: object, lang: str = "zh") -> tuple[int, str]:
        self._env.setenv("WATCHROOM_TOKEN", make_api_token(person_by_code(who)))
        self._env.setenv("WATCHROOM_LANG", lang)
        code = cli.main(["plan", *map(str, typed)])
        said = self._said.readouterr()
        return code, said.out + said.err


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(monkeypatch, capsys)


@pytest.fixture
def gale(cast: Cast) -> Incident:
    put_zone()
    plans.put_plan(content(two_levels))
    return open_gale(cast.lin)


def follow() -> None:
    Runner("test", FOLLOWERS).run()


@pytest.mark.pure
@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
def test_every_word_names_an_action_that_takes_what_is_typed(step: acting.Step) -> None:
    takes = list(inspect.signature(acting.found(step.act)).parameters)
    assert {take.to for take in step.takes} <= set(takes[1:])
    assert step.gives in {"", *acting.KINDS}
    for kind in [one for one in (step.gives, step.about.kind if step.about else "") if one]:
        assert callable(acting.found(acting.KINDS[kind].line))
    if step.gives:
        assert callable(acting.found(acting.KINDS[step.gives].out))
    if step.about:
        assert callable(acting.found(step.about.query))
        assert set(step.about.names) <= {take.to for take in step.takes}


def test_a_grave_act_says_what_it_will_do_and_does_nothing_without_a_yes(desk: Desk, gale: Incident) -> None:
    typed = ("start", gale.number, "test-wind", 2, "--reason", "现场研判")

    code, said = desk("zhao", *typed)

    assert (code, Activation.objects.count()) == (1, 0)
    for part in ("将办理：没有建议时启动预案", gale.number, "理由：现场研判", "赵岩", "加 --yes"):
        assert part in said
    code, said = desk("zhao", *typed, "--yes", lang="en")
    assert (code, Activation.objects.get().by.partition(":")[0]) == (0, "commander")
    assert "running  Test plan" in said
    assert "(Asia/Shanghai)" in said
    code, said = desk("zhao", *typed, "--yes")
    assert (code, Activation.objects.count()) == (1, 1)
    assert "赵岩" in said  # the field's own answer: who was first


def test_a_response_is_run_to_its_end(desk: Desk, gale: Incident) -> None:
    desk("zhao", "start", gale.number, "test-wind", 2, "--reason", "研判", "--yes")
    follow()
    running = Activation.objects.get()
    tasks = {one["code"]: one["id"] for one in json.loads(desk("lin", "tasks", gale.number, "--json")[1])}
    assert set(tasks) == {"hold", "close", "guard", "bar"}

    assert desk("lin", "receive", f"T{tasks['guard']}", "--said-by", "保安")[0] == 0
    code, said = desk("lin", "block", tasks["guard"], "--reason", "无钥匙", "--on", "场馆经理", "--said-by", "保安")
    assert "受阻" in said
    assert "无钥匙；须由场馆经理解决" in said
    assert desk("lin", "progress", tasks["guard"], "--percent", 60, "--said-by", "保安")[0] == 0
    assert desk("lin", "done", tasks["hold"], "--note", "已停", "--said-by", "竞赛")[0] == 0
    assert desk("sun", "done", tasks["guard"])[0] == 1

    code, said = desk("zhao", "level", running.pk, 3, "--reason", "风小了", "--end", "unreceived")
    assert code == 1
    assert f"终止  close  T{tasks['close']}" in said
    assert f"继续  guard  T{tasks['guard']}" in said
    assert desk("zhao", "level", running.pk, 3, "--reason", "风小了", "--end", "unreceived", "--yes")[0] == 0
    follow()
    states = dict(Order.objects.values_list("code", "state"))
    assert (states["close"], states["bar"], states["guard"]) == ("skipped", "skipped", "doing")

    lower = Activation.objects.get(state="running")
    assert desk("zhao", "extend", lower.pk, "--until", "2027-02-06T22:00", "--reason", "风未停")[0] == 0
    assert "2027-02-06 22:00 (Asia/Shanghai)" in desk("lin", "responses", gale.number)[1]
    code, said = desk("zhao", "stand-down", lower.pk, "--reason", "风停", "--yes", "--json")
    assert (code, json.loads(said[said.index("{") : said.rindex("}") + 1])["state"]) == (0, "stood_down")
    assert desk("lin", "notices", gale.number)[0] == 0


def test_nothing_is_done_without_a_token_or_with_another_post(
    desk: Desk, gale: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ("start", gale.number, "test-wind", 2, "--reason", "x", "--yes")
    assert desk("lin", *typed)[0] == 1
    assert not Activation.objects.exists()
    monkeypatch.delenv("WATCHROOM_TOKEN")
    assert cli.main(["plan", *map(str, typed)]) == 1
    assert desk("zhao", "sign", "1;", "--yes")[0] == 1
    assert desk("zhao", "start", "I-1999-0001", "test-wind", 2, "--reason", "x", "--yes")[0] == 1


def test_a_version_lives_from_draft_to_evaluation(desk: Desk, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes(content())
    assert desk("chen", "draft", file)[0] == 0
    assert desk("chen", "draft", tmp_path / "none.yaml")[0] == 1
    assert desk("chen", "submit", "test-wind", 1)[0] == 0
    assert desk("chen", "review", "test-wind", 1, "--agreed", 1, "--text", "可行")[0] == 1  # not by who drafted it
    assert "1/1 人同意：可行" in desk("lin", "review", "test-wind", 1, "--agreed", 1, "--text", "可行")[1]
    assert desk("zhao", "approve", "test-wind", 1)[0] == 1
    assert desk("zhao", "approve", "test-wind", 1, "--yes")[0] == 0
    assert desk("zhao", "in-force", "test-wind", 1, "--issued-on", "2026-02-05", "--yes")[0] == 0
    assert desk("chen", "filed", "test-wind", 1, "--on", "2026-02-06")[0] == 0
    assert desk("chen", "published", "test-wind", 1, "--withheld", "涉及安保")[0] == 0
    assert desk("chen", "cause", "test-wind", "law", "--note", "新标准")[0] == 0
    evaluated = ("evaluate", "test-wind", "--on", "2026-02-06", "--conclusion", "revise", "--note", "应修订")
    assert desk("chen", *evaluated, "--holds", "risk=新建索道")[0] == 0
    _, said = desk("lin", "life", "test-wind", lang="en")
    assert "test-wind  version 1  in force" in said
    assert said.count("cause for revision") == 2
    told: list[dict[str, Any]] = json.loads(desk("lin", "life", "test-wind", "--json")[1])["causes"]
    assert {one["kind"] for one in told} == {"law", "risk"}
    assert desk("zhao", "withdraw", "test-wind", 1, "--reason", "停用", "--yes")[0] == 0
    assert Plan.objects.get().state == "withdrawn"
