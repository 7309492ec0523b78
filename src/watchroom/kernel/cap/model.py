"""A CAP message as read: frozen values, every field that CAP 1.0, 1.1 and 1.2 have, text already trimmed.

Rings are (lon, lat) and closed, whatever order and form the message had. A time is aware, with the offset that the
message gave; None where it was missing or could not be read, and a note then says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words

Ring = tuple[LonLat, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader repaired or doubts. `place` is the path in the document, with its line."""

    code: str
    place: str
    text: Words


@dataclass(frozen=True, slots=True)
class NamedValue:
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Polygon:
    """`rings`: usually one closed ring; more where a repaired or split outline falls into parts.

    `repaired` is true when the outline is not the sender's own: closed, swapped, untangled or split by us.
    """

    rings: tuple[Ring, ...]
    raw: str
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class Circle:
    lon: float
    lat: float
    radius_km: float
    raw: str


@dataclass(frozen=True, slots=True)
class Area:
    desc: str = ""
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[NamedValue, ...] = ()
    altitude: str = ""
    ceiling: str = ""

    @property
    def has_shape(self) -> bool:
        return bool(self.polygons or self.circles)


@dataclass(frozen=True, slots=True)
class Resource:
    desc: str = ""
    mime_type: str = ""
    size: str = ""
    uri: str = ""
    digest: str = ""
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Info:
    language: str = "en-US"
    categories: tuple[str, ...] = ()
    event: str = ""
    response_types: tuple[str, ...] = ()
    urgency: str = ""
    severity: str = ""
    certainty: str = ""
    audience: str = ""
    event_codes: tuple[NamedValue, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[NamedValue, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A message that this one updates or cancels: with `sender`, `identifier` and `sent` it is one message."""

    sender: str
    identifier: str
    sent: str


@dataclass(frozen=True, slots=True)
class Alert:
    version: str | None
    identifier: str
    sender: str
    sent: datetime | None
    sent_text: str
    status: str
    msg_type: str
    scope: str = ""
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()
    signed: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same message, wherever it was fetched: sender, identifier and moment of sending."""
        sent = self.sent.isoformat() if self.sent else self.sent_text
        return self.sender, self.identifier, sent

    def info_for(self, lang: str) -> Info | None:
        """The block in the reader's language (`zh`, `en`), else the first."""
        for info in self.infos:
            if info.language.lower().split("-")[0] == lang:
                return info
        return self.infos[0] if self.infos else None

    def ends_at(self, default_life: timedelta) -> datetime | None:
        """When the message runs out: the latest block counts, since languages may differ.

        A block without expiry, or with a validity of no length, lives `default_life` from its start.
        None when not even a start is known.
        """
        ends = [end for end in (_ends_at(info, self.sent, default_life) for info in self.infos) if end]
        return max(ends) if ends else (self.sent + default_life if self.sent else None)


def _ends_at(info: Info, sent: datetime | None, default_life: timedelta) -> datetime | None:
    start = max((at for at in (info.onset, info.effective) if at), default=sent)
    if info.expires and (start is None or info.expires != start):
        return info.expires
    return start + default_life if start else None


@dataclass(frozen=True, slots=True)
class Document:
    """What one file held: one alert, or a container (a feed, an EDXL-DE envelope) with alerts inside.

    `kind`: `alert`, `atom`, `rss`, `edxl-de`, `alerts`. `encoding`: how the bytes were decoded.
    `notes` are those about the file as a whole; each alert has its own.
    """

    kind: str
    alerts: tuple[Alert, ...]
    encoding: str
    notes: tuple[Note, ...] = ()

    @property
    def alert(self) -> Alert:
        return self.alerts[0]
