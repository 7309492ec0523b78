"""The level of official warnings at a place, as readings: so that rules, plots and composite rules work on warnings.

Its address is the site itself: what is asked is the table of warnings in force (`sources/official.py`), no network.
"""

from typing import Any

import orjson
from pydantic import Field

from watchroom.kernel.plugin import Sample
from watchroom.kernel.plugin import Settings as BaseSettings
from watchroom.kernel.words import Words
from watchroom.sources.connector import Asked, Asking, Fetch
from watchroom.sources.geocodes import CPEAS, AreaName, meets, name_of
from watchroom.sources.payloads import Offer

ADDRESS = "site:warnings"
MOST_NAMES = 50
_AT = 1_770_346_800_000


class OfficialSettings(BaseSettings):
    every_s: int = Field(60, ge=10, le=3600, json_schema_extra={"zh": "至少每隔（秒）", "en": "At least every (s)"})
    events: list[str] = Field(
        default=[], max_length=MOST_NAMES,
        json_schema_extra={"zh": "只计这些灾种（名称中的字词，空为全部）", "en": "Only these kinds (words of their names; empty: all)"},
    )  # fmt: skip
    sources: list[str] = Field(
        default=[], max_length=MOST_NAMES,
        json_schema_extra={
            "zh": "只计这些信息源（空为全部，但不含范围只是估计的）",
            "en": "Only these sources (empty: all but those whose area is only estimated)",
        },
    )  # fmt: skip
    codes: dict[str, str] = Field(
        default={}, max_length=500,
        json_schema_extra={
            "zh": "地点的区域代码，用于没有边界的预警（如 jump: 130709）",
            "en": "Area code of a place, for warnings without a shape (such as jump: 130709)",
        },
    )  # fmt: skip


def _known(**warning: Any) -> bytes:
    told = {
        "id": 1, "level": 3, "zh": "大风黄色预警", "en": "Yellow wind warning", "source": "met", "estimate": False, "codes": [],
        "touches": ["w-jump"], "shaped": True,
    }  # fmt: skip
    sensors = [{"code": "w-jump", "place": "jump"}, {"code": "w-gate", "place": "gate"}]
    return orjson.dumps({"at_ms": _AT, "newest": 1, "next_ms": None, "sensors": sensors, "warnings": [told | warning]})


class Official(Asking):
    name = "official"
    title = Words(zh="官方预警级别", en="Level of official warnings")
    help = Words(
        zh="为地点登记要素为 warning_level 的传感器：读数是覆盖该地点的有效官方预警的最高级别（0 无，1 蓝，2 黄，3 橙，4 红）；预警来、变、止、到期时立即更新。",
        en="Register sensors of quantity warning_level at places: their readings are the gravest official warning in force that"
        " touches the place (0 none, 1 blue, 2 yellow, 3 orange, 4 red), told anew when warnings come, change, end or expire.",
    )
    Settings = OfficialSettings
    settings: OfficialSettings

    def ask(self, fetch: Fetch, memo: dict[str, Any]) -> Asked:
        """A moment is told once only: what changes within one instant is told a millisecond later."""
        known = orjson.loads(fetch(ADDRESS).body)
        at_ms = max(known["at_ms"], int(memo.get("at_ms", 0)) + 1)
        counted = [one for one in known["warnings"] if self._counts(one)]
        sensors = known["sensors"]
        levels = [max((_level(one) for one in counted if self._touches(one, sensor)), default=0) for sensor in sensors]
        memo = {"at_ms": at_ms, "newest": known["newest"], "next_ms": known["next_ms"]}
        if not sensors:
            return Asked([], memo)
        n = len(sensors)
        offer = Offer([sensor["code"] for sensor in sensors], levels, [at_ms] * n, ["level"] * n)
        return Asked([], memo, offers=[offer])

    def _counts(self, warning: dict[str, Any]) -> bool:
        named = self.settings.sources
        if warning["source"] not in named if named else warning["estimate"]:
            return False
        said = f"{warning['zh']} {warning['en']}".casefold()
        return not self.settings.events or any(word.casefold() in said for word in self.settings.events if word)

    def _touches(self, warning: dict[str, Any], sensor: dict[str, str]) -> bool:
        """By shape; by code only where the warning has no shape, and the site has said which code the place has."""
        if warning["shaped"]:
            return sensor["code"] in warning["touches"]
        own = name_of(CPEAS, self.settings.codes.get(sensor["place"], ""))
        return own is not None and any(meets(own, AreaName(*code)) for code in warning["codes"])

    samples = [
        Sample(
            title=Words(zh="黄色预警覆盖跳台，不到检票口", en="A yellow warning touches the jump and not the gate"),
            settings={},
            given={ADDRESS: (200, {}, _known())},
            expect=[("w-jump", 2, _AT), ("w-gate", 0, _AT)],
        ),
        Sample(
            title=Words(zh="不是要计的灾种：零级", en="Not a kind that counts: level nought"),
            settings={"events": ["暴雪", "snow"]},
            given={ADDRESS: (200, {}, _known())},
            expect=[("w-jump", 0, _AT), ("w-gate", 0, _AT)],
        ),
        Sample(
            title=Words(zh="没有传感器：没有读数", en="No sensor: no reading"),
            settings={},
            given={ADDRESS: (200, {}, b'{"at_ms": 1, "newest": 0, "next_ms": null, "sensors": [], "warnings": []}')},
            expect=[],
            silent=True,
        ),
    ]


def _level(warning: dict[str, Any]) -> int:
    """Ours runs from 1 red to 4 blue; the reading from 4 red to 1 blue. A warning of unknown level is still one."""
    level = warning["level"]
    return 5 - int(level) if level else 1
