"""Progress: told while the rows are worked through, to whoever waits, and to nobody after."""

import pytest

from watchroom.kernel.progress import each, told_to


def test_who_waits_hears_of_each_row_when_it_is_done() -> None:
    heard: list[tuple[int, int]] = []

    with told_to(lambda done, of: heard.append((done, of))):
        rows = [row for row in each("abc", 3) if heard.count((1, 3)) == (row != "a")]

    assert (rows, heard) == (["a", "b", "c"], [(1, 3), (2, 3), (3, 3)])
    assert list(each("ab")) == ["a", "b"]
    assert len(heard) == 3  # nobody waits any more


def test_what_breaks_in_the_middle_leaves_nobody_listening() -> None:
    heard: list[int] = []

    def work() -> None:
        for row in each([1, 2, 3]):
            if row == 2:
                raise ValueError(row)

    with pytest.raises(ValueError, match="2"), told_to(lambda done, of: heard.append(done)):
        work()

    list(each([1]))
    assert heard == [1]
