"""The brief of a report upward: what was sent, with its figures and corrections, in Word and as PDF."""

import io

import pytest
from django.test import Client
from docx import Document

from watchroom.desk.report import brief
from watchroom.incidents import actions, briefs, correcting, sending
from watchroom.incidents.faults import NoSuchReport
from watchroom.people import actions as roster
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Role
from watchroom.people.testing import Cast


def made(cast: Cast) -> tuple[int, int]:
    row = actions.open_incident(cast.lin, title_zh="缆车站起火#[", title_en="Fire #raw[", kind="fire")
    text = "9时20分起火。\n#panic()<b>"
    told = sending.report_up(
        cast.lin, row.pk, kind="first", to="市局", text=text, figures={"deaths": {"cumulative": 3}}
    )
    correcting.correct(cast.lin, row.pk, told.pk, figures={"deaths": {"cumulative": 2}}, reason="重复计数")
    return row.pk, told.pk


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_brief_says_what_was_sent_and_what_was_corrected(cast: Cast, lang: str) -> None:
    incident, report = made(cast)
    client = Client(headers={"accept-language": lang})
    client.force_login(person_by_code("lin"))

    answer = client.get(f"/incidents/{incident}/reports/{report}/brief.docx")

    paper = Document(io.BytesIO(answer.content))
    text = "\n".join(one.text for one in paper.paragraphs)
    assert "#panic()<b>" in text
    assert "重复计数" in text
    assert {"zh": "第 2 稿", "en": "edition 2"}[lang] in text
    assert [cell.text for cell in paper.tables[0].rows[1].cells][1:] == [{"zh": "未报", "en": "not stated"}[lang], "2"]
    assert client.get(f"/incidents/{incident}/reports/{report}/brief.pdf").content.startswith(b"%PDF")
    assert client.get(f"/api/incidents/{incident}/reports/{report}/brief.pdf").content.startswith(b"%PDF")


def test_a_brief_of_no_report_and_for_nobody_is_refused(cast: Cast) -> None:
    incident, report = made(cast)
    with pytest.raises(NoSuchReport):
        brief.told(cast.lin, incident, report + 99, "zh")
    with pytest.raises(NotAllowed):
        brief.told(cast.guest, incident, report, "zh")


def test_a_brief_comes_out_of_the_sites_own_template_while_it_is_in_service(cast: Cast) -> None:
    incident, report = made(cast)
    roster.put_person("root", "管理员", "Root", Role.ADMIN)
    admin = viewer(person_by_code("root"))
    form = Document()
    for line in ("某某市应急值守办公室", "{{编号}} {{日期}}", "{{标题}}", "{{正文}}", "{{人数}}"):
        form.add_paragraph(line)
    form.save(kept := io.BytesIO())
    briefs.put(admin, "a.docx", kept.getvalue())
    client = Client(headers={"accept-language": "zh"})
    client.force_login(person_by_code("lin"))

    def lines() -> list[str]:
        got = client.get(f"/incidents/{incident}/reports/{report}/brief.docx")
        return [one.text for one in Document(io.BytesIO(got.content)).paragraphs]

    assert "某某市应急值守办公室" not in lines()
    briefs.use(admin, 1, reason="启用")
    said = lines()
    assert (said[0], said[2], said[3]) == ("某某市应急值守办公室", "缆车站起火#[", "9时20分起火。")
    assert said[-1] == "死亡：本次 未报，累计 2"
    assert any("重复计数" in one for one in said)  # a correction is told though the form has no place for it
    assert client.get(f"/incidents/{incident}/reports/{report}/brief.pdf").content.startswith(b"%PDF")
