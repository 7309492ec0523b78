"""Chat and push services (WeCom, DingTalk, Feishu, Matrix, ntfy and some 170 more) through Apprise.

A person's address is an Apprise address, or the name of one in the site's settings: `wecom` may stand for a group's robot,
so that no key is typed into a person's ways. Apprise says only whether the service took it.
"""

import logging
import re

from pydantic import Field, SecretStr

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.people.carrier import Carrier, Note, NotSent, Taken
from watchroom.people.carrier_samples import EXERCISE, ORDER

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class ChatSettings(Settings):
    named: dict[str, SecretStr] = Field(
        {}, json_schema_extra={"zh": "命名的 Apprise 地址", "en": "Named Apprise addresses"}
    )
    per_second: int = Field(10, ge=1, le=1000, json_schema_extra={"zh": "每秒最多", "en": "Most in a second"})


class Chat(Carrier):
    """Only addresses that the administrator named: what a person could type might point anywhere in the site's network."""

    name = "chat"
    title = Words(zh="即时通讯（Apprise）", en="Chat and push (Apprise)")
    Settings = ChatSettings
    settings: ChatSettings

    @classmethod
    def address(cls, typed: str) -> str:
        """`name`, or `name/target`: the target is put into the named address where it holds `{to}`."""
        name, _, target = typed.strip().partition("/")
        if not _NAME.fullmatch(name) or not re.fullmatch(r"[\w@.+-]{0,100}", target):
            raise ValueError(typed)
        return f"{name}/{target}" if target else name

    def place(self, to: str) -> str:
        """The Apprise address. Raises NotSent where the site names none."""
        name, _, target = to.partition("/")
        kept = self.settings.named.get(name)
        if kept is None:
            raise NotSent(_UNNAMED.fill(name=name), passing=True)
        return kept.get_secret_value().replace("{to}", target)

    def shown(self, note: Note) -> str:
        return f"{note.subject}\n{note.text}"

    def send(self, note: Note) -> Taken:
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its lines hold addresses with their keys
        service = apprise.Apprise()
        if not service.add(self.place(note.to)):
            raise NotSent(_NO_ADDRESS, passing=False)
        if not service.notify(title=note.subject, body=note.text, body_format=apprise.NotifyFormat.TEXT):
            raise NotSent(_REFUSED, passing=True, unclear=True)
        return Taken("", "Apprise")

    samples = [
        Sample(
            Words(zh="指令", en="An order"), {"named": {"+8613800000000": "json://127.0.0.1:9/"}}, ORDER, ["关闭看台"]
        ),
        Sample(
            Words(zh="演练", en="An exercise"),
            {"named": {"duty@example.org": "json://127.0.0.1:9/"}},
            EXERCISE,
            ["EXERCISE:"],
        ),
    ]


_UNNAMED = Words(zh="本站没有命名“{name}”这个地址", en="the site names no address “{name}”")
_NO_ADDRESS = Words(zh="这个地址不是 Apprise 地址", en="this is no Apprise address")
_REFUSED = Words(zh="通讯服务没有接收", en="the chat service did not take it")
