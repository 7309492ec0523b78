"""The activation order as PDF: every field that the law wants, in both languages, and marked when it is an exercise's."""

import importlib
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client

from watchroom.dispatch.tests.scene import open_gale, put_zone
from watchroom.journal.book import book
from watchroom.kernel.words import LANGS, Lang
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.plans import actions as plans
from watchroom.plans.models import Activation
from watchroom.plans.tests.samples import content

FIELDS = {
    "zh": ("应急响应启动令", "跳台大风，跳台中心", "《测试预案》第1版", "3级", "自2026年2月6日", "另行通知", "暂停", "赵岩", "理由：风<大>#[x]", "由决定人签发", "北京时间"),
    "en": ("Activationorder", "Strongwindatthehill", "Testplan,version1", "level3", "from", "furthernotice", "ZhaoYan", "Reason:风<大>#[x]", "bywhodecided"),
}  # fmt: skip


def started(cast: Cast) -> Activation:
    put_zone()
    plans.put_plan(content())
    return plans.activate_plan(cast.zhao, open_gale(cast.lin).pk, "test-wind", 3, reason="风<大> #[x]")


def read(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return "".join("".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.parametrize("lang", LANGS)
def test_the_paper_says_what_the_law_wants(lang: Lang, cast: Cast, tmp_path: Path) -> None:
    row = started(cast)
    door = Client(headers={"Accept-Language": lang})
    door.force_login(Person.objects.get(code="lin"), backend="django.contrib.auth.backends.ModelBackend")

    answer = door.get(f"/plans/activations/{row.pk}/order.pdf")

    (tmp_path / f"order-{lang}.pdf").write_bytes(answer.content)
    said = read(answer.content)
    assert [field for field in FIELDS[lang] if field.casefold() not in said.casefold()] == []
    assert row.snapshot_digest[:20] in said
    assert {"zh": "【演练】", "en": "EXERCISE"}[lang] not in said


@pytest.mark.parametrize("lang", LANGS)
def test_an_exercises_order_says_so_on_the_paper_over_the_api_and_by_command(
    lang: Lang, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with book(actor="test:1", exercise=True):
        row = started(cast)
    token = make_api_token(Person.objects.get(code="lin"))
    door = Client(headers={"Accept-Language": lang, "Authorization": f"Bearer {token}"})
    monkeypatch.setenv("WATCHROOM_TOKEN", token)
    monkeypatch.setenv("WATCHROOM_LANG", lang)

    sent = door.get(f"/api/activations/{row.pk}/order.pdf").content
    cli = importlib.import_module("watchroom.ops.cli")
    assert cli.main(["plan", "order", str(row.pk), "--out", str(tmp_path / f"drill-{lang}.pdf")]) == 0

    for paper in (sent, (tmp_path / f"drill-{lang}.pdf").read_bytes()):
        said = read(paper)
        assert said.count({"zh": "【演练】", "en": "EXERCISE:"}[lang]) >= 2


def test_the_paper_is_closed_to_outsiders(cast: Cast) -> None:
    row = started(cast)
    assert Client().get(f"/plans/activations/{row.pk}/order.pdf").status_code != 200
    guest = Client(headers={"Authorization": f"Bearer {make_api_token(Person.objects.get(code='guest'))}"})
    assert guest.get(f"/api/activations/{row.pk}/order.pdf").status_code == 403
