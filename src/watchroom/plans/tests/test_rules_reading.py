from decimal import Decimal

import pytest

from watchroom.plans import reading
from watchroom.plans.reading import MOST_BYTES, Unreadable, read


def test_plain_values_stay_exact_and_everything_else_stays_text() -> None:
    data = read(b'a: 4\nb: 4.0\nc: no\nd: 1:30\ne: ~\nf: true\ng: "5"\nh: 2026-01-05\ni: 1e3\n').data

    assert data == {
        "a": 4,
        "b": Decimal("4.0"),
        "c": "no",
        "d": "1:30",
        "e": None,
        "f": True,
        "g": "5",
        "h": "2026-01-05",
        "i": "1e3",
    }
    assert str(data["b"]) == "4.0"


def test_every_part_knows_its_line() -> None:
    document = read(b"a: 1\nb:\n  - x: 1\n  - y: 2\n")

    assert document.line(("b", 1, "y")) == 4
    assert document.line(("b", 1, "nothing", "below")) == 4


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: &x [1]\nb: *x", "alias"),
        (b"a: *x", "alias"),
        (b"a: !!python/object/apply:os.system [ls]", "tag"),
        (b"a: 1\na: 2", "twice"),
        (b"[" * 60 + b"]" * 60, "too_deep"),
        (b"{a: " * 100_000, "too_deep"),
        (b"a: [", "not_yaml"),
        (b"a: \x00", "not_yaml"),
        (b"\xff\xfea", "not_utf8"),
        (b"--- 1\n--- 2\n", "two_documents"),
        (b"? [a]\n: b", "key"),
        (b"a: " + b"x" * 30_000, "text_too_long"),
        (b"#" * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_what_is_hostile_or_broken_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content)

    assert refused.value.code == code
    assert refused.value.line >= 1


def test_a_billion_laughs_costs_nothing() -> None:
    bomb = "a: &a [x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n" for i in range(20)
    )

    with pytest.raises(Unreadable, match="anchors and aliases"):
        read(bomb.encode())


def test_what_has_too_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_NODES", 1000)

    with pytest.raises(Unreadable, match="more than 1000 items"):
        read(b"- 1\n" * 1001)
