"""The mailbox of the watch (IMAP): each mail that comes in is kept as a call of no incident, once, for a person to see to.

    host: imap.example.org
    user: duty@example.org
    password: "…"

`mailbox.yaml` in the data folder, mode 0600, or the file that WATCHROOM_MAILBOX names. The mailbox is looked at and never
written: who reads it otherwise finds it as it was. Nothing is made of a mail but its words; a person reads them out.
"""

import hashlib
import imaplib
import os
import re
import ssl
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db.models import Q
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from watchroom.incidents.intake import entries
from watchroom.incidents.intake.faults import MailUnfit
from watchroom.incidents.intake.mail import MOST_BYTES, Mail, read_mail
from watchroom.incidents.intake.models import Call, Mailbox
from watchroom.journal.book import book
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words
from watchroom.kernel.yamls import loaded

ACTOR = "connector:mailbox"
WITHIN_S, MOST_AT_ONCE, MOST_SETTINGS, BAD_AFTER, EVERY_S = 20.0, 50, 20_000, 3, 60
_BY, _ABOUT = Words(zh="邮件", en="mail"), Words(zh="未归事件", en="of no incident yet")
_LARGE = Words(zh="超过 2 MiB", en="it is larger than 2 MiB")
_UNREAD = "〔邮件读不出来：{zh} / This mail cannot be read: {en}〕"
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")


class BoxDown(Exception):
    """`why`: without anything of the settings or of a mail."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


class BoxSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(min_length=1, max_length=200)
    port: int = Field(993, ge=1, le=65535)
    tls: Literal["tls", "starttls", "none"] = "tls"
    user: str = Field(min_length=1, max_length=200)
    password: SecretStr
    folder: str = Field("INBOX", pattern=r"^[A-Za-z0-9 ./_-]{1,100}$")
    every_s: int = Field(EVERY_S, ge=15, le=3600)

    @property
    def name(self) -> str:
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"[:300]


@dataclass(frozen=True, slots=True)
class Came:
    """A mail as it lies in the mailbox. `raw` empty: it is larger than what is taken."""

    uid: int
    raw: bytes


def path() -> Path:
    return Path(os.environ.get("WATCHROOM_MAILBOX") or Path(settings.DATA) / "mailbox.yaml")


def set_up() -> BoxSettings | None:
    """None where the site has none. Raises BoxDown."""
    file = path()
    name = file.name
    try:
        about = file.stat()
    except FileNotFoundError:
        return None
    if stat.S_IMODE(about.st_mode) & 0o077:
        raise BoxDown(Words(zh=f"{name} 其他用户也能读，请改为 0600", en=f"others may read {name}; make it 0600"))
    try:
        if about.st_size > MOST_SETTINGS:
            raise ValueError("too large")
        return BoxSettings.model_validate(loaded(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        places = "; ".join(".".join(map(str, one["loc"])) for one in error.errors()[:5])
        raise BoxDown(Words(zh=f"{name} 的设置不对：{places}", en=f"{name} is set up wrongly: {places}")) from None
    except (OSError, ValueError):
        raise BoxDown(Words(zh=f"{name} 读不出来", en=f"{name} cannot be read")) from None


def due(now: datetime) -> int:
    """1 where the mailbox is to be looked at now."""
    try:
        given = set_up()
    except BoxDown:
        return int(_free(path().name, now, EVERY_S))
    return int(given is not None and _free(given.name, now, given.every_s))


def look(now: datetime) -> int:
    """Keeps what came in since the last look; how many mails that were. Another process that looks now leaves it be."""
    try:
        given = set_up()
    except BoxDown as down:
        row = _claimed(path().name, now, EVERY_S)
        return _failed(row, down.why) if row else 0
    row = _claimed(given.name, now, given.every_s) if given else None
    if given is None or row is None:
        return 0
    kept = 0
    try:
        with closing(_Box(given)) as box:
            for came in box.since(row):
                kept += _keep(row, came)
    except BoxDown as down:
        return kept + _failed(row, down.why)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        said = Words(
            zh="{host} 没有应答，或拒绝登录（{what}）", en="{host} does not answer, or refuses the sign-in ({what})"
        )
        return kept + _failed(row, said.fill(host=given.host, what=type(error).__name__))
    _well(row, given)
    return kept


class _Box:
    """A connection that only looks. Raises what imaplib and the network raise."""

    def __init__(self, given: BoxSettings) -> None:
        trust = ssl.create_default_context()
        if given.tls == "tls":
            self.server: imaplib.IMAP4 = imaplib.IMAP4_SSL(given.host, given.port, ssl_context=trust, timeout=WITHIN_S)
        else:
            self.server = imaplib.IMAP4(given.host, given.port, timeout=WITHIN_S)
        try:
            self._enter(given, trust)
        except BaseException:
            self.close()
            raise

    def _enter(self, given: BoxSettings, trust: ssl.SSLContext) -> None:
        if given.tls == "starttls":
            self.server.starttls(ssl_context=trust)
        self.server.login(given.user, given.password.get_secret_value())
        state, _ = self.server.select(f'"{given.folder}"', readonly=True)
        if state != "OK":
            raise BoxDown(Words(zh="没有邮箱文件夹 {f}", en="there is no folder {f}").fill(f=given.folder))
        self.validity = int(self.server.response("UIDVALIDITY")[1][0] or b"0")

    def since(self, row: Mailbox) -> Iterator[Came]:
        """What came behind the last, oldest first; at the first look what nobody has read yet."""
        if row.validity != self.validity:
            row.validity, row.last_uid = self.validity, 0
        asked = f"UID {row.last_uid + 1}:*" if row.last_uid else "UNSEEN"
        _, told = self.server.uid("SEARCH", asked)
        uids = sorted(int(one) for one in (told[0] or b"").split() if one.isdigit())
        for uid in [one for one in uids if one > row.last_uid][:MOST_AT_ONCE]:
            yield Came(uid, self._raw(uid))

    def _raw(self, uid: int) -> bytes:
        _, told = self.server.uid("FETCH", str(uid), "(RFC822.SIZE)")
        size = _SIZE.search(told[0] if isinstance(told[0], bytes) else b"")
        if size is None or int(size[1]) > MOST_BYTES:
            return b""
        _, parts = self.server.uid("FETCH", str(uid), "(BODY.PEEK[])")
        return next((bytes(one[1]) for one in parts if isinstance(one, tuple)), b"")[: MOST_BYTES + 1]

    def close(self) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self.server.logout()


def _read(raw: bytes) -> Mail:
    """Its words; of a mail that cannot be read, that there was one."""
    why = _LARGE
    if raw:
        try:
            return read_mail(raw)
        except MailUnfit as unfit:
            why = unfit.facts["why"]
    return Mail(_UNREAD.format(zh=why.zh, en=why.en), "", None)


def _keep(row: Mailbox, came: Came) -> int:
    """One call of one mail, and with it how far the mailbox is read. 0 for a mail that is a call already."""
    mail = _read(came.raw)
    digest = hashlib.sha256(came.raw or f"{row.name} {row.validity} {came.uid}".encode()).hexdigest()
    with book(actor=ACTOR) as b:
        row.last_uid = came.uid
        row.save(update_fields=["validity", "last_uid"])
        if Call.objects.filter(digest=digest).exists():
            return 0
        stated = mail.received_at or b.now
        at = stated if b.now - timedelta(days=366) <= stated <= b.now else b.now  # what its sender's clock says
        call = Call.objects.create(
            channel="mail", received_at=at, taken_at=b.now, taken_by=b.actor, text=mail.text, caller=mail.sender[:120],
            digest=digest,
        )  # fmt: skip
        said = entries.CallTaken(call.pk, "mail", _BY.zh, _BY.en, _ABOUT.zh, _ABOUT.en, iso(at), {}, None)
        b.record(said, subject=call.subject)
    return 1


def _free(name: str, now: datetime, every_s: int) -> bool:
    return not Mailbox.objects.exclude(_old(now, every_s)).filter(name=name[:300]).exists()


def _old(now: datetime, every_s: int) -> Q:
    """Looked at a period ago, or never; or after now: the clock was set back."""
    return Q(looked_at=None) | Q(looked_at__lte=now - timedelta(seconds=every_s)) | Q(looked_at__gt=now)


def _claimed(name: str, now: datetime, every_s: int) -> Mailbox | None:
    """The mailbox, if nobody has looked within its period: whoever moves the time looks."""
    Mailbox.objects.get_or_create(name=name[:300])
    if not Mailbox.objects.filter(_old(now, every_s), name=name[:300]).update(looked_at=now):
        return None
    return Mailbox.objects.get(name=name[:300])


def _failed(row: Mailbox, why: Words) -> int:
    """A mailbox that fails three times in a row is said once, and so an alarm."""
    row.failed += 1
    row.save(update_fields=["failed"])
    if row.failed >= BAD_AFTER and not row.told:
        with book(actor=ACTOR) as b:
            row.told = True
            row.save(update_fields=["told"])
            b.record(entries.MailboxDown(why.zh, why.en), subject="mailbox")
    return 0


def _well(row: Mailbox, given: BoxSettings) -> None:
    """It is read again; what was wrong with the file before is over as well."""
    if Mailbox.objects.filter(told=True).exists():
        with book(actor=ACTOR) as b:
            Mailbox.objects.filter(told=True).update(told=False)
            b.record(entries.MailboxBack(given.host, given.host), subject="mailbox")
    Mailbox.objects.filter(failed__gt=0).update(failed=0)
