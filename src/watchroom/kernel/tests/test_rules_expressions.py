from decimal import Decimal

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchroom.kernel.expressions import Kind, Refused, check, evaluate

KINDS: dict[str, Kind] = {"a": "number", "b": "number", "word": "text", "flag": "bool"}


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("a >= 4 && b < 10.8", {"a": Decimal(4), "b": Decimal("10.7")}, True),
        ("a == 4.0", {"a": Decimal(4)}, True),
        ("a / b > 0.5", {"a": Decimal(3), "b": Decimal(4)}, True),
        ("5 / 2 == 2.5", {}, True),
        ("word in ['red', \"orange\"]", {"word": "orange"}, True),
        ("!flag || a - b * 2 < 0", {"flag": True, "a": Decimal(1), "b": Decimal(1)}, True),
        ("-a < 0 && flag == true", {"a": Decimal(1), "flag": False}, False),
        ("a > 1 || b > 1", {"a": Decimal(2)}, True),
        ("a > 1 && b > 1", {"a": Decimal(1)}, False),
        ("a > 1 && b > 1", {"a": Decimal(2)}, None),
        ("a / b > 1", {"a": Decimal(1), "b": Decimal(0)}, True),
        ("a / b > 1 && word == 'x'", {}, None),
    ],
)
def test_an_expression_is_true_false_or_open(
    text: str, values: dict[str, Decimal | str | bool], result: bool | None
) -> None:
    assert evaluate(check(text, KINDS), values) is result


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[a].map(x, x > 1)", "syntax"),
        ("a.exists(x, x > 1)", "syntax"),
        ("size(word) > 3", "syntax"),
        ("word.matches('a+')", "syntax"),
        ("c > 1", "name"),
        ("a", "type"),
        ("a > 'x'", "type"),
        ("word > 'x'", "type"),
        ("a && flag", "type"),
        ("[a, word] == [a]", "type"),
        ("a > 1 > 2", "syntax"),
        ("a >", "syntax"),
        ("", "syntax"),
        ("a % 2 == 0", "syntax"),
        ("a ≥ 4", "syntax"),
        ("(" * 40 + "a" + ")" * 40 + " > 1", "limit"),
        ("!" * 40 + "flag", "limit"),
        ("a > 1 && " * 60 + "flag", "limit"),
    ],
)
def test_what_we_do_not_know_or_cannot_bound_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check(text, KINDS)

    assert refused.value.code == code
    assert refused.value.words.zh
    assert refused.value.words.en


@given(st.text(max_size=60))
def test_no_text_whatever_gets_past_the_check_unrefused_or_unparsed(text: str) -> None:
    try:
        checked = check(text, KINDS)
    except Refused:
        return
    assert set(cel.compile(checked.source).variables()) <= set(KINDS)


def test_the_names_are_those_that_the_engine_sees() -> None:
    checked = check("a > 1 && (word == 'a' || flag)", KINDS)

    assert checked.names == set(cel.compile(checked.source).variables()) == {"a", "word", "flag"}
