"""The public page: what is in force, what to do, where, until when and who says so, in both languages, without sign-in."""

import json
from typing import Any

from watchroom.kernel.clock import iso
from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.warnings.cap import CANCEL_LIFE
from watchroom.warnings.channel import Channel, Outlet, Rendered
from watchroom.warnings.message import Message
from watchroom.warnings.sample import CANCEL, EXERCISE, RELEASE


class PublicPageSettings(Settings):
    """Nothing to set."""


class PublicPage(Channel):
    """An exercise is taken: the page and each text on it are marked as one."""

    name = "public_page"
    title = Words(zh="公众网页", en="Public page")
    Settings = PublicPageSettings
    takes_exercise = True
    knows_repeats = True

    def render(self, message: Message, *, key: str, repeat: bool = False) -> Rendered:
        said: dict[Lang, dict[str, str]] = {
            lang: {
                "headline": message.headed(lang),
                "description": message.described(lang),
                "instruction": message.instructed(lang),
                "area": message.area_name.text(lang),
                "issuer": message.issuer.text(lang),
                "span": message.span(lang),
                "event": message.event.text(lang),
            }
            for lang in LANGS
        }
        body: dict[str, Any] = {
            "level": message.level,
            "cap": message.identifier,
            "area": message.area,
            "sent": iso(message.sent),
            "onset": iso(message.onset),
            "expires": iso(message.expires),
        }
        body.update((str(lang), told) for lang, told in said.items())
        marked = ("headline", "description", "instruction")
        texts = tuple((lang, said[lang][name]) for lang in LANGS for name in marked)
        ends = message.expires if message.kind == "release" else message.sent + CANCEL_LIFE
        return Rendered(key, json.dumps(body, ensure_ascii=False), "application/json", texts, ends, message)

    def send(self, rendered: Rendered, outlet: Outlet) -> str:
        return outlet.post(self.name, rendered)

    samples = [
        Sample(
            Words(zh="真实预警", en="A real warning"),
            {},
            RELEASE,
            ["跳台场地大风黄色预警", "Leave the open stands", "2月6日11:21至2月6日15:21"],
        ),
        Sample(Words(zh="演练", en="An exercise"), {}, EXERCISE, ["【演练】跳台场地大风", "EXERCISE: Yellow wind"]),
        Sample(Words(zh="解除", en="A cancellation"), {}, CANCEL, ["解除：跳台场地", "The wind has eased."]),
    ]
