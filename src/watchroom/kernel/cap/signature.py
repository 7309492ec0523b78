"""Whether an alert's signature holds, and whether we know who made it.

Only a certificate that was given to us beforehand makes a signature `valid`: anyone can enclose one of his own.
What is embedded proves at most that nothing was changed since, and by whom unknown: `unknown_certificate`.
"""

import base64
import binascii
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.verifier import SignatureConfiguration, XMLVerifier

from watchroom.kernel.cap.model import Note
from watchroom.kernel.cap.tree import DSIG, content, elements, place
from watchroom.kernel.words import Words

Standing = Literal["none", "valid", "invalid", "unknown_certificate"]

MOST_SIGNATURES = 4
MOST_KEY_CHARS = 16_384
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_SIGNATURE = f"{{{DSIG}}}Signature"


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    standing: Standing
    notes: tuple[Note, ...] = ()


def verify(
    alert: etree._Element,
    trusted: Sequence[bytes] = (),
    at: datetime | None = None,
    *,
    revoked: Sequence[bytes] = (),
) -> SignatureVerdict:
    """The verdict on an alert's enveloped signatures; it never raises for what the file holds.

    trusted  certificates of known senders, PEM
    at       the moment for which a trusted certificate must be in force; None leaves its dates unjudged
    revoked  certificates that vouch for nobody any more, PEM, whether they are among the trusted or not
    With several signatures the best one counts: whoever adds a broken one takes nothing away.
    """
    signatures = [child for child in elements(alert) if child.tag == _SIGNATURE]
    if not signatures:
        return SignatureVerdict("none")
    if len(signatures) > MOST_SIGNATURES:
        return SignatureVerdict("invalid", (Note("signature.too_many", place(alert), _TOO_MANY),))
    gone = [certificate for pem in revoked for certificate in _certificates(pem)]
    known = [*gone, *(one for pem in trusted for one in _certificates(pem) if one not in gone)]
    verdicts = [_verdict(alert, index, one, known, gone, at) for index, one in enumerate(signatures)]
    order: tuple[Standing, ...] = ("valid", "unknown_certificate", "invalid")
    return min(verdicts, key=lambda verdict: order.index(verdict.standing))


_TOO_MANY = Words(
    zh=f"签名超过 {MOST_SIGNATURES} 个，未予验证。",
    en=f"More than {MOST_SIGNATURES} signatures; they were not verified.",
)
_INVALID = Words(
    zh="签名不成立：报文在签名之后被改动，或签名本身有误。不得作为自动处置的依据。",
    en="The signature does not hold: the alert was changed after signing, or the signature is wrong. Nothing may act on it.",
)
_UNKNOWN = Words(
    zh="签名完好，但证书不在已知发布单位之列，发送者身份未经核实。",
    en="The signature is intact, but its certificate is not one of a known sender: who sent it is unverified.",
)
_NO_KEY = Words(
    zh="签名没有附带可用的证书，无法验证。",
    en="The signature comes without a usable certificate and cannot be verified.",
)
_EXPIRED = Words(zh="签名证书不在有效期内。", en="The signing certificate is not in force at this time.")
_REVOKED = Words(
    zh="签名所用的证书已被本站吊销，发送者身份不再可信。",
    en="The certificate was revoked at this site: it vouches for nobody any more.",
)
_WEAK = Words(
    zh="签名使用已淘汰的 SHA-1 算法，不能证明发送者身份。",
    en="The signature uses SHA-1, which is obsolete: it cannot prove who sent the alert.",
)
_RESPACED = Words(
    zh="报文在签名后被重新排版；去除空白后签名成立。",
    en="The alert was laid out anew after signing; without the blanks the signature holds.",
)


def _verdict(
    alert: etree._Element,
    index: int,
    signature: etree._Element,
    known: list[x509.Certificate],
    gone: list[x509.Certificate],
    at: datetime | None,
) -> SignatureVerdict:
    def said(standing: Standing, *notes: tuple[str, Words]) -> SignatureVerdict:
        return SignatureVerdict(standing, tuple(Note(code, place(signature), text) for code, text in notes))

    if not _bounded(signature) or not _clean_values(signature):
        return said("invalid", ("signature.invalid", _INVALID))
    weak = [("signature.weak", _WEAK)] if _weak(signature) else []
    for certificate in known:
        way = _holds(alert, index, certificate)
        if way:
            spaced = [("signature.respaced", _RESPACED)] if way == "respaced" else []
            if certificate in gone:
                return said("unknown_certificate", ("signature.certificate_revoked", _REVOKED), *spaced)
            if at and not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
                return said("unknown_certificate", ("signature.certificate_expired", _EXPIRED), *spaced)
            return said("unknown_certificate" if weak else "valid", *weak, *spaced)
    embedded = _embedded(signature)
    by_key = signature.find(f"{{{DSIG}}}KeyInfo/{{{DSIG}}}KeyValue") is not None
    if not embedded and not by_key:
        return said("unknown_certificate", ("signature.no_key", _NO_KEY))
    keys: list[x509.Certificate | None] = [*embedded] if embedded else [None]
    for key in keys:
        way = _holds(alert, index, key)
        if way:
            spaced = [("signature.respaced", _RESPACED)] if way == "respaced" else []
            return said("unknown_certificate", ("signature.unknown_certificate", _UNKNOWN), *weak, *spaced)
    return said("invalid", ("signature.invalid", _INVALID))


def _holds(alert: etree._Element, index: int, certificate: x509.Certificate | None) -> str:
    """How the signature holds: `plain`, `respaced` (the blanks between elements had changed), or empty for not."""
    for respaced in (False, True):
        for alone in (False, True):
            if _verified(_standing_alone(alert, index, respaced, alone), certificate):
                return "respaced" if respaced else "plain"
            if len(alert.findall(_SIGNATURE)) == 1:
                break
    return ""


def _standing_alone(alert: etree._Element, index: int, respaced: bool, alone: bool) -> etree._Element:
    """The alert as a document of its own, the judged signature first; `alone` leaves the others out."""
    parser = etree.XMLParser(remove_blank_text=respaced, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(etree.tostring(alert, with_tail=False), parser)
    etree.cleanup_namespaces(root)
    signatures = root.findall(_SIGNATURE)
    judged = signatures[index]
    for one in signatures:
        if one is judged or alone:
            _take_out(one)
    root.insert(0, judged)
    return root


def _take_out(item: etree._Element) -> None:
    """Removes an element but leaves the text behind it in its place, as the enveloped transform does."""
    parent, before, tail = item.getparent(), item.getprevious(), item.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    item.tail = None
    parent.remove(item)


def _verified(root: etree._Element, certificate: x509.Certificate | None) -> bool:
    """Whether the mathematics hold and cover the whole alert. Dates and algorithms are judged elsewhere."""
    config = SignatureConfiguration(
        require_x509=certificate is not None,
        location="./",
        expect_references=1,
        signature_methods=frozenset(method for method in SignatureMethod if not method.name.startswith("HMAC")),
        digest_algorithms=frozenset(DigestAlgorithm),
        ignore_ambiguous_key_info=True,
        verification_time=certificate.not_valid_after_utc if certificate else None,
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old certificates have odd serial numbers; that is no news here
            result = XMLVerifier().verify(root, x509_cert=certificate, expect_config=config, validate_schema=False)
    except Exception:  # the library raises many kinds for hostile input; every one of them means: does not hold
        return False
    signed = getattr(result, "signed_xml", None)
    root.remove(root[0])  # the judged signature itself; the rest must be what was signed, all of it and nothing else
    return signed is not None and _canonical(signed) == _canonical(root)


def _canonical(root: etree._Element) -> bytes:
    return etree.tostring(root, method="c14n", exclusive=True, with_comments=False)


def _bounded(signature: etree._Element) -> bool:
    """One reference, and no value so long that checking it would take long."""
    references = list(signature.iter(f"{{{DSIG}}}Reference"))
    values = (content(item) for item in signature.iter(etree.Element))
    return len(references) == 1 and all(len(value) <= MOST_KEY_CHARS for value in values)


def _clean_values(signature: etree._Element) -> bool:
    """Digest and signature are proper base64: two writings of one value would let a changed file pass."""
    items = [*signature.iter(f"{{{DSIG}}}DigestValue"), *signature.iter(f"{{{DSIG}}}SignatureValue")]
    return all(_is_base64(content(item)) for item in items)


def _is_base64(text: str) -> bool:
    bare = "".join(text.split())
    try:
        return (
            bool(_BASE64.fullmatch(text)) and base64.b64encode(base64.b64decode(bare, validate=True)).decode() == bare
        )
    except binascii.Error:
        return False


def _weak(signature: etree._Element) -> bool:
    names = ("SignatureMethod", "DigestMethod")
    return any(
        "sha1" in (item.get("Algorithm") or "") for name in names for item in signature.iter(f"{{{DSIG}}}{name}")
    )


def _embedded(signature: etree._Element) -> list[x509.Certificate]:
    path = f"{{{DSIG}}}KeyInfo/{{{DSIG}}}X509Data/{{{DSIG}}}X509Certificate"
    texts = [content(item) for item in signature.findall(path)[:MOST_SIGNATURES]]
    bodies = ("".join(text.split()) for text in texts if _is_base64(text))
    return list(_loaded(base64.b64decode(body) for body in bodies))


def _loaded(bodies: Iterable[bytes]) -> Iterable[x509.Certificate]:
    for body in bodies:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old certificates have odd serial numbers; that is no news here
            try:
                yield x509.load_der_x509_certificate(body)
            except ValueError:
                continue


def _certificates(pem: bytes) -> list[x509.Certificate]:
    """Raises ValueError when a certificate that we were given cannot be read: that is our own set-up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return x509.load_pem_x509_certificates(pem)
