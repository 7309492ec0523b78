"""Whose signature we know: certificates of senders in the data folder, given by the site's administrator.

    trust/cap/<digest of the sender>/<fingerprint>.pem       a certificate that vouches for this sender
    trust/cap/<digest of the sender>/<fingerprint>.revoked   one that no longer does
    trust/cap/<digest of the sender>/sender.txt              who that is

A sender is known by the `sender` of its messages, character by character. Nothing is fetched: a list of revoked
certificates is the administrator's to keep, as the certificates are.
"""

import hashlib
import os
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.conf import settings
from lxml import etree

from watchroom.journal.book import book
from watchroom.kernel.cap.signature import SignatureVerdict, verify
from watchroom.kernel.clock import iso
from watchroom.kernel.text import shown
from watchroom.kernel.words import Words
from watchroom.sources.entries import TrustSet
from watchroom.sources.faults import CertificateUnreadable

MOST_BYTES = 64 << 10
MOST_CERTIFICATES = 20
GIVEN = Words(zh="已登记", en="was registered")
REVOKED = Words(zh="已吊销", en="was revoked")


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate given for a sender."""

    sender: str
    subject: str
    fingerprint: str
    until: datetime
    revoked: bool


def verdict(alert: etree._Element, sender: str, at: datetime) -> SignatureVerdict:
    """Whether an alert's signature holds and is its sender's. Only certificates given for this very sender vouch."""
    folder = _folder(sender)
    trusted = [path.read_bytes() for path in _files(folder, "*.pem")]
    revoked = [path.read_bytes() for path in _files(folder, "*.revoked")]
    return verify(alert, trusted, at, revoked=revoked)


def give(pem: bytes, sender: str, *, revoked: bool = False, actor: str = "ops:trust") -> list[Known]:
    """Takes the certificates of a file for a sender, or withdraws them. Raises CertificateUnreadable.

    A private key in the file is not kept. What is revoked stays revoked until its file is taken away by hand.
    """
    if not sender.strip() or len(sender) > 255:
        raise CertificateUnreadable(why=Words(zh="没有写明发布单位", en="no sender is named"))
    folder = _folder(sender.strip())
    found: list[Known] = []
    loaded = _loaded(pem)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(folder / "sender.txt", sender.strip().encode())
    for one in loaded:
        mark = one.fingerprint(hashes.SHA256()).hex()
        gone = revoked or (folder / f"{mark}.revoked").exists()
        _write(folder / f"{mark}.{'revoked' if gone else 'pem'}", one.public_bytes(serialization.Encoding.PEM))
        if gone:
            (folder / f"{mark}.pem").unlink(missing_ok=True)
        found.append(
            Known(sender.strip(), shown(one.subject.rfc4514_string(), 200), mark, one.not_valid_after_utc, gone)
        )
    with book(actor=actor) as b:
        for known in found:
            state = REVOKED if known.revoked else GIVEN
            facts = TrustSet(
                known.sender, known.subject, known.fingerprint, iso(known.until), known.revoked, state.zh, state.en
            )
            b.record(facts, subject=f"certificate:{known.fingerprint[:32]}")
    return found


def _loaded(pem: bytes) -> list[x509.Certificate]:
    if len(pem) > MOST_BYTES:
        raise CertificateUnreadable(why=Words(zh="文件过大", en="the file is too large"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old certificates have odd serial numbers; that is no news here
            found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise CertificateUnreadable(why=Words(zh="不是 PEM 证书", en="it holds no PEM certificate")) from error
    if len(found) > MOST_CERTIFICATES:
        raise CertificateUnreadable(
            why=Words(zh=f"超过 {MOST_CERTIFICATES} 张", en=f"more than {MOST_CERTIFICATES} certificates")
        )
    return found


def _folder(sender: str) -> Path:
    return Path(settings.DATA) / "trust" / "cap" / hashlib.sha256(sender.encode()).hexdigest()[:32]


def _files(folder: Path, kind: str) -> list[Path]:
    return sorted(folder.glob(kind))[:MOST_CERTIFICATES]


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a half-written certificate would be a fault at every message."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)
