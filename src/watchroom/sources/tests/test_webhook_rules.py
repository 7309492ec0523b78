"""Webhooks: places in other people's JSON, presets, and bodies that nobody meant."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from watchroom.kernel.faults import Fault
from watchroom.sources.connector import Came
from watchroom.sources.connectors.owntracks import OwnTracks
from watchroom.sources.connectors.webhook import Webhook
from watchroom.sources.faults import NoPosition, NotReadable, TooDeep, TooLarge, TooMany
from watchroom.sources.paths import BadPath, Missing, check_filter, check_path, check_template, filled, fits, look, walk
from watchroom.sources.payloads import Offer
from watchroom.sources.readings import MOST_MESSAGE, MOST_READINGS

pytestmark = pytest.mark.pure
HOSTILE = [
    (b"", NotReadable), (b"[" * 9 + b"]" * 9, TooDeep), (b" " * (MOST_MESSAGE + 1), TooLarge), ("{}".encode("utf-16"), NotReadable),
    (b'{"a": ', NotReadable), (b"\xff\xfe", NotReadable),
]  # fmt: skip


def hear(body: Any, **settings: Any) -> Offer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Webhook(Webhook.Settings.model_validate(settings)).hear(Came(data))


def rows(offer: Offer) -> list[Any]:
    return list(zip(offer.sensor, offer.value, offer.measured, offer.unit, strict=True))


# ---- places ---------------------------------------------------------------------------------------------------------

DOC = {"a": {"b-c": [10, {"d e": "x"}]}, "名": 1, "s": [{"r": [{"v": 1}, {"v": 2}]}, {"r": [{"v": 3}]}, {}, 7]}


@pytest.mark.parametrize(
    ("path", "found"),
    [("a.b-c[0]", 10), ('a.b-c[1]."d e"', "x"), ("名", 1), ("^.a.b-c[0]", 10), ("=4 m/s", "4 m/s"), ("", DOC)],
)
def test_a_place_leads_to_what_stands_there(path: str, found: object):
    assert look(check_path(path), DOC, DOC) == found


@pytest.mark.parametrize("path", ["a.x", "a.b-c[2]", "a[0]", "名.x", "s[0].r.v"])
def test_a_place_that_is_not_there_is_missing_and_says_its_name(path: str):
    found = look(check_path(path), DOC, DOC)

    assert isinstance(found, Missing)
    assert repr(found) == f"{path}?"


@pytest.mark.parametrize(
    "path", ["a..b", ".a", "a.", "a[", "a[-1]", "a[99999]", "a b", 'a."', "a.b()", "a[*]", "x" * 201, ".".join("a" * 17), "__import__('os')"]
)  # fmt: skip
def test_what_is_no_place_is_refused_when_it_is_entered(path: str):
    with pytest.raises(BadPath):
        check_path(path)


def test_lists_in_lists_are_walked_and_what_is_no_list_gives_nothing():
    assert [one["v"] for one in walk(check_path("s[*].r[*]", each=True), DOC)] == [1, 2, 3]
    assert list(walk("a[*]", DOC)) == []


def test_a_template_takes_its_other_word_only_where_it_has_one():
    assert filled(check_template("{名}/{x|none}"), DOC, DOC) == "1/none"
    assert repr(filled("{名}/{x}", DOC, DOC)) == "x?"
    assert repr(filled("{a}", DOC, DOC)) == "a?"  # a whole object is no name
    for wrong in ("{a", "a}", "{a.}", "x" * 201):
        with pytest.raises(BadPath):
            check_template(wrong)


# ---- the connector --------------------------------------------------------------------------------------------------

OWN: dict[str, Any] = {
    "each": "r[*]",
    "readings": [{"sensor": "{n}", "value": "v", "unit": "u", "time": "t", "time_in": "s"}],
}


def test_names_times_units_and_words_are_taken_as_the_settings_say():
    at = [
        {
            "sensor": "{n}",
            "value": "v",
            "values": {"on": 1, "true": 1, "false": 0},
            "time": "t",
            "time_in": "s",
            "unit": "u",
        }
    ]
    body = {
        "r": [
            {"n": "A", "v": "on", "t": 1.5, "u": "kn"},
            {"n": 7, "v": False, "t": 2},
            {"n": "c", "v": 3.5, "t": "soon"},
        ]
    }
    found = rows(hear(body, **(OWN | {"readings": at, "sensors": {"A": "a-1"}})))

    assert found[0] == ("a-1", 1.0, 1500, "kn")
    assert found[1][:3] == ("7", 0.0, 2000)
    assert found[2][:3] == ("c", 3.5, "'soon'")  # a time that is none is refused later, by name


def test_what_an_item_lacks_is_refused_alone_and_what_may_lack_is_passed_over():
    body = {"r": [{"n": "a"}, {"v": 2}, {"n": "c", "v": 3}]}
    found = rows(hear(body, each="r[*]", readings=[{"sensor": "{n}", "value": "v"}]))
    assert [(repr(sensor), repr(value)) for sensor, value, _, _ in found] == [("'a'", "v?"), ("n?", "2"), ("'c'", "3")]

    optional = [{"sensor": "{n}", "value": "v", "optional": True, "skip": [3]}]
    assert [one[1] for one in rows(hear(body, each="r[*]", readings=optional))] == [2]


def test_only_items_that_the_settings_want_are_taken_and_true_is_not_one():
    body = {"r": [{"n": "a", "v": 1, "ok": True}, {"n": "b", "v": 2, "ok": False}, {"n": "c", "v": 3}]}
    told = {"each": "r[*]", "when": {"ok": True}, "readings": [{"sensor": "{n}", "value": "v"}]}
    assert [one[0] for one in rows(hear(body, **told))] == ["a"]


@pytest.mark.parametrize(
    "settings",
    [
        {}, {"preset": "frigate", "readings": [{"sensor": "a", "value": "b"}]}, {"readings": [{"sensor": "{a", "value": "b"}]},
        {"readings": [{"sensor": "a", "value": "b[*]"}]}, {"preset": "nagios"}, {"preset": "traccar", "sensors": {"x": "Not a code"}},
        {"preset": "traccar", "sensors": {"\u202ex": "a"}}, {"preset": "traccar", "when": {"a..b": 1}},
        {"readings": [{"sensor": "a", "value": "b"}] * 21},
    ],
)  # fmt: skip
def test_settings_that_say_nothing_or_nonsense_are_refused(settings: dict[str, Any]):
    with pytest.raises(ValidationError):
        Webhook.Settings.model_validate(settings)


@pytest.mark.parametrize(("body", "fault"), HOSTILE)
def test_a_webhooks_body_that_is_none_is_refused(body: bytes, fault: type[Fault]):
    with pytest.raises(fault):
        hear(body, preset="alertmanager")


@pytest.mark.parametrize(
    "body", [7, "x", None, [], {"alerts": "x"}, {"alerts": [7, None, []]}, {"alerts": [{"status": {}}]}]
)
def test_json_of_another_form_breaks_nothing(body: object):
    offer = hear(body, preset="alertmanager")
    assert all(isinstance(name, Missing) for name in offer.sensor)


def test_a_flood_in_one_message_is_refused_whole():
    body = {"r": [{"n": "a", "v": 1}] * (MOST_READINGS // 2 + 1)}
    with pytest.raises(TooMany):
        hear(body, each="r[*]", readings=[{"sensor": "{n}", "value": "v"}] * 2)


def test_numbers_that_are_none_go_on_to_be_refused_alone():
    found = rows(hear(b'{"r": [{"n": "a", "v": NaN}, {"n": "b", "v": 1e999}, {"n": "c", "v": "12,5"}]}', **OWN))
    assert [repr(one[1]) for one in found] == ["nan", "inf", "'12,5'"]


# ---- phones ---------------------------------------------------------------------------------------------------------


def phone(body: Any, **settings: Any) -> Offer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return OwnTracks(OwnTracks.Settings.model_validate(settings)).hear(Came(data))


@pytest.mark.parametrize(("body", "fault"), [*HOSTILE, (b"7", NoPosition), (b"[]", NoPosition), (b'{"_type": 7}', NoPosition),
                                             (b'{"_type": "encrypted", "data": "x"}', NoPosition), (b'{"_type": "location", "lat": 1}', NoPosition)])  # fmt: skip
def test_a_phones_message_that_is_none_is_refused(body: bytes, fault: type[Fault]):
    with pytest.raises(fault):
        phone(body, unit="amb-1")


def test_an_unknown_phone_is_offered_under_its_own_name_so_that_a_person_sees_it():
    offer = phone({"_type": "location", "lat": 40.9, "lon": 115.4, "tid": "zz", "tst": 1770346800})
    assert list(offer.sensor) == ["zz-lon", "zz-lat"]


@pytest.mark.parametrize("tst", [None, "soon", -5, 1e300, True, []])
def test_a_position_without_a_proper_time_is_not_dated_to_now(tst: object):
    offer = phone({"_type": "location", "lat": 40.9, "lon": 115.4, "tst": tst}, unit="a")
    assert offer.measured[0] not in (None, 0)


# ---- over MQTT -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "topic", "fit"),
    [("events", "events", True), ("events", "events/x", False), ("+/person", "gate/person", True), ("+/person", "person", False),
     ("#", "a/b/c", True), ("gate/#", "gate/person", True), ("gate/#", "gate", True), ("gate/#", "door/person", False), ("a/b/#", "a", False)],
)  # fmt: skip
def test_a_filter_means_the_topics_that_mqtt_means_by_it(wanted: str, topic: str, fit: bool):
    assert fits(check_filter(wanted), topic.split("/")) is fit


@pytest.mark.parametrize("wanted", ["", "a//b", "#/a", "a+", "a/b#", "x" * 201, "a\n"])
def test_what_is_no_filter_is_refused_when_it_is_entered(wanted: str):
    with pytest.raises(BadPath):
        check_filter(wanted)


def test_a_level_of_the_topic_may_name_the_sensor():
    assert filled(check_template("{/1}/{/2|none}-{v}"), {"v": 3}, {}, ["gate"]) == "gate/none-3"
    assert isinstance(filled("{/2}", {}, {}, ["gate"]), Missing)


@pytest.mark.parametrize(
    ("topic", "body"),
    [("available", b"online"), ("stats", b'{"cpu": 1}'), ("gate-c/person", b"1"), ("gate-c/person/snapshot", b"\xff\xd8\xff"), ("gate-c/motion", b"ON"),
     ("reviews", b'{"type": "new"}')],
)  # fmt: skip
def test_what_frigate_publishes_besides_its_events_is_passed_over_and_is_no_fault(topic: str, body: bytes):
    frigate = Webhook(Webhook.Settings.model_validate({"preset": "frigate"}))

    assert len(frigate.hear(Came(body, f"sensors/frigate-1/{topic}"))) == 0
    with pytest.raises(NotReadable):
        frigate.hear(Came(b"online", "sensors/frigate-1/events"))
