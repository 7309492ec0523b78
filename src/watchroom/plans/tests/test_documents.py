"""Documents of every kind become one text with places."""

import shutil
import subprocess
from pathlib import Path

import pytest

from watchroom.plans.documents import read
from watchroom.plans.documents.faults import DocumentScanned
from watchroom.plans.documents.numbering import chinese, written
from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.tests.papers import printed, said, scan, scanned, typeset, word

pytestmark = [pytest.mark.pure, pytest.mark.once]

_LEVELS = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for depth, (form, text) in enumerate(
        [
            ("chineseCounting", "第%1章"),
            ("decimal", "%1.%2"),
            ("decimal", "（%3）"),
            ("upperRoman", "%4."),
            ("bullet", "·"),
        ]
    )
)
LISTS = (
    f'<w:abstractNum w:abstractNumId="7">{_LEVELS}</w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="a2"><w:name w:val="own"/><w:basedOn w:val="a1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="t1"><w:name w:val="toc 1"/></w:style>'
)


def lines(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def numbered(text: str, depth: int, number: int = 3) -> str:
    return said(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_word_writes_its_automatic_numbers_and_says_the_depth_of_its_headings():
    body = (
        said("总则……1", '<w:pStyle w:val="t1"/>')
        + said("总则", '<w:pStyle w:val="a1"/>') + said("目的", '<w:pStyle w:val="a2"/>') + said("依据", '<w:pStyle w:val="a2"/>')
        + numbered("甲", 2) + numbered("乙", 2) + numbered("丙", 3) + numbered("圆点", 4)
        + said("组织", '<w:pStyle w:val="a1"/>') + said("机构", '<w:pStyle w:val="a2"/>') + numbered("丁", 2)
        + numbered("新的一份", 0, 4) + said("不编号", '<w:pStyle w:val="a1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )  # fmt: skip
    document = read(word(body, styles=STYLES, numbering=LISTS), "预案.docx")
    assert lines(document) == [
        "第一章 总则", "一.1 目的", "一.2 依据", "（1）甲", "（2）乙", "I. 丙", "圆点",
        "第二章 组织", "二.1 机构", "（1）丁", "第一章 新的一份", "不编号",
    ]  # fmt: skip
    assert [(block.kind, block.depth) for block in document.blocks[:4]] == [
        ("heading", 1), ("heading", 2), ("heading", 2), ("paragraph", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "form", "said"),
    [
        (10, "chineseCounting", "十"), (21, "chineseCountingThousand", "二十一"), (105, "chineseCounting", "一百零五"),
        (110, "japaneseCounting", "一百一十"), (12, "chineseLegalSimplified", "壹拾贰"), (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"), (11, "decimalEnclosedCircleChinese", "⑪"), (2, "ideographTraditional", "乙"),
        (7, "some form of another year", "7"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(number: int, form: str, said: str):
    assert written(number, form) == said
    assert chinese(1001) == "一千零一"


def test_word_reads_changes_as_accepted_and_leaves_out_what_is_not_on_the_page():
    body = (
        "<w:p><w:r><w:t>保留</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>上半</w:t></w:r></w:p>' + said("下半")
        + '<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:p><w:r><w:txbxContent>" + said("框中文字") + "</w:txbxContent></w:r><w:r><w:t>框外</w:t></w:r></w:p>"
    )  # fmt: skip
    document = read(word(body, footnotes="<w:footnote><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote>"), "a.docx")
    assert lines(document) == ["保留新增", "上半下半", "正文", "框中文字", "框外"]


def test_tables_become_rows_and_a_frame_of_one_cell_gives_its_paragraphs():
    def cell(*texts: str) -> str:
        return f"<w:tc>{''.join(said(text) for text in texts)}</w:tc>"

    body = (
        f"<w:tbl><w:tr>{cell('级别')}{cell('条件')}</w:tr><w:tr>{cell('Ⅰ级')}{cell('死亡30人以上', '或者失踪')}</w:tr></w:tbl>"
        f"<w:tbl><w:tr>{cell('第一段', '第二段')}</w:tr></w:tbl>"
    )
    document = read(word(body), "a.docx")
    assert lines(document) == ["级别\t条件", "Ⅰ级\t死亡30人以上 或者失踪", "第一段", "第二段"]
    assert [block.table for block in document.blocks] == [0, 0, None, None]


def test_print_is_put_back_into_paragraphs_without_page_numbers_and_running_heads():
    body = [
        f"（{n}）" + "各有关单位应当按照职责分工做好值班值守、信息报送和先期处置工作，" * 5 + f"第{n}项完。"
        for n in range(1, 40)
    ]
    document = read(typeset(body, "某市应急预案汇编"), "a.pdf")
    assert document.pages is not None
    assert document.pages > 3
    assert lines(document) == body
    begun = [block.page or 0 for block in document.blocks]
    assert (begun[0], begun, begun[-1] >= document.pages - 1) == (1, sorted(begun), True)


def rows(document: Document, table: int) -> list[list[str]]:
    told = [document.text[one.start : one.end] for one in document.blocks if one.table == table]
    return [row.split("\t") for row in told]


def test_a_table_of_print_gives_its_cells_also_where_they_go_over_lines_rows_columns_and_pages():
    source = """
#set par(justify: true)
分级标准见下表，各有关单位应当按照职责分工做好值班值守、信息报送和先期处置工作，不得迟报、漏报、谎报、瞒报。

#table(columns: (4em, 1fr, 1fr, 1fr), align: horizon + center, [指标], [Ⅰ级], [Ⅱ级], [Ⅲ级],
 [死亡人数], [30人以上], [10人以上30人以下], [3人以上10人以下],
 [紧急转移安置人数], [10万人以上，或者一个县（市、区）紧急转移安置5万人以上], [5万人以上], table.cell(rowspan: 2)[由指挥部决定],
 table.cell(colspan: 2)[倒塌房屋1万间以上], [5000间以上])

#table(columns: (1fr, 1fr), table.header([单位], [电话]), ..range(90).map(n => ([第#(n)组], [#(80000+n)])).flatten())

以上电话每季度核对一次。"""
    document = read(printed(source), "a.pdf")
    assert rows(document, 0) == [
        ["指标", "Ⅰ级", "Ⅱ级", "Ⅲ级"],
        ["死亡人数", "30人以上", "10人以上30人以下", "3人以上10人以下"],
        ["紧急转移安置人数", "10万人以上，或者一个县（市、区）紧急转移安置5万人以上", "5万人以上", "由指挥部决定"],
        ["倒塌房屋1万间以上", "", "5000间以上", ""],
    ]
    assert rows(document, 1) == [["单位", "电话"], *([f"第{n}组", str(80000 + n)] for n in range(90))]
    assert {one.page for one in document.blocks if one.table == 1} == {1, 2, 3}
    assert lines(document)[0].startswith("分级标准见下表")
    assert lines(document)[-1] == "以上电话每季度核对一次。"


def test_a_table_without_lines_is_known_by_its_columns_and_ordinary_text_is_left_as_it_is():
    source = """
启动响应后，按下表通知有关单位。

#table(columns: (auto, auto, 1fr), stroke: none, [单位], [联系人], [职责],
 [市应急管理局], [张三], [负责组织协调抢险救援，汇总灾情，统一发布信息，并向市政府和省应急管理厅报告],
 [市水务局], [李四], [负责水情监测],
 [市公安局], [王五], [负责维护灾区治安和交通秩序，必要时实行交通管制，协助转移群众])

4 应急保障

姓名：张三#h(3em)电话：80001"""
    document = read(printed(source), "a.pdf")
    assert rows(document, 0) == [
        ["单位", "联系人", "职责"],
        ["市应急管理局", "张三", "负责组织协调抢险救援，汇总灾情，统一发布信息，并向市政府和省应急管理厅报告"],
        ["市水务局", "李四", "负责水情监测"],
        ["市公安局", "王五", "负责维护灾区治安和交通秩序，必要时实行交通管制，协助转移群众"],
    ]
    assert [lines(document)[0], *lines(document)[-2:]] == [
        "启动响应后，按下表通知有关单位。",
        "4 应急保障",
        "姓名：张三 电话：80001",
    ]
    said = [f"（{n}）" + "各有关单位应当按照职责分工做好值班值守和信息报送，" * 3 + "完。" for n in range(1, 12)]
    prose = "#set page(columns: 2)\n#set par(justify: true)\n" + "\n\n".join(said)
    contents = "#outline(title: none)\n#pagebreak()\n" + "\n".join(f"= {n} 第{n}章" for n in range(1, 9))
    assert lines(read(printed(prose), "a.pdf")) == said
    assert all(one.kind == "paragraph" for one in read(printed(contents), "a.pdf").blocks)


def test_a_scan_says_so_and_is_recognised_where_the_machine_has_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentScanned, match="tesseract"):
        read(scan(), "扫描.pdf")
    program = tmp_path / "tesseract"
    told = "".join(
        f"5\\t1\\t1\\t1\\t1\\t{n}\\t{9 * n}\\t9\\t{8}\\t9\\t90\\t{word}\\n"
        for n, word in enumerate(["一", "、", "总", "则", "level", "1"])
    )
    program.write_text(f'#!/bin/sh\nread -r kind\n[ "${{kind%% *}}" = P5 ] && printf "{told}"\n')
    program.chmod(0o755)
    document = read(scan(), "扫描.pdf")
    assert (document.text, document.recognised, document.pictures) == ("一、总则level 1", (1,), ())


def has_tesseract() -> bool:
    if shutil.which("tesseract") is None:
        return False
    return b"chi_sim" in subprocess.run(["tesseract", "--list-langs"], capture_output=True, check=False).stdout


@pytest.mark.skipif(not has_tesseract(), reason="the program tesseract with its data chi_sim is not on this machine")
def test_a_scanned_page_comes_over_in_paragraphs_and_rows_and_everything_on_it_is_doubted():
    measure = (
        "（1）市应急局在接到报告后30分钟内立即组织转移危险区群众，并向市防汛抗旱指挥部报告有关情况，每2小时续报一次。"
    )
    source = f"""
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
某市防汛应急预案

3.1 三级响应

符合下列情况之一的，启动三级响应：

（1）因灾死亡30人以上；

（2）紧急转移安置10万人以上，或者24小时降雨量达到250毫米以上。

3.2 响应措施

{measure}

#table(columns: (8em, 1fr, 6em), [单位], [职责], [电话],
 [市应急管理局], [负责组织协调抢险救援，汇总灾情，统一发布信息，并向市政府和省应急管理厅报告], [80001],
 [市水务局], [负责水情监测], [80002])
"""
    document = read(scanned(printed(source)), "扫描.pdf")
    assert half_width(measure) in [half_width(line) for line in lines(document)]
    assert rows(document, 0)[1][2] == "80001"
    assert [row[0] for row in rows(document, 0)] == ["单位", "市应急管理局", "市水务局"]
    found = extract(document)
    (level,) = found.levels
    assert (level.code, [one.expr is not None for one in level.conditions]) == ("III", [True, True])
    every = [found.metadata, *found.levels, *level.conditions, *found.units, *found.actions, *found.notes]
    assert all("recognised" in {doubt.code for doubt in one.doubts} for one in every)


def test_a_web_page_gives_its_text_headings_lists_and_tables_and_nothing_that_runs():
    page = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><nav>首页</nav><h2>总 则</h2>"
        "<p>为做好\n   防汛</p><script>alert(1)</script><img src=x onerror=alert(1)>前<b>粗</b>后<br>次行"
        "<ol type=A start=2><li>甲<li>乙</ol><table><tr><td>Ⅰ级<td><p>一</p><p>二</p></table><p>&lt;script&gt;"
    )
    document = read(page.encode("gb18030"), "a.html")
    assert lines(document) == ["总 则", "为做好防汛", "前粗后", "次行", "B. 甲", "C. 乙", "Ⅰ级\t一 二", "<script>"]
    assert (document.media, document.blocks[0].kind, document.blocks[0].depth) == ("html", "heading", 2)


def test_what_is_around_the_text_of_a_page_is_left_out_unless_nothing_else_is_there():
    page = '<html><body><div class="top Nav"><ul><li>首页<li>公开</ul></div><div class=crumbs>当前位置</div>{}<p id=footer>备案号</p></body>'
    text = "<h1>预案</h1><div class='content'><p>1 总则</p></div>"
    assert lines(read(page.format(text).encode(), "a.html")) == ["预案", "1 总则"]
    assert lines(read(page.format("").encode(), "a.html")) == ["首页", "公开", "当前位置", "备案号"]


def test_a_cell_over_several_columns_keeps_the_others_below_their_headings():
    def cell(text: str, over: int = 1) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{over}"/></w:tcPr>{said(text)}</w:tc>'

    rows = f"<w:tr>{cell('指标')}{cell('Ⅰ级')}{cell('Ⅱ级')}</w:tr><w:tr>{cell('死亡', 2)}{cell('3人')}</w:tr>"
    page = "<table><tr><td>指标<td>Ⅰ级<td>Ⅱ级<tr><td colspan=2>死亡<td>3人</table>"
    for document in (read(word(f"<w:tbl>{rows}</w:tbl>"), "a.docx"), read(f"<html>{page}".encode(), "a.html")):
        assert lines(document) == ["指标\tⅠ级\tⅡ级", "死亡\t\t3人"]


def test_markdown_gives_way_to_its_words():
    text = (
        "# 总则\n\n为**做好**防汛，\n制定[本预案](http://x \"t\")。\n\n- 甲\n2. 乙\n\n小结\n----\n"
        "| 级别 | 条件 |\n|:--|--:|\n| Ⅰ | **30**人 |\n\n<!-- 不读 -->1\\. 完"
    )  # fmt: skip
    document = read(text.encode(), "a.md")
    assert lines(document) == [
        "总则", "为做好防汛，制定本预案。", "甲", "2. 乙", "小结", "级别\t条件", "Ⅰ\t30人", "1. 完",
    ]  # fmt: skip
    assert [block.depth for block in document.blocks if block.kind == "heading"] == [1, 2]


def test_a_text_with_headings_marked_as_in_markdown_is_read_as_markdown_whatever_its_name_ends_with():
    text = "# Flood plan\n\n## Levels\n\n- **Level 1**: river above 3 m\n\n## Contacts\n\nDuty desk\n"
    document = read(text.encode(), "plan.txt")
    assert lines(document) == ["Flood plan", "Levels", "Level 1: river above 3 m", "Contacts", "Duty desk"]
    assert [block.depth for block in document.blocks if block.kind == "heading"] == [1, 2, 2]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"占人口$2 5 \%$以上、$30\%$以下", "占人口25%以上、30%以下"),
        (r"气温$\geqslant 3 7 ^ { \circ } \mathrm { C }$时", "气温≥37℃时"),
        (r"面积$1 0 0 \mathrm{~km}^{2}$以上", "面积100 km²以上"),
        (r"流量$\ge 500\,\mathrm{m^3/s}$", "流量≥500m³/s"),
        (r"死亡$3 0$人", "死亡30人"),
        (r"$\frac{a}{b}$", r"$\frac{a}{b}$"),
        ("costs $5 and $10, or $20 $30", "costs $5 and $10, or $20 $30"),
        ("$" * 40 + "5" * 200 + "$", "$" * 40 + "5" * 200 + "$"),
    ],
)
def test_formulas_of_bounds_are_read_in_the_usual_signs_and_others_stay(written: str, read_as: str):
    assert lines(read(written.encode(), "a.md")) == [read_as]


def test_a_block_shown_as_typed_keeps_its_lines_and_joins_what_hangs_below_an_entry():
    block = "T+0h   The county declares an\n       emergency.\nT+12h  Relief:\n         Water       9 t\n         Food        4 t\n  x = 1\n  y = 2"
    assert lines(read(f"# Plan\n\n```\n{block}\n```\n".encode(), "a.md"))[1:] == [
        "T+0h   The county declares an emergency.", "T+12h  Relief:", "Water       9 t", "Food        4 t", "x = 1", "y = 2",
    ]  # fmt: skip


def test_a_text_with_a_number_sign_here_and_there_stays_plain_text():
    text = "Flood plan\n# 4 pump house\n#12 gate\n####\nCall the desk.\nThe crew of pump\n# 5 leaves.\n"
    document = read(text.encode(), "plan.txt")
    assert (document.media, len(lines(document))) == ("text", 7)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_told_in_whatever_encoding_and_keeps_its_places(encoding: str):
    text = "某市防汛应急预案\n\n　　1 总则\n为做好防汛工作，制定本预案。适用 2 个区县，㐂字亦然。\r\n完"
    document = read(text.encode(encoding), "预案.txt")
    assert document.text == text.replace("\r\n", "\n")
    assert lines(document) == [line for line in document.text.split("\n") if line]
    assert document.media == "text"


def test_signs_that_are_no_text_are_taken_out():
    assert read(f"预\u202e案\x07\ufeff{'一' * 20}\x0c二".encode(), "a\x1b[1m.txt").text == f"预案{'一' * 20}\n二"


def test_bullets_of_symbol_fonts_are_bullets_and_other_private_signs_stay():
    assert (
        read("\uf06c关闭东门。\n\uf0d8 疏散一层人员。\n\ue000报告值班室。".encode(), "a.txt").text
        == "•关闭东门。\n• 疏散一层人员。\n\ue000报告值班室。"
    )


def test_a_bullet_in_bold_keeps_its_words_and_is_an_item_in_every_kind_of_file() -> None:
    text = "# Plan\n\n- **Pump** (old): start it\n1. **Gate** (new): shut it\n**Date:** 2 May 2020\n**Owner:** Works\n"
    document = read(text.encode(), "a.md")
    lines = [(document.text[block.start : block.end], block.kind) for block in document.blocks]
    assert lines[1:] == [
        ("Pump (old): start it", "item"),
        ("1. Gate (new): shut it", "paragraph"),
        ("Date: 2 May 2020", "paragraph"),
        ("Owner: Works", "paragraph"),
    ]
    page = read("<html><body><ul><li>甲</li></ul><ol><li>乙</li></ol></body></html>".encode(), "a.html")
    assert [block.kind for block in page.blocks] == ["item", "paragraph"]
    file = read(word(numbered("圆点", 4) + numbered("甲", 2), styles=STYLES, numbering=LISTS), "a.docx")
    assert [block.kind for block in file.blocks] == ["item", "paragraph"]


def test_a_table_drawn_with_signs_for_boxes_is_read_by_rows_and_is_text():
    drawn = "青石县供水中断应急预案\n2 应急响应\n┌────┬────┐\n│响应级别│启动条件│\n├────┼────┤\n│Ⅰ级响应│停水24小时以上│\n└────┴────┘\n开闸｜不是表\n"

    document = read(drawn.encode(), "a.txt")

    rows = [document.text[block.start : block.end] for block in document.blocks if block.kind == "row"]
    assert rows == ["响应级别\t启动条件", "Ⅰ级响应\t停水24小时以上"]
    assert "开闸｜不是表" in document.text
    assert "─" not in document.text


def _rows_of(text: str) -> list[str]:
    document = read(text.encode(), "a.txt")
    return [document.text[block.start : block.end] for block in document.blocks if block.kind == "row"]


def test_columns_under_a_line_of_dashes_are_a_table_whose_cells_go_on_below():
    drawn = (
        "HARBOUR ANNEX\n\nStage                 Trigger\n-------------------   ------------------------\n"
        "Stage 2 - Partial     (1) The tide passes 4 m\n                      (2) More than 50 boats\n                          have broken loose\n"
        "Stage 1 - Full        (1) The wall is breached\n\nThe Harbour Master decides.\n"
    )

    assert _rows_of(drawn) == [
        "Stage\tTrigger",
        "Stage 2 - Partial\t(1) The tide passes 4 m",
        "\t(2) More than 50 boats have broken loose",
        "Stage 1 - Full\t(1) The wall is breached",
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Harbour Master      Closes the port\nPilot Station       Recalls pilots\nLock Keepers        Open the gates\n", 3),
        ("Harbour Master      Closes the port\nPilot Station       Recalls pilots\n", 0),  # too few
        ("1.1                 Closes the port\n1.2                 Recalls pilots\n1.3                 Opens the gates\n", 0),
        ("Harbour Master      Closes the port\nPilot Station  Recalls pilots\nLock Keepers        Open the gates\n", 0),
        ("第一条              关闭港口\n第二条              召回引航员\n第三条              打开闸门\n", 0),
    ],
)  # fmt: skip
def test_columns_beside_one_another_are_a_table_where_every_line_has_them_and_no_number_stands_before(
    text: str, rows: int
):
    assert len(_rows_of("HARBOUR ANNEX\n\n" + text)) == rows
