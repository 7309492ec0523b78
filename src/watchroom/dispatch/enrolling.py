"""Units and their stations entered by hand or from a table, which is checked whole before anything of it is entered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchroom.dispatch.faults import TableRefused, UnitIncomplete, UnitWrong, UnknownUnitKind
from watchroom.dispatch.fleet import check_load, put_unit
from watchroom.dispatch.kinds import kinds
from watchroom.dispatch.models import Unit
from watchroom.dispatch.queries import unit_by_code
from watchroom.kernel.faults import Fault
from watchroom.kernel.progress import each
from watchroom.kernel.tables import Most, read_sheet
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.actions import put_place
from watchroom.places.faults import NoSuchPlace
from watchroom.places.models import Place

MOST_LINES, MOST_SKILLS, MOST_TOLD = 5000, 30, 20
TABLE = Most(4 << 20, rows=MOST_LINES, columns=100)
CODE = re.compile(r"[A-Za-z0-9一-鿿][A-Za-z0-9一-鿿._-]{0,31}")
PLACE_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COLUMNS: Mapping[str, str] = {
    "code": "code", "代号": "code", "kind": "kind", "类别": "kind", "zh": "zh", "名称": "zh", "中文名": "zh", "en": "en", "英文名": "en",
    "home": "home", "station": "home", "驻地": "home", "skills": "skills", "技能": "skills", "crew": "crew", "人数": "crew",
    "agency_zh": "agency_zh", "单位": "agency_zh", "agency_en": "agency_en", "单位英文名": "agency_en", "equipment": "equipment", "装备": "equipment",
}  # fmt: skip
_OWED = {
    "code": Words(zh="代号", en="the code"), "kind": Words(zh="类别", en="the kind"), "zh": Words(zh="名称", en="the name"),
    "home": Words(zh="驻地", en="the home"),
}  # fmt: skip
NEEDED = tuple(_OWED)
HOMES = ("station", "depot", "hospital", "post")  # where a unit may be at home, of what is entered here
_NUMBERED = re.compile(r"(.+?)\s*[×x*]\s*(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Given:
    """A unit as somebody wrote it. `en` empty: as `zh`; `home` a place's code; `equipment` (zh, en, number)."""

    code: str
    kind: str
    zh: str
    en: str
    home: str
    skills: tuple[str, ...] = ()
    crew: int | None = None
    agency_zh: str = ""
    agency_en: str = ""
    equipment: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a table: units that are new, and units that were known and are now as it says."""

    new: int
    known: int


def enter_unit(viewer: Viewer, given: Given) -> Unit:
    """Enters a unit or changes it, not its status. Raises NotAllowed, UnitIncomplete, UnitWrong, UnknownUnitKind, NoSuchPlace, EquipmentWrong."""
    viewer.must(Act.KEEP_UNITS)
    _check(given)
    agency_en = given.agency_en or given.agency_zh
    agency = Words(zh=given.agency_zh or agency_en, en=agency_en) if agency_en else None
    return put_unit(
        given.code, given.kind, given.zh, given.en or given.zh, given.home, skills=given.skills, agency=agency, crew=given.crew,
        equipment=given.equipment, members=_members(given.code), actor=viewer.actor,
    )  # fmt: skip


def take_table(viewer: Viewer, data: bytes, encoding: str = "") -> Taken:
    """Units from a table (CSV, Excel) with a line of headings. All of it is checked before any of it is entered.

    Raises NotAllowed, TableRefused, which names lines and reasons, and what a file that cannot be read raises.
    """
    viewer.must(Act.KEEP_UNITS)
    units, reasons = _read(data, encoding)
    reasons += _wrong(units)
    if reasons:
        raise refused(sorted(reasons, key=lambda one: one[0]))
    known = set(Unit.objects.filter(code__in=[one.code for _, one in units]).values_list("code", flat=True))
    for _, one in each(units, len(units)):  # an act each: nobody else waits while a long table is entered
        enter_unit(viewer, one)
    return Taken(new=sum(one.code not in known for _, one in units), known=len(known))


def _wrong(units: Sequence[tuple[int, Given]]) -> list[tuple[int, Words]]:
    """Every line that could not be entered, and why."""
    homes, there, reasons = places.codes(), kinds(), []
    for line, one in units:
        try:
            _check(one)
            check_load(one.code, one.crew, one.equipment)
            if one.kind not in there:
                raise UnknownUnitKind(kind=one.kind[:32], kinds=", ".join(there))
            if one.home not in homes:
                raise NoSuchPlace(code=one.home[:64])
        except Fault as fault:
            reasons.append((line, fault.words))
    return reasons


def enter_station(viewer: Viewer, code: str, kind: str, zh: str, en: str, lon: float, lat: float) -> Place:
    """Enters a station, a store, a hospital or a post as a point, or changes it. Raises NotAllowed, UnitWrong, GeometryRefused."""
    viewer.must(Act.KEEP_UNITS)
    if not PLACE_CODE.fullmatch(code) or len(code) > 64:
        raise UnitWrong(what=Words(zh="地点代码", en="the code of the place"), value=code[:64])
    if kind not in HOMES:
        raise UnitWrong(what=Words(zh="地点种类", en="the kind of place"), value=kind[:32])
    for name in (zh, en or zh):
        if not _is_text(name, 128):
            raise UnitWrong(what=Words(zh="名称", en="the name"), value=name[:64])
    point = {"type": "Point", "coordinates": [lon, lat]}
    before = Place.objects.filter(code=code).first()
    if before is not None and before.kind not in HOMES:
        raise UnitWrong(what=Words(zh="地点代码（已是别的地点）", en="the code, which is another place's,"), value=code)
    return put_place(code, kind, zh, en or zh, point, actor=viewer.actor)


def _members(code: str) -> list[str]:
    """Who is on board stays so: they are entered elsewhere."""
    row = unit_by_code(code)
    return [one.code for one in row.members.all()] if row else []


def _check(given: Given) -> None:
    """Raises UnitIncomplete, UnitWrong."""
    for name, what in _OWED.items():
        if not getattr(given, name).strip():
            raise UnitIncomplete(what=what)
    if not CODE.fullmatch(given.code):
        raise UnitWrong(
            what=Words(zh="代号（字母、数字、汉字和 . _ -）", en="the code (letters, figures and . _ -)"),
            value=given.code[:40],
        )
    for name, most in ((given.zh, 128), (given.en or given.zh, 128)):
        if not _is_text(name, most):
            raise UnitWrong(what=Words(zh="名称", en="the name"), value=name[:64])
    for name in (given.agency_zh, given.agency_en):
        if name and not _is_text(name, 128):
            raise UnitWrong(what=Words(zh="单位", en="the agency"), value=name[:64])
    if len(given.skills) > MOST_SKILLS or not all(_is_text(one, 64) for one in given.skills):
        raise UnitWrong(what=Words(zh="技能", en="the skills"), value=", ".join(given.skills)[:64])
    if any(unfit(zh) or unfit(en) for zh, en, _ in given.equipment):
        raise UnitWrong(what=Words(zh="装备", en="the equipment"), value="")


def _is_text(text: str, most: int) -> bool:
    return 0 < len(text.strip()) <= most and not unfit(text)


def _read(data: bytes, encoding: str) -> tuple[list[tuple[int, Given]], list[tuple[int, Words]]]:
    """Each line that can be read, and each that cannot and why, with their numbers. Raises TableRefused."""
    rows = read_sheet(data, TABLE, encoding=encoding).rows
    if not rows:
        raise refused([(0, Words(zh="表中没有内容", en="the table is empty"))])
    columns = {COLUMNS[name]: place for place, cell in enumerate(rows[0]) if (name := cell.casefold()) in COLUMNS}
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        named = ", ".join(missing)
        raise refused([(1, Words(zh=f"缺少这些列：{named}", en=f"these columns are missing: {named}"))])
    found: list[tuple[int, Given]] = []
    reasons: list[tuple[int, Words]] = []
    codes: set[str] = set()
    for line, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        cells = {name: row[place] if place < len(row) else "" for name, place in columns.items()}
        try:
            one = given_of(cells)
            if one.code in codes:
                raise UnitWrong(what=Words(zh="代号（表中重复）", en="the code, which is there twice:"), value=one.code)
        except UnitWrong as fault:
            reasons.append((line, fault.words))
            continue
        codes.add(one.code)
        found.append((line, one))
    return found, reasons


def given_of(cells: Mapping[str, str]) -> Given:
    """A unit from texts, as a form or a line of a table gives them. Raises UnitWrong.

    skills     separated by `;`, `；` or `、`
    equipment  `呼吸机/ventilator ×2；担架`
    """
    crew = cells.get("crew", "").strip()
    if crew and not (crew.isascii() and crew.isdecimal() and len(crew) <= 3):
        raise UnitWrong(what=Words(zh="人数", en="the crew"), value=crew[:20])
    texts = {
        name: cells.get(name, "").strip() for name in ("code", "kind", "zh", "en", "home", "agency_zh", "agency_en")
    }
    return Given(
        **texts, skills=tuple(_parts(cells.get("skills", ""))), crew=int(crew) if crew else None,
        equipment=tuple(_thing(part) for part in _parts(cells.get("equipment", ""))),
    )  # fmt: skip


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；、\n]", text[:4000]) if part.strip()]


def _thing(part: str) -> tuple[str, str, int]:
    found = _NUMBERED.fullmatch(part)
    name, n = (found[1], int(found[2])) if found else (part, 1)
    zh, _, en = name.partition("/")
    return zh.strip(), (en or zh).strip(), n


def refused(reasons: Sequence[tuple[int, Words]]) -> TableRefused:
    """Each line with what is wrong with it; line 0 is the whole table."""
    told = [(line, Words(zh=why.zh.rstrip("。"), en=why.en.rstrip("."))) for line, why in reasons[:MOST_TOLD]]
    zh = "；".join(f"第 {line} 行：{why.zh}" if line else why.zh for line, why in told)
    en = "; ".join(f"line {line}: {why.en}" if line else why.en for line, why in told)
    more = len(reasons) - len(told)
    if more:
        zh, en = f"{zh}；另有 {more} 处", f"{en}; and {more} more"
    return TableRefused(why=Words(zh=zh, en=en))
