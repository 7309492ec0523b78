"""What a plan says about levels as a whole: how they combine, when the bar is lower, when a response ends."""

import re
from collections.abc import Iterator

from watchroom.plans.extraction.found import Note
from watchroom.plans.extraction.parts import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.spans import Span

# The first pattern that fits says what the rule does.
_RULES = (
    ("discretionary_lowering", re.compile(r"酌情(?:调整|降低)|(?:适当|可)(?:调整|降低|放宽)[^,;。]{0,8}(?:条件|标准)?|标准可[^,;。]{0,6}(?:调整|降低)|提级响应|提高响应(?:级别|等级)|从高从快")),
    ("max_of_active_warnings", re.compile(r"(?:同时|两种)[^。]{0,60}(?:最高|就高|较高)")),
    ("each_warning_separately", re.compile(r"(?:同时|两种)[^。]{0,60}(?:各自|分别)[^,;。]{0,12}(?:预警|响应)")),
    ("manual_assessment", re.compile(r"(?:同时|两种|没有达到|未达到)[^。]{0,80}(?:综合评估|视情|酌情)")),
    ("escalation", re.compile(r"(?:升级|提升|调高|提高)[^,;。]{0,10}(?:响应|级别|等级)|响应(?:级别|等级)?[^,;。]{0,6}(?:升级|降级|提升)")),
    ("government_decision", re.compile(r"(?:决定|认定)的其[他它]")),
)  # fmt: skip
_SENTENCE = re.compile(r"[^。]{4,400}。?")
_LEVEL = re.compile(r"响应|预警|级|启动")
_ENDS = re.compile(r"终止|结束|解除|稳定|消除|控制|恢复")


def level_notes(reading: Reading) -> list[Note]:
    """Notes of kind `level_rule` and `termination`, in the order of the text."""
    found: list[Note] = []
    for part in reading.body:
        if part.kind == "row" or part.span.text == part.title:
            continue
        if part.role == "termination":
            found += [_note(len(found), "termination", span, None) for span in _endings(part)]
            continue
        for span in _sentences(part.span):
            rule = next((name for name, pattern in _RULES if pattern.search(span.plain)), None)
            stated = part.role == "level_rule" or (
                rule
                in ("max_of_active_warnings", "each_warning_separately", "manual_assessment", "discretionary_lowering")
                and part.role in ("procedure", "response", "warning", "conditions")
                and _LEVEL.search(span.plain)
            )
            if stated and rule is not None:
                found.append(_note(len(found), "level_rule", span, rule))
    return found


def _endings(part: Part) -> Iterator[Span]:
    """When a response ends: the items, or the part of a sentence before who ends it."""
    for span in _sentences(part.span):
        plain = span.plain
        if not _ENDS.search(plain) or plain.endswith(":"):
            continue
        who = re.search(r"[,;](?:由|经|报|启动)[^。]*", plain)
        yield span.cut(0, who.start()) if who and part.kind != "item" else span.cut(0, len(plain.rstrip("。;")))


def _sentences(span: Span) -> Iterator[Span]:
    for match in _SENTENCE.finditer(span.plain):
        yield span.cut(match.start(), match.end())


def _note(n: int, kind: str, span: Span, value: str | None) -> Note:
    return Note.model_validate(
        {
            "id": f"rule-{n + 1}",
            "places": [span.place()],
            "rule": f"{kind}-sentence",
            "kind": kind,
            "text": span.text,
            "value": value,
        }
    )
