"""Signatures: made here with keys of the test's own, then changed, wrapped, weakened and outlived."""

from datetime import datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

from watchroom.kernel.cap.signature import verify
from watchroom.kernel.cap.tests import samples
from watchroom.kernel.cap.tree import parse
from watchroom.kernel.clock import UTC

FROM = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 2, 6, tzinfo=UTC)


@cache
def sender(name: str) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """A key and its certificate, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), FROM, UNTIL)
    return key, made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def signed(xml: str = samples.SMALL, by: str = "observatory", certificate: bool = True) -> etree._Element:
    key, pem = sender(by)
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256, c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signer.sign(etree.fromstring(xml.encode()), key=private, cert=pem.decode() if certificate else None)


def part(alert: etree._Element, path: str) -> etree._Element:
    found = alert.find(path)
    assert found is not None
    return found


def standing(alert: etree._Element, *trusted: str, at: datetime | None = NOW) -> str:
    element = parse(etree.tostring(alert)).alerts[0]
    return verify(element, [sender(name)[1] for name in trusted], at).standing


def test_an_alert_without_a_signature_says_none() -> None:
    assert standing(etree.fromstring(samples.SMALL.encode()), "observatory") == "none"


def test_only_a_certificate_that_we_were_given_makes_it_valid() -> None:
    assert standing(signed(), "observatory") == "valid"
    assert standing(signed()) == "unknown_certificate"
    assert standing(signed(by="stranger"), "observatory") == "unknown_certificate"


def test_one_changed_word_makes_it_invalid_whoever_is_trusted() -> None:
    changed = signed()
    part(changed, ".//{*}headline").text = "全部人员立即疏散"

    assert standing(changed, "observatory") == "invalid"
    assert standing(changed) == "invalid"


def test_a_certificate_out_of_its_time_is_not_vouched_for() -> None:
    assert standing(signed(), "observatory", at=UNTIL + timedelta(days=1)) == "unknown_certificate"
    assert standing(signed(), "observatory", at=None) == "valid"


def test_layout_changed_after_signing_is_forgiven_and_said() -> None:
    flat = etree.tostring(
        etree.fromstring(samples.SMALL.encode(), etree.XMLParser(remove_blank_text=True)), encoding="unicode"
    )
    alert = signed(flat)
    etree.indent(alert)

    verdict = verify(parse(etree.tostring(alert)).alerts[0], [sender("observatory")[1]], NOW)

    assert (verdict.standing, [note.code for note in verdict.notes]) == ("valid", ["signature.respaced"])


def test_a_signed_alert_wrapped_inside_a_false_one_vouches_for_nothing() -> None:
    """The signature covers the inner alert; the outer one, which people would read, is the attacker's."""
    inner = signed()
    signature = part(inner, "{*}Signature")
    outer = etree.fromstring(samples.SMALL.replace("大风黄色预警：请注意防范", "全部人员立即疏散").encode())
    inner.set("Id", "original")
    outer.append(signature)
    outer.append(inner)

    assert standing(outer, "observatory") == "invalid"


def test_a_second_broken_signature_takes_nothing_from_the_first() -> None:
    alert = signed()
    broken = etree.fromstring(etree.tostring(part(alert, "{*}Signature")))
    part(broken, ".//{*}SignatureValue").text = "AAAA"
    alert.append(broken)

    assert standing(alert, "observatory") == "valid"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".//{*}SignatureValue", "not base64!"),
        (".//{*}DigestValue", "A" * 100_000),
        (".//{*}SignatureValue", ""),
        (".//{*}X509Certificate", "AAAA"),
    ],
)
def test_a_damaged_signature_is_never_valid_and_never_an_error(path: str, text: str) -> None:
    alert = signed()
    part(alert, path).text = text

    assert standing(alert) in ("invalid", "unknown_certificate")


def test_two_writings_of_one_value_do_not_pass_as_the_same_file() -> None:
    alert = signed()
    value = part(alert, ".//{*}DigestValue")
    body = str(value.text).rstrip("=")
    value.text = body[:-1] + chr(ord(body[-1]) + 1) + "="  # other letters, same bytes

    assert standing(alert) == "invalid"


def test_a_file_with_many_signatures_is_not_worked_through() -> None:
    alert = signed()
    for _ in range(6):
        alert.append(etree.fromstring(etree.tostring(part(alert, "{*}Signature"))))

    assert standing(alert) == "invalid"


def test_an_outside_reference_is_never_fetched() -> None:
    alert = signed()
    part(alert, ".//{*}Reference").set("URI", "http://127.0.0.1:9/x")

    assert standing(alert, "observatory") == "invalid"


def test_the_shared_signed_examples_stand_as_their_names_say() -> None:
    folder = samples.shared()
    for row in samples.index(folder):
        tree = parse((folder / row["file"]).read_bytes())
        if not tree.alerts:
            continue
        found = verify(tree.alerts[0]).standing
        assert (found == "none") == (row["signed"] in ("", "0")), row["file"]
        assert found != "valid", row["file"]
        if "invalid_certificate" in row["file"]:
            assert found == "unknown_certificate", row["file"]
        if any(word in row["file"] for word in ("invalid_digest", "invalid_signature", "incorrect_signature")):
            assert found == "invalid", row["file"]
