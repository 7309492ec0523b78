"""E-mail through the site's own mail server."""

import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from pydantic import Field, SecretStr

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.people.carrier import Carrier, Note, NotSent, Taken
from watchroom.people.carrier_samples import EXERCISE, ORDER

WITHIN_S = 10.0
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _label(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en}


class EmailSettings(Settings):
    host: str = Field("127.0.0.1", max_length=200, json_schema_extra=_label("邮件服务器", "Mail server"))
    port: int = Field(587, ge=1, le=65535, json_schema_extra=_label("端口", "Port"))
    tls: str = Field("starttls", pattern="^(starttls|tls|none)$", json_schema_extra=_label("加密", "Encryption"))
    user: str = Field("", max_length=200, json_schema_extra=_label("用户", "User"))
    password: SecretStr = Field(SecretStr(""), json_schema_extra=_label("密码", "Password"))
    sender: str = Field(
        "watchroom@localhost.localdomain", pattern=_ADDRESS.pattern, json_schema_extra=_label("发件人", "Sender")
    )
    per_second: int = Field(20, ge=1, le=1000, json_schema_extra=_label("每秒最多", "Most in a second"))


class Email(Carrier):
    """The same `Message-ID` for a repeat: most mailboxes show it once."""

    name = "email"
    title = Words(zh="电子邮件", en="E-mail")
    Settings = EmailSettings
    settings: EmailSettings

    @classmethod
    def address(cls, typed: str) -> str:
        plain = typed.strip()
        if not _ADDRESS.fullmatch(plain) or len(plain) > 254:
            raise ValueError(typed)
        return plain

    def request(self, note: Note) -> EmailMessage:
        """The mail as it leaves."""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = self.settings.sender, note.to
        mail["Subject"] = " ".join(note.subject.split())[:200]
        mail["Message-ID"] = f"<{note.key.replace(':', '.')}@{self.settings.sender.partition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(note.text)
        return mail

    def shown(self, note: Note) -> str:
        mail = self.request(note)
        head = "\n".join(f"{name}: {value}" for name, value in mail.items())
        return f"{head}\n\n{mail.get_content()}"

    def send(self, note: Note) -> Taken:
        given, mail = self.settings, self.request(note)
        try:
            with self._server() as server:
                if given.user:
                    server.login(given.user, given.password.get_secret_value())
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next((code for code, _ in refused.recipients.values()), 550)
            raise NotSent(_REFUSED.fill(code=code), passing=code < 500) from None
        except smtplib.SMTPResponseException as said:
            raise NotSent(_SAID.fill(code=said.smtp_code), passing=said.smtp_code < 500) from None
        except (smtplib.SMTPException, OSError):
            raise NotSent(_AWAY, passing=True, unclear=True) from None
        return Taken(mail["Message-ID"], "SMTP 250")

    def _server(self) -> smtplib.SMTP:
        given = self.settings
        if given.tls == "tls":
            return smtplib.SMTP_SSL(given.host, given.port, timeout=WITHIN_S, context=ssl.create_default_context())
        server = smtplib.SMTP(given.host, given.port, timeout=WITHIN_S)
        if given.tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        return server

    samples = [
        Sample(Words(zh="指令", en="An order"), {}, ORDER, ["To: +8613800000000", "Message-ID: <call.7.3.1@"]),
        Sample(
            Words(zh="演练", en="An exercise"),
            {},
            EXERCISE,
            ["Subject: EXERCISE: Watchroom", "EXERCISE: Watchroom order"],
        ),
    ]


_REFUSED = Words(zh="邮件服务器拒收该地址（{code}）", en="the mail server refused the address ({code})")
_SAID = Words(zh="邮件服务器拒绝（{code}）", en="the mail server refused ({code})")
_AWAY = Words(zh="邮件服务器没有应答，可能已经发出", en="the mail server did not answer; it may have been sent")
