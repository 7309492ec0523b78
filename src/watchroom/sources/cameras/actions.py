"""The only writers of cameras: registering one, looking through it, trying it."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.core import signing

from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.canonical import decimal_text
from watchroom.kernel.clock import iso
from watchroom.kernel.faults import Fault
from watchroom.kernel.text import shown, unfit
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.actions import put_place
from watchroom.sources.cameras import asking, logins
from watchroom.sources.cameras.asking import Ask, ask_outside
from watchroom.sources.cameras.entries import CameraFacts, CameraSeen, CameraSet, CameraTried
from watchroom.sources.cameras.faults import BadCamera, NoLive, NotACamera
from watchroom.sources.cameras.models import Camera, CameraPicture
from watchroom.sources.cameras.queries import SALT
from watchroom.sources.cameras.queries import camera as one_camera
from watchroom.sources.cameras.rules import REACH_M
from watchroom.sources.faults import BadCode
from watchroom.sources.payloads import CODE

SETUP = "ops:setup"
KIND = "camera"

MOST_URL, MOST_USER, MOST_REACH, MOST_EVERY = 500, 100, 50_000, 3600
ON_DEMAND = Words(zh="值守调看", en="the watch")
_WHAT = {
    "zh": Words(zh="中文名称", en="Chinese name"), "en": Words(zh="英文名称", en="English name"),
    "lon": Words(zh="经度", en="longitude"), "lat": Words(zh="纬度", en="latitude"),
    "snapshot_url": Words(zh="快照地址", en="snapshot address"), "hls_url": Words(zh="HLS 地址", en="HLS address"),
    "user": Words(zh="用户名", en="user"), "password": Words(zh="密码", en="password"),
    "bearing": Words(zh="朝向", en="bearing"), "view": Words(zh="视角", en="angle of view"),
    "reach_m": Words(zh="可视距离", en="reach"), "every_s": Words(zh="最短间隔", en="shortest interval"),
}  # fmt: skip
_NO_SECRET = Words(zh="最多 200 字，不含控制字符", en="200 characters at most, no control characters")
_NO_USER = Words(zh="有密码就要有用户名", en="a password needs its user")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A camera as it is to be. `password` None leaves the one that is kept; empty takes it away."""

    zh: str
    en: str
    lon: float
    lat: float
    snapshot_url: str = ""
    hls_url: str = ""
    user: str = ""
    password: str | None = None
    private: bool = True
    simulated: bool = False
    bearing: float | None = None
    view: float | None = None
    reach_m: int = REACH_M
    every_s: int = 2
    parent: str | None = None
    source: str = ""
    schematic: bool = False
    retired: bool = False


def put_camera(code: str, wanted: Wanted, *, viewer: Viewer | None = None, actor: str = SETUP) -> Camera:
    """Registers a camera or changes it; the same again changes nothing.

    Raises BadCode, BadCamera, NotACamera, NoSuchPlace (the parent); with a viewer NotAllowed.
    """
    if viewer is not None:
        viewer.must(Act.ADMIN)
    if not CODE.fullmatch(code) or code == "new":
        raise BadCode(code=shown(code))
    wrong = faults_of(wanted)
    if wrong:
        name, why = next(iter(wrong.items()))
        raise BadCamera(code=code, what=_WHAT[name], why=why)
    known = places.place(code)
    if known is not None and known.kind != KIND:
        raise NotACamera(code=code)
    with book(actor=viewer.actor if viewer else actor) as b:
        row = _put(code, wanted, b.actor)
        login_changed = wanted.password is not None or (not wanted.user and logins.kept(code))
        if row is None and not login_changed:
            return one_camera(code)
        if login_changed:
            logins.keep(code, (wanted.password or "") if wanted.user else "")
        made = row or one_camera(code)
        b.record(_set_facts(made), subject=made.subject)
    return made


def put_password(code: str, password: str, *, actor: str = SETUP) -> Camera:
    """Keeps the secret of a camera's login; an empty one takes it away. Raises NoSuchCamera, BadCamera."""
    camera = one_camera(code)
    if len(password) > logins.MOST_SECRET or unfit(password, ""):
        raise BadCamera(code=code, what=_WHAT["password"], why=_NO_SECRET)
    if password and not camera.user:
        raise BadCamera(code=code, what=_WHAT["user"], why=_NO_USER)
    with book(actor=actor) as b:
        logins.keep(code, password)
        b.record(_set_facts(camera), subject=camera.subject)
    return camera


def faults_of(wanted: Wanted) -> dict[str, Words]:
    """What is wrong with a camera as it was written, by field."""
    wrong: dict[str, Words] = {}
    for name, text in (("zh", wanted.zh), ("en", wanted.en)):
        if not text.strip() or len(text) > 128 or unfit(text):
            wrong[name] = Words(zh="不能为空，最多 128 字", en="it must not be empty, and be 128 characters at most")
    for name, value, most in (("lon", wanted.lon, 180.0), ("lat", wanted.lat, 90.0)):
        if not (math.isfinite(value) and -most <= value <= most):
            wrong[name] = Words(zh="超出经纬度范围", en="it is off the earth")
    wrong |= _addresses(wanted) | _numbers(wanted)
    if len(wanted.user) > MOST_USER or unfit(wanted.user, "") or ":" in wanted.user:
        wrong["user"] = Words(zh="最多 100 字，不含冒号", en="100 characters at most, without a colon")
    if wanted.password and (len(wanted.password) > logins.MOST_SECRET or unfit(wanted.password, "")):
        wrong["password"] = _NO_SECRET
    if wanted.password and not wanted.user:
        wrong["user"] = _NO_USER
    return wrong


def _addresses(wanted: Wanted) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    for name, url in (("snapshot_url", wanted.snapshot_url), ("hls_url", wanted.hls_url)):
        if url and not _is_address(url):
            wrong[name] = Words(
                zh="应为 http(s) 地址，不带用户名和密码，最多 500 字",
                en="it must be an http(s) address without user or password, 500 characters at most",
            )
    if wanted.simulated and (wanted.snapshot_url or wanted.hls_url):
        wrong["snapshot_url"] = Words(zh="模拟摄像机没有地址", en="a simulated camera has no address")
    if not (wanted.simulated or wanted.snapshot_url or wanted.hls_url):
        wrong["snapshot_url"] = Words(
            zh="快照和 HLS 地址至少填一个", en="give a snapshot address, an HLS address, or both"
        )
    return wrong


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    fits = len(url) <= MOST_URL and url.isprintable() and " " not in url
    return sound and fits and not (parts.username or parts.password)


def _numbers(wanted: Wanted) -> dict[str, Words]:
    wrong: dict[str, Words] = {}
    if wanted.bearing is not None and not 0 <= wanted.bearing < 360:
        wrong["bearing"] = Words(zh="0 至 360 度（不含 360），正北为 0", en="0 to below 360 degrees, north is 0")
    if wanted.view is not None and not 0 < wanted.view <= 360:
        wrong["view"] = Words(zh="大于 0、至多 360 度", en="more than 0 and 360 degrees at most")
    for name, value, most in (("reach_m", wanted.reach_m, MOST_REACH), ("every_s", wanted.every_s, MOST_EVERY)):
        if not 1 <= value <= most:
            wrong[name] = Words(zh=f"1 至 {most}", en=f"1 to {most}")
    return wrong


def _put(code: str, wanted: Wanted, actor: str) -> Camera | None:
    """The row, if it is new or other than it was."""
    spot = {"type": "Point", "coordinates": [wanted.lon, wanted.lat]}
    place = put_place(
        code, KIND, wanted.zh.strip(), wanted.en.strip(), spot, source=wanted.source, schematic=wanted.schematic,
        parent=wanted.parent, actor=actor,
    )  # fmt: skip
    names = (
        "snapshot_url",
        "hls_url",
        "user",
        "private",
        "simulated",
        "bearing",
        "view",
        "reach_m",
        "every_s",
        "retired",
    )
    told: dict[str, Any] = {name: getattr(wanted, name) for name in names}
    before = Camera.objects.filter(place=place).first()
    if before and all(getattr(before, name) == value for name, value in told.items()):
        return None
    afresh: dict[str, Any] = {"next_at": None, "asking_until": None, "fault": None}
    Camera.objects.update_or_create(place=place, defaults=told | afresh)
    if before and (before.snapshot_url, before.simulated) != (wanted.snapshot_url, wanted.simulated):
        CameraPicture.objects.filter(camera=before).delete()  # it would pass for what the new address shows
    return one_camera(code)


@dataclass(frozen=True)
class Seen:
    """What a person was shown. `ticket` opens the picture's bytes for that person, for some minutes."""

    camera: Camera
    picture: CameraPicture | None
    ticket: str
    fault: Fault | None
    asked_at: datetime


def look(
    viewer: Viewer, code: str, *, purpose: Words = ON_DEMAND, number: str = "", incident: int | None = None, ask: Ask = ask_outside
) -> Seen:  # fmt: skip
    """Has the camera's picture fetched and notes in the book that this person was shown it.

    purpose, number, incident  for what, and the number and id of the incident if it is for one
    Raises NoSuchCamera, NoSnapshot.
    """
    viewer.must(Act.SEE_CAMERAS)
    camera = one_camera(code)
    got = asking.picture_of(camera, ask=ask)
    return noted(viewer, camera, got.picture, got.fault, purpose=purpose, number=number, incident=incident)


def noted(
    viewer: Viewer, camera: Camera, picture: CameraPicture | None, fault: Fault | None, *, purpose: Words, number: str,
    incident: int | None = None,
) -> Seen:  # fmt: skip
    what = _what(picture, fault)
    with book(actor=viewer.actor) as b:
        facts = CameraSeen(
            **_plain(camera), what_zh=what.zh, what_en=what.en, purpose_zh=purpose.zh, purpose_en=purpose.en,
            digest=picture.digest if picture else "", taken_at=iso(picture.taken_at) if picture else "",
            incident_number=number,
        )  # fmt: skip
        b.record(facts, subject=camera.subject, incident=incident)
        asked_at = b.now
    return Seen(camera, picture, ticket(viewer, camera, picture.digest) if picture else "", fault, asked_at)


def look_live(viewer: Viewer, code: str) -> str:
    """Notes that this person opens the live picture, and gives the ticket for it. Raises NoSuchCamera, NoLive."""
    viewer.must(Act.SEE_CAMERAS)
    camera = one_camera(code)
    if not camera.hls_url:
        raise NoLive(name=camera.words)
    what = Words(zh="实时画面", en="live picture")
    with book(actor=viewer.actor) as b:
        facts = CameraSeen(
            **_plain(camera), what_zh=what.zh, what_en=what.en, purpose_zh=ON_DEMAND.zh, purpose_en=ON_DEMAND.en, live=True
        )  # fmt: skip
        b.record(facts, subject=camera.subject)
    return ticket(viewer, camera, "live")


def attempt(code: str, *, viewer: Viewer | None = None, actor: str = SETUP, ask: Ask = ask_outside) -> Words:
    """Asks the camera as a look does, and says in words what came; whoever sets it up is shown no picture."""
    if viewer is not None:
        viewer.must(Act.ADMIN)
    camera = one_camera(code)
    got = asking.picture_of(camera, ask=ask)
    what = got.fault.words if got.fault else _what(got.picture, None)
    with book(actor=viewer.actor if viewer else actor) as b:
        b.record(CameraTried(**_plain(camera), what_zh=what.zh, what_en=what.en), subject=camera.subject)
    return what


def forget_pictures(before: datetime) -> int:
    """Lets the pictures go that were fetched before then; those that somebody kept for an incident are not among them."""
    return CameraPicture.objects.filter(taken_at__lt=before).delete()[0]


def ticket(viewer: Viewer, camera: Camera, what: str) -> str:
    return signing.dumps([viewer.person, camera.pk, what], salt=SALT)


def _what(picture: CameraPicture | None, fault: Fault | None) -> Words:
    if picture is None:
        return Words(zh="没有画面", en="no picture")
    size = f"{picture.width}×{picture.height}"
    kind = picture.kind.partition("/")[2].upper()
    if fault is not None:
        age = max(0, round((site_now() - picture.taken_at).total_seconds()))
        return Words(
            zh=f"取不到新画面，给看了 {age} 秒前的（{size}）",
            en=f"no new picture; shown one of {age} s before ({size})",
        )
    return Words(zh=f"一幅画面（{kind}，{size}）", en=f"a picture ({kind}, {size})")


def _plain(camera: Camera) -> dict[str, Any]:
    words = camera.words
    return {"camera": camera.pk, "code": camera.code, "zh": words.zh, "en": words.en, "simulated": camera.simulated}


def _set_facts(camera: Camera) -> CameraFacts:
    def text(value: float | None) -> str | None:
        return None if value is None else decimal_text(value)

    return CameraSet(
        **_plain(camera), snapshot=camera.has_snapshot, live=bool(camera.hls_url), login=bool(camera.user),
        private=camera.private, bearing=text(camera.bearing), view=text(camera.view), reach_m=camera.reach_m,
        every_s=camera.every_s, retired=camera.retired,
    )  # fmt: skip
