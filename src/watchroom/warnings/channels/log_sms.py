"""Text messages, written to an outbox file in place of a gateway: nothing leaves this machine, and the name says so.

A real gateway joins as a channel of its own; the counting of parts, which is what goes wrong there, is done here already.
"""

import json

from pydantic import Field

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.people.sms import Counted as Counted
from watchroom.people.sms import counted as counted
from watchroom.warnings.channel import Channel, Outlet, Rendered
from watchroom.warnings.message import Message
from watchroom.warnings.sample import CANCEL, EXERCISE, RELEASE

OUTBOX = "text-messages.jsonl"


class LogSmsSettings(Settings):
    # A longer message is refused before approval.
    most_parts: int = Field(6, ge=1, le=20, json_schema_extra={"zh": "最多条数", "en": "Most parts"})


class LogSms(Channel):
    name = "log_sms"
    title = Words(zh="短信（仅记入发件箱文件）", en="Text messages (outbox file only)")
    Settings = LogSmsSettings
    takes_exercise = True
    knows_repeats = False

    def limits(self, message: Message) -> list[Words]:
        most = getattr(self.settings, "most_parts", 6)
        found = [(lang, counted(message.short(lang))) for lang in LANGS]
        return [
            _TOO_LONG[lang].fill(signs=one.signs, parts=one.parts, most=most) for lang, one in found if one.parts > most
        ]

    def render(self, message: Message, *, key: str, repeat: bool = False) -> Rendered:
        texts: tuple[tuple[Lang, str], ...] = tuple((lang, message.short(lang)) for lang in LANGS)
        line = {
            "key": key,
            "to": message.audience.zh,
            "number": message.number,
            "kind": message.kind,
            "exercise": message.exercise,
            "possible_repeat": repeat,
            "messages": [_one(lang, text) for lang, text in texts],
        }
        return Rendered(key, json.dumps(line, ensure_ascii=False), "application/json", texts, message.expires, message)

    def send(self, rendered: Rendered, outlet: Outlet) -> str:
        return outlet.append(OUTBOX, json.loads(rendered.body))

    samples = [
        Sample(
            Words(zh="真实预警", en="A real warning"),
            {},
            RELEASE,
            ["跳台场地大风黄色预警。范围：跳台场地及看台。", '"encoding": "UCS-2"'],
        ),
        Sample(
            Words(zh="演练", en="An exercise"), {}, EXERCISE, ['"text": "【演练】跳台', '"text": "EXERCISE: Yellow']
        ),
        Sample(
            Words(zh="解除", en="A cancellation"), {}, CANCEL, ["【演练】解除：跳台", "EXERCISE: Cancelled: Yellow"]
        ),
    ]


def _one(lang: Lang, text: str) -> dict[str, object]:
    told = counted(text)
    return {"lang": lang, "text": text, "encoding": told.encoding, "signs": told.signs, "parts": told.parts}


_TOO_LONG: dict[Lang, Words] = {
    "zh": Words(
        zh="中文短信 {signs} 字，要分 {parts} 条，超过上限 {most} 条，请缩短标题或措施",
        en="the Chinese text message has {signs} signs and would take {parts} parts, more than {most}; shorten headline or measures",
    ),
    "en": Words(
        zh="英文短信 {signs} 字符，要分 {parts} 条，超过上限 {most} 条，请缩短标题或措施",
        en="the English text message has {signs} signs and would take {parts} parts, more than {most}; shorten headline or measures",
    ),
}
