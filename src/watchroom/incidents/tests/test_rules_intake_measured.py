"""The reader of calls held to our own sentences: every field, what it says, how exact, and that nothing is made up."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from watchroom.incidents.intake.naming import Named
from watchroom.incidents.intake.proposals import FIELDS, Proposal
from watchroom.incidents.intake.reading import proposals

ZONE = "Asia/Shanghai"
RECEIVED = datetime(2026, 2, 6, 16, 0, tzinfo=ZoneInfo(ZONE))
PLACES = (
    Named("ski-jump", "国家跳台滑雪中心", "National Ski Jumping Centre"),
    Named("biathlon", "国家冬季两项中心", "National Biathlon Centre"),
    Named("genting", "云顶滑雪公园", "Genting Snow Park"),
    Named("gate-c", "C 区入口", "Gate C"),
)
SENTENCES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "intake_sentences.yaml").read_text(encoding="utf-8")
)["sentences"]


def offered(each: Proposal) -> list[str]:
    """What a proposal would put into the form, in each of its choices."""
    if each.field == "position":
        return [f"{one.values['lon']},{one.values['lat']}" for one in each.choices]
    return [one.values[each.field] for one in each.choices]


def wanted(value: Any) -> list[str]:
    return [] if value is None else [str(one) for one in value] if isinstance(value, list) else [str(value)]


def compared(sentence: dict[str, Any]) -> list[tuple[str, str, list[str], list[str]]]:
    """Of each field of a sentence: right, wrong, missed or made up; what was wanted and what was offered."""
    found = {each.field: each for each in proposals(sentence["text"], RECEIVED, ZONE, PLACES)}
    rows = []
    for name in FIELDS:
        want, got = wanted(sentence["expect"].get(name)), offered(found[name]) if name in found else []
        if name == "position" and want and len(got) == 3:
            got = got[:1]  # without a datum all three are offered, WGS 84 first
        right = want == got and (not want or found[name].how == sentence.get("how", {}).get(name, found[name].how))
        if want or got:
            rows.append(
                (name, "right" if right else "missed" if not got else "made up" if not want else "wrong", want, got)
            )
    return rows


def test_the_measured_set_is_read_as_it_should_be(capsys: pytest.CaptureFixture[str]) -> None:
    counted: dict[tuple[bool, str], int] = {}
    amiss = []
    for sentence in SENTENCES:
        for name, verdict, want, got in compared(sentence):
            key = (bool(sentence.get("later")), verdict)
            counted[key] = counted.get(key, 0) + 1
            if verdict != "right":
                amiss.append(f"{verdict}: {name} {want} {got}  {sentence['text']}")
    with capsys.disabled():
        for later in (False, True):
            told = {verdict: n for (when, verdict), n in sorted(counted.items()) if when is later}
            print(f"\nintake, {'written later' if later else 'written with it'}: {told}")
        print(*amiss, sep="\n")
    assert len(SENTENCES) >= 60
    assert not amiss


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one["text"][:24])
def test_a_proposal_stands_where_its_words_are(sentence: dict[str, Any]) -> None:
    for each in proposals(sentence["text"], RECEIVED, ZONE, PLACES):
        said = sentence["text"][each.start : each.end]
        assert said == said.strip()
        assert said
        assert each.choices
        assert (each.asks is not None) == (len(each.choices) > 1) or each.field in ("place", "occurred_at")


@pytest.mark.parametrize(
    "text", ["九千万天前", "9999年12月31日23时 UTC", "0001年1月1日1时", "0000-00-00 25:61", "31日24时", "99月99日9时"]
)
def test_a_time_beyond_the_calendar_is_no_time(text: str) -> None:
    for each in proposals(text, RECEIVED, ZONE, PLACES):
        assert all(one.values[each.field].startswith("2026-") for one in each.choices)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("上周五傍晚仓库着火", ["2026-01-30 17:00 至 2026-01-31 00:00"]),
        ("last Tuesday there was a fire", ["2026-02-03 00:00 至 2026-02-04 00:00", "2026-01-27 00:00 至 2026-01-28 00:00"]),
        ("昨天着火了", ["2026-02-05 00:00 至 2026-02-06 00:00"]),
        ("今天着火了", []),
        ("本周日着火", []),
        ("周一带着火了", []),
    ],
)  # fmt: skip
def test_a_day_without_an_hour_is_the_span_that_it_is_and_the_hour_is_asked(text: str, choices: list[str]) -> None:
    found = [each for each in proposals(text, RECEIVED, ZONE, PLACES) if each.field == "occurred_at"]

    assert [one.words.zh for each in found for one in each.choices] == choices
    assert all(each.asks is not None and each.how == "about" for each in found)
