"""Asking a camera for its picture: however many people look, one request at a time, and one in `every_s` seconds.

Whoever comes while another asks waits for that answer; whoever comes within the pause gets the picture that is there.
Few may wait at once, because each holds one of the threads that serve the pages: the rest are told so at once.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from watchroom.journal.clock import site_now
from watchroom.kernel.clock import Clock, SystemClock, iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.pictures import MOST_BYTES, BadPicture, Picture, read_picture
from watchroom.kernel.words import Words
from watchroom.sources.cameras import logins, simulated
from watchroom.sources.cameras.faults import CameraDown, CamerasBusy, NoSnapshot, NotAPicture
from watchroom.sources.cameras.models import Camera, CameraPicture
from watchroom.sources.connector import Answer
from watchroom.sources.faults import FeedDown, FeedRefused
from watchroom.sources.fetching import Login, fetch

WITHIN_S = 8.0
CLAIM_S = 2 * WITHIN_S  # name resolution and saving included; after that the asker is taken for dead
AFTER_FAULT_S = 5
MOST_WAITING = 4
STEP_S = 0.05
KEEP_MIN, KEEP_MOST = timedelta(minutes=15), 12
_WAITING = threading.BoundedSemaphore(MOST_WAITING)
_MACHINE = SystemClock()


class Ask(Protocol):
    """Asks an address, as `fetching.fetch` does."""

    def __call__(self, url: str, *, private: bool, most_bytes: int, login: Login | None) -> Answer: ...


@dataclass(frozen=True)
class Shown:
    """The newest picture that there is, and what is wrong, if the newest request came to nothing."""

    picture: CameraPicture | None
    fault: Fault | None


def ask_outside(url: str, *, private: bool, most_bytes: int, login: Login | None) -> Answer:
    """Raises FeedRefused, FeedDown."""
    return asyncio.run(fetch(url, private=private, most_bytes=most_bytes, within_s=WITHIN_S, login=login))


def picture_of(
    camera: Camera, *, ask: Ask = ask_outside, machine: Clock = _MACHINE, pause: Callable[[float], None] = time.sleep
) -> Shown:
    """The camera's picture, asked for anew unless it is younger than `every_s`. Raises NoSnapshot.

    Not to be called in a transaction: it waits for the network.
    """
    if not camera.has_snapshot:
        raise NoSnapshot(name=camera.words)
    if not _WAITING.acquire(blocking=False):
        return Shown(newest(camera), CamerasBusy())
    try:
        if _claimed(camera, machine.now()):
            return _asked(camera, ask, machine)
        return _of_another(camera, machine, pause)
    finally:
        _WAITING.release()


def newest(camera: Camera) -> CameraPicture | None:
    return CameraPicture.objects.filter(camera=camera).order_by("-pk").first()


def _claimed(camera: Camera, now: datetime) -> bool:
    """One conditional update decides who asks."""
    free = (Q(asking_until=None) | Q(asking_until__lt=now)) & (Q(next_at=None) | Q(next_at__lte=now))
    until = now + timedelta(seconds=CLAIM_S)
    return Camera.objects.filter(free, pk=camera.pk).update(asking_until=until) == 1


def _asked(camera: Camera, ask: Ask, machine: Clock) -> Shown:
    fault: Fault | None = None
    picture: Picture | None = None
    try:
        picture = _fetched(camera, ask)
    except (CameraDown, NotAPicture) as known:
        fault = known
    now = machine.now()
    row = _saved(camera, picture, now) if picture else newest(camera)
    told = {"code": fault.code, "zh": fault.words.zh, "en": fault.words.en, "at": iso(site_now())} if fault else None
    rest_s = max(camera.every_s, AFTER_FAULT_S) if fault else camera.every_s
    Camera.objects.filter(pk=camera.pk).update(asking_until=None, next_at=now + timedelta(seconds=rest_s), fault=told)
    return Shown(row, fault)


def _fetched(camera: Camera, ask: Ask) -> Picture:
    """Raises CameraDown, NotAPicture."""
    name = camera.words
    if camera.simulated:
        return read_picture(simulated.draw(camera.code, site_now().astimezone(ZoneInfo(settings.SITE_ZONE))))
    try:
        login = logins.login(camera.code, camera.user)
        answer = ask(camera.snapshot_url, private=camera.private, most_bytes=MOST_BYTES, login=login)
    except (FeedDown, FeedRefused) as fault:
        raise CameraDown(name=name, why=fault.facts["why"]) from fault
    if answer.status == 401:
        raise CameraDown(name=name, why=Words(zh="账号或密码不对（401）", en="its login was refused (401)"))
    if answer.status != 200:
        raise CameraDown(name=name, why=f"HTTP {answer.status}")
    try:
        return read_picture(answer.body)
    except BadPicture as error:
        raise NotAPicture(name=name, why=error.why) from error


def _saved(camera: Camera, picture: Picture, now: datetime) -> CameraPicture:
    """The new picture; those that nobody can want to keep any more are let go."""
    row = CameraPicture.objects.create(
        camera=camera, kind=picture.kind, width=picture.width, height=picture.height, digest=picture.digest,
        body=picture.body, taken_at=site_now(), got_at=now,
    )  # fmt: skip
    old = CameraPicture.objects.filter(camera=camera).exclude(pk=row.pk)
    kept = list(old.filter(got_at__gte=now - KEEP_MIN).order_by("-pk").values_list("pk", flat=True)[: KEEP_MOST - 1])
    old.exclude(pk__in=kept).delete()
    return row


def _of_another(camera: Camera, machine: Clock, pause: Callable[[float], None]) -> Shown:
    """What whoever asks now comes to, or what the last request came to. The claim ends by itself."""
    while True:
        row = Camera.objects.select_related("place").get(pk=camera.pk)
        if row.asking_until is None or row.asking_until < machine.now():
            return Shown(newest(row), _told(row))
        pause(STEP_S)


def _told(camera: Camera) -> Fault | None:
    return ToldBefore(what=Words(zh=camera.fault["zh"], en=camera.fault["en"])) if camera.fault else None


class ToldBefore(Fault):
    """The fault of the last request, said again to whoever looks within the pause after it."""

    status = 502
    text = Words(zh="{what}", en="{what}")
