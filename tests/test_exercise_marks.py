"""An exercise says first of all that it is one, in every form in which it reaches an eye. W-08, decision 4."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from django.test import Client
from lxml import etree

from tests import rights_scene
from tests.rights_scene import Site, viewer
from tests.test_rights import browser
from watchroom.desk.report.gather import gather
from watchroom.desk.report.page import html, told
from watchroom.journal import clock as site_clock
from watchroom.journal.clock import site_now
from watchroom.journal.models import Entry
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import LANGS
from watchroom.warnings import actions, delivering
from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.message import Kind
from watchroom.warnings.models import Posting, Warning
from watchroom.warnings.recording import message_of

pytestmark = [pytest.mark.django_db, pytest.mark.site]
ZH, EN = EXERCISE_MARK.zh, EXERCISE_MARK.en
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The exercise day, its warning released on every channel."""
    laid = rights_scene.lay()
    laid.failed.delete()
    deliver(laid.released, tmp_path)
    yield laid
    rights_scene.leave()


def deliver(row: Warning, folder: Path) -> None:
    for one in row.deliveries.filter(state="waiting"):
        delivering.deliver(one.pk, site_now(), delivering.SiteOutlet(folder))


def end(site: Site, folder: Path) -> Warning:
    row = actions.cancel(viewer("sun"), site.released.pk, reason_zh="风停了", reason_en="the wind has dropped")
    deliver(row, folder)
    return row


def begins(text: str) -> bool:
    return text.startswith((ZH, EN))


class Words(HTMLParser):
    """The text of a page in its order, without what is only told to machines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("style", "script", "title", "symbol")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script", "title", "symbol")

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.said.append(data.strip())


def words_of(page: str) -> list[str]:
    reader = Words()
    reader.feed(page)
    return reader.said


def test_the_cap_document_its_cancellation_and_the_feed(site: Site, tmp_path: Path) -> None:
    row = end(site, tmp_path)
    for document in (row.document, row.cancel_document):
        alert = etree.fromstring(document.encode())
        assert alert.findtext(f"{CAP}status") == "Exercise"
        assert begins(alert.findtext(f"{CAP}note") or "")
        texts = [
            one.text or "" for name in ("headline", "description", "instruction") for one in alert.iter(f"{CAP}{name}")
        ]
        assert len(texts) == 6
        assert all(map(begins, texts)), texts
    feed = etree.fromstring(Client().get("/feed/cap.atom").content)
    assert all(begins(half) for half in (feed.findtext("{*}title") or "").split(" / "))
    titles = [one.text or "" for one in feed.iter("{*}entry") for one in one.iter("{*}title")]
    assert len(titles) == 2
    assert all(begins(half) for title in titles for half in title.split(" / "))


def test_the_public_page_and_the_public_list(site: Site, tmp_path: Path) -> None:
    for lang in LANGS:
        page = words_of(Client().get(f"/public/?lang={lang}").content.decode())
        assert "演练" in page[1] if lang == "zh" else "EXERCISE" in page[1], page[:3]  # after the link for keyboards
        for word in ("headline", "description"):
            (shown,) = [text for text in page if f"{word} {lang}" in text]
            assert begins(shown)
        steps = [text for text in page if f"instruction {lang}" in text]
        assert begins(steps[0])
    (public,) = Client().get("/api/public/warnings").json()
    assert public["exercise"] is True
    assert all(
        begins(public["content"][lang][name]) for lang in LANGS for name in ("headline", "description", "instruction")
    )
    end(site, tmp_path)
    over = words_of(Client().get("/public/").content.decode())
    assert [begins(text) for text in over if "headline zh" in text] == [True]


def titles(page: str) -> list[str]:
    """What a browser's tab, a bookmark or a search shows of a page, and what a reader of feeds shows of a feed."""
    return [text.strip() for text in re.findall(r"<title>(.*?)</title>", page, re.DOTALL)]


def test_the_titles_of_the_public_page_and_of_the_feed_say_so_as_long_as_the_exercise_lasts(site: Site) -> None:
    def first(where: str, **headers: str) -> str:
        return titles(Client(headers=headers).get(where).content.decode())[0]

    assert first("/public/?lang=zh").startswith(ZH)
    assert first("/public/?lang=en").startswith(EN)
    zh, en = first("/feed/cap.atom").split(" / ")
    assert (zh.startswith(ZH), en.startswith(EN)) == (True, True)
    tag = Client().get("/feed/cap.atom")["ETag"]

    site_clock.end_scenario()

    assert [first("/public/?lang=zh")[:4], first("/public/?lang=en")[:8]] == ["生效预警", "Warnings"]
    again = Client().get("/feed/cap.atom", headers={"If-None-Match": tag})
    assert again.status_code == 200, "a reader who has the feed is told that it is no exercise any more"
    assert not any(begins(half) for half in titles(again.content.decode())[0].split(" / "))


def test_the_titles_say_so_before_anything_is_released(site: Site) -> None:
    Posting.objects.all().delete()
    assert begins(titles(Client().get("/public/").content.decode())[0])
    assert begins(titles(Client().get("/feed/cap.atom").content.decode())[0])


def test_the_text_messages(site: Site) -> None:
    row, sent = site.released, []
    row.reason_zh, row.reason_en = "风停了", "the wind has dropped"
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        rendered = CHANNELS["log_sms"]().render(message_of(row, kind, site_now()), key="k")
        sent += [one["text"] for one in json.loads(rendered.body)["messages"]]
    assert len(sent) == 4
    assert all(map(begins, sent)), sent


def test_the_report_says_so_above_everything_else(site: Site) -> None:
    report = gather(site.incident.pk)
    for lang in LANGS:
        said = words_of(html(told(report, lang)))
        assert said[0] == told(report, lang)["banner"]
        assert begins(said[0]) or said[0].startswith("EXERCISE")
    template = (Path(__file__).parents[1] / "src/watchroom/desk/report/report.typ").read_text()
    assert template.index("banner") < template.index("heading")


def test_every_page_of_the_exercise_says_so_before_what_it_shows(site: Site) -> None:
    for where in (
        "/",
        "/incidents/",
        f"/incidents/{site.incident.pk}",
        "/warnings/",
        f"/warnings/{site.released.pk}",
        "/journal/",
        "/map/",
        "/duty/",
    ):
        page = browser("sun").get(where).content.decode()
        assert 'data-mode="drill"' in page
        assert page.index('class="drillbar"') < page.index('id="main"')


def test_every_entry_of_the_day_is_marked(site: Site) -> None:
    assert not Entry.objects.filter(exercise=False, incident__isnull=False).exists()
