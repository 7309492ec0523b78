"""The terminal says each tenth of a long table, and nothing of a short one."""

import pytest

from watchroom.kernel.progress import each, told_to
from watchroom.ops.acting import counted

pytestmark = pytest.mark.once


def test_each_tenth_of_a_long_table_is_said_beside_what_the_word_gives(capsys: pytest.CaptureFixture[str]) -> None:
    with told_to(counted()):
        list(each(range(5000), 5000))
        list(each(range(20), 20))

    out, said = capsys.readouterr()
    assert out == ""
    assert said.splitlines()[0].split()[0] == "500/5000"
    assert len(said.splitlines()) == 10
