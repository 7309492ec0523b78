"""The command: what it says, in which language, and how it ends."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS, Words
from watchroom.ops import cli, guarding, terminal

pytestmark = pytest.mark.pure


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")


def leaves(parser: cli.Parser) -> list[str]:
    """All commands that can be typed."""
    found: list[str] = []
    for action in parser._actions:
        choices = action.choices if isinstance(action.choices, dict) else {}
        for name, child in choices.items():
            below = leaves(child)
            found += [f"{name} {leaf}" for leaf in below]
            found += [name] if not below or child.get_default("run") else []
    return found


def test_every_word_of_the_command_is_there() -> None:
    promised = {"up", "replay", "verify", "plan check", "cap check", "doctor", "bench", "causes", "demo", "web", "live", "watch", "work",
                "people link", "manage", "history files"}  # fmt: skip
    assert promised <= set(leaves(cli.build()))


def helps(parser: argparse.ArgumentParser) -> dict[str, str]:
    """The help of every word below, and the parser's own."""
    found = {parser.prog: parser.format_help()}
    for action in parser._actions:
        for child in action.choices.values() if isinstance(action.choices, dict) else ():
            found |= helps(child)
    return found


def test_the_word_that_is_typed_is_made_as_it_is_among_all_others() -> None:
    whole = helps(cli.build())
    first = {prog.split()[1] for prog in whole if " " in prog}
    for word in first:
        alone = helps(cli.build(word))
        under = {prog: said for prog, said in whole.items() if prog.split()[1:2] == [word]}
        assert {prog: said for prog, said in alone.items() if prog != "watchroom"} == under
    for typed in ("nonsense", "--help"):
        assert helps(cli.build(typed)) == whole


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_has_help_in_the_readers_language(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", lang)
    words = cli.build()
    for leaf in leaves(words):
        if leaf == "manage":
            continue
        with pytest.raises(SystemExit) as end:
            words.parse_args([*leaf.split(), "--help"])
        said = capsys.readouterr().out
        assert end.value.code == 0
        assert said.startswith({"zh": "用法：", "en": "usage: "}[lang])
        assert cli.W[leaf].text("zh" if lang == "zh" else "en").split()[0] in said


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({}, "zh"),
        ({"LC_ALL": "en_US", "LANG": "zh_CN"}, "en"),
    ],
)
def test_the_environment_chooses_the_language_and_chinese_is_first(
    variables: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WATCHROOM_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal.lang() == lang


@pytest.mark.parametrize("words", [["nonsense"], ["plan", "check"], ["bench", "nonsense"], ["up", "--port", "x"]])
def test_a_command_typed_wrongly_says_so_and_ends_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    assert end.value.code == 2
    assert "This command is not right" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["plan"], ["cap"]])
def test_half_a_command_shows_what_may_follow(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words) == 2
    assert "commands" in capsys.readouterr().out


class Gone(Fault):
    status = 503
    text = Words(zh="不在：{what}", en="gone: {what}")


class Wrong(Fault):
    status = 409
    text = Words(zh="不对", en="wrong")


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Gone(what="x"), 69), (Wrong(), 1), (ModuleNotFoundError("m", name="duckdb"), 69), (KeyboardInterrupt(), 130)],
)
def test_a_fault_is_told_in_words_and_has_its_exit_code(
    fault: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise fault

    assert guarding.guarded(fail) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_our_own_is_not_hidden() -> None:
    def fail() -> int:
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        guarding.guarded(fail)


@pytest.mark.process
def test_a_wrong_setting_ends_with_78_and_says_what_to_write(tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "watchroom.ops", "verify"], capture_output=True, text=True, check=False,
        env={"DATABASE_URL": "mysql://x", "WATCHROOM_DATA": str(tmp_path), "WATCHROOM_LANG": "en", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 78
    assert "neither sqlite nor postgresql" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.process
def test_the_command_imports_nothing_heavy_before_it_knows_what_to_do() -> None:
    heavy = "import sys; from watchroom.ops import cli; cli.build(); print([m for m in sys.modules if m in ('django', 'numpy', 'duckdb', 'nats', 'pydantic')])"
    done = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_database_that_was_never_prepared_is_told_without_a_trace(tmp_path: Path) -> None:
    env = {**os.environ, "WATCHROOM_DATA": str(tmp_path), "DATABASE_URL": "", "WATCHROOM_LANG": "en"}
    argv = [sys.executable, "-m", "watchroom.ops", "people", "list"]
    done = subprocess.run(argv, capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout) == (69, "")
    assert "watchroom prepare" in done.stderr
    assert "Traceback" not in done.stderr
