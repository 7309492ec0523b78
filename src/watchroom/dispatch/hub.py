"""Messages of the French health-emergency hub: read with limits into proposals. Pure; nothing is done by reading.

A message stands alone or in an EDXL-DE envelope, as JSON or as XML. What persons say about themselves (callers, patients,
their numbers) is not taken over. Message kinds and code words: ansforge/SAMU-Hub-Modeles.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from watchroom.dispatch.hub_wire import Node, Reasons, parsed
from watchroom.dispatch.moves import UNIT_WORDS, UnitStatus
from watchroom.kernel.clock import parse_time
from watchroom.kernel.geometry import LonLat
from watchroom.kernel.words import Words


class What(StrEnum):
    """open an incident; send a unit; report its status; place it; know it; ask for units, or answer; a mission is an order."""

    OPEN = "open_incident"
    SEND = "dispatch_unit"
    REPORT = "unit_status"
    PLACE = "unit_position"
    KNOW = "put_unit"
    ASK = "request_units"
    ANSWER = "answer_request"
    ORDER = "add_order"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a message would have us do, for a person to decide. `case` is the sender's number of the incident."""

    what: What
    words: Words
    case: str = ""
    unit: str = ""
    name: str = ""
    agency: str = ""
    unit_kind: str = ""
    status: str = ""
    at: datetime | None = None
    point: LonLat | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """kind  the name of the message's body; `sender` and `exercise` from the envelope, where there is one
    nothing  it is of a kind that says nothing of incidents, units or orders
    """

    kind: str
    proposals: tuple[Proposal, ...]
    sender: str = ""
    sent_at: datetime | None = None
    exercise: bool = False

    @property
    def nothing(self) -> bool:
        return not self.proposals


# How the hub names the stages of a vehicle; None: decided, but not yet on its way.
STATUSES: Mapping[str, UnitStatus | None] = {
    "DECISION": None, "DECLENCHE": UnitStatus.DISPATCHED, "DEPART": UnitStatus.EN_ROUTE, "ARRIVEE": UnitStatus.ON_SCENE,
    "PEC": UnitStatus.ON_SCENE, "BILAN": UnitStatus.ON_SCENE, "ORIENT": UnitStatus.ON_SCENE, "TRANSP": UnitStatus.TRANSPORTING,
    "DESTIN": UnitStatus.AT_DESTINATION, "FINPEC": UnitStatus.RETURNING, "FINMED": UnitStatus.RETURNING,
    "RETOUR": UnitStatus.RETURNING, "REN-BASE": UnitStatus.AVAILABLE,
    "DISPONIBLE": UnitStatus.AVAILABLE, "INDISPONIBLE": None, "INCONNU": None,
}  # fmt: skip
EMSI_STATUSES: Mapping[str, UnitStatus | None] = {"AVAILB": UnitStatus.AVAILABLE, "IN_USE/MOBILE": UnitStatus.EN_ROUTE}
VEHICLES = (
    ("SMUR.VLM", "doctor_car"), ("SMUR.HELI", "helicopter"), ("SMUR", "ambulance"), ("SIS.VSAV", "ambulance"), ("SIS", "fire_engine"),
    ("TSU", "ambulance"), ("HELI", "helicopter"),
)  # fmt: skip

# Bodies that we know and that propose nothing: patients' records, appointments, references, errors.
SILENT = frozenset(
    {"interventionReport", "rpis", "appointment", "documentLink", "reference", "error", "geoResourcesRequest"}
)
_ENVELOPE = {
    "distributionID", "senderID", "dateTimeSent", "dateTimeExpires", "distributionStatus", "distributionKind", "descriptor",
    "content",
}  # fmt: skip
_HEADER = ("messageId", "sender", "sentAt", "kind", "status", "recipient")
_STATUS, _KIND = {"Actual", "Exercise", "System", "Test", "Draft"}, {"Report", "Update", "Cancel", "Ack", "Error", "Request", "Response", "Dispatch", "Unknown", "SensorConfiguration", "SensorControl", "SensorStatus", "SensorDetection", "Cease"}  # fmt: skip


def read(content: bytes) -> Message:
    """One message. Raises HubRefused, which says what is wrong and where, in both languages."""
    root = parsed(content)
    reasons = Reasons()
    if "content" in root or _ENVELOPE & {name.removeprefix("_error") for name in root}:
        return _enveloped(root, reasons)
    kind, body = _one_body(root, "$", reasons)
    reasons.stop()
    return Message(kind, _proposals(kind, body, reasons))


def _enveloped(root: Node, reasons: Reasons) -> Message:
    reasons.owed(root, _ENVELOPE, "$")
    for name in sorted(set(root) - _ENVELOPE):
        reasons.add(f"$.{name}", "信封中没有这一项", "the envelope has no such part")
    sent, _ = _time(root.get("dateTimeSent"), "$.dateTimeSent", reasons), _time(root.get("dateTimeExpires"), "$.dateTimeExpires", reasons)  # fmt: skip
    for name, known in (("distributionStatus", _STATUS), ("distributionKind", _KIND)):
        if root.get(name) and root[name] not in known:
            reasons.add(f"$.{name}", "不在可选之列", "is not one of the choices")
    _descriptor(root.get("descriptor"), reasons)
    found = [
        _one_message(node, f"$.content[{place}]", reasons) for place, node in enumerate(_contents(root.get("content")))
    ]
    reasons.stop()
    if not found:
        reasons.add("$.content", "没有内容", "is empty")
    kinds = [kind for kind, _ in found if kind]
    proposals = tuple(one for kind, body in found if kind for one in _proposals(kind, body, reasons))
    reasons.stop()
    return Message(", ".join(kinds), proposals, str(root["senderID"]), sent, root["distributionStatus"] != "Actual")


def _descriptor(node: Any, reasons: Reasons) -> None:
    if not isinstance(node, dict):
        return
    for name in sorted(set(node) - {"language", "explicitAddress", "keyword"}):
        reasons.add(f"$.descriptor.{name}", "信封中没有这一项", "the envelope has no such part")
    reasons.owed(node, ("language", "explicitAddress"), "$.descriptor")
    address = node.get("explicitAddress")
    if isinstance(address, dict):
        reasons.owed(address, ("explicitAddressScheme", "explicitAddressValue"), "$.descriptor.explicitAddress")


def _contents(node: Any) -> Iterator[Any]:
    """The messages in an envelope, as JSON or as XML puts them there."""
    for one in node if isinstance(node, list) else [node]:
        if not isinstance(one, dict):
            continue
        inner = one.get("jsonContent") or one.get("contentObject") or {}
        for part in inner if isinstance(inner, list) else [inner]:
            part = part.get("contentXML", part) if isinstance(part, dict) else {}
            holder = part.get("embeddedJsonContent") or part.get("embeddedXMLContent") or {}
            yield holder.get("message") if isinstance(holder, dict) else None


def _one_message(node: Any, place: str, reasons: Reasons) -> tuple[str, Any]:
    if not isinstance(node, dict):
        reasons.add(place, "没有报文", "holds no message")
        return "", {}
    if any(name in node for name in _HEADER):
        reasons.owed(node, _HEADER, f"{place}.message")
        _time(node.get("sentAt"), f"{place}.message.sentAt", reasons)
    return _one_body({k: v for k, v in node.items() if k not in _HEADER}, f"{place}.message", reasons)


def _one_body(node: Node, place: str, reasons: Reasons) -> tuple[str, Any]:
    """The one body of a message. None, several, or one that nobody here knows is a reason to refuse it."""
    known = [name for name in node if name in READERS or name in SILENT]
    for name in node:
        if name not in known:
            reasons.add(f"{place}.{name[:64]}", "不是我们能读的报文种类", "is no kind of message that we read")
    if len(known) > 1:
        reasons.add(
            place,
            f"有 {len(known)} 种报文，只能有一种",
            f"holds {len(known)} kinds of message; only one may stand here",
        )
    if not known:
        reasons.add(place, "没有可读的报文", "holds no message that can be read")
        return "", {}
    return known[0], node[known[0]]


def _proposals(kind: str, body: Any, reasons: Reasons) -> tuple[Proposal, ...]:
    if kind in SILENT:
        return ()
    if not isinstance(body, dict):
        reasons.add(f"$.{kind}", "不是对象", "is no object")
        reasons.stop()
    found = tuple(READERS[kind](body, f"$.{kind}", reasons))
    reasons.stop()
    return found


def _time(text: Any, place: str, reasons: Reasons) -> datetime | None:
    if text in (None, ""):
        return None
    try:
        return parse_time(str(text))
    except ValueError:
        reasons.add(
            place,
            f"时间“{str(text)[:40]}”读不懂或没有时区",
            f"the time “{str(text)[:40]}” cannot be read or has no offset",
        )
        return None


def _point(node: Any, place: str, reasons: Reasons, names: tuple[str, str] = ("lon", "lat")) -> LonLat | None:
    if not isinstance(node, dict):
        return None
    try:
        lon, lat = float(node[names[0]]), float(node[names[1]])
    except (KeyError, TypeError, ValueError):
        reasons.add(place, "坐标读不懂", "the position cannot be read")
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        reasons.add(place, "坐标不在地球上", "the position is not on earth")
        return None
    return lon, lat


def _list(node: Any) -> list[Node]:
    return [one for one in (node if isinstance(node, list) else [node]) if isinstance(one, dict)]


def _text(node: Any, *path: str) -> str:
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    if isinstance(node, list):
        node = " ".join(str(one) for one in node if isinstance(one, str))
    clean = "".join(char if char.isprintable() else " " for char in str(node)) if node not in (None, {}) else ""
    return " ".join(clean.split())[:400]


def _case(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    """A case that another centre has opened, or has changed."""
    reasons.owed(body, ("caseId",), place)
    there = _text(body, "location", "detailedAddress", "complete")
    city = _text(body, "location", "city", "name")
    what = _text(body, "qualification", "whatsHappen", "label") or _text(body, "qualification", "healthMotive", "label")
    where = ", ".join(part for part in (there, city) if part)
    coord = _dig(body, "location", "geometry", "point", "coord")
    point = _point(coord, f"{place}.location.geometry.point.coord", reasons) if coord else None
    at = _time(body.get("creation"), f"{place}.creation", reasons)
    title = ", ".join(part for part in (what, where) if part) or _text(body, "caseId")
    words = Words(zh=f"立案或并入：{title}", en=f"open an incident, or join it: {title}")
    yield Proposal(What.OPEN, words, case=_text(body, "caseId"), at=at, point=point, text=title)


def _dig(node: Any, *path: str) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def vehicle_kind(code: str) -> str:
    return next((kind for start, kind in VEHICLES if code.startswith(start)), "support")


def _resources(body: Node, place: str, reasons: Reasons, *, named: bool = True) -> Iterator[Proposal]:
    """Resources engaged for a case, each with the states that it has gone through, in order of time.

    named  each has its number; else only its kind may be told, before anybody knows which one it will be
    """
    reasons.owed(body, ("caseId", "resource"), place)
    for number, node in enumerate(_list(body.get("resource"))):
        here = f"{place}.resource[{number}]"
        if named:
            reasons.owed(node, ("resourceId",), here)
        about = _about(node, _text(body, "caseId"))
        name = about["name"]
        started = _time(node.get("datetime"), f"{here}.datetime", reasons)
        yield Proposal(
            What.SEND,
            Words(zh=f"派遣 {name} 前往 {about['case']}", en=f"dispatch {name} to {about['case']}"),
            at=started,
            **about,
        )
        yield from _states(node.get("state"), about, f"{here}.state", reasons)
        coord = _dig(node, "position", "coord")
        if coord and (point := _point(coord, f"{here}.position.coord", reasons)):
            seen = _time(_dig(node, "position", "datetime"), f"{here}.position.datetime", reasons)
            yield Proposal(
                What.PLACE, Words(zh=f"{name} 的位置", en=f"the position of {name}"), at=seen, point=point, **about
            )


def _about(node: Node, case: str) -> dict[str, Any]:
    unit = _text(node, "resourceId")
    return {
        "case": case, "unit": unit, "name": _text(node, "name") or unit.rpartition(".")[2] or _text(node, "vehicleType"), "agency": _text(node, "orgId"),
        "unit_kind": vehicle_kind(_text(node, "vehicleType")),
    }  # fmt: skip


def _states(states: Any, about: dict[str, Any], place: str, reasons: Reasons) -> Iterator[Proposal]:
    found = []
    for node in _list(states):
        code = _text(node, "status")
        at = _time(node.get("datetime"), f"{place}.datetime", reasons)
        if not code or code not in STATUSES:
            reasons.add(f"{place}.status", f"没有“{code[:32]}”这个状态", f"there is no status “{code[:32]}”")
        elif at is None:
            reasons.add(f"{place}.datetime", "缺少", "is missing")
        elif (status := STATUSES[code]) not in (None, UnitStatus.DISPATCHED):
            assert status is not None
            words = UNIT_WORDS[status]
            said = Words(zh=f"{about['name']} {words.zh}", en=f"{about['name']} {words.en}")
            found.append(Proposal(What.REPORT, said, status=status.value, at=at, **about))
    yield from sorted(found, key=lambda one: str(one.at))


def _status(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    """One resource that has changed its state."""
    reasons.owed(body, ("caseId", "resourceId", "state"), place)
    yield from _states(
        body.get("state"), _about(body, _text(body, "caseId")) | {"unit_kind": ""}, f"{place}.state", reasons
    )


def _request(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    request = _dig(body, "request") or {}
    reasons.owed(body, ("caseId", "request"), place)
    purpose, text = _text(request, "purpose"), _text(request, "freetext")
    at = _time(_dig(request, "datetime"), f"{place}.request.datetime", reasons)
    words = Words(zh=f"请求支援（{purpose}）：{text}", en=f"asks for units ({purpose}): {text}")
    yield Proposal(What.ASK, words, case=_text(body, "caseId"), at=at, text=text, status=_text(request, "deadline"))


_ANSWERS = {"ACCEPTEE": Words(zh="同意", en="accepted"), "REFUSEE": Words(zh="拒绝", en="refused"), "PARTIELLE": Words(zh="部分同意", en="accepted in part"), "DIFFEREE": Words(zh="推迟", en="deferred")}  # fmt: skip


def _response(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    reasons.owed(body, ("caseId", "requestId", "response"), place)
    answer = _text(body, "response", "answer")
    if answer not in _ANSWERS:
        reasons.add(f"{place}.response.answer", f"没有“{answer[:32]}”这种答复", f"there is no answer “{answer[:32]}”")
        return
    text, said = _text(body, "response", "freetext"), _ANSWERS[answer]
    at = _time(_dig(body, "response", "datetime"), f"{place}.response.datetime", reasons)
    words = Words(zh=f"支援请求的答复：{said.zh}。{text}", en=f"answer to a request for units: {said.en}. {text}")
    yield Proposal(What.ANSWER, words, case=_text(body, "caseId"), at=at, text=text, status=answer)


def _positions(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    reasons.owed(body, ("position",), place)
    for number, node in enumerate(_list(body.get("position"))):
        here = f"{place}.position[{number}]"
        reasons.owed(node, ("resourceId", "datetime", "coord"), here)
        about = _about(node, "") | {"unit_kind": ""}
        at = _time(node.get("datetime"), f"{here}.datetime", reasons)
        if point := _point(node.get("coord"), f"{here}.coord", reasons):
            yield Proposal(
                What.PLACE,
                Words(zh=f"{about['name']} 的位置", en=f"the position of {about['name']}"),
                at=at,
                point=point,
                **about,
            )


def _details(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    reasons.owed(body, ("resource",), place)
    for number, node in enumerate(_list(body.get("resource"))):
        reasons.owed(node, ("resourceId",), f"{place}.resource[{number}]")
        about = _about(node, "") | {"unit_kind": vehicle_kind(_text(node, "resourceType"))}
        yield Proposal(What.KNOW, Words(zh=f"登记力量 {about['name']}", en=f"record the unit {about['name']}"), **about)


def _emsi(body: Node, place: str, reasons: Reasons) -> Iterator[Proposal]:
    """A situation with its missions and its resources."""
    reasons.owed(body, ("CONTEXT", "EVENT"), place)
    event = body.get("EVENT") if isinstance(body.get("EVENT"), dict) else {}
    assert isinstance(event, dict)
    case, title = _text(event, "MAIN_EVENT_ID") or _text(event, "ID"), _text(event, "NAME")
    at = _time(event.get("DECL_DATIME"), f"{place}.EVENT.DECL_DATIME", reasons)
    words = Words(zh=f"立案或并入：{title or case}", en=f"open an incident, or join it: {title or case}")
    yield Proposal(What.OPEN, words, case=case, at=at, point=_emsi_point(event.get("EGEO"), place, reasons), text=title)
    for number, node in enumerate(_list(body.get("MISSION"))):
        text = _text(node, "FREETEXT") or _text(node, "NAME") or _text(node, "TYPE")
        begins = _time(node.get("START_TIME"), f"{place}.MISSION[{number}].START_TIME", reasons)
        said = Words(zh=f"任务：{text}", en=f"mission: {text}")
        yield Proposal(
            What.ORDER,
            said,
            case=case,
            agency=_text(node, "ORG_ID"),
            at=begins,
            text=text,
            status=_text(node, "STATUS"),
        )
    for node in _list(body.get("RESOURCE")):
        name = _text(node, "NAME") or _text(node, "ID")
        known = EMSI_STATUSES.get(_text(node, "STATUS"))
        yield Proposal(
            What.KNOW, Words(zh=f"登记力量 {name}", en=f"record the unit {name}"), case=case, unit=_text(node, "ID"), name=name,
            agency=_text(node, "ORG_ID"), unit_kind="support", status=known.value if known else "",
        )  # fmt: skip


def _emsi_point(geo: Any, place: str, reasons: Reasons) -> LonLat | None:
    for node in _list(geo):
        for position in _list(node.get("POSITION")):
            for coord in _list(position.get("COORD")):
                return _point(coord, f"{place}.EVENT.EGEO.POSITION.COORD", reasons, ("LONG", "LAT"))
    return None


READERS: Mapping[str, Callable[[Node, str, Reasons], Iterator[Proposal]]] = {
    "createCase": _case, "createCaseHealth": _case, "createCaseHealthUpdate": _case, "resourcesInfo": _resources,
    "resourcesInfoCisu": _resources, "resourcesEngagement": partial(_resources, named=False), "resourcesStatus": _status, "resourcesRequest": _request,
    "resourcesResponse": _response, "geoPositionsUpdate": _positions, "geoResourcesDetails": _details, "emsi": _emsi,
}  # fmt: skip
