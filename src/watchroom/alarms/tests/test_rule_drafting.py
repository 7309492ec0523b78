"""A rule is written by one person and put in force by another, who approves exactly what he read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from watchroom.alarms import queries, rule_drafting, rule_queries
from watchroom.alarms.faults import (
    CodeTaken,
    LimitOutOfRange,
    NoDraft,
    NoSuchRule,
    NoSuchSensor,
    NoSuchVersion,
    NotExpressible,
    NotLive,
    RuleChanged,
    SameHand,
    UnknownDetector,
    WordsMissing,
    WrongCode,
    WrongInputs,
    WrongPriority,
    WrongSettings,
    WrongText,
)
from watchroom.alarms.from_signal import draft_from
from watchroom.alarms.models import Rule, RuleVersion
from watchroom.alarms.rule_actions import put_rule, take_off
from watchroom.alarms.rule_content import Content, fingerprint
from watchroom.alarms.rule_queries import Wanted
from watchroom.alarms.tests.scene import TOLD, WIND, hill, wind_rule
from watchroom.journal.models import Entry
from watchroom.kernel.faults import Fault
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast

CODE = "jump-wind-4"
TALK = {name: str(text) for name, text in TOLD.items()}
CONTENT = Content("threshold", "jump-wind", WIND, 2, TALK)


def limit(value: float) -> Content:
    return replace(CONTENT, settings=WIND | {"limit": value})


def live(cast: Any, draft: RuleVersion) -> RuleVersion:
    return rule_drafting.put_live(cast, draft.rule.code, draft.number, fingerprint=fingerprint(draft.content.hash))


def kinds() -> list[str]:
    return list(Entry.objects.filter(kind__startswith="alarms.rule").order_by("id").values_list("kind", flat=True))


def test_a_rule_is_written_by_one_and_put_live_by_another(cast: Cast) -> None:
    sensor = hill()
    draft = rule_drafting.write(cast.lin, CODE, CONTENT)

    assert (draft.number, draft.state, draft.author_id) == (1, "draft", cast.lin.person)
    assert queries.rule_specs(sensor.partition) == []
    assert rule_drafting.write(cast.lin, CODE, limit(4.0)).pk == draft.pk, "the same content is no new version"

    row = live(cast.chen, draft)
    (spec,) = queries.rule_specs(sensor.partition)
    assert (row.state, row.approver_id, row.approved_hash) == ("live", cast.chen.person, draft.content.hash)
    assert (spec.version, spec.settings["limit"], Rule.objects.get().live) == (1, 4, True)
    assert kinds() == ["alarms.rule_drafted", "alarms.rule_put"]
    put = Entry.objects.get(kind="alarms.rule_put")
    assert (put.actor, put.facts["written_by"], put.facts["hash"]) == (
        cast.chen.actor,
        cast.lin.actor,
        row.approved_hash,
    )


def test_nobody_puts_live_what_has_his_own_hand_in_it(cast: Cast) -> None:
    hill()
    draft = rule_drafting.write(cast.chen, CODE, CONTENT)
    with pytest.raises(SameHand):
        live(cast.chen, draft)
    edited = rule_drafting.write(cast.zhao, CODE, limit(5))
    for one in (cast.chen, cast.zhao):  # both have written
        with pytest.raises(SameHand):
            live(one, edited)
    for one in (cast.lin, cast.guest, cast.wall):  # no right, whoever wrote it
        with pytest.raises(NotAllowed):
            live(one, edited)
    assert not Rule.objects.get().live
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds it too
        RuleVersion.objects.filter(pk=edited.pk).update(approver_id=cast.zhao.person)


def test_a_change_after_it_was_read_voids_the_approval(cast: Cast) -> None:
    hill()
    read = rule_drafting.write(cast.lin, CODE, CONTENT)
    mark = fingerprint(read.content.hash)
    newer = rule_drafting.write(cast.lin, CODE, limit(9))
    for number, given in ((1, mark), (2, mark), (1, newer.content.hash), (2, ""), (7, newer.content.hash)):
        with pytest.raises(RuleChanged):
            rule_drafting.put_live(cast.chen, CODE, number, fingerprint=given)
    RuleVersion.objects.filter(pk=newer.pk).update(settings=WIND | {"limit": 3.6})  # past every action of ours
    with pytest.raises(RuleChanged):
        rule_drafting.put_live(cast.chen, CODE, 2, fingerprint=newer.content.hash)
    assert not Rule.objects.get().live


def test_a_draft_beside_a_live_rule_judges_nothing_until_it_replaces_it(cast: Cast) -> None:
    rule = wind_rule()
    draft = rule_drafting.write(cast.lin, CODE, replace(limit(6), told=TALK | {"title_zh": "新名称"}))

    rule.refresh_from_db()
    assert (rule.version, rule.settings["limit"], rule.title_zh) == (1, 4, TOLD["title_zh"])
    assert (draft.number, draft.base) == (2, 1)
    live(cast.zhao, draft)
    rule.refresh_from_db()
    assert (rule.version, rule.settings["limit"], rule.title_zh) == (2, 6, "新名称")
    assert [(one.number, one.state) for one in rule.versions.order_by("number")] == [(1, "retired"), (2, "live")]
    assert [spec.version for spec in queries.rule_specs(rule.watched.partition)] == [2]


def test_going_back_is_a_new_version_with_the_old_content(cast: Cast) -> None:
    wind_rule()
    live(cast.chen, rule_drafting.write(cast.lin, CODE, limit(6)))
    back = rule_drafting.go_back(cast.chen, CODE, 1)

    assert (back.number, back.base, back.state, back.note) == (3, 1, "draft", "← v1")
    assert back.content.hash == RuleVersion.objects.get(number=1).content.hash
    with pytest.raises(SameHand):
        live(cast.chen, back)
    live(cast.zhao, back)
    assert Rule.objects.get().settings["limit"] == 4
    with pytest.raises(NoSuchVersion):
        rule_drafting.go_back(cast.chen, CODE, 9)


def test_a_draft_may_owe_words_and_cannot_go_live_without(cast: Cast) -> None:
    hill()
    draft = rule_drafting.write(cast.lin, CODE, replace(CONTENT, told=TALK | {"action_en": " "}))
    with pytest.raises(WordsMissing) as refusal:
        live(cast.chen, draft)
    assert "处置（英文）" in refusal.value.words.zh
    assert not Rule.objects.get().live


def test_a_draft_is_dropped_and_a_live_rule_is_taken_off(cast: Cast) -> None:
    wind_rule()
    rule_drafting.write(cast.lin, CODE, limit(6))
    with pytest.raises(NotAllowed):
        rule_drafting.drop(cast.sun, CODE)
    assert rule_drafting.drop(cast.lin, CODE).state == "retired"
    for act in (
        lambda: rule_drafting.drop(cast.lin, CODE),
        lambda: rule_drafting.put_live(cast.chen, CODE, 2, fingerprint=""),
    ):
        with pytest.raises(NoDraft):
            act()
    with pytest.raises(NotAllowed):
        rule_drafting.stop(cast.lin, CODE)
    assert not rule_drafting.stop(cast.chen, CODE).live
    assert RuleVersion.objects.get(number=1).state == "retired"
    with pytest.raises(NotLive):
        rule_drafting.stop(cast.chen, CODE)
    assert kinds() == ["alarms.rule_put", "alarms.rule_drafted", "alarms.rule_draft_dropped", "alarms.rule_put"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"detector": "oracle"}, UnknownDetector), ({"sensor": "nowhere"}, NoSuchSensor), ({"priority": 5}, WrongPriority),
        ({"settings": {}}, WrongSettings), ({"settings": {"limit": 400}}, LimitOutOfRange), ({"inputs": ("a",)}, WrongInputs),
        ({"told": TALK | {"title_zh": "字" * 129}}, WrongText), ({"told": TALK | {"cause_en": "a\x00"}}, WrongText),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_not_kept_even_as_a_draft(
    cast: Cast, change: dict[str, Any], fault: type[Fault]
) -> None:
    hill()
    with pytest.raises(fault):
        rule_drafting.write(cast.lin, CODE, replace(CONTENT, **change))
    assert not RuleVersion.objects.exists()


def test_codes_are_checked_and_none_is_taken_twice(cast: Cast) -> None:
    wind_rule()
    for code in ("", "Großes", "a b", "-x", "x" * 65, "new", "signals", "a/b"):
        with pytest.raises(WrongCode):
            rule_drafting.write(cast.lin, code, CONTENT)
    with pytest.raises(CodeTaken):
        rule_drafting.write(cast.lin, CODE, CONTENT, new=True)
    for act in (rule_drafting.drop, rule_drafting.stop):
        with pytest.raises(NoSuchRule):
            act(cast.chen, "none")


def test_set_up_goes_into_force_at_once_and_is_on_record(cast: Cast) -> None:
    wind_rule()
    rule_drafting.write(cast.lin, CODE, limit(6))
    put_rule(CODE, detector="threshold", sensor="jump-wind", settings=WIND | {"limit": 7}, priority=2, **TOLD)

    found = rule_queries.whole(cast.lin, CODE)
    assert [(one.number, one.state, one.written_by) for one in found.versions] == [
        (3, "live", "ops:setup"), (2, "draft", cast.lin.actor), (1, "retired", "ops:setup"),
    ]  # fmt: skip
    take_off(cast.chen, CODE)
    assert (Rule.objects.get().version, rule_queries.whole(cast.lin, CODE).live) == (3, None)


def test_the_list_is_searched_and_filtered(cast: Cast) -> None:
    wind_rule()
    rule_drafting.write(cast.lin, "jump-gale", replace(limit(8), priority=1))
    put_rule("jump-old", detector="threshold", sensor="jump-wind", settings=WIND, priority=4, live=False)
    rule_drafting.drop(cast.lin, "jump-old")

    def codes(**wanted: str) -> list[str]:
        return [one.rule.code for one in rule_queries.listing(cast.lin, Wanted(**wanted))]

    assert codes() == ["jump-gale", CODE, "jump-old"]
    assert [codes(state=state) for state in ("live", "draft", "off")] == [[CODE], ["jump-gale"], ["jump-old"]]
    assert codes(text="GALE") == ["jump-gale"]
    assert codes(text="国家跳台滑雪中心") == ["jump-gale", CODE, "jump-old"]
    assert [codes(detector="other"), codes(sensor="jump-gust"), codes(place="elsewhere"), codes(text="nothing")] == [
        []
    ] * 4
    assert len(codes(detector="threshold", sensor="jump-wind", place="ski-jump")) == 3
    asks: list[Callable[[], Any]] = [
        lambda: rule_queries.listing(cast.guest, Wanted()), lambda: rule_queries.whole(cast.guest, CODE),
        lambda: rule_queries.in_force(cast.guest, CODE),
    ]  # fmt: skip
    for ask in asks:
        with pytest.raises(NotAllowed):
            ask()


def test_a_criterion_is_drafted_once_and_says_where_it_comes_from(cast: Cast) -> None:
    hill()
    made = draft_from(cast.lin, "大风", "蓝色", "jump-wind")

    assert (made.rule.code, made.state, made.priority, made.origin) == (
        "jump-wind-gale-blue",
        "draft",
        4,
        "cma-2007/gale/blue",
    )
    assert made.settings["limit"] == 10.8
    assert draft_from(cast.lin, "gale", "blue", "jump-wind").pk == made.pk
    live(cast.chen, made)
    with pytest.raises(NotExpressible):
        draft_from(cast.lin, "rainstorm", "red", "jump-wind")
    with pytest.raises(NotAllowed):
        draft_from(cast.sun, "gale", "red", "jump-wind")


def test_rules_from_before_versions_were_kept_become_their_first_version(clock: Any) -> None:
    import importlib

    from django.apps import apps

    wind_rule()
    put_rule("jump-draft", detector="threshold", sensor="jump-wind", settings=WIND, priority=3, live=False)
    RuleVersion.objects.all().delete()
    importlib.import_module("watchroom.alarms.migrations.0003_rule_drafts").first_versions(apps, None)

    rows = {one.rule.code: one for one in RuleVersion.objects.select_related("rule", "sensor")}
    assert {code: (one.number, one.state) for code, one in rows.items()} == {
        CODE: (1, "live"),
        "jump-draft": (1, "draft"),
    }
    assert rows[CODE].approved_hash == rows[CODE].content.hash
