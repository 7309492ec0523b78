"""A live picture passed on: sealed names, the camera's own host alone, and nothing that is no HLS."""

import re

import pytest
from django.test import Client

from watchroom.journal.models import Entry
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.sources.cameras import actions, live
from watchroom.sources.cameras.actions import Wanted, put_camera
from watchroom.sources.cameras.faults import LiveBroken, NoLive, PictureGone
from watchroom.sources.cameras.models import Camera
from watchroom.sources.connector import Answer
from watchroom.sources.faults import FeedDown
from watchroom.sources.fetching import Login

HOME = "http://10.0.0.9:8888/gate/index.m3u8?token=tell-nobody"
MASTER = b'#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI="audio/a.m3u8"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nvideo/v.m3u8?x=1\n'
MEDIA = b'#EXTM3U\r\n#EXT-X-MAP:URI="init.mp4"\r\n#EXTINF:2,\r\nseg1.ts\r\n\r\n#EXTINF:2,\r\n/gate/seg2.ts\r\n'
SEGMENT = b"G" + b"\0" * 187 + b"G" + b"\0" * 187


class Outside:
    def __init__(self, *answers: Answer | Fault) -> None:
        self.answers, self.asked = list(answers), list[str]()

    def __call__(self, url: str, *, private: bool, most_bytes: int, login: Login | None) -> Answer:
        self.asked.append(url)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Fault):
            raise answer
        return answer


def camera(code: str = "cam-c", url: str = HOME) -> Camera:
    return put_camera(code, Wanted(zh="C 口", en="Gate C", lon=115.4, lat=40.9, hls_url=url))


def ok(body: bytes) -> Answer:
    return Answer(200, {"content-type": "text/html"}, body)


def names(playlist: bytes) -> list[str]:
    return re.findall(r'URI="([^"]+)"', playlist.decode()) + [
        line for line in playlist.decode().splitlines() if line and not line.startswith("#")
    ]


def test_every_address_of_a_playlist_becomes_a_sealed_name_that_leads_back_to_it(clock: object):
    row, kept = camera(), live.Kept()
    kind, master = live.part(row, "", ask=Outside(ok(MASTER)), kept=kept)

    assert kind == live.PLAYLIST
    assert b"10.0.0.9" not in master
    assert b"a.m3u8" not in master
    assert all(re.fullmatch(r"[\w-]+", name) for name in names(master))
    audio, video = names(master)
    outside = Outside(ok(MEDIA), ok(SEGMENT))
    _, media = live.part(row, video, ask=outside, kept=kept)
    kind, body = live.part(row, names(media)[2], ask=outside, kept=kept)
    assert outside.asked == ["http://10.0.0.9:8888/gate/video/v.m3u8?x=1", "http://10.0.0.9:8888/gate/seg2.ts"]
    assert (kind, body) == (live.MPEG_TS, SEGMENT)
    assert live.unsealed(row, audio) == "http://10.0.0.9:8888/gate/audio/a.m3u8"


def test_the_same_address_has_the_same_name_always(clock: object):
    row = camera()

    assert live.rewritten(row, HOME, MEDIA) == live.rewritten(row, HOME, MEDIA)


@pytest.mark.parametrize("there", ["http://169.254.169.254/latest", "https://10.0.0.9:8888/x.ts", "//evil.example.org/x.ts", "file:///etc/passwd", "http://[bad/x"])  # fmt: skip
def test_a_playlist_that_leads_elsewhere_is_not_followed(clock: object, there: str):
    outside = Outside(ok(b"#EXTM3U\n#EXTINF:2,\n" + there.encode() + b"\n"))

    with pytest.raises(LiveBroken, match="another host"):
        live.part(camera(), "", ask=outside, kept=live.Kept())
    assert outside.asked == [HOME]


@pytest.mark.parametrize("name", ["x", "../../etc", "AAAA" * 20, "名", ""])
def test_a_name_that_we_did_not_give_opens_nothing(clock: object, name: str):
    row, other = camera(), camera("cam-d", "http://10.0.0.10/d.m3u8")
    outside = Outside(ok(SEGMENT))

    for given in (name or live.seal(other, "http://10.0.0.10/x.ts"), live.seal(row, HOME)[:-3] + "abc"):
        with pytest.raises(PictureGone):
            live.part(row, given, ask=outside, kept=live.Kept())
    assert not outside.asked


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (ok(b"<html>"), "no HLS|not HLS"), (Answer(403, {}, b""), "HTTP 403"), (ok(b""), "not HLS"), (ok(b"#EXTM3U\n\xff"), "no text"),
        (ok(b"#EXTM3U\n" + b"#\n" * 6000), "too long"), (FeedDown(url=HOME, why=Words(zh="超时", en="timed out")), "timed out"),
    ],
)  # fmt: skip
def test_what_is_no_hls_is_not_passed_on_and_said(clock: object, answer: Answer | Fault, said: str):
    with pytest.raises(LiveBroken, match=said) as refused:
        live.part(camera(), "", ask=Outside(answer), kept=live.Kept())
    assert "tell-nobody" not in refused.value.words.en


def test_those_who_watch_together_are_one_to_the_camera(clock: object):
    row, now = camera(), [0.0]
    kept = live.Kept(lambda: now[0])
    outside = Outside(ok(MEDIA))

    for _ in range(5):
        live.part(row, "", ask=outside, kept=kept)
    assert len(outside.asked) == 1
    now[0] = 1.5  # a playlist is asked for anew, a segment is not
    live.part(row, "", ask=outside, kept=kept)
    assert len(outside.asked) == 2
    segment, parts = live.seal(row, HOME.replace("index.m3u8", "s.ts")), Outside(ok(SEGMENT))
    for now[0] in (2.0, 3.5, 21.0):
        live.part(row, segment, ask=parts, kept=kept)
    assert len(parts.asked) == 1


def test_what_is_kept_is_bounded():
    kept = live.Kept(lambda: 0.0)

    for number in range(6):
        kept.put(str(number), live.MPEG_TS, bytes(8 << 20))

    assert [kept.get(str(number)) is not None for number in range(6)] == [False, False, True, True, True, True]


def browser(viewer: Viewer) -> Client:
    client = Client(headers={"HX-Request": "true"})
    client.force_login(Person.objects.get(code=viewer.code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_live_picture_is_opened_by_name_and_for_one_person(cast: Cast):
    camera()
    text = browser(cast.lin).post("/cameras/cam-c/live").content.decode()
    address = text.split('src="')[1].split('"')[0]

    (entry,) = Entry.objects.filter(kind="sources.camera_seen")
    assert (entry.actor, entry.facts["live"], entry.facts["what_en"]) == (cast.lin.actor, True, "live picture")
    assert "10.0.0.9" not in text
    assert browser(cast.chen).get(address).status_code == 410
    assert browser(cast.wall).get(address).status_code == 403
    snapshot = actions.ticket(cast.lin, Camera.objects.get(), "digest")
    assert browser(cast.lin).get(f"/cameras/cam-c/live/{snapshot}/part/index.m3u8").status_code == 410


def test_a_camera_without_an_hls_address_has_no_live_picture(cast: Cast):
    put_camera("cam-c", Wanted(zh="C", en="C", lon=1, lat=1, simulated=True))

    with pytest.raises(NoLive):
        actions.look_live(cast.lin, "cam-c")
