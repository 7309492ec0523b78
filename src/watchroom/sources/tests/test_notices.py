"""Feeds of warnings and disasters: where a message stands, whose links are followed, what an event's changes become."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from watchroom.kernel.cap.model import Alert
from watchroom.kernel.cap.tests import samples
from watchroom.sources.areas import shape_of
from watchroom.sources.connector import Asked
from watchroom.sources.connectors.cap_feed import CapFeed, CapFeedSettings, items_of
from watchroom.sources.connectors.cap_url import CapUrl, CapUrlSettings
from watchroom.sources.connectors.gdacs import Gdacs, GdacsSettings
from watchroom.sources.connectors.usgs_quakes import UsgsQuakes, UsgsQuakesSettings
from watchroom.sources.faults import FeedUnreadable
from watchroom.sources.noticing import quake_radius_km
from watchroom.sources.tests.test_connectors import FEED, Recorded, atom

pytestmark = pytest.mark.pure
HOST = "https://alerts.example.org"
ALERT = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{}</identifier><sender>s</sender></alert>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
EDXL = '<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0">{}</EDXLDistribution>'


def ask(body: str | bytes, hosts: tuple[str, ...] = (), memo: dict[str, Any] | None = None, **more: bytes) -> Asked:
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {
        FEED: (200, {}, body.encode() if isinstance(body, str) else body)
    }
    answers |= {f"{HOST}/{name}.xml": (200, {}, data) for name, data in more.items()}
    answers |= {"https://files.example.net/a.xml": (200, {}, b"elsewhere")}
    return CapFeed(CapFeedSettings(url=FEED, hosts=list(hosts))).ask(Recorded(answers), memo or {})


@pytest.mark.parametrize(
    "body",
    [
        ATOM.format(f'<entry><id>1</id><content type="text/xml">{ALERT.format("A")}</content></entry>'),
        ATOM.format(f"<entry><id>1</id><content>{ALERT.format('A').replace('<', '&lt;')}</content></entry>"),
        f"<rss><channel><item><guid>1</guid>{ALERT.format('A')}</item></channel></rss>",
        f"<rss><channel><item><description><![CDATA[{ALERT.format('A')}]]></description></item></channel></rss>",
        EDXL.format(f"<contentObject><xmlContent><embeddedXMLContent>{ALERT.format('A')}</embeddedXMLContent></xmlContent></contentObject>"),
        f"<alerts>{ALERT.format('A')}</alerts>",
        ALERT.format("A"),
    ],
)  # fmt: skip
def test_a_message_inside_a_feed_is_taken_from_there_and_once(body: str):
    first = ask(body)
    again = ask(body, memo=first.memo)

    assert [document.decode() for document in first.documents] == [ALERT.format("A")]
    assert (again.documents, again.faults, first.faults) == ([], [], [])


@pytest.mark.parametrize(
    "body",
    [
        ATOM.format('<entry><id>1</id><content src="/a.xml" type="application/cap+xml"/></entry>'),
        ATOM.format('<entry><link href="/a.xml" type="application/cap+xml"/></entry>'),  # without an id
        '<rss><channel><item><link>/page.html</link><enclosure url="/a.xml" type="application/cap+xml"/></item></channel></rss>',
        EDXL.format("<contentObject><nonXMLContent><mimeType>text/xml</mimeType><uri>/a.xml</uri></nonXMLContent></contentObject>"),
    ],
)  # fmt: skip
def test_a_message_that_a_feed_points_to_is_fetched(body: str):
    assert ask(body, a=b"A").documents == [b"A"]


def test_an_item_with_neither_message_nor_link_is_a_fault_and_costs_no_other():
    had = ask(ATOM.format(f"<entry><id>1</id></entry><entry><id>2</id>{ALERT.format('B')}</entry>"))

    assert len(had.documents) == 1
    assert [fault.code for fault in had.faults] == ["sources.FeedUnreadable"]


@pytest.mark.parametrize(
    ("link", "hosts", "followed"),
    [
        ("https://files.example.net/a.xml", ("files.example.net",), True),
        ("https://files.example.net/a.xml", ("FILES.example.net",), True),
        ("https://files.example.net/a.xml", (), False),
        ("https://files.example.net/a.xml", ("example.net",), False),
        ("https://files.example.net:8443/a.xml", ("files.example.net",), False),
        ("https://files.example.net@evil.example/a.xml", ("files.example.net",), False),
        ("file:///files.example.net/a.xml", ("files.example.net",), False),
    ],
)
def test_a_link_leads_only_to_hosts_that_the_settings_name(link: str, hosts: tuple[str, ...], followed: bool):
    """I-06."""
    had = ask(atom(("a", "1", link)), hosts)

    assert (had.documents == [b"elsewhere"]) is followed
    assert bool(had.faults) is not followed


@pytest.mark.parametrize("host", ["", "a/b", "user@a.example", "https://a.example"])
def test_a_host_is_a_name_and_nothing_else(host: str):
    with pytest.raises(ValueError, match="host"):
        CapFeedSettings(url=FEED, hosts=[host])


def test_every_shared_feed_gives_its_messages_or_their_addresses():
    folder = samples.shared()
    for row in samples.index(folder):
        if not row["file"].startswith("feeds/"):
            continue
        data = (folder / row["file"]).read_bytes()
        items = items_of(FEED, gzip.decompress(data) if row["file"].endswith(".gz") else data)
        inside = [item for item in items if item.document is not None]
        assert len(inside) == int(row["n_alert"]), row["file"]
        assert len({item.key for item in items}) == len(items), row["file"]


# ---- documents at addresses ----------------------------------------------------------------------------------------


def test_a_file_is_taken_when_it_has_changed_and_a_bad_one_is_asked_for_until_it_is_good():
    """F19, D-06: neither an error nor a broken file is “no warnings”, and a 304 does not make a bad file look well."""
    one, two = f"{HOST}/1.xml", f"{HOST}/2.xml"
    connector = CapUrl(CapUrlSettings(urls=[one, two]))
    good = ALERT.format("A").encode()
    first = connector.ask(Recorded({one: (200, {"etag": "1"}, good), two: (200, {"etag": "2"}, b"<html>")}), {})
    fetch = Recorded({one: (304, {}, b""), two: (500, {}, b"")})
    second = connector.ask(fetch, first.memo)
    third = connector.ask(Recorded({one: (200, {}, good), two: (200, {}, good.replace(b"A", b"B"))}), second.memo)

    assert [len(asked.documents) for asked in (first, second, third)] == [1, 0, 1]
    assert [len(asked.faults) for asked in (first, second, third)] == [1, 1, 0]
    assert [headers.get("If-None-Match") for _, headers in fetch.asked] == ["1", None]


# ---- earthquakes ---------------------------------------------------------------------------------------------------


def quake(id_: str = "ex1", mag: Any = 5.0, updated: int = 0, lon: float = 115.4, **more: Any) -> dict[str, Any]:
    at = 1_770_346_800_000
    told = {
        "mag": mag,
        "place": "Example",
        "time": at,
        "updated": at + updated,
        "type": "earthquake",
        "status": "automatic",
    }
    return {"id": id_, "properties": told | {"ids": f",{id_},"} | more, "geometry": {"coordinates": [lon, 40.9, 10]}}


def quakes(**settings: Any) -> Callable[..., Asked]:
    connector = UsgsQuakes(UsgsQuakesSettings(url=FEED, **settings))
    memo: dict[str, Any] = {}

    def next_(*features: Any) -> Asked:
        nonlocal memo
        asked = connector.ask(Recorded({FEED: (200, {}, orjson.dumps({"features": features}))}), memo)
        memo = orjson.loads(orjson.dumps(asked.memo))
        return asked

    return next_


def alerts(asked: Asked) -> list[Alert]:
    return [notice.alert for notice in asked.notices]


def test_an_earthquake_is_told_once_then_its_changes_then_its_withdrawal_in_one_chain():
    ask = quakes()
    (first,) = alerts(ask(quake()))
    assert alerts(ask(quake(updated=60_000))) == []  # a new timestamp is no news
    (second,) = alerts(ask(quake(mag=5.4, updated=120_000)))
    (third,) = alerts(ask(quake("ci9", mag=5.4, updated=180_000, status="reviewed", ids=",ex1,ci9,")))
    (last,) = alerts(ask(quake("ci9", updated=240_000, status="deleted", ids=",ex1,ci9,")))

    assert [one.msg_type for one in (first, second, third, last)] == ["Alert", "Update", "Update", "Cancel"]
    for before, after in ((first, second), (second, third), (third, last)):
        assert [(one.sender, one.identifier, one.sent) for one in after.references] == [
            (before.sender, before.identifier, before.sent_text)
        ]
        assert after.sent is not None
        assert before.sent is not None
        assert after.sent > before.sent
    assert "5.4" in third.infos[0].headline
    assert [one.code for one in first.notes] == ["area.estimate", "quake.automatic"]
    assert [one.code for one in third.notes] == ["area.estimate"]


def test_a_quake_that_falls_below_the_least_is_still_corrected():
    ask = quakes(least=5)
    ask(quake(mag=5.2))

    (again,) = alerts(ask(quake(mag=4.1, updated=60_000)))
    assert (again.msg_type, again.infos[0].severity) == ("Update", "Minor")
    assert alerts(ask(quake("other", mag=4.9))) == []


def test_readings_of_magnitude_are_of_near_quakes_and_each_once():
    ask = quakes(sensor="quake", lon=115.4, lat=40.9, within_km=300, sensor_least=3)
    near, far, weak = quake("a", 3.5), quake("b", 6.0, lon=100), quake("c", 2.9)

    found = [ask(near, far, weak), ask(quake("a", 3.7, updated=9))]
    assert [[list(offer.value) for offer in one.offers] for one in found] == [[[3.5]], []]
    assert [one.notices for one in found] == [[], []]


@pytest.mark.parametrize(("magnitude", "km"), [(3, 10), (4, 20), (6, 80), (7, 160), (9.5, 800), (1, 5), (-1, 5)])
def test_the_circle_around_an_epicentre_follows_the_stated_rule(magnitude: float, km: float):
    assert quake_radius_km(magnitude) == km


@pytest.mark.parametrize(
    "feature",
    [
        None,
        {},
        quake("a b"),
        quake(mag="x"),
        quake(lon=999),
        quake(mag=1e9),
        {"id": "x", "properties": {}, "geometry": None},
    ],
)
def test_an_entry_that_is_not_whole_costs_no_other(feature: Any):
    assert len(alerts(quakes()(feature, quake("good")))) == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"[" * 1000, b'{"features": {}}'])
def test_a_list_that_is_none_is_refused(body: bytes):
    with pytest.raises(FeedUnreadable):
        UsgsQuakes(UsgsQuakesSettings(url=FEED)).ask(Recorded({FEED: (200, {}, body)}), {})


def test_a_real_week_of_earthquakes_becomes_notices_with_sound_areas():
    path = samples.shared().parent / "hazards" / "usgs_earthquakes_week.geojson.gz"
    body = gzip.decompress(path.read_bytes())
    strong = [one for one in orjson.loads(body)["features"] if (one["properties"]["mag"] or 0) >= 4.5]
    asked = UsgsQuakes(UsgsQuakesSettings(url=FEED, least=4.5)).ask(Recorded({FEED: (200, {}, body)}), {})

    assert len(asked.notices) == len(strong) > 80
    for notice in asked.notices:
        area, _ = shape_of(notice.alert.infos[0].areas)
        assert area is not None
        assert notice.alert.sent is not None
        assert notice.alert.sent.year == 2018


# ---- GDACS ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "least", "count"), [("gdacs-rss-7d", "Orange", 2), ("gdacs-rss-24h", "Green", 20)])
def test_real_lists_of_disasters_become_notices_in_both_languages(name: str, least: Any, count: int):
    body = gzip.decompress((samples.shared().parent / "hazards" / f"{name}.xml.gz").read_bytes())
    asked = Gdacs(GdacsSettings(url=FEED, least=least)).ask(Recorded({FEED: (200, {}, body)}), {})

    assert len(asked.notices) >= count
    for notice in asked.notices:
        alert = notice.alert
        assert [info.language for info in alert.infos] == ["zh-CN", "en"]
        assert alert.infos[0].headline != alert.infos[1].headline
        assert alert.sent is not None
        assert datetime(2019, 12, 1, tzinfo=UTC) < alert.sent < datetime(2020, 1, 1, tzinfo=UTC)
        assert notice.raw.startswith(b"<item")
    again = Gdacs(GdacsSettings(url=FEED, least=least)).ask(Recorded({FEED: (200, {}, body)}), asked.memo)
    assert not {one.alert.identifier for one in asked.notices} & {one.alert.identifier for one in again.notices}
