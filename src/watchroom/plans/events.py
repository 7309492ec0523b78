"""Kinds of official warning, and the words by which a received one is told to be of a kind.

A CAP message names its event in words; senders use no common code. The words are those of the national warning
signals and of common English feeds; the longest that fits decides.
"""

from watchroom.kernel.words import Words

EVENTS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "gale": (Words(zh="大风", en="Gale"), ("大风", "阵风", "gale", "strong wind", "high wind", "wind")),
    "snow": (Words(zh="暴雪", en="Snow"), ("暴雪", "降雪", "大雪", "snow", "blizzard")),
    "icing": (Words(zh="道路结冰", en="Road icing"), ("道路结冰", "结冰", "road icing", "icing", "ice")),
    "cold": (Words(zh="寒潮", en="Cold wave"), ("寒潮", "低温", "寒冷", "cold wave", "cold", "frost")),
    "fog": (Words(zh="大雾", en="Fog"), ("大雾", "浓雾", "fog")),
    "rainstorm": (Words(zh="暴雨", en="Heavy rain"), ("暴雨", "强降雨", "heavy rain", "rainstorm", "rain")),
    "thunderstorm": (Words(zh="雷电", en="Thunderstorm"), ("雷电", "雷暴", "雷雨大风", "thunderstorm", "lightning")),
    "typhoon": (Words(zh="台风", en="Typhoon"), ("台风", "typhoon", "hurricane")),
    "heat": (Words(zh="高温", en="Heat"), ("高温", "heat")),
    "fire_weather": (Words(zh="森林火险", en="Fire weather"), ("森林火险", "火险", "fire weather", "fire danger")),
}
COLOURS = {1: "red", 2: "orange", 3: "yellow", 4: "blue"}


def event_of(zh: str, en: str) -> str | None:
    """The kind of a received warning; None when its words fit none."""
    said = f"{zh} {en}".lower()
    fitting = [(len(word), code) for code, (_, words) in EVENTS.items() for word in words if word in said]
    return max(fitting)[1] if fitting else None
