"""The strict rules: their own cases, and their verdict beside that of the published schemas where those are present."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from watchroom.kernel.cap import leaf
from watchroom.kernel.cap.strict import Violation, violations
from watchroom.kernel.cap.tests import samples
from watchroom.kernel.cap.tests.mutate import spoil
from watchroom.kernel.cap.tree import NAMESPACES, VERSIONS, namespace, parse

SPOILED = 2_000


def judged(xml: bytes) -> list[Violation]:
    return violations(parse(xml).alerts[0])


def schemas() -> dict[str, etree.XMLSchema]:
    folder = samples.shared() / "schema"
    return {v: etree.XMLSchema(etree.parse(folder / f"cap{v.replace('.', '')}.xsd")) for v in VERSIONS.values()}


def test_a_sound_alert_breaks_no_rule() -> None:
    assert judged(samples.SMALL.encode()) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("<sender>eoc@example.org</sender>", "", "cap.missing", "alert (line 2)"),
        (
            "<scope>Public</scope>",
            "<scope>Public</scope><scope>Public</scope>",
            "cap.repeated",
            "alert/scope[2] (line 8)",
        ),
        ("<status>Exercise</status>", "<status>Drill</status>", "cap.choice", "alert/status (line 6)"),
        (
            "<sent>2026-02-06T11:21:00+08:00</sent>",
            "<sent>2026-02-06T03:21:00Z</sent>",
            "cap.value",
            "alert/sent (line 5)",
        ),
        ("<event>大风</event>", "<event>大风<b/></event>", "cap.no_children", "alert/info[1]/event (line 12)"),
        ("<info>", '<info lang="zh">', "cap.attribute", "alert/info[1] (line 9)"),
        ("<info>", "<info>loose", "cap.loose_text", "alert/info[1] (line 9)"),
        (
            "<scope>Public</scope>",
            "<scope>Public</scope><colour>red</colour>",
            "cap.unexpected",
            "alert/colour (line 8)",
        ),
        ("<language>zh-CN</language>", "<language>zh_CN</language>", "cap.value", "alert/info[1]/language (line 10)"),
    ],
)
def test_a_broken_rule_is_named_with_its_place_in_both_languages(old: str, new: str, code: str, place: str) -> None:
    found = judged(samples.with_line(old, new))

    assert [(one.code, one.place) for one in found] == [(code, place)]
    assert found[0].text.zh != found[0].text.en


def test_an_element_out_of_order_says_where_it_belongs() -> None:
    moved = samples.SMALL.replace("    <event>大风</event>\n", "").replace(
        "    <headline>", "    <event>大风</event>\n    <headline>"
    )

    found = judged(moved.encode())

    assert [one.code for one in found] == ["cap.order"]
    assert found[0].text.en == "The element event is out of order: it belongs before expires."


def test_what_the_versions_differ_in_is_judged_by_the_version() -> None:
    draft = samples.SMALL.replace("Exercise<", "Draft<").replace("<scope>Public</scope>", "")
    by_version = {
        version: sorted(one.code for one in judged(draft.replace(NAMESPACES["1.2"], NAMESPACES[version]).encode()))
        for version in NAMESPACES
    }

    assert by_version == {"1.0": ["cap.choice", "cap.choice"], "1.1": ["cap.missing"], "1.2": ["cap.missing"]}


def test_a_namespace_that_is_not_of_cap_is_the_only_complaint() -> None:
    assert [one.code for one in judged(samples.SMALL.replace("cap:1.2", "cap:9.9").encode())] == ["cap.namespace"]


def test_a_file_full_of_faults_gives_a_bounded_list() -> None:
    many = samples.with_line("<scope>", "<x/>" * 5_000 + "<scope>")

    assert len(judged(many)) == 200


def test_blanks_around_a_time_are_no_fault_in_any_version() -> None:
    for version in NAMESPACES:
        xml = samples.with_line("<sent>2026-02-06T11:21:00+08:00</sent>", "<sent>\n 2026-02-06T11:21:00+08:00\n</sent>")
        found = judged(xml.replace(NAMESPACES["1.2"].encode(), NAMESPACES[version].encode()))
        assert not [one for one in found if "sent" in one.place]


@given(st.text(alphabet="a1:/?#[]@%4F .-+é\n{", max_size=12))
def test_an_address_is_judged_in_one_pass_whatever_it_holds(text: str) -> None:
    assert leaf.is_address(
        "http://example.org/" + text.replace("%", "").replace("#", "").replace("[", "").replace("]", "")
    )
    assert leaf.is_address(text) in (True, False)


def test_every_shared_example_gets_the_verdict_of_its_schema() -> None:
    folder, by_version, compared = samples.shared(), schemas(), 0
    files = [(row["file"], (folder / row["file"]).read_bytes()) for row in samples.index(folder)]
    files += [(row["n"], data) for row, data in samples.mexican(folder)]

    for name, data in files:
        for alert in parse(data).alerts:
            schema = by_version.get(VERSIONS.get(namespace(alert), ""))
            theirs = schema is not None and schema.validate(etree.fromstring(etree.tostring(alert, with_tail=False)))
            assert (not violations(alert)) == theirs, name
            compared += 1
    assert compared > 490


def test_spoiled_alerts_get_the_verdict_of_the_schema() -> None:
    """Deleted, doubled, moved and renamed elements, bad dates and words: several thousand, the same ones each time."""
    folder, by_version, chance = samples.shared(), schemas(), random.Random(20260206)
    sound = [
        parse((folder / row["file"]).read_bytes()).alerts for row in samples.index(folder) if int(row["bytes"]) < 12_000
    ]
    alerts = [alert for group in sound for alert in group[:1]]
    accepted = 0

    for _ in range(SPOILED):
        alert = chance.choice(alerts)
        if chance.random() < 0.4 and namespace(alert) in VERSIONS:
            other = chance.choice(list(NAMESPACES.values()))
            text = etree.tostring(alert, with_tail=False).replace(namespace(alert).encode(), other.encode())
            alert = etree.fromstring(text)
        made = spoil(alert, chance, chance.choice((0, 1, 1, 1, 2)))
        schema = by_version.get(VERSIONS.get(namespace(made), ""))
        theirs = schema is not None and schema.validate(made)
        assert (not violations(made)) == theirs, etree.tostring(made, encoding="unicode")[:2_000]
        accepted += theirs
    assert 0 < accepted < SPOILED
