"""The level of official warnings at a place, as readings: told when warnings come, change, end or run out."""

from datetime import timedelta

import pytest

from watchroom.conftest import SetClock
from watchroom.people.testing import Cast
from watchroom.sources import actions, bulletins, feeds
from watchroom.sources.catalogue import Catalogue
from watchroom.sources.models import Bulletin, Quarantine, Source
from watchroom.sources.readings import ReadingBatch, decode
from watchroom.sources.tests.scene import Scene, at_once, set_scene, straight
from watchroom.sources.tests.test_bulletins import FEED, cap
from watchroom.sources.tests.test_pages import browser


class Site:
    """The scene with a feed of warnings and sensors of their level, inside and outside the warned zone."""

    def __init__(self, clock: SetClock) -> None:
        self.scene: Scene = set_scene()
        self.clock = clock
        self.feed = actions.put_source("met", "cap_feed", "气象台", "Met", settings=FEED)
        self.source = actions.put_source("levels", "official", "预警级别", "Levels", settings={})
        self.drill = actions.put_source("drill", "official", "演练级别", "Drill levels", settings={}, simulated=True)
        for code, source, position in (
            ("lv-jump", "levels", None), ("lv-far", "levels", (116.5, 41.5)), ("lv-drill", "drill", None),
        ):  # fmt: skip
            actions.put_sensor(code, source, "jump", "warning_level", code, code, position=position)
        self.written: list[tuple[int, bytes]] = []
        self.catalogue = Catalogue()
        self.turn()

    def receive(self, document: bytes) -> None:
        bulletins.receive(self.feed.pk, document, actor="connector:cap_feed")

    def turn(self) -> dict[str, float]:
        """Asks the sources of levels that are due, as `watch` does; what they told, by sensor."""

        async def write(parts: list[tuple[int, bytes]], mark: str) -> None:
            self.written = parts

        told: dict[str, float] = {}
        due = [source for source in feeds.due() if source.kind == "official"]
        for source in due:
            self.written = []
            straight(feeds.Feeds(at_once, self.catalogue, write)._ask(source))
            for partition, data in self.written:
                batch = decode(data, partition, 1)
                assert isinstance(batch, ReadingBatch)
                names = {known.number: code for code, known in self.catalogue.sensors.items()}
                told |= {names[int(n)]: float(v) for n, v in zip(batch.sensor, batch.value, strict=True)}
                self.at_ms = [int(at) for at in batch.measured_ms]
        assert not Quarantine.objects.exists()
        return told


@pytest.fixture
def site(clock: SetClock) -> Site:
    return Site(clock)


def test_a_warnings_life_is_told_at_the_moments_of_its_changes(site: Site, clock: SetClock):
    assert site.turn() == {}  # nothing has come since it was asked

    site.receive(cap("A-00"))
    assert site.turn() == {"lv-jump": 1, "lv-far": 0, "lv-drill": 0}
    first = max(site.at_ms)

    site.receive(cap("A-10", "Update", minute=10, refers=("A-00",), headline="暴雪橙色预警"))
    assert site.turn() == {"lv-jump": 3, "lv-far": 0, "lv-drill": 0}
    assert min(site.at_ms) > first  # in the same instant, and yet after what was told before

    clock.forward(seconds=59)
    assert site.turn() == {}
    clock.forward(seconds=2)
    assert site.turn()["lv-jump"] == 3  # at least every period

    site.receive(cap("C-20", "Cancel", minute=20, refers=("A-10",), headline="解除"))
    assert site.turn()["lv-jump"] == 0


def test_it_is_due_at_the_very_moment_at_which_a_warning_runs_out(site: Site, clock: SetClock):
    actions.put_source("levels", "official", "预警级别", "Levels", settings={"every_s": 3600})
    site.receive(cap("A-00"))
    assert site.turn()["lv-jump"] == 1

    end = Bulletin.objects.get().expires
    clock.set(end - timedelta(minutes=10))
    site.turn()
    due = Source.objects.get(code="levels").next_poll_at
    assert due == end
    clock.set(end)
    assert site.turn()["lv-jump"] == 0


def test_exercises_and_real_warnings_never_meet(site: Site):
    site.receive(cap("E-00", status="Exercise", headline="【演练】暴雪红色预警"))
    assert site.turn() == {"lv-jump": 0, "lv-far": 0, "lv-drill": 4}

    site.receive(cap("A-01", minute=1))
    assert site.turn() == {"lv-jump": 1, "lv-far": 0, "lv-drill": 4}

    site.receive(cap("T-02", minute=2, status="Test", headline="测试：暴雪橙色预警"))
    assert site.turn() == {"lv-jump": 1, "lv-far": 0, "lv-drill": 4}


def test_what_cannot_be_vouched_for_raises_no_level(site: Site):
    """D-13."""
    actions.put_source("met", "cap_feed", "气象台", "Met", settings={**FEED, "must_be_signed": True})
    site.receive(cap("A-00"))

    assert site.turn()["lv-jump"] == 0


def test_a_warning_without_a_shape_counts_where_the_site_has_said_the_places_code(site: Site):
    settings = {"codes": {"jump": "130709"}}
    actions.put_source("levels", "official", "预警级别", "Levels", settings=settings)
    head, _, rest = cap("A-00").decode().partition("<polygon>")
    code = "<geocode><valueName>CPEAS Geographic Code</valueName><value>130700000000</value></geocode>"
    site.receive((head + code + rest.partition("</polygon>")[2]).encode())

    told = site.turn()
    assert (told["lv-jump"], told["lv-drill"]) == (1, 0)


# ---- on the screen -------------------------------------------------------------------------------------------------


def test_the_list_is_narrowed_and_a_page_says_all_that_matters(site: Site, cast: Cast):
    site.receive(cap("A-00"))
    site.receive(cap("A-10", "Update", minute=10, refers=("A-00",), headline="暴雪橙色预警"))
    lin = browser(cast.lin)

    for query, shown in (
        ("", {"暴雪蓝色预警", "暴雪橙色预警"}), ("?state=valid", {"暴雪橙色预警"}), ("?level=4", {"暴雪蓝色预警"}), ("?text=橙色", {"暴雪橙色预警"}),
        ("?state=cancelled", set()), ("?source=met&signature=none", {"暴雪蓝色预警", "暴雪橙色预警"}), ("?signature=invalid", set()),
        ("?level=9&state=x&text=%00", {"暴雪蓝色预警", "暴雪橙色预警"}),
    ):  # fmt: skip
        text = lin.get(f"/bulletins/{query}", headers={"HX-Request": "true"}).content.decode()
        assert {name for name in ("暴雪蓝色预警", "暴雪橙色预警") if name in text} == shown, query

    new = Bulletin.objects.get(identifier="A-10")
    text = lin.get(f"/bulletins/{new.pk}").content.decode()
    for said in ("同一事件的报文", "未签名；按本站登记的信息源接受", "zh-CN", "data-subject=", "下载原始报文"):
        assert said in text, said
    assert "wrote no English" in browser(cast.lin, "en").get(f"/bulletins/{new.pk}").content.decode()


def test_the_original_is_a_file_and_never_a_page(site: Site, cast: Cast):
    """I-04."""
    site.receive(cap("A-00", headline="&lt;script&gt;alert(1)&lt;/script&gt;"))
    pk = Bulletin.objects.get().pk
    answer = browser(cast.lin).get(f"/bulletins/{pk}/document")

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"] == f'attachment; filename="bulletin-{pk}.bin"'
    assert b"<alert" in answer.content
    assert "<script>alert(1)" not in browser(cast.lin).get(f"/bulletins/{pk}").content.decode()
    assert browser(cast.lin).get("/bulletins/999/document").status_code == 404
    assert browser(cast.guest).get(f"/bulletins/{pk}/document").status_code == 403
