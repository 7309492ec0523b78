"""The site's own Word template for briefs: what is taken, what is not and why, how it is filled, what is in service."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable

import pytest
from django.test import Client
from docx import Document
from docx.shared import Pt

from watchroom.incidents import briefs
from watchroom.incidents.brief_models import BriefService, BriefTemplate
from watchroom.incidents.brief_places import NAMES, PLACES, made_up
from watchroom.incidents.faults import NoSuchTemplate, NotFilled, TemplateInUse, TemplateUnfit
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people import actions as people
from watchroom.people.faults import NotAllowed
from watchroom.people.queries import person_by_code, viewer
from watchroom.people.rights import Role
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer

LINES = ("{{题头}}", "{{编号}}　{{ date }}", "{{标题}}", "报送：{{报送}}", "{{正文}}", "签发人：")


@pytest.fixture
def admin(cast: Cast) -> Viewer:
    people.put_person("root", "管理员", "Root", Role.ADMIN)
    return viewer(person_by_code("root"))


def paper(lines: Iterable[str] = LINES, then: Callable[[Document], None] = lambda _: None) -> bytes:  # type: ignore[valid-type]
    made = Document()
    for line in lines:
        made.add_paragraph(line)
    then(made)
    out, save = io.BytesIO(), made.save
    save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes], more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as box, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in box.namelist():
            made.writestr(name, change(name, box.read(name)))
        for name, body in (more or {}).items():
            made.writestr(name, body)
    return out.getvalue()


def texts(data: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(data)).paragraphs]


def refused(admin: Viewer, data: bytes) -> str:
    with pytest.raises(TemplateUnfit) as told:
        briefs.put(admin, "红头.docx", data)
    assert not BriefTemplate.objects.exists()
    return told.value.words.zh


def test_a_template_is_kept_in_versions_and_filled_in_its_own_fonts(admin: Viewer) -> None:
    def cut(made: Document) -> None:  # type: ignore[valid-type]
        split = made.add_paragraph("地点：")  # type: ignore[attr-defined]
        split.add_run("{{地").font.size = Pt(22)
        split.add_run("点}}，{{时区}}")
        made.sections[0].header.paragraphs[0].text = "｛｛编号｝｝"  # type: ignore[attr-defined]

    row = briefs.put(admin, "../红头.docx", paper(then=cut), note="办公室 2026 版")

    assert (row.number, row.name, briefs.put(admin, "again.docx", bytes(row.body)).pk) == (1, "红头.docx", row.pk)
    told = briefs.tried(admin, 1, "zh")
    said = texts(told)
    assert said[0].endswith("信息快报")
    assert "演练" in said[2]
    assert said[1] == "I-2026-0000 续报 1 第 2 稿　2026-02-06 08:30"
    assert said[4:8] == [
        *made_up("zh")["text"], "被困：本次 4，累计 12", "更正（第 2 稿）：被困 10 → 12，原因：核实"
    ]  # fmt: skip
    assert said[-1] == "地点：云顶索道二号站，时间均为中国标准时间"
    read = Document(io.BytesIO(told))
    assert read.paragraphs[-1].runs[1].font.size == Pt(22)
    assert read.sections[0].header.paragraphs[0].text == "I-2026-0000 续报 1 第 2 稿"
    assert not re.search(r"[{｛]{2}", "".join(said))
    assert list(verify()) == []


def test_what_is_put_into_a_place_is_text_and_nothing_of_it_is_evaluated(admin: Viewer) -> None:
    row = briefs.put(admin, "a.docx", paper())
    nasty = {
        "title": "<w:p/>{{正文}}\x00&#x41;\ud800",
        "text": ["{{ ''.__class__ }}", "<b>&amp;"],
        "number": "1",
        "date": "2",
    }

    said = texts(briefs.written(row, nasty))

    assert "<w:p/>{{正文}}&#x41;" in said
    assert said[4:6] == ["{{ ''.__class__ }}", "<b>&amp;"]


def test_every_trouble_is_told_with_its_place(admin: Viewer) -> None:
    said = refused(admin, paper(["{{标提}}", "前 {{正文}} 后", "{{编号", "{{日期}}"]))

    for one in ("正文第 1 段：没有“标提”这一项", "正文第 2 段：{{正文}}须单独成段", "正文第 3 段：花括号不成对", "缺少{{标题}}", "缺少{{编号}}"):  # fmt: skip
        assert one in said
    assert "缺少{{日期}}" not in said


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("word/vbaProject.bin", b"x", "含有宏"),
        ("word/embeddings/o.bin", b"x", "嵌入的对象"),
        ("word/_rels/footnotes.xml.rels", b'<r xmlns="x"><s TargetMode="External" Target="http://x.example/t.dotm"/></r>', "http://x.example/t.dotm"),
        ("word/_rels/evil.xml.rels", b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "DOCTYPE"),
        ("../evil", b"x", "指向包外"),
        ("word/header9.xml", b"<w" * 200_000, "已损坏"),
        ("word/header9.xml", b"<a>" * 2000 + b"</a>" * 2000, "已损坏"),
        ("word/media/big.bin", b"\0" * (33 << 20), "解压后的字节数"),
    ],
)  # fmt: skip
def test_a_package_with_anything_but_text_and_pictures_is_refused(
    admin: Viewer, name: str, body: bytes, why: str
) -> None:
    assert why in refused(admin, repacked(paper(), lambda _, given: given, {name: body}))


def test_fields_that_fetch_revisions_and_other_files_are_refused(admin: Viewer) -> None:
    field = b'<w:p><w:r><w:instrText>INCLUDEPICTURE "http://x.example/a.png"</w:instrText></w:r></w:p>'
    revised = b'<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    for more, why in ((field, "INCLUDEPICTURE"), (revised, "修订或批注")):

        def put_in(name: str, given: bytes, more: bytes = more) -> bytes:
            return given.replace(b"<w:body>", b"<w:body>" + more) if name == "word/document.xml" else given

        assert why in refused(admin, repacked(paper(), put_in))
    assert "不是 Word 文档" in refused(admin, b"%PDF-1.7")
    assert "超过 4 MB" in refused(admin, b"PK\x03\x04" + b"0" * briefs.MOST_BYTES)
    assert "已损坏" in refused(admin, b"PK\x03\x04" + b"0" * 100)


def test_a_version_goes_into_service_by_a_named_hand_and_the_one_before_is_put_back(admin: Viewer, cast: Cast) -> None:
    assert briefs.in_service() is None
    one = briefs.put(admin, "a.docx", paper())
    two = briefs.put(admin, "b.docx", paper([*LINES, "{{人数}}"]))
    assert briefs.in_service() is None  # putting in is not using
    for who in (cast.lin, cast.zhao, cast.guest):
        with pytest.raises(NotAllowed):
            briefs.use(who, 1, reason="x")
        with pytest.raises(NotAllowed):
            briefs.put(who, "a.docx", paper())
    briefs.use(admin, 2, reason="新红头")
    with pytest.raises(TemplateInUse):
        briefs.use(admin, 2, reason="再来")
    briefs.use(admin, 1, reason="错行，换回")
    assert briefs.in_service() == one
    with pytest.raises(NoSuchTemplate):
        briefs.use(admin, 3, reason="x")
    with pytest.raises(NotFilled):
        briefs.use(admin, None, reason=" ")
    briefs.use(admin, None, reason="停用")

    assert briefs.in_service() is None
    assert [row.template for row in BriefService.objects.order_by("pk")] == [two, one, None]
    said = [one.say().zh for one in Entry.objects.filter(kind="incidents.brief_template_used").order_by("id")]
    assert said[1:] == ["快报改用模板第 1 版，理由：错行，换回", "快报改用平台自己的版式，理由：停用"]


def test_the_page_and_the_api_do_the_same(admin: Viewer) -> None:
    web = Client()
    web.force_login(person_by_code("root"))
    file = io.BytesIO(paper())
    file.name = "红头.docx"
    assert web.post("/brief-templates/", {"file": file, "note": "x"}).status_code == 302
    page = web.get("/brief-templates/").content.decode()
    assert "红头.docx" in page
    assert "{{标题}} {{title}}" in page
    assert web.post("/brief-templates/service", {"number": "1", "reason": "启用"}).status_code == 302
    assert "在用" in web.get("/brief-templates/").content.decode()
    assert web.post("/brief-templates/service", {"number": "x", "reason": "启用"}).status_code == 404
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    again = web.post("/api/brief-templates?name=b.docx", paper(["{{标题}}"]), content_type=word)
    assert again.status_code == 422
    assert [one["in_service"] for one in web.get("/api/brief-templates").json()] == [True]
    assert web.put("/api/brief-service", {"number": None, "reason": "停"}, "application/json").json()["number"] is None
    assert texts(web.get("/api/brief-templates/1/trial").content)[0].endswith("信息快报")
    assert texts(web.get("/brief-templates/1.docx").content)[0] == "{{题头}}"
    assert [one["number"] for one in web.get("/api/brief-service").json()] == [None, 1]


def test_every_place_has_one_name_in_each_language() -> None:
    assert len(NAMES) == 2 * len(PLACES)
    assert set(made_up("zh")) == set(made_up("en")) == set(PLACES)
