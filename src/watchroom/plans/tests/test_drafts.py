"""A draft beside its document: every element is confirmed, corrected or rejected by a person, and then becomes a plan."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from watchroom.journal.models import Entry
from watchroom.people.faults import NotAllowed
from watchroom.people.testing import Cast
from watchroom.plans import check
from watchroom.plans.drafts import actions, queries
from watchroom.plans.drafts.elements import items
from watchroom.plans.drafts.faults import CorrectionWrong, DraftClosed, MetadataStays, NoSuchElement, WordTaken
from watchroom.plans.drafts.models import Decision, Draft, SiteWord
from watchroom.plans.format import PlanFile
from watchroom.sources.tests.test_pages import browser

TEXT = """某市防汛应急预案
1 总则
1.1 编制目的
为做好防汛工作，制定本预案。
2 组织指挥体系
2.1 市防汛抗旱指挥部
市防汛抗旱指挥部（以下简称市防指）负责领导全市防汛工作。
3 应急响应
3.1 Ⅰ级响应
3.1.1 启动条件
符合下列情况之一的，启动Ⅰ级响应：
（1）因灾死亡30人以上；
（2）其他需要启动Ⅰ级响应的情况。
3.1.2 响应措施
（1）市应急局立即组织转移危险区群众。
（2）市水务局加强巡查。
"""


@pytest.fixture
def draft(cast: Cast) -> Draft:
    return actions.bring(cast.chen, "预案.txt", TEXT.encode())


def of(viewer: Any, row: Draft, kind: str) -> list[Any]:
    return [one.element for one in items(queries.draft(viewer, row.pk).found) if one.kind == kind]


def plan_of(viewer: Any, row: Draft) -> PlanFile:
    plan, findings = check.parse(queries.plan_text(queries.draft(viewer, row.pk)).encode())
    assert plan is not None, findings
    return plan


def test_a_document_is_brought_once_by_those_who_write_plans_and_the_book_says_so(cast: Cast, draft: Draft):
    assert actions.bring(cast.zhao, "again.txt", TEXT.encode()).pk == draft.pk
    assert Entry.objects.filter(kind="plans.document_read", subject=draft.subject).count() == 1
    assert (draft.title, draft.text, draft.by) == ("某市防汛应急预案", TEXT, cast.chen.actor)
    for viewer in (cast.lin, cast.sun, cast.guest, cast.wall):
        with pytest.raises(NotAllowed):
            actions.bring(viewer, "a.txt", TEXT.encode())
        with pytest.raises(NotAllowed):
            queries.draft(viewer, draft.pk)


def test_an_element_is_confirmed_rejected_and_opened_again_each_with_its_entry(cast: Cast, draft: Draft):
    condition = of(cast.chen, draft, "condition")[1]
    actions.confirm(cast.chen, draft.pk, condition.id)
    assert queries.draft(cast.chen, draft.pk).decisions[condition.id].by == cast.chen.actor
    actions.reject(cast.zhao, draft.pk, condition.id)
    assert "其他需要" not in json.dumps(plan_of(cast.chen, draft).body()["levels"], ensure_ascii=False)
    actions.reopen(cast.chen, draft.pk, condition.id)
    assert not Decision.objects.exists()
    kinds = list(Entry.objects.filter(subject=draft.subject).order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "plans.document_read",
        "plans.element_confirmed",
        "plans.element_rejected",
        "plans.element_reopened",
    ]
    with pytest.raises(MetadataStays):
        actions.reject(cast.chen, draft.pk, of(cast.chen, draft, "metadata")[0].id)
    with pytest.raises(NoSuchElement):
        actions.confirm(cast.chen, draft.pk, "action-999")


def test_a_corrected_bound_text_deadline_and_body_stand_in_the_plan(cast: Cast, draft: Draft):
    deaths, other = of(cast.chen, draft, "condition")
    actions.correct(cast.chen, draft.pk, deaths.id, {"bound.0.value": "25", "bound.0.op": ">"})
    actions.correct(cast.chen, draft.pk, other.id, {"new.quantity": "missing", "new.value": "5", "new.unit": "person"})
    action = of(cast.chen, draft, "action")[0]
    actions.correct(cast.chen, draft.pk, action.id, {"text": action.text, "units": "市应急管理局", "deadline": "2h"})
    plan = plan_of(cast.chen, draft)
    when: Any = plan.levels[0].when
    assert [(one.fact, one.above or one.at_least) for one in when.any] == [("deaths", 25), ("missing", 5)]
    first = plan.actions[0]
    assert first.deadline is not None
    assert (first.deadline.within, [unit.title.zh for unit in plan.units if unit.code in first.responsible]) == (
        "2h",
        ["市应急管理局"],
    )
    for typed in ({"bound.0.value": "三十"}, {"bound.0.op": "≈"}, {"text": "a\x00"}):
        with pytest.raises(CorrectionWrong):
            actions.correct(cast.chen, draft.pk, deaths.id, typed)
    actions.correct(cast.chen, draft.pk, deaths.id, {"judged": "1"})
    assert plan_of(cast.chen, draft).levels[0].model_dump_json().count('"judged"') == 1
    unchanged = actions.correct(cast.chen, draft.pk, of(cast.chen, draft, "action")[1].id, {})
    assert unchanged.decisions[of(cast.chen, draft, "action")[1].id].state == "confirmed"


def test_what_a_person_has_to_judge_beside_a_bound_is_shown_and_can_be_struck_out(cast: Cast):
    text = TEXT.replace("因灾死亡30人以上；", "因灾死亡30人以上，或者大坝垮塌的；")
    row = actions.bring(cast.chen, "坝.txt", text.encode())
    first = of(cast.chen, row, "condition")[0]
    for lang, told in (("zh", "或由人判断：大坝垮塌的"), ("en", "or judged by a person: 大坝垮塌的")):
        assert told in browser(cast.chen, lang).get(f"/plans/drafts/{row.pk}").content.decode()
    when: Any = plan_of(cast.chen, row).levels[0].when
    assert [one.words.zh for one in when.any[0].any[1:]] == ["大坝垮塌的"]

    actions.correct(cast.chen, row.pk, first.id, {"unread": ""})

    when = plan_of(cast.chen, row).levels[0].when
    assert when.any[0].fact == "deaths"


def test_a_corrected_name_is_proposed_as_a_rule_and_once_accepted_is_read_so_at_once(cast: Cast, draft: Draft):
    action = of(cast.chen, draft, "action")[0]
    name = action.units[0]
    actions.correct(cast.chen, draft.pk, action.id, {"units": "市应急管理局"})
    word = SiteWord.objects.get()
    assert (word.field, word.before, word.after, word.state) == ("body", name, "市应急管理局", "proposed")
    later = actions.bring(cast.chen, "b.txt", f"{TEXT}\n".encode())
    assert of(cast.chen, later, "action")[0].units == [name], "a proposal changes nothing"
    actions.settle_word(cast.chen, word.pk, accept=True)
    last = of(cast.chen, actions.bring(cast.chen, "c.txt", f"{TEXT}\n\n".encode()), "action")[0]
    assert (last.units, last.rule.endswith("+site")) == (["市应急管理局"], True)
    actions.correct(cast.chen, later.pk, of(cast.chen, later, "action")[0].id, {"units": "市局"})
    with pytest.raises(WordTaken):
        actions.settle_word(cast.chen, SiteWord.objects.get(after="市局").pk, accept=True)


def test_a_heading_of_the_site_is_proposed_accepted_and_then_read(cast: Cast):
    text = TEXT.replace("2 组织指挥体系", "2 雪务专班架构").replace("3.1.1 启动条件", "3.1.1 亮灯标准")
    text = text.replace("符合下列情况之一的，启动Ⅰ级响应：\n", "")
    assert of(cast.chen, actions.bring(cast.chen, "a.txt", text.encode()), "condition") == []
    site = browser(cast.chen)
    for title, role in (("", "organisation"), ("亮灯标准", "nonsense"), ("亮" * 61, "conditions")):
        assert site.post("/plans/words", {"title": title, "role": role}).status_code == 422
    assert site.post("/plans/words", {"title": "亮灯标准", "role": "conditions"}).status_code == 302
    assert "分级和启动条件" in site.get("/plans/words").content.decode()
    with pytest.raises(NotAllowed):
        actions.propose_heading(cast.lin, "亮灯标准", "conditions")
    actions.settle_word(cast.chen, SiteWord.objects.get().pk, accept=True)
    assert len(of(cast.chen, actions.bring(cast.chen, "b.txt", f"{text}\n".encode()), "condition")) == 2


def test_a_draft_becomes_a_plan_once_and_then_changes_no_more(cast: Cast, draft: Draft):
    assert check.has_errors(queries.checked(queries.draft(cast.chen, draft.pk))[2])
    level = of(cast.chen, draft, "level")[0]
    actions.correct(
        cast.chen, draft.pk, level.id, {"starts.decided_by": "市防指总指挥", "starts.proposed_by": "市应急局"}
    )
    for one in items(queries.draft(cast.chen, draft.pk).found):
        if one.element.doubts and one.element.id != level.id:
            actions.confirm(cast.chen, draft.pk, one.element.id)
    _, _, findings = queries.checked(queries.draft(cast.chen, draft.pk))
    assert not check.has_errors(findings), [one.zh for one in findings if one.severity == "error"]
    plan = actions.make(cast.chen, draft.pk)
    row = queries.draft(cast.chen, draft.pk).row
    assert (row.state, row.plan, plan.zh) == ("made", plan, "某市防汛应急预案")
    with pytest.raises(DraftClosed):
        actions.confirm(cast.chen, draft.pk, level.id)


def test_the_page_holds_both_sides_and_decides_in_place(cast: Cast, draft: Draft):
    site = browser(cast.chen)
    page = site.get(f"/plans/drafts/{draft.pk}").content.decode()
    action = of(cast.chen, draft, "action")[0]
    assert f'id="e-{action.id}"' in page
    place = action.places[0]
    assert f'data-places="{place.start}-{place.end}' in page
    line = next(part for part in page.split("<p ") if f'data-s="{TEXT.index("（1）市应急局")}"' in part)
    assert action.id in line.split("</p>")[0]
    address = f"/plans/drafts/{draft.pk}/elements/{action.id}"
    put = site.post(f"{address}/decide", {"do": "confirm"}, headers={"HX-Request": "true"}).content.decode()
    assert (put.count("<article"), 'data-state="confirmed"' in put) == (1, True)
    assert f"已核 1 / {draft.elements}</span>" in put, "how far one is goes with it"
    assert page.count('id="draft-done"') == 1
    assert "市应急局" in site.get(address, headers={"HX-Request": "true"}).content.decode()
    wrong = site.post(address, {"deadline": "soon"}, headers={"HX-Request": "true"}).content.decode()
    assert 'value="soon"' in wrong, "what was typed is still there"
    assert site.post(address, {"deadline": "30"}).headers["Location"].endswith(f"#e-{action.id}")
    assert "生成预案" in site.get(f"/plans/drafts/{draft.pk}/plan").content.decode()
    assert site.get(f"/plans/drafts/{draft.pk}/plan.yaml").content.decode().startswith("format: watchroom-plan/1")


def test_a_file_is_sent_up_and_what_cannot_be_read_says_why(cast: Cast):
    site = browser(cast.chen)
    answer = site.post("/plans/drafts", {"file": SimpleUploadedFile("预案.md", f"# x\n\n{TEXT}".encode())})
    assert answer.status_code == 302
    assert site.get(answer.headers["Location"]).status_code == 200
    for content, status in ((b"\x89PNG", 415), (b"PK\x03\x04", 422)):
        refused = site.post("/plans/drafts", {"file": SimpleUploadedFile("<b>.docx", content)})
        assert (refused.status_code, b'class="refusal"' in refused.content, b"<b>.docx" in refused.content) == (
            status,
            True,
            False,
        )
    assert site.post("/plans/drafts", {}).status_code == 422


def test_nothing_of_a_document_is_read_as_markup(cast: Cast):
    evil = "<script>alert(1)</script>"
    row = actions.bring(
        cast.chen, f"{evil}.txt", TEXT.replace("市应急局", f"市{evil}局").replace("某市", evil).encode()
    )
    site = browser(cast.chen)
    pages = [f"/plans/drafts/{row.pk}", "/plans/drafts", f"/plans/drafts/{row.pk}/plan", "/plans/words"]
    pages += [
        f"/plans/drafts/{row.pk}/elements/{one.element.id}" for one in items(queries.draft(cast.chen, row.pk).found)
    ]
    for page in pages:
        assert evil not in site.get(page).content.decode(), page


def test_a_long_document_is_shown_at_once(cast: Cast):
    """150 KB of text: the page grows with the text, and no more."""
    long = "\n".join(TEXT.replace("某市", f"第{n}市").replace("Ⅰ", "ⅠⅡⅢⅣ"[n % 4]) for n in range(240))
    row = actions.bring(cast.chen, "long.txt", long.encode())
    site: Client = browser(cast.chen)
    page = site.get(f"/plans/drafts/{row.pk}").content
    assert len(long.encode()) > 120_000
    assert len(page) < 4_000_000
    assert page.count(b'class="chapter"') > 20
