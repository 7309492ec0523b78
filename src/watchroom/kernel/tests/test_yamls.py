import pytest

from watchroom.kernel.yamls import DEEPEST, loaded


def test_what_is_yaml_is_read() -> None:
    assert loaded("within: {city: 30}\nkinds: [gale, 雪]\n") == {"within": {"city": 30}, "kinds": ["gale", "雪"]}
    assert loaded("[" * DEEPEST + "]" * DEEPEST) is not None


@pytest.mark.parametrize(
    "text",
    ["9" * 5000, "a: " + "9" * 5000, "[" * 20_000, "[" * 20_000 + "]" * 20_000, "{a: " * 3000, "a: &x 1\nb: *x\n", "a: 2026-02-30", "{", "a: \x00",
     "? [a]\n: {b: 1}\n", "\ud800", "!!python/object:os.system {}", "- 1\n a: 2\n"],
    ids=range(13),
)  # fmt: skip
def test_what_is_none_or_is_made_to_harm_is_a_value_error_that_says_why(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        loaded(text)
