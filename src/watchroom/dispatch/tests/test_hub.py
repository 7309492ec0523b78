"""Messages of a health-emergency hub: what they propose, in JSON and XML alike; what is wrong with those that are refused."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from watchroom.dispatch import hub
from watchroom.dispatch.faults import HubRefused
from watchroom.dispatch.hub import READERS, SILENT, STATUSES, What
from watchroom.kernel.clock import iso

SAMPLES = Path(__file__).parents[5] / "shared" / "data" / "dispatch" / "samu-hub" / "samu-hub-samples.tar.gz"
STATUS: dict[str, Any] = {
    "resourcesStatus": {
        "caseId": "fr.health.samu1.C1", "resourceId": "fr.health.samu1.resource.VLM2", "state": {"status": "ARRIVEE", "datetime": "2026-02-06T03:12:00+01:00"}
    }
}  # fmt: skip
ENVELOPE: dict[str, Any] = {
    "distributionID": "a_1", "senderID": "a", "dateTimeSent": "2026-02-06T03:12:00+01:00", "dateTimeExpires": "2027-02-06T03:12:00+01:00",
    "distributionStatus": "Actual", "distributionKind": "Report",
    "descriptor": {"language": "fr-FR", "explicitAddress": {"explicitAddressScheme": "hubex", "explicitAddressValue": "b"}},
}  # fmt: skip


def enveloped(*messages: dict[str, Any], **changed: Any) -> bytes:
    content = [{"jsonContent": {"embeddedJsonContent": {"message": one}}} for one in messages]
    return json.dumps({**ENVELOPE, "content": content, **changed}).encode()


def test_a_status_is_a_proposal_with_its_own_time_in_both_forms() -> None:
    xml = b"""<?xml version="1.0"?><resourcesStatus xmlns="urn:x"><caseId>fr.health.samu1.C1</caseId>
      <resourceId>fr.health.samu1.resource.VLM2</resourceId><state><status>ARRIVEE</status><datetime>2026-02-06T03:12:00+01:00</datetime></state></resourcesStatus>"""

    plain, marked, packed = hub.read(json.dumps(STATUS).encode()), hub.read(xml), hub.read(enveloped(STATUS))

    assert plain.proposals == marked.proposals == packed.proposals
    [one] = plain.proposals
    assert (one.what, one.status, iso(one.at) if one.at else "") == (
        What.REPORT,
        "on_scene",
        "2026-02-06T02:12:00.000Z",
    )
    assert (one.name, one.words.zh, one.words.en) == ("VLM2", "VLM2 到场", "VLM2 on scene")
    assert (packed.sender, packed.exercise) == ("a", False)
    assert hub.read(enveloped(STATUS, distributionStatus="Exercise")).exercise is True


def test_what_callers_and_patients_say_of_themselves_is_not_taken_over() -> None:
    body = {
        "createCase": {
            "caseId": "C1", "qualification": {"whatsHappen": {"label": "Fuite de gaz"}}, "location": {"city": {"name": "Bouaye"}},
            "initialAlert": {"caller": {"callerContact": {"detail": "+33612345678"}, "detailedName": {"complete": "Jeanne Martin"}}},
        }
    }  # fmt: skip

    message = hub.read(json.dumps(body).encode())

    assert "Fuite de gaz, Bouaye" in message.proposals[0].words.en
    assert "Martin" not in repr(message)
    assert "+336" not in repr(message)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no sound JSON"), (b"[]", "no object"), (b'{"a":1,"a":2}', "stands twice"), (b'{"resourcesStatus": NaN}', "no number"),
        (b"[" * 100_000, "no sound JSON"), (b"<a>" * 40 + b"</a>" * 40, "deeper"), (b" " * 1_000_001, "larger"), (b"<a><b></a>", "no sound XML"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DOCTYPE"),
        (json.dumps({**STATUS, "resourcesRequest": {}}).encode(), "2 kinds of message"), (b'{"unheard": {}}', "no kind of message that we read"),
        (json.dumps({"resourcesStatus": {"caseId": "C", "resourceId": "R", "state": {"status": "PARTI", "datetime": "2026-02-06T03:12:00+01:00"}}}).encode(), "no status"),
        (json.dumps({"resourcesStatus": {"caseId": "C", "resourceId": "R", "state": {"status": "DEPART", "datetime": "2026-02-06T03:12:00"}}}).encode(), "no offset"),
        (json.dumps({"geoPositionsUpdate": {"position": [{"resourceId": "R", "datetime": "2026-02-06T03:12:00Z", "coord": {"lat": 99, "lon": 1}}]}}).encode(), "not on earth"),
        (json.dumps({"createCase": {"caseId": "C", "x": "y" * 5000}}).encode(), "longer than"),
        (enveloped(STATUS, distributionKind="Gossip"), "choices"), (enveloped(STATUS, extra=1), "no such part"), (enveloped(), "missing"),
        (enveloped({**STATUS, "messageId": "1"}), "message.recipient: is missing"), (enveloped(STATUS, dateTimeSent="yesterday"), "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_said_in_both_languages(content: bytes, why: str) -> None:
    with pytest.raises(HubRefused) as refused:
        hub.read(content)
    assert why in refused.value.words.en
    assert "没有执行任何操作" in refused.value.words.zh


def test_every_status_of_the_hub_is_one_of_ours_or_none() -> None:
    assert {"DECLENCHE", "DEPART", "ARRIVEE", "TRANSP", "DESTIN", "RETOUR"} <= set(STATUSES)
    assert not set(READERS) & SILENT


def samples() -> Iterator[tuple[str, bytes]]:
    with tarfile.open(SAMPLES) as packed:
        for member in packed.getmembers():
            file = packed.extractfile(member)
            if (
                file is not None
                and member.name.endswith((".json", ".xml"))
                and not member.name.endswith("messagesList.json")
            ):
                yield member.name, file.read()


def test_all_samples_of_the_hub_are_read_or_refused_with_a_reason() -> None:
    if not SAMPLES.exists():
        pytest.skip("the hub's samples are not here: shared/data/dispatch/samu-hub")
    read: dict[str, hub.Message] = {}
    refused: dict[str, str] = {}
    for name, content in samples():
        try:
            read[name] = hub.read(content)
        except HubRefused as fault:
            refused[name] = fault.words.en

    assert len(read) + len(refused) > 250
    assert not [name for name in read if "/failing/" in name]
    # what the hub tests its own checks with (TECHNICAL, an envelope round it) is no message of any centre
    strangers = ("/failing/", "/TECHNICAL/", "/CustomContent/", "/valid/EDXL-DE/")
    assert not [name for name in refused if not any(part in name for part in strangers)]
    pairs = [(name, name.removesuffix(".json") + ".xml") for name in read if name.endswith(".json")]
    for one, other in pairs:
        if other in read and "/valid/" not in one:
            assert read[one].proposals == read[other].proposals, one
    assert {proposal.what for message in read.values() for proposal in message.proposals} == set(What)


def test_the_reasons_name_the_places_that_the_hub_itself_names() -> None:
    if not SAMPLES.exists():
        pytest.skip("the hub's samples are not here: shared/data/dispatch/samu-hub")
    told = {name: content for name, content in samples() if "/failing/EDXL-DE/" in name}
    expected = {
        "error-in-RC-DE.json": "recipient", "missing-EDXL-required-field.json": "$.distributionID", "unknown-property-at-root.json": "$.unexpectedUnknownProperty",
        "multiple-errors-in-envelope.json": "$.descriptor", "error-in-envelope.json": "$.descriptor.explicitAddress.explicitAddressScheme", "external-entity.xml": "DOCTYPE",
    }  # fmt: skip

    for name, content in told.items():
        with pytest.raises(HubRefused) as refused:
            hub.read(content)
        place = expected.get(name.rpartition("/")[2])
        assert place is None or place in refused.value.words.en, name
    assert {name.rpartition("/")[2] for name in told} >= set(expected)
