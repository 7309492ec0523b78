"""From a warning that the public reads back to the reading that began it: every step on one page, in both languages."""

from collections.abc import Iterator

import pytest
from lxml import html

from tests import rights_scene
from tests.rights_scene import Site
from tests.test_rights import browser
from watchroom.journal.models import Entry
from watchroom.kernel.words import LANGS, Lang

pytestmark = [pytest.mark.django_db, pytest.mark.site]

STEPS = (
    "alarms.raised", "incidents.opened", "warnings.drafted", "warnings.reviewed", "warnings.signed", "warnings.released",
)  # fmt: skip
BATCH = {"zh": "读数批次", "en": "Batch of readings"}


@pytest.fixture
def site() -> Iterator[Site]:
    yield rights_scene.lay()
    rights_scene.leave()


def steps_of(entry: Entry, lang: Lang) -> list[html.HtmlElement]:
    """The steps that the page of an entry's causes shows, the first reading first."""
    page = browser("lin", **{"Accept-Language": lang}).get(f"/journal/{entry.pk}/causes").content.decode()
    return list(html.fromstring(page).xpath("//ol[@class='chain']/li"))


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("lang", LANGS)
def test_a_released_warning_is_shown_with_the_whole_way_back_to_the_reading(site: Site, lang: Lang) -> None:
    released = Entry.objects.get(subject=site.released.subject, kind="warnings.released")
    began = Entry.objects.get(subject=site.alarms[0].subject, kind="alarms.raised")

    reading, *steps = steps_of(released, lang)

    assert f"{BATCH[lang]} {began.facts['batch']}" in words(reading)
    assert began.facts["batch"].startswith("batch:")
    entry: Entry | None = released
    for kind, step in zip(reversed(STEPS), reversed(steps), strict=True):
        assert entry is not None
        assert entry.kind == kind
        assert " ".join(entry.say(personal=True).text(lang).split()) in words(step)
        assert kind in words(step)
        assert step.xpath(".//a/@href") == [f"/journal/{entry.pk}/causes"]
        entry = Entry.objects.filter(pk=entry.cause).first()
    assert entry is None, "the way begins with the reading"
    assert [step.get("aria-current") for step in steps] == [None] * (len(STEPS) - 1) + ["step"]


@pytest.mark.parametrize("lang", LANGS)
def test_each_step_of_the_way_has_its_own_way_back(site: Site, lang: Lang) -> None:
    signed = Entry.objects.get(subject=site.released.subject, kind="warnings.signed")
    kinds = [kind for step in steps_of(signed, lang)[1:] for kind in STEPS if kind in words(step)]
    assert kinds == list(STEPS[:-1])
