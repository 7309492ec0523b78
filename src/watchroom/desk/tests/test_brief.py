"""The brief of a report upward: what was sent, with its figures and corrections, in Word and as PDF."""

import io

import pytest
from django.test import Client
from docx import Document

from watchroom.desk.report import brief
from watchroom.incidents import actions, correcting, sending
from watchroom.incidents.faults import NoSuchReport
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code
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
