"""Pure decisions of the incidents room: kinds, grades, numbers, the order of a first report."""

from dataclasses import dataclass

from watchroom.kernel.words import Words

CLASSES: dict[str, Words] = {
    "natural_disaster": Words(zh="自然灾害", en="Natural disaster"),
    "accident": Words(zh="事故灾难", en="Accident"),
    "public_health": Words(zh="公共卫生事件", en="Public health event"),
    "public_security": Words(zh="社会安全事件", en="Public security event"),
    "undetermined": Words(zh="类别待定", en="Class undetermined"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of incident, within one of the four classes of the law (art. 2)."""

    code: str
    event_class: str
    title: Words

    @property
    def class_words(self) -> Words:
        return CLASSES[self.event_class]


def _kind(code: str, event_class: str, zh: str, en: str) -> Kind:
    return Kind(code, event_class, Words(zh=zh, en=en))


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        _kind("gale", "natural_disaster", "大风", "Strong wind"),
        _kind("snow", "natural_disaster", "降雪", "Snow"),
        _kind("icing", "natural_disaster", "道路结冰", "Road icing"),
        _kind("cold", "natural_disaster", "低温寒潮", "Cold"),
        _kind("fog", "natural_disaster", "低能见度", "Low visibility"),
        _kind("rainstorm", "natural_disaster", "暴雨", "Heavy rain"),
        _kind("flood", "natural_disaster", "洪涝", "Flood"),
        _kind("earthquake", "natural_disaster", "地震", "Earthquake"),
        _kind("geological", "natural_disaster", "地质灾害", "Geological disaster"),
        _kind("forest_fire", "natural_disaster", "森林草原火灾", "Forest or grassland fire"),
        _kind("fire", "accident", "火灾", "Fire"),
        _kind("traffic", "accident", "交通事故", "Traffic accident"),
        _kind("lift", "accident", "索道故障", "Ropeway fault"),
        _kind("gas_leak", "accident", "气体泄漏", "Gas leak"),
        _kind("utilities", "accident", "水电气热中断", "Utility failure"),
        _kind("structure", "accident", "设施垮塌", "Structural failure"),
        _kind("mass_casualty", "accident", "群体伤亡", "Mass casualty"),
        _kind("medical", "public_health", "伤病救治", "Medical emergency"),
        _kind("epidemic", "public_health", "传染病", "Epidemic"),
        _kind("poisoning", "public_health", "中毒", "Poisoning"),
        _kind("crowd", "public_security", "人群聚集", "Crowding"),
        _kind("security", "public_security", "治安事件", "Security incident"),
        _kind("other", "undetermined", "其他", "Other"),
    )
}
"""Kinds an officer chooses from. The list is ours, ordered by class; the national code table is not public."""

GRADES: dict[int, Words] = {
    1: Words(zh="特别重大", en="Extraordinarily serious"),
    2: Words(zh="重大", en="Serious"),
    3: Words(zh="较大", en="Major"),
    4: Words(zh="一般", en="Ordinary"),
}
"""The grade of the event: never the response level, never the warning level."""

UNGRADED = Words(zh="未定级", en="not graded")

OF_QUANTITY: dict[str, str] = {
    "wind_mean": "gale",
    "wind_gust": "gale",
    "air_temperature": "cold",
    "visibility": "fog",
    "snow_depth": "snow",
    "snowfall_1h": "snow",
    "snowfall_12h": "snow",
    "crowd_count": "crowd",
    "crowd_density": "crowd",
}
"""Which kind of incident an alarm suggests; the officer may choose another."""

HOW_MANY: dict[str, Words] = {
    "": Words(zh="{n}", en="{n}"),
    "about": Words(zh="约 {n}", en="about {n}"),
    "at_least": Words(zh="至少 {n}", en="at least {n}"),
    "at_most": Words(zh="至多 {n}", en="at most {n}"),
    "possible": Words(zh="可能 {n}", en="possibly {n}"),
}
"""How exact a number of people is, and how it is said then."""

REPORTED_FACTS: dict[str, Words] = {
    "deaths": Words(zh="死亡", en="Deaths"),
    "injured": Words(zh="受伤", en="Injured"),
    "seriously_injured": Words(zh="重伤", en="Seriously injured"),
    "missing": Words(zh="失踪", en="Missing"),
    "trapped": Words(zh="被困", en="Trapped"),
    "evacuated": Words(zh="已疏散", en="Evacuated"),
    "affected": Words(zh="受影响", en="Affected"),
}
"""Counts of people that a report may state; plans may speak of them by these names, unit `person`."""

MOST_PEOPLE = 10_000_000

REPORT_KINDS: dict[str, Words] = {
    "first": Words(zh="首报", en="Initial report"),
    "follow_up": Words(zh="续报", en="Follow-up report"),
    "nil": Words(zh="零报告", en="Nil report"),
    "final": Words(zh="终报", en="Final report"),
    "verified": Words(zh="核报", en="Verified report"),
}
CHANNELS: dict[str, Words] = {
    "telephone": Words(zh="电话", en="by telephone"),
    "written": Words(zh="书面", en="in writing"),
}


def number(year: int, count: int) -> str:
    """`I-2026-0001`."""
    return f"I-{year}-{count:04d}"


def position_words(lon: float, lat: float) -> Words:
    """A position in degrees, to about a metre."""
    return Words(
        zh=f"经度 {lon:.5f}、纬度 {lat:.5f}",
        en=f"longitude {lon:.5f}, latitude {lat:.5f}",
    )


def next_reports(before: list[str]) -> tuple[str, ...]:
    """Which kinds of report may follow those made: first the initial one, then follow-ups, at last the final or the
    verified one, which ends the series as the final one does, and after a final one the verified one."""
    if not before:
        return ("first",)
    if "verified" in before:
        return ()
    return ("verified",) if "final" in before else ("follow_up", "nil", "final", "verified")


def report_words(kind: str, count: int) -> Words:
    """`首报`, `续报一` with its number, `终报`. `count` is 1 for the first of its kind."""
    words = REPORT_KINDS[kind]
    if kind not in ("follow_up", "nil"):
        return words
    return Words(zh="{w}{n}", en="{w} {n}").fill(w=words, n=Words(zh=_chinese(count), en=str(count)))


def _chinese(count: int) -> str:
    digits = "零一二三四五六七八九"
    if count > 99:
        return str(count)
    tens, ones = divmod(count, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
