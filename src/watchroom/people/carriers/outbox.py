"""Messages to persons, written to an outbox file in place of a network: for drills, demonstrations and trying things out."""

import json
import os
from pathlib import Path

from django.conf import settings as site
from pydantic import Field

from watchroom.kernel.plugin import Sample, Settings
from watchroom.kernel.words import Words
from watchroom.people import sms
from watchroom.people.carrier import MOST_ADDRESS, Carrier, Note, Taken
from watchroom.people.carrier_samples import EXERCISE, ORDER


class OutboxSettings(Settings):
    file: str = Field(
        "messages.jsonl", pattern=r"^[A-Za-z0-9._-]{1,60}$", json_schema_extra={"zh": "文件名", "en": "File name"}
    )


class Outbox(Carrier):
    name = "outbox"
    title = Words(zh="发件箱文件（不外发）", en="Outbox file (nothing leaves)")
    Settings = OutboxSettings
    settings: OutboxSettings
    takes_exercise = True
    counts_parts = True

    @classmethod
    def address(cls, typed: str) -> str:
        plain = " ".join(typed.split())
        if not plain or len(plain) > MOST_ADDRESS:
            raise ValueError(typed)
        return plain

    def shown(self, note: Note) -> str:
        told = sms.counted(note.text)
        line = {
            "key": note.key, "to": note.to, "number": note.number, "exercise": note.exercise, "possible_repeat": note.repeat,
            "lang": note.lang, "text": note.text, "parts": told.parts,
        }  # fmt: skip
        return json.dumps(line, ensure_ascii=False)

    def send(self, note: Note) -> Taken:
        folder = Path(site.DATA) / "outbox"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / self.settings.file).open("a", encoding="utf-8") as file:
            file.write(self.shown(note) + "\n")
            file.flush()
            os.fsync(file.fileno())
            return Taken("", f"@{file.tell()}")

    samples = [
        Sample(Words(zh="指令", en="An order"), {}, ORDER, ["关闭看台", '"exercise": false']),
        Sample(Words(zh="演练", en="An exercise"), {}, EXERCISE, ["【演练】", '"exercise": true']),
    ]
