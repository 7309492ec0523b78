"""What comes next while nobody answers, and what a short answer says: pure."""

import pytest

from watchroom.dispatch.call_rules import Answer, Standing, Step, read_answer, steps, wait_s


def standing(**more: object) -> Standing:
    given: dict[str, object] = {"turn_s": 0.0, "way_s": 0.0, "ways": 2, "begun": 1}
    return Standing(**(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (standing(), []),
        (standing(turn_s=59.9, way_s=59.9), []),
        (standing(turn_s=60, way_s=60), [Step.WAY]),
        (standing(turn_s=60, way_s=60, got=True), []),
        (standing(lost=True), [Step.WAY]),
        (standing(begun=2, lost=True), [Step.PERSON]),
        (standing(begun=2, lost=True, passed=True), []),
        (standing(begun=2, lost=True, last=True), [Step.ALARM]),
        (standing(begun=2, turn_s=120, way_s=60), [Step.PERSON]),
        (standing(begun=2, turn_s=120, way_s=60, last=True), [Step.ALARM]),
        (standing(begun=2, turn_s=500, passed=True, remind_s=300), [Step.REMIND]),
        (standing(begun=2, turn_s=500, passed=True, remind_s=599, reminders=1), []),
        (standing(begun=2, turn_s=9e5, last=True, alarmed=True, remind_s=1800, reminders=9), [Step.REMIND]),
        (standing(ways=0, begun=0, turn_s=119), []),
        (standing(ways=0, begun=0, turn_s=120), [Step.PERSON]),
        (standing(ways=0, begun=0, nobody=True), [Step.PERSON]),
    ],
)
def test_what_is_due(one: Standing, expected: list[Step]) -> None:
    assert steps(one, 120) == expected


def test_it_is_never_over_by_itself() -> None:
    """Whatever was done already, something lies ahead within half an hour as long as anything can be sent."""
    for reminders in range(12):
        one = standing(begun=2, turn_s=9e4, last=True, alarmed=True, reminders=reminders)
        assert 0 < wait_s(one, 120) <= 1800


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", Answer(True, None)), (" 1 ", Answer(True, None)), ("１", Answer(True, None)), ("1 4711", Answer(True, 4711)),
        ("1，4711。", Answer(True, 4711)), ("2#12", Answer(False, 12)), ("收到", Answer(True, None)), ("收到 12", Answer(True, 12)),
        ("OK", Answer(True, None)), ("不能 5", Answer(False, 5)), ("no", Answer(False, None)),
        ("11", None), ("12", None), ("1 2 3", Answer(True, 2, 3)), ("1 7 25 分钟", Answer(True, 7, 25)), ("2 7 25", None), ("1 7 25 8", None), ("3", None), ("", None), ("不收到", None), ("收到了吗", None),
        ("1; DROP TABLE", None), ("1 9999999999999", None), ("T" * 5000, None),
    ],
)  # fmt: skip
def test_an_answer_is_read_exactly_or_not_at_all(text: str, expected: Answer | None) -> None:
    assert read_answer(text) == expected
