"""Kinds of units and the codes of the radio: those that come with the platform, and a site's own beside or instead of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from watchroom.dispatch import entries
from watchroom.dispatch.faults import KindWrong, UnknownStatus, UnknownUnitKind
from watchroom.dispatch.models import RadioCode, SiteUnitKind
from watchroom.dispatch.moves import SHIPPED_CODES, UNIT_WORDS, UnitStatus
from watchroom.journal.book import book
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

# What a kind may look like: icons of the sprite, and muted tones that no level's hue can be taken for.
ICONS = ("ambulance", "flame", "car", "patrol", "plough", "depot", "crowd", "radio", "hospital", "road", "wind", "pin")
TONES = ("plain", "steel", "moss", "clay", "sand")
SLOWEST_KMH, FASTEST_KMH = 1.0, 1000.0


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit. `speed_kmh` is assumed, not measured: it is said wherever an arrival is estimated from it."""

    code: str
    title: Words
    speed_kmh: float
    icon: str = "pin"
    tone: str = "plain"
    shipped: bool = True


def _shipped(code: str, zh: str, en: str, speed_kmh: float, icon: str, tone: str = "plain") -> UnitKind:
    return UnitKind(code, Words(zh=zh, en=en), speed_kmh, icon, tone)


SHIPPED_KINDS: Mapping[str, UnitKind] = {
    kind.code: kind
    for kind in (
        _shipped("ambulance", "救护车", "Ambulance", 40, "ambulance", "steel"),
        _shipped("doctor_car", "急救医生车", "Doctor's car", 50, "hospital", "steel"),
        _shipped("fire_engine", "消防车", "Fire engine", 40, "flame", "clay"),
        _shipped("ladder_truck", "云梯车", "Ladder truck", 35, "flame", "clay"),
        _shipped("rescue_truck", "抢险救援车", "Rescue truck", 40, "flame", "clay"),
        _shipped("hazmat_truck", "防化洗消车", "Hazardous materials truck", 35, "wind", "clay"),
        _shipped("command_car", "指挥车", "Command car", 50, "radio"),
        _shipped("comms_van", "应急通信车", "Communications van", 40, "radio"),
        _shipped("patrol", "巡逻车", "Patrol", 40, "patrol"),
        _shipped("snow_plough", "除雪车", "Snow plough", 25, "plough", "sand"),
        _shipped("pump_truck", "排涝车", "Pump truck", 30, "depot", "sand"),
        _shipped("power_van", "应急发电车", "Power supply van", 35, "depot", "sand"),
        _shipped("supply_truck", "物资运输车", "Supply truck", 40, "depot", "sand"),
        _shipped("boat", "救援艇", "Rescue boat", 20, "wind", "moss"),
        _shipped("helicopter", "直升机", "Helicopter", 200, "wind", "moss"),
        _shipped("team", "应急队伍", "Response team", 5, "crowd", "moss"),
        _shipped("support", "保障车", "Support vehicle", 40, "car"),
    )
}


def kinds() -> dict[str, UnitKind]:
    """Every kind by code: those that come with the platform, then the site's own; a site's word stands over a shipped one."""
    own = {
        row.code: UnitKind(row.code, row.words, float(row.speed_kmh), row.icon, row.tone, shipped=False)
        for row in SiteUnitKind.objects.order_by("code")
    }
    return {**SHIPPED_KINDS, **own}


def kind_of(code: str) -> UnitKind:
    """One kind. Raises UnknownUnitKind."""
    found = SHIPPED_KINDS.get(code)
    row = SiteUnitKind.objects.filter(code=code).first()
    if row is not None:
        return UnitKind(row.code, row.words, float(row.speed_kmh), row.icon, row.tone, shipped=False)
    if found is None:
        raise UnknownUnitKind(kind=code[:32], kinds=", ".join(kinds()))
    return found


def codes() -> dict[str, UnitStatus]:
    """Every radio code with its status: the shipped ones, a site's own over them."""
    own = {row.code: UnitStatus(row.status) for row in RadioCode.objects.order_by("code")}
    return {**SHIPPED_CODES, **own}


def set_kind(
    viewer: Viewer, code: str, zh: str, en: str, *, speed_kmh: float, icon: str = "pin", tone: str = "plain"
) -> UnitKind:
    """A person enters a kind of the site's own or changes it. Raises NotAllowed, KindWrong."""
    viewer.must(Act.ADMIN)
    return put_kind(code, zh, en, speed_kmh=speed_kmh, icon=icon, tone=tone, actor=viewer.actor)


def put_kind(
    code: str, zh: str, en: str, *, speed_kmh: float, icon: str = "pin", tone: str = "plain", actor: str = "ops:setup"
) -> UnitKind:
    """Enters a kind of the site's own or changes it; the same again changes nothing. Raises KindWrong."""
    _check(code, zh, en, speed_kmh, icon, tone)
    wanted = {"zh": zh, "en": en, "icon": icon, "tone": tone, "speed_kmh": decimal_text(speed_kmh, 1)}
    with book(actor=actor) as b:
        row = SiteUnitKind.objects.filter(code=code).first()
        if row is None or any(str(getattr(row, name)) != value for name, value in wanted.items()):
            row, _ = SiteUnitKind.objects.update_or_create(code=code, defaults=wanted)
            b.record(entries.UnitKindSet(code=code, **wanted), subject=f"unit_kind:{code}")
    return kind_of(code)


def _check(code: str, zh: str, en: str, speed_kmh: float, icon: str, tone: str) -> None:
    if not (code.isascii() and code.replace("_", "").isalnum() and code == code.lower() and len(code) <= 32):
        raise KindWrong(what=Words(zh="代码", en="the code"), value=code[:64])
    for what, name in (
        (Words(zh="中文名", en="the Chinese name"), zh),
        (Words(zh="英文名", en="the English name"), en),
    ):
        if not 0 < len(name.strip()) <= 64:
            raise KindWrong(what=what, value=name[:64])
    if not SLOWEST_KMH <= speed_kmh <= FASTEST_KMH:
        raise KindWrong(what=Words(zh="假定车速", en="the assumed speed"), value=f"{speed_kmh:g}")
    if icon not in ICONS or tone not in TONES:
        raise KindWrong(what=Words(zh="图标或色调", en="icon or tone"), value=f"{icon[:32]} {tone[:32]}")


def set_code(viewer: Viewer, code: str, status: str) -> UnitStatus:
    """A person enters a radio code of the site's own or changes what one means. Raises NotAllowed, KindWrong, UnknownStatus."""
    viewer.must(Act.ADMIN)
    return put_code(code, status, actor=viewer.actor)


def put_code(code: str, status: str, *, actor: str = "ops:setup") -> UnitStatus:
    """The same again changes nothing. Raises KindWrong, UnknownStatus."""
    if not 0 < len(code) <= 16 or any(char.isspace() for char in code):
        raise KindWrong(what=Words(zh="电台代码", en="the radio code"), value=code[:32])
    then = known_status(status)
    if then is UnitStatus.DISPATCHED:
        raise KindWrong(what=Words(zh="代码所指的状态", en="the status of the code"), value=status[:32])
    with book(actor=actor) as b:
        if not RadioCode.objects.filter(code=code, status=then).exists():
            RadioCode.objects.update_or_create(code=code, defaults={"status": then})
            words = UNIT_WORDS[then]
            said = entries.RadioCodeSet(code=code, status=then, status_zh=words.zh, status_en=words.en)
            b.record(said, subject=f"radio_code:{code}")
    return then


def known_status(status: str) -> UnitStatus:
    """Raises UnknownStatus, which lists them all."""
    if status in UNIT_WORDS:
        return UnitStatus(status)
    names = [UNIT_WORDS[one] for one in UnitStatus]
    listed = Words(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))
    raise UnknownStatus(status=status[:32], statuses=listed)
