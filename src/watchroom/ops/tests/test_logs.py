"""The log: what a stranger writes into a request cannot pass for a line of ours, nor steer the terminal of who reads it."""

import io
import logging

import pytest

from watchroom.ops.logs import Line, safe

pytestmark = pytest.mark.pure


def lines(say: str, *facts: object, wrong: Exception | None = None) -> list[str]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line())
    logger = logging.Logger("watchroom.test")
    logger.addHandler(handler)
    logger.error(say, *facts, exc_info=wrong)
    return out.getvalue().splitlines()


def test_a_record_is_one_line_whatever_was_put_into_it() -> None:
    forged = "x\r\n2026-02-06 02:00:00 INFO watchroom all is well\x1b[2J\u202egnp.exe\u2028next"
    (line,) = lines("Not Found: %s", forged)
    assert line.isprintable()
    assert r"\u000d\u000a2026" in line
    assert r"\u001b[2J\u202e" in line


def test_the_text_of_an_exception_stays_below_its_record() -> None:
    told = lines("it broke", wrong=ValueError("no\n2026-02-06 02:00:00,000 INFO watchroom forged"))
    assert " ERROR watchroom.test it broke" in told[0]
    assert all(line.startswith("    ") for line in told[1:])
    assert any("forged" in line for line in told)


def test_no_token_of_a_sign_in_link_is_written_down() -> None:
    (line,) = lines("Gone: %s", "/sign-in/AbC-d_e123~%2E")
    assert line.endswith("Gone: /sign-in/…")
    assert "AbC" not in safe("Not Found: /duty/feed/AbC-d_e123.ics")
    assert safe("/sign-in?next=/duty/") == "/sign-in?next=/duty/"


def test_words_of_both_languages_stay_as_they_are() -> None:
    assert safe("监测进程：跳台 5.2 m/s\tok") == "监测进程：跳台 5.2 m/s\tok"
