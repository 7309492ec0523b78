"""The hazards that a warning may name: one code, one name a language, never typed freely.

Warnings drafted from a plan take the words that the plan has fixed; they get a code when the words are those of the table.
"""

from dataclasses import dataclass

from watchroom.kernel.words import Words

CODE_LIST = "watchroom:event:1"


@dataclass(frozen=True, slots=True)
class Event:
    code: str
    title: Words
    category: str  # of CAP


def _event(code: str, zh: str, en: str, category: str) -> Event:
    return Event(code, Words(zh=zh, en=en), category)


EVENTS: dict[str, Event] = {
    event.code: event
    for event in (
        _event("gale", "大风", "Strong wind", "Met"),
        _event("snow", "暴雪", "Heavy snow", "Met"),
        _event("cold", "低温寒潮", "Severe cold", "Met"),
        _event("fog", "低能见度", "Low visibility", "Met"),
        _event("icing", "道路结冰", "Icy roads", "Met"),
        _event("rainstorm", "暴雨", "Heavy rain", "Met"),
        _event("thunderstorm", "雷电", "Thunderstorm", "Met"),
        _event("flood", "洪水", "Flood", "Met"),
        _event("earthquake", "地震", "Earthquake", "Geo"),
        _event("landslide", "地质灾害", "Landslide", "Geo"),
        _event("avalanche", "雪崩", "Avalanche", "Geo"),
        _event("wildfire", "森林草原火灾", "Wildfire", "Fire"),
        _event("fire", "火灾", "Fire", "Fire"),
        _event("crowd", "人群聚集", "Crowding", "Safety"),
        _event("ropeway", "索道停运", "Ropeway stopped", "Transport"),
        _event("traffic", "交通中断", "Traffic disruption", "Transport"),
        _event("utilities", "水电气热中断", "Utility failure", "Infra"),
        _event("gas", "气体泄漏", "Gas leak", "CBRNE"),
        _event("epidemic", "传染病", "Infectious disease", "Health"),
        _event("security", "治安事件", "Security incident", "Security"),
        _event("other", "其他险情", "Other danger", "Other"),
    )
}


def code_of(zh: str, en: str) -> str:
    """The code of a hazard named by a plan; empty when the table does not have it."""
    return next((event.code for event in EVENTS.values() if zh == event.title.zh or en == event.title.en), "")
