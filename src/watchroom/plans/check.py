"""Checks a plan like a compiler: every remark has a code, a place, a weight, and what to do, in both languages."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from watchroom.kernel.words import Words
from watchroom.plans.check_actions import check_actions
from watchroom.plans.check_conditions import check_conditions
from watchroom.plans.check_dates import check_dates, check_on
from watchroom.plans.check_deadlines import check_deadlines
from watchroom.plans.check_parts import check_parts
from watchroom.plans.check_texts import check_texts
from watchroom.plans.findings import Finding, finding
from watchroom.plans.format import PlanFile
from watchroom.plans.naming import names_of
from watchroom.plans.reading import MOST_BYTES, Document, Path, Unreadable, read

MOST_FINDINGS = 500
_CHECKS = (check_conditions, check_actions, check_deadlines, check_parts, check_texts, check_dates)

__all__ = ["Finding", "check_content", "check_file", "check_plan", "has_errors", "main", "parse"]


def check_file(path: str | FilePath, today: date | None = None) -> list[Finding]:
    """The findings on a file, errors first, in the order of the file. Never raises for what the file holds.

    today  the day on which something may be overdue; without it no such finding is made
    """
    try:
        with FilePath(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = Words(zh=f"打不开文件（{error.strerror}）", en=f"the file cannot be opened ({error.strerror})")
        return [finding("unreadable", 1, (), why=why)]
    return check_content(content, today)


def check_content(content: bytes, today: date | None = None) -> list[Finding]:
    return parse(content, today)[1]


def has_errors(findings: list[Finding]) -> bool:
    return any(found.severity == "error" for found in findings)


def parse(content: bytes, today: date | None = None) -> tuple[PlanFile | None, list[Finding]]:
    """The plan, if the file has the format at all, and every finding. Never raises for what the content holds."""
    try:
        document = read(content)
    except Unreadable as error:
        return None, [finding("unreadable", error.line, (), why=error.words)]
    try:
        plan = PlanFile.model_validate(document.data)
    except ValidationError as error:
        return None, _shape_findings(error, document)
    except RecursionError:
        return None, [finding("unreadable", 1, (), why=Words(zh="条件嵌套过深", en="the condition is nested too deep"))]
    return plan, check_plan(plan, document, today)


def check_plan(plan: PlanFile, document: Document | None = None, today: date | None = None) -> list[Finding]:
    """The findings on a plan whose shape is right. With its document, they name lines."""
    names = names_of(plan)
    remarks = [remark for check in _CHECKS for remark in check(plan, names)]
    if today is not None:
        remarks += check_on(plan, today)
    return findings_of(remarks, document)


def findings_of(remarks: Iterable[tuple[str, Path, dict[str, Any]]], document: Document | None = None) -> list[Finding]:
    """Remarks as findings, errors first, then by line."""
    document = document or Document(None)
    found = [finding(code, document.line(path), path, **facts) for code, path, facts in remarks]
    found.sort(key=lambda f: (f.severity != "error", f.line))
    return found[:MOST_FINDINGS]


_CLEAN = Words(zh="没有发现问题", en="nothing found")
_SEVERITY = {"error": Words(zh="错误", en="error"), "warning": Words(zh="警告", en="warning")}


def main(files: Sequence[str], today: date | None = None) -> int:
    """`watchroom plan check FILE...`: prints every finding in both languages; 1 when any file has an error, else 0.

    today  the day on which something may be overdue; without it no such finding is made
    """
    worst = 0
    for file in files:
        findings = check_file(file, today)
        for found in findings:
            mark = _SEVERITY[found.severity]
            print(f"{file}:{found.line}: {mark.zh}/{mark.en} {found.code} {found.place}")
            print(f"    {found.zh}。{found.todo.zh}\n    {found.en}. {found.todo.en}")
        if not findings:
            print(f"{file}: {_CLEAN.zh} / {_CLEAN.en}")
        worst = max(worst, int(has_errors(findings)))
    return worst


_SHAPE: dict[str, Words] = {
    "missing": Words(zh="缺少“{at}”", en="{at} is missing"),
    "extra_forbidden": Words(zh="没有“{at}”这一项", en="there is no such key as {at}"),
    "string_type": Words(zh="“{at}”应是文字", en="{at} must be text"),
    "string_too_short": Words(zh="“{at}”不能为空", en="{at} must not be empty"),
    "string_too_long": Words(zh="“{at}”过长", en="{at} is too long"),
    "string_pattern_mismatch": Words(zh="“{at}”的写法不对：{given}", en="{at} is written wrongly: {given}"),
    "int_type": Words(zh="“{at}”应是整数", en="{at} must be a whole number"),
    "is_instance_of": Words(zh="“{at}”应是数值", en="{at} must be a number"),
    "bool_type": Words(zh="“{at}”应是 true 或 false", en="{at} must be true or false"),
    "list_type": Words(zh="“{at}”应是列表", en="{at} must be a list"),
    "dict_type": Words(zh="“{at}”应是键值对", en="{at} must be a map"),
    "model_type": Words(zh="“{at}”应是键值对", en="{at} must be a map"),
    "literal_error": Words(
        zh="“{at}”只能取规定的值，不能是 {given}", en="{at} takes one of the listed values, not {given}"
    ),
    "too_short": Words(zh="“{at}”至少要有一项", en="{at} needs at least one item"),
    "too_long": Words(zh="“{at}”的项数过多", en="{at} has too many items"),
    "greater_than_equal": Words(zh="“{at}”过小：{given}", en="{at} is too small: {given}"),
    "less_than_equal": Words(zh="“{at}”过大：{given}", en="{at} is too large: {given}"),
    "union_tag_not_found": Words(
        zh="条件应写 all、any、not、fact、judged、expression 之一",
        en="a condition is one of all, any, not, fact, judged, expression",
    ),
    "value_error": Words(
        zh="比较要写上下限、equals、one_of 三者之一，上下限各不超过一个",
        en="a comparison has bounds, equals or one_of, and at most one lower and one upper bound",
    ),
}
_OTHER = Words(zh="“{at}”的内容不合要求（{type}）", en="{at} is not as required ({type})")
_TAGS = {"all", "any", "not", "fact", "judged", "expression"}


def _shape_findings(error: ValidationError, document: Document) -> list[Finding]:
    return [_shape_finding(one, document) for one in error.errors(include_url=False)[:MOST_FINDINGS]]


def _shape_finding(error: Any, document: Document) -> Finding:
    path = tuple(_real_path(error["loc"], document))
    return finding("shape", document.line(path), path, why=shape_words(error, str(path[-1]) if path else "."))


def shape_words(error: Any, at: str) -> Words:
    """What is wrong with the shape of a file, of one of the parser's errors; `at` is the key where it stands."""
    given = str(error.get("input"))[:60]
    return _SHAPE.get(error["type"], _OTHER).fill(at=at, given=given, type=error["type"])


def _real_path(loc: Path, document: Document) -> Iterator[str | int]:
    """Pydantic names the alternative of a condition in its path; the file does not."""
    here = document.data
    for i, step in enumerate(loc):
        there = isinstance(here, dict) and step in here
        if step in _TAGS and i + 1 < len(loc) and loc[i + 1] not in ("zh", "en") and not _leads(here, step, loc[i + 1]):
            continue
        yield step
        listed = isinstance(here, list) and isinstance(step, int) and step < len(here)
        here = here[step] if there or listed else None


def _leads(here: Any, step: str | int, following: str | int) -> bool:
    """Whether the step is a key of the file here (`any: [...]`) rather than the name of an alternative."""
    if not isinstance(here, dict) or step not in here:
        return False
    inner = here[step]
    return (isinstance(inner, list) and isinstance(following, int)) or (isinstance(inner, dict) and following in inner)
