"""The door for HTTP: 202 only for what is on disk, and every refusal with what to do."""

import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.test import Client

from watchroom.conftest import T0
from watchroom.journal.models import Entry
from watchroom.kernel.clock import iso
from watchroom.people.testing import Cast
from watchroom.sources import actions
from watchroom.sources.models import Quarantine, Source
from watchroom.sources.readings import MOST_MESSAGE, ReadingBatch, decode
from watchroom.sources.tests.scene import PretendedLine, Scene

GOOD = {"sensor": ["jump-wind", "jump-gust"], "value": [4.3, 6.1], "measured_at": [iso(T0), iso(T0)]}


def push(scene: Scene, body: Any, key: str | None = None, lang: str = "zh") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Device-Key": scene.key if key is None else key, "Accept-Language": lang}
    return Client().post("/api/push", data, content_type="application/json", headers=headers)


def push_in_pieces(scene: Scene, stream: BytesIO) -> Any:
    """As a sender does who tells no length before: the server gives what comes, and its end."""
    told: dict[str, Any] = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    told |= {"wsgi.input": stream, "wsgi.input_terminated": True}
    return Client().generic("POST", "/api/push", headers={"X-Device-Key": scene.key}, **told)


class Pieces(BytesIO):
    """Gives less than is asked for, as a network does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1000) if size != -1 else -1)


def test_a_batch_is_accepted_when_it_is_on_disk(scene: Scene, pretended: PretendedLine):
    answer = push(scene, GOOD)

    assert (answer.status_code, answer.json()) == (202, {"taken": 2, "refused": []})
    ((partition, data, _),) = pretended.published
    batch = decode(data, partition, 1)
    assert partition == scene.partition
    assert isinstance(batch, ReadingBatch)
    assert np.array_equal(batch.value, [4.3, 6.1])


def test_while_the_stream_is_down_nothing_is_accepted(scene: Scene, pretended: PretendedLine):
    pretended.down = True

    answer = push(scene, GOOD)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"
    assert answer.json()["code"] == "sources.StreamDown"
    assert "没有保存" in answer.json()["text"]


def test_the_same_batch_again_bears_the_same_name(scene: Scene, pretended: PretendedLine):
    """So that the stream keeps it once, when the first answer was lost on the way."""
    push(scene, GOOD)
    push(scene, GOOD)

    assert pretended.published[0][2] == pretended.published[1][2]


def test_bad_readings_are_named_and_the_rest_is_taken(scene: Scene, pretended: PretendedLine):
    answer = push(scene, {"sensor": ["jump-wind", "jump-gust", "nobody"], "value": [4.3, "12,5", 1]}, lang="en")

    assert answer.status_code == 202
    assert answer.json()["taken"] == 1
    assert [(one["place"], one["code"]) for one in answer.json()["refused"]] == [
        (1, "sources.NotNumber"),
        (2, "sources.UnknownSensor"),
    ]
    assert "decimal point" in answer.json()["refused"][0]["text"]
    assert Quarantine.objects.count() == 2
    assert Source.objects.get().health == "unwell"


@pytest.mark.parametrize("key", ["", "wrong", "x" * 10_000])
def test_a_wrong_key_opens_nothing(scene: Scene, pretended: PretendedLine, key: str):
    answer = push(scene, GOOD, key)

    assert answer.status_code == 401
    assert answer.json()["code"] == "sources.WrongKey"
    assert pretended.published == []


def test_a_withdrawn_key_opens_nothing_from_that_moment(scene: Scene, pretended: PretendedLine):
    assert push(scene, GOOD).status_code == 202
    actions.withdraw_device("ws-jump")

    assert push(scene, GOOD).status_code == 401


def test_a_device_key_opens_no_other_door(scene: Scene, pretended: PretendedLine):
    for address in ("/api/sources", "/api/sensors", "/api/me"):
        assert Client().get(address, headers={"X-Device-Key": scene.key}).status_code == 401


def test_a_person_has_no_device_key(scene: Scene, cast: Cast, pretended: PretendedLine):
    assert Client().post("/api/push", b"{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"not json", 422, "NotReadable"),
        (b"{", 422, "NotReadable"),
        (b"[" * 100_000, 422, "TooDeep"),
        (b'{"sensor": ["jump-wind"], "value": [1, 2]}', 422, "WrongShape"),
        (b'{"sensor": [], "value": []}', 422, "WrongShape"),
        (b'{"sensor": ["jump-wind"], "value": [NaN]}', 422, "NotFinite"),
        (b'{"sensor": ["jump-wind", "jump-wind"], "value": [1e999, 1' + b"0" * 400 + b"]}", 422, "NotFinite"),
        (b'{"sensor": ["jump-wind"], "value": [1' + b"0" * 400 + b"]}", 422, "NotReadable"),
        (b'{"sensor": ["jump-wind"], "value": [1], "value": ["x"]}', 422, "NotNumber"),
        (rb'{"sensor": ["jump\u0000wind"], "value": [1]}', 422, "UnknownSensor"),
        (rb'{"sensor": ["\ud800"], "value": [1e2]}', 422, "UnknownSensor"),
        (rb'{"sensor": ["\u202ewind"], "value": [1]}', 422, "UnknownSensor"),
        (("{" + ",".join(f'"k{i}":1' for i in range(20_000)) + "}").encode(), 422, "WrongShape"),
        ('{"sensor": ["jump-wind"], "value": [1]}'.encode("utf-16"), 422, "NotReadable"),
        (b" " * (MOST_MESSAGE + 1), 413, "TooLarge"),
        (b"x" * (2 << 20), 413, "TooLarge"),
    ],
)
def test_a_batch_of_which_nothing_can_be_taken_is_refused(
    scene: Scene, pretended: PretendedLine, body: bytes, status: int, code: str
):
    answer = push(scene, body)

    assert (answer.status_code, answer.json()["code"]) == (status, f"sources.{code}"), answer.json()
    assert "\u202e" not in answer.json()["text"]
    assert pretended.published == []


def test_what_was_refused_is_not_a_reading_and_no_entry_repeats_it(scene: Scene, pretended: PretendedLine):
    for _ in range(5):
        push(scene, b'{"sensor": ["jump-wind"], "value": [NaN]}')

    assert Entry.objects.filter(kind="sources.refused").count() == 1
    assert Quarantine.objects.count() == 5


def test_what_comes_without_a_length_is_taken_like_any_other(scene: Scene, pretended: PretendedLine):
    answer = push_in_pieces(scene, Pieces(json.dumps(GOOD).encode() + b" " * 5000))

    assert (answer.status_code, answer.json()) == (202, {"taken": 2, "refused": []})
    assert len(pretended.published) == 1


@pytest.mark.parametrize("told", [True, False])
def test_the_bound_is_the_same_with_and_without_a_length(scene: Scene, pretended: PretendedLine, told: bool):
    good = json.dumps(GOOD).encode()
    for size, status in ((MOST_MESSAGE, 202), (MOST_MESSAGE + 1, 413), (4 * MOST_MESSAGE, 413)):
        body = good.ljust(size)
        stream = Pieces(body)
        answer = push(scene, body) if told else push_in_pieces(scene, stream)
        assert answer.status_code == status, size
        assert told or stream.tell() <= MOST_MESSAGE + 1, "no more is read than it takes to know"
    assert len(pretended.published) == 1
