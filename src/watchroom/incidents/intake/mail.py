"""A mail as a file (`.eml`): its sender, date and text. It comes from anybody: size and parts are limited, nothing is rendered."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from html import unescape
from zoneinfo import ZoneInfo

from django.conf import settings

from watchroom.incidents.intake.faults import MailUnfit
from watchroom.incidents.intake.reading import MOST_TEXT
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words

MOST_BYTES = 2 << 20
_MOST_PARTS = 200
_MOST_HTML = 200_000
_HIDDEN = re.compile(r"(?is)<(script|style|head)\b[^>]{0,500}>.{0,100000}?</\1\s*>")
_TAG = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class Mail:
    """`received_at` is the date that the sender's program wrote, aware; None where there is none."""

    text: str
    sender: str
    received_at: datetime | None

    @property
    def values(self) -> dict[str, str]:
        """As fields of the form."""
        at = self.received_at.astimezone(ZoneInfo(settings.SITE_ZONE)) if self.received_at else None
        return {
            "text": self.text, "caller": self.sender[:120], "channel": "mail",
            "received_at": f"{at:%Y-%m-%dT%H:%M}" if at else "",
        }  # fmt: skip


def read_mail(raw: bytes) -> Mail:
    """Subject and text of a mail, cut at what a call may hold. Raises MailUnfit."""
    if len(raw) > MOST_BYTES:
        raise MailUnfit(why=Words(zh=f"超过 {MOST_BYTES >> 20} MiB", en=f"it is larger than {MOST_BYTES >> 20} MiB"))
    if raw.count(b"\n--") > _MOST_PARTS * 4:
        raise MailUnfit(why=Words(zh="分段过多", en="it has too many parts"))
    try:
        told = email.message_from_bytes(raw, policy=email.policy.default)
        body = told.get_body(("plain", "html")) if isinstance(told, EmailMessage) else None
        text = _text(body)
        subject, sender = str(told.get("subject") or ""), str(told.get("from") or "")
        date = getattr(told.get("date"), "datetime", None)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise MailUnfit(why=Words(zh="不是完整的邮件", en="it is no whole mail")) from error
    whole = _plain(f"{subject}\n{text}".strip())[:MOST_TEXT]
    if not whole:
        raise MailUnfit(why=Words(zh="没有文字", en="it has no text"))
    at = date if isinstance(date, datetime) and date.tzinfo else None
    return Mail(whole, _plain(sender).replace("\n", " ").strip(), at)


def _text(body: MIMEPart | None) -> str:
    if body is None:
        return ""
    said = body.get_content()
    if not isinstance(said, str):
        return ""
    if body.get_content_subtype() != "html":
        return said
    return unescape(_TAG.sub(" ", _HIDDEN.sub(" ", said[:_MOST_HTML])))


def _plain(text: str) -> str:
    """Without control characters, and with blank lines drawn together."""
    kept = "".join(char for char in text.replace("\r\n", "\n").replace("\r", "\n") if not unfit(char))
    return re.sub(r"[ \t\u3000\xa0]+", " ", re.sub(r"\n\s*\n+", "\n", kept)).strip()
