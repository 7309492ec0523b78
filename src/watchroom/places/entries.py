"""What the places write in the journal."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry("places.set", say=Words(zh="登记地点：{zh}（{code}）", en="Place recorded: {en} ({code})"))
@dataclass(frozen=True, slots=True)
class PlaceSet(Facts):
    """`geometry` is GeoJSON text."""

    code: str
    place_kind: str
    zh: str
    en: str
    geometry: str
    population: int | None
    capacity: int | None
    source: str
    schematic: bool
    parent: str
