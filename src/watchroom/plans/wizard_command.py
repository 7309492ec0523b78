"""`watchroom plan new --template enterprise`: the plan files of a unit from its answers, or a sample of the answers."""

from collections.abc import Callable
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.plans.check import has_errors, parse
from watchroom.plans.findings import Finding
from watchroom.plans.wizard import made
from watchroom.plans.wizard_answers import parse_answers
from watchroom.plans.wizard_sample import SAMPLE

type Text = Callable[[Words], str]

_NO_FILE = Words(zh="打不开答卷文件 {file}", en="the answers {file} cannot be opened")
_WRITTEN = Words(zh="已写：{file}（{n} 项任务）", en="written: {file} ({n} tasks)")


def run(answers_file: str, folder: str, text: Text) -> int:
    """Writes `<code>.yaml` for each plan into the folder; 1 when the answers or a plan made of them have errors.

    Without answers a sample of them is printed, to be filled in.
    """
    if not answers_file:
        print(SAMPLE, end="")
        return 0
    path = Path(answers_file)
    if not path.is_file():
        print(text(_NO_FILE.fill(file=path)))
        return 1
    answers, faults = parse_answers(path.read_bytes())
    if answers is None:
        _print(str(path), faults, text)
        return 1
    worst = 0
    for code, content in made(answers).items():
        plan, found = parse(content.encode())
        worst = max(worst, int(plan is None or has_errors(found)))
        file = Path(folder) / f"{code}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
        print(text(_WRITTEN.fill(file=file, n=len(plan.actions) if plan else 0)))
        _print(str(file), found, text)
    return worst


def _print(file: str, found: list[Finding], text: Text) -> None:
    for one in found:
        print(f"    {file}:{one.line}: {one.code} {text(one.words)}")
