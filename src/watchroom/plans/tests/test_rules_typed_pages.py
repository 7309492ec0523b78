"""What typed pages leave in a text: running heads, page numbers, lines broken at the edge of their column."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.items import split
from watchroom.plans.extraction.lines import lines_of
from watchroom.plans.extraction.spans import read as span
from watchroom.plans.extraction.titles import Titles
from watchroom.plans.extraction.vocabulary import shipped

TITLE = "青石市防汛应急预案"
SENTENCES = (
    "3.2 值班初报。各镇人民政府应当在险情发生后2小时内向市防汛抗旱指挥部办公室报告，并抄送有关部门，不得迟报。",
    "市水务局接到报告后应当立即核对水位、雨量和堤防巡查的情况，并在1小时内向市人民政府和上级水务部门报告。",
    "市气象局应当加密会商，每三小时向市防汛抗旱指挥部办公室提供一次未来二十四小时的降雨预报和雷达回波的图像。",
    "市城市管理局组织清理雨水口和排水管道，备好移动泵车，对下沉式立交桥和地下通道安排专人看守，必要时封闭。",
)


def broken(columns: int) -> list[str]:
    """The sentences as a program that counts characters breaks them."""
    return [line[i : i + columns] for line in SENTENCES * 3 for i in range(0, len(line), columns)]


def read(text: str) -> list[str]:
    return [line.span.text for line in lines_of(plain(text, name="plan.txt", digest=""), Titles(shipped()["chapters"]))]


@pytest.mark.parametrize("columns", [24, 30, 36])
def test_a_line_that_fills_its_column_goes_on_though_it_begins_like_a_heading(columns: int) -> None:
    assert read("\n".join(broken(columns))) == [line.replace(" ", "") for line in SENTENCES * 3]


def test_lines_of_one_width_that_never_come_to_a_stop_are_rows() -> None:
    rows = [f"3.{n} 青石市第{n}水文站　值班电话（区号） 0999-555010{n}" for n in range(1, 10)]
    assert [len(row) for row in rows] == [len(rows[0])] * 9
    assert read("\n".join(rows)) == ["".join(row.split()) for row in rows]


@pytest.mark.parametrize("end", ["— {} —", "第 {} 页 共 9 页", "\f"])
def test_a_running_head_beside_the_ends_of_pages_is_no_text(end: str) -> None:
    told = SENTENCES[1:] * 2
    pages = [f"{TITLE}\n{line[:20]}\n{line[20:]}\n{end.format(n)}" for n, line in enumerate(told, 1)]
    assert read("\n".join(pages)) == [TITLE, *told]


def test_a_title_that_stands_once_beside_a_pages_end_stays() -> None:
    assert read(f"{TITLE}\n— 1 —\n{SENTENCES[1]}\n— 2 —") == [TITLE, SENTENCES[1]]
    assert read("\n".join(["值班安排", SENTENCES[1]] * 4)) == ["值班安排", SENTENCES[1]] * 4


def test_a_number_cut_off_from_its_bracket_opens_an_item() -> None:
    told = extract(
        plain(
            f"{TITLE}\n5 应急响应\n5.1 Ⅱ级响应\n5.1.1 启动条件\n出现下列情况之一的：\n（1）日降雨量150毫米以上。（\n2）死亡10人以上。\n",
            name="plan.txt",
            digest="",
        )
    )
    [level] = told.levels
    assert [one.text for one in level.conditions] == ["日降雨量150毫米以上。", "死亡10人以上。"]


def test_a_broken_item_whose_next_number_stands_in_the_line_below_is_no_title() -> None:
    assert read("1．市水务局组织抢险队伍对险段进行加固和抢修\n工作，并报告进展。2．市气象局加密会商。") == [
        "1．市水务局组织抢险队伍对险段进行加固和抢修工作，并报告进展。2．市气象局加密会商。"
    ]
    assert read("1．水情\n2．雨情由市气象局报告。3．工情由市水务局报告。") == [
        "1．水情",
        "2．雨情由市气象局报告。3．工情由市水务局报告。",
    ]


def test_a_list_that_lost_its_beginning_goes_on_in_its_paragraph() -> None:
    def items(text: str) -> list[str]:
        return [piece.text for _, piece in split(span(text, [(0, len(text))]))]

    assert items("员转移工作。3．市公安局维护秩序。4．市教育局停课。") == [
        "员转移工作。",
        "市公安局维护秩序。",
        "市教育局停课。",
    ]
    assert items("水位超过保证水位。3.5米以上的加密观测。") == ["水位超过保证水位。3.5米以上的加密观测。"]
