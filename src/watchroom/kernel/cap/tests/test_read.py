"""The tolerant reader, case by case of what senders have really done (FAULTS F01-F20) and what hostile ones may do."""

import gzip
import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from watchroom.kernel.cap import Alert, CapRefused, Document, read
from watchroom.kernel.cap.faults import (
    CapDoctype,
    CapEncodingUnknown,
    CapNoAlert,
    CapNotXml,
    CapTooDeep,
    CapTooLarge,
    CapTooMany,
)
from watchroom.kernel.cap.tests import samples
from watchroom.kernel.cap.tests.samples import EAST, SMALL, with_line, with_polygon

CLOSED = ((115.44, 40.9), (115.48, 40.9), (115.48, 40.93), (115.44, 40.9))
DAY = timedelta(days=1)


def alert_of(xml: bytes | str) -> Alert:
    return read(xml.encode() if isinstance(xml, str) else xml).alert


def codes(document: Document) -> list[str]:
    return [note.code for note in (*document.notes, *document.alert.notes)]


def ring_of(xml: bytes) -> tuple[tuple[float, float], ...]:
    return alert_of(xml).infos[0].areas[0].polygons[0].rings[0]


def test_a_sound_alert_is_read_without_a_note() -> None:
    document = read(SMALL.encode())

    assert codes(document) == []
    assert (document.kind, document.encoding, document.alert.version) == ("alert", "utf-8", "1.2")
    info = document.alert.infos[0]
    assert (info.language, info.event, info.headline) == ("zh-CN", "大风", "大风黄色预警：请注意防范")
    assert info.expires == datetime(2026, 2, 6, 15, tzinfo=EAST)
    assert ring_of(SMALL.encode()) == CLOSED


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\n 40.9,115.44  40.9,115.48\t40.93,115.48\n40.9,115.44 \n", ""),
        ("40.9, 115.44 40.9 ,115.48 40.93 , 115.48 40.9,115.44", ""),
        ("40.9，115.44 40.9，115.48 40.93，115.48 40.9，115.44", ""),
        ("(40.9,115.44) (40.9,115.48) (40.93,115.48) (40.9,115.44)", "cap.coordinates_brackets"),
        ("40.9 115.44 40.9 115.48 40.93 115.48 40.9 115.44", "cap.coordinates_spaced"),
        ("40.9,115.44,40.9,115.48,40.93,115.48,40.9,115.44", "cap.coordinates_spaced"),
        ("40.9,115.44 40.9,115.48 40.93,115.48", "cap.polygon_open"),
        ("115.44,40.9 115.48,40.9 115.48,40.93 115.44,40.9", "cap.axes_swapped"),
    ],
)
def test_however_the_coordinates_are_written_the_ring_is_the_same(text: str, code: str) -> None:
    document = read(with_polygon(text))

    assert ring_of(with_polygon(text)) == CLOSED
    assert (code in codes(document)) if code else codes(document) == []


def test_a_bow_tie_is_untangled_and_marked_and_its_text_kept() -> None:
    text = "40.80,114.80 40.90,114.90 40.80,114.90 40.90,114.80 40.80,114.80"
    polygon = alert_of(with_polygon(text)).infos[0].areas[0].polygons[0]

    assert (len(polygon.rings), polygon.repaired, polygon.raw) == (2, True, text)
    assert {"cap.polygon_crossing", "cap.geometry_repaired"} <= set(codes(read(with_polygon(text))))


def test_a_shape_across_the_date_line_is_split_there() -> None:
    polygon = alert_of(with_polygon("-17,179 -17,-179 -19,-179 -19,179 -17,179")).infos[0].areas[0].polygons[0]

    lons = sorted({lon for ring in polygon.rings for lon, _ in ring})
    assert (len(polygon.rings), lons) == (2, [-180.0, -179.0, 179.0, 180.0])


@pytest.mark.parametrize(
    "text", ["north of the river", "40.9,115.44 40.9,115.44", "40,115 41,x", "91,115 92,999 93,115"]
)
def test_an_unreadable_shape_costs_the_shape_and_not_the_alert(text: str) -> None:
    document = read(with_polygon(text))

    assert document.alert.infos[0].areas[0].polygons == ()
    assert {"cap.polygon_unreadable", "cap.polygon_too_small"} & set(codes(document))


def test_a_hopeless_tangle_is_replaced_by_its_outline() -> None:
    points = [f"{(i * 7919) % 1000 / 100 + 30:.2f},{(i * 104_729) % 997 / 100 + 110:.2f}" for i in range(4_000)]
    text = " ".join([*points, points[0]])

    document = read(with_polygon(text))  # untangling it would take minutes

    assert "cap.polygon_tangled" in codes(document)


def test_an_area_of_one_circle_has_a_shape() -> None:
    area = with_line("<polygon>", "<circle>40.9,115.46 2.5</circle><polygon>")
    assert alert_of(area).infos[0].areas[0].circles[0].radius_km == 2.5
    assert alert_of(area).infos[0].areas[0].circles[0].lon == 115.46


def test_every_language_block_is_kept_and_the_latest_expiry_counts() -> None:
    start = SMALL.index("  <info>")
    block = SMALL[start : SMALL.index("</info>") + len("</info>")]
    english = block.replace("zh-CN", "en-US").replace("T15:00", "T16:00").replace("大风黄色预警：请注意防范", "Wind")
    alert = alert_of(SMALL.replace("</alert>", english + "</alert>"))

    assert [info.language for info in alert.infos] == ["zh-CN", "en-US"]
    assert alert.ends_at(DAY) == datetime(2026, 2, 6, 16, tzinfo=EAST)
    assert [found.headline for lang in ("en", "zh", "fr") if (found := alert.info_for(lang))] == [
        "Wind",
        "大风黄色预警：请注意防范",
        "大风黄色预警：请注意防范",
    ]


def test_a_validity_of_no_length_counts_as_no_expiry() -> None:
    same = "<onset>2026-02-06T12:00:00+08:00</onset><expires>2026-02-06T12:00:00+08:00</expires>"
    document = read(with_line("<expires>2026-02-06T15:00:00+08:00</expires>", same))

    assert "cap.no_validity" in codes(document)
    assert document.alert.ends_at(DAY) == datetime(2026, 2, 7, 12, tzinfo=EAST)


def test_an_expiry_before_sending_is_flagged_and_kept() -> None:
    document = read(with_line("2026-02-06T15:00:00+08:00", "2026-01-01T08:00:00+08:00"))

    assert "cap.expires_early" in codes(document)
    assert document.alert.ends_at(DAY) == datetime(2026, 1, 1, 8, tzinfo=EAST)


@pytest.mark.parametrize(
    ("text", "at", "code"),
    [
        ("2026-02-06T03:21:00Z", datetime(2026, 2, 6, 3, 21, tzinfo=UTC), ""),
        ("2026-02-06T11:21:00.250+08:00", datetime(2026, 2, 6, 3, 21, 0, 250_000, UTC), ""),
        ("2026-02-06 11:21:00+0800", datetime(2026, 2, 6, 3, 21, tzinfo=UTC), "cap.time_form"),
        ("2026-02-05T24:00:00+00:00", datetime(2026, 2, 6, tzinfo=UTC), ""),
        ("2026-02-06T11:21:00", None, "cap.time_without_offset"),
        ("2026-02-31T11:21:00+08:00", None, "cap.time_unreadable"),
        ("9999-12-31T23:59:59-12:00", None, "cap.time_unreadable"),
        ("yesterday", None, "cap.time_unreadable"),
    ],
)
def test_times_are_read_in_the_forms_that_occur_and_never_guessed(text: str, at: datetime | None, code: str) -> None:
    document = read(with_line("2026-02-06T11:21:00+08:00", text))

    assert document.alert.sent == at
    assert document.alert.sent_text == text
    assert (code in codes(document)) if code else "cap.time_form" not in codes(document)


def test_a_time_without_offset_is_read_in_the_zone_of_its_source_when_that_is_known() -> None:
    document = read(with_line("2026-02-06T11:21:00+08:00", "2026-02-06T11:21:00"), zone=ZoneInfo("Asia/Shanghai"))

    assert document.alert.sent == datetime(2026, 2, 6, 3, 21, tzinfo=UTC)
    assert "cap.time_zone_assumed" in codes(document)


def test_a_year_of_the_buddhist_era_is_doubted_and_not_changed() -> None:
    document = read(with_line("2026-02-06T11:21:00+08:00", "2569-02-06T11:21:00+07:00"))

    assert document.alert.sent == datetime(2569, 2, 6, 11, 21, tzinfo=timezone(timedelta(hours=7)))
    assert "cap.year_doubtful" in codes(document)


def test_references_are_split_and_a_broken_one_is_noted() -> None:
    text = "<references>a@b,ID-1,2026-02-06T10:00:00+08:00\n  a@b,ID-2,2026-02-06T10:30:00+08:00 lonely</references>"
    document = read(with_line("  <info>", text + "  <info>"))

    assert [one.identifier for one in document.alert.references] == ["ID-1", "ID-2"]
    assert "cap.reference_unreadable" in codes(document)


@pytest.mark.parametrize(
    ("encoding", "declared", "mark", "code"),
    [
        ("utf-8", "UTF-8", b"", ""),
        ("utf-8", "UTF-8", b"\xef\xbb\xbf", ""),
        ("gbk", "GBK", b"", ""),
        ("gb2312", "GB2312", b"", ""),
        ("gb18030", "GB18030", b"", ""),
        ("utf-16-le", "UTF-16", b"\xff\xfe", ""),
        ("utf-16-be", "UTF-16", b"\xfe\xff", ""),
        ("utf-16-le", "UTF-16", b"", ""),
        ("gbk", "UTF-8", b"", "cap.encoding_declared_wrongly"),
        ("utf-8", "GBK", b"", "cap.encoding_declared_wrongly"),
        ("utf-8", "UTF-16", b"", "cap.encoding_declared_wrongly"),
        ("utf-8", "ISO-8859-1", b"", "cap.encoding_declared_wrongly"),
        ("utf-16-le", "UTF-8", b"", "cap.encoding_declared_wrongly"),
    ],
)
def test_chinese_arrives_whole_in_every_encoding_or_wrong_declaration(
    encoding: str, declared: str, mark: bytes, code: str
) -> None:
    document = read(mark + SMALL.replace("UTF-8", declared).encode(encoding))

    assert document.alert.infos[0].headline == "大风黄色预警：请注意防范"
    assert codes(document) == ([code] if code else [])


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("euc-kr", "강풍주의보 발효중입니다"), ("euc-jp", "暴風警報を発表します"), ("koi8-r", "Штормовое предупреждение")],
)
def test_what_cannot_be_told_apart_is_set_aside_and_never_garbled(encoding: str, text: str) -> None:
    with pytest.raises(CapEncodingUnknown):
        read(
            SMALL.replace("大风黄色预警：请注意防范", text)
            .replace("大风", "x")
            .replace("跳台滑雪场", "y")
            .encode(encoding)
        )


def test_a_single_broken_byte_is_shown_as_broken_and_the_rest_is_read() -> None:
    document = read(SMALL.encode().replace("防范".encode(), b"\x97" + "防范".encode()))

    assert document.alert.infos[0].headline == "大风黄色预警：请注意\ufffd防范"
    assert codes(document) == ["cap.bytes_damaged"]


def test_blanks_before_the_declaration_are_skipped_and_said() -> None:
    assert codes(read(b"\n  " + SMALL.encode())) == ["cap.blank_before_declaration"]


@pytest.mark.parametrize(
    "hostile",
    [
        '<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><alert>&b;</alert>',
        '<!DOCTYPE alert SYSTEM "file:///etc/passwd"><alert/>',
        "<!-- a comment --><?pi?>\n<!DOCTYPE alert><alert/>",
        "\ufeff<!doctype alert><alert/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_before_any_parser_sees_it(
    hostile: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("watchroom.kernel.cap.tree.etree.fromstring", lambda *_: pytest.fail("it was parsed"))

    with pytest.raises(CapDoctype):
        read(hostile.encode(encoding))


def test_the_word_doctype_inside_a_text_is_no_doctype() -> None:
    assert (
        alert_of(with_line("大风黄色预警：请注意防范", "<![CDATA[<!DOCTYPE x>]]>")).infos[0].headline == "<!DOCTYPE x>"
    )


def test_size_is_bounded_before_and_after_unpacking() -> None:
    with pytest.raises(CapTooLarge):
        read(b"<" * (1 << 20) + b"<<")
    with pytest.raises(CapTooLarge):
        read(gzip.compress(b" " * (200 << 20)))
    assert read(gzip.compress(SMALL.encode())).alert.identifier == "ZONE-1"


@pytest.mark.parametrize("levels", [100, 300, 100_000])
def test_deep_nesting_is_refused(levels: int) -> None:
    with pytest.raises(CapTooDeep):
        read(with_line("<scope>", "<a>" * levels + "</a>" * levels + "<scope>"))


@pytest.mark.parametrize(
    "swarm",
    [
        with_line("<scope>", "<x/>" * 200_000 + "<scope>"),
        with_line("<info>", "<info " + " ".join(f'a{i}="1"' for i in range(90_000)) + ">"),
        b"<feed>" + b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>" * 1_500 + b"</feed>",
    ],
    ids=["elements", "attributes", "alerts"],
)
def test_a_swarm_of_elements_attributes_or_alerts_is_refused(swarm: bytes) -> None:
    with pytest.raises(CapTooMany):
        read(swarm)


@pytest.mark.parametrize(
    "junk", [b"", b"{}", b"\x00" * 40, b"<alert", SMALL.encode()[:500], b"\x1f\x8bnot gzip", b"<?xml version='1.0'"]
)
def test_what_is_no_xml_is_refused_with_a_line(junk: bytes) -> None:
    with pytest.raises(CapRefused) as refused:
        read(junk)
    assert isinstance(refused.value, CapNotXml)
    assert refused.value.facts["line"] >= 1


@pytest.mark.parametrize(
    "page", ["<html><body>502 Bad Gateway</body></html>", "<alert/>", '<feed xmlns="http://www.w3.org/2005/Atom"/>']
)
def test_a_page_or_an_empty_feed_is_not_an_alert(page: str) -> None:
    with pytest.raises(CapNoAlert):
        read(page.encode())


def test_alerts_inside_an_envelope_are_all_read() -> None:
    inner = SMALL.partition("?>")[2]
    document = read(
        f"<EDXLDistribution xmlns='urn:oasis:names:tc:emergency:EDXL:DE:1.0'>{inner}{inner}</EDXLDistribution>".encode()
    )

    assert (document.kind, len(document.alerts)) == ("edxl-de", 2)
    assert document.alerts[0] == document.alerts[1]


def test_markup_and_commands_in_fields_stay_plain_text() -> None:
    evil = "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} \u202e"
    assert (
        alert_of(with_line("大风黄色预警：请注意防范", evil)).infos[0].headline
        == "<script>alert(1)</script> {{ 7*7 }} \u202e"
    )


def test_cap_1_0_pairs_and_a_missing_language_have_their_meaning() -> None:
    old = SMALL.replace("urn:oasis:names:tc:emergency:cap:1.2", "http://www.incident.com/cap/1.0")
    old = (
        old.replace("<language>zh-CN</language>", "")
        .replace("<areaDesc>", "<areaDesc>")
        .replace("    <area>", "    <parameter>colour=yellow</parameter>\n    <area>")
    )
    info = alert_of(old).infos[0]

    assert (info.language, info.parameters[0].name, info.parameters[0].value) == ("en-US", "colour", "yellow")


def test_every_shared_example_is_read_or_refused_with_a_reason() -> None:
    folder = samples.shared()
    read_count = 0
    for row in samples.index(folder):
        try:
            document = read((folder / row["file"]).read_bytes())
        except CapNoAlert:
            assert row["xsd"] == "container: no embedded alert"
            continue
        read_count += 1
        assert document.alert.identifier, row["file"]
    assert read_count == 103


WHOLE = SMALL.replace(
    "    <area>",
    "    <eventCode><valueName>OET:v1.2</valueName><value>OET-159</value></eventCode>\n    <responseType>Shelter</responseType>\n"
    "    <onset>2026-02-06T12:00:00+08:00</onset>\n    <parameter><valueName>eventEndingTime</valueName>"
    "<value>2026-02-07T18:00:00+08:00</value></parameter>\n    <area>",
).replace(
    "    </area>",
    "      <circle>40.9,115.46 2.5</circle>\n      <geocode><valueName>CPEAS</valueName><value>130709000000</value></geocode>\n    </area>",
).replace(
    "  <info>",
    "  <code>urn:example:profile:1.0</code>\n  <references>eoc@example.org,ZONE-0,2026-02-06T10:00:00+08:00</references>\n  <info>", 1
)  # fmt: skip
LEAVES = re.findall(r"<(\w+)>([^<]+)</\1>", WHOLE)


@pytest.mark.parametrize("blank", ["\n  ", "\t", "   ", "\r\n", "&#10;", "\n\t \n"])
@pytest.mark.parametrize(("name", "text"), LEAVES, ids=[f"{name} {text[:12]}" for name, text in LEAVES])
def test_blanks_around_the_text_of_any_element_mean_nothing(name: str, text: str, blank: str) -> None:
    """Source: https://github.com/google/cap-library/issues/43"""
    plain, spaced = f"<{name}>{text}</{name}>", f"<{name}>{blank}{text}{blank}</{name}>"
    assert WHOLE.count(plain) == 1

    assert said(read(WHOLE.replace(plain, spaced).encode())) == said(read(WHOLE.encode()))


def said(document: Document) -> str:
    """All that is understood; a shape without the text in which it came."""
    return re.sub(r"raw='(?:[^'\\]|\\.)*'", "raw", repr((document.alert, codes(document))))
