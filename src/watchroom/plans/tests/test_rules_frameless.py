"""Tables of levels that lost their frame, and numbers of pages that a file left within its lines."""

import pytest

from watchroom.plans.documents.text import plain
from watchroom.plans.extraction.extract import extract
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.lines import lines_of
from watchroom.plans.extraction.titles import Titles
from watchroom.plans.extraction.vocabulary import shipped

pytestmark = pytest.mark.pure

BODY = "青石市渡口突发事件应急预案\n1 总则\n1.1 编制目的\n为处置渡口事件，制定本预案。\n{scale}8 附则\n8.1 解释\n本预案由市港航局解释。\n"
TABLE = (
    "附件 1\n渡口突发事件预警分级和启动条件\n预警 颜色 事件情形 级别 标示\n"
    "有下列情形之一的，启动Ⅰ级预警：\n"
    "可能造成渡船沉没，或者造成码头、趸船垮塌并导致 30 人以上死亡 Ⅰ级 红色 或者失踪的。\n"
    "其他可能需要由省人民政府处置的。\n"
    "有下列情形之一的，启动Ⅱ级预警：\n"
    "可能造成渡口交通中断，且抢修时间预计在 24 小时以上的。 Ⅱ级 橙色\n"
    "渡运事故造成死亡 10 人以上、30 （重大） 人以下的。\n"
    "预警 颜色 事件情形 级别 标示\n"
    "有下列情形之一的，启动Ⅲ级预警：\n"
    "Ⅲ级 黄色 可能造成渡口交通中断，且抢修时间预计在 12 小时以上的。\n"
    "注：其他预案已有规定的，从其规定。\n"
)


def found(text: str) -> Found:
    return extract(plain(text, name="a.txt", digest="0" * 64))


def lines(text: str) -> list[str]:
    return [line.span.text for line in lines_of(plain(text, name="a.txt", digest=""), Titles(shipped()["chapters"]))]


def test_a_table_that_lost_its_frame_states_warnings_without_the_cells_beside_them() -> None:
    plan = found(BODY.format(scale="") + TABLE)

    assert [(level.kind, level.code, [one.text for one in level.conditions]) for level in plan.levels] == [
        (
            "warning",
            "I",
            [
                "可能造成渡船沉没，或者造成码头、趸船垮塌并导致30人以上死亡或者失踪的。",
                "其他可能需要由省人民政府处置的。",
            ],
        ),
        (
            "warning",
            "II",
            ["可能造成渡口交通中断，且抢修时间预计在24小时以上的。", "渡运事故造成死亡10人以上、30人以下的。"],
        ),
        ("warning", "III", ["可能造成渡口交通中断，且抢修时间预计在12小时以上的。"]),
    ]


def test_a_grade_cut_in_two_by_the_lines_beside_it_is_left_out() -> None:
    assert lines(
        "响应 事件情形 级别\n有下列情形之一的，启动 I 级应急响应：\n码头发生火灾，造成特别严重影响的； （特别重\n"
        "渡口停运，恢复运行预计在 48 小时以上， 大） 且旅客滞留的。 I 级\n"
    ) == [
        "有下列情形之一的，启动I级应急响应：",
        "码头发生火灾，造成特别严重影响的；",
        "渡口停运，恢复运行预计在48小时以上，且旅客滞留的。",
    ]


def test_a_column_that_names_who_starts_a_level_is_left_out_with_its_cells() -> None:
    text = (
        "响应级别 启动条件 启动机构\n有下列情形之一的，启动Ⅲ级应急响应：\n渡船搁浅，滞留旅客 50 人以上，超出镇级 市人民政府 处置能力的；\n"
        "渡口停运 24 小时以上的。 Ⅲ级 市港航局\n市港航局 认为需要启动的。\n"
    )

    assert lines(text)[1:] == [
        "渡船搁浅，滞留旅客50人以上，超出镇级处置能力的；",
        "渡口停运24小时以上的。",
        "市港航局认为需要启动的。",
    ]
    assert lines(text.replace("启动机构", ""))[1].endswith("超出镇级市人民政府处置能力的；")


@pytest.mark.parametrize(
    "told",
    [
        "市港航局发布 Ⅱ级 预警后，渡口停止渡运。",  # of the level that is spoken of
        "省交通厅启动 Ⅲ级 应急处置工作的。",  # another level
        "渡船悬挂 黄色 旗帜的。",  # another level's colour
    ],
)
def test_levels_and_colours_that_are_spoken_of_are_no_cells(told: str) -> None:
    text = f"响应 事件情形 级别\n有下列情形之一的，启动Ⅱ级应急响应：\n{told}\n"

    assert lines(text)[1] == told.replace(" ", "")


def test_without_a_heading_row_nothing_is_a_cell() -> None:
    text = (
        "有下列情形之一的，启动Ⅱ级应急响应：\n渡船起火的。 Ⅱ级\n附件 2\n响应 事件情形 级别\n联系电话由市港航局公布。\n"
    )

    assert lines(text)[1:] == ["渡船起火的。Ⅱ级", "附件2", "响应事件情形级别", "联系电话由市港航局公布。"]


PAGES = (
    "市港航局负责渡口渡运的监督检查，督促渡工按核定人数载客。 {1}\n"
    "遇大风、大雾时渡口停止渡运，由渡口经营人在候船处张贴公告并劝\n"
    "{2}返候船的旅客，及时报告镇人民政府。\n"
    "渡船失去动力时，渡工立即抛锚并发出求救信号。 {3}\n"
    "市海事处接到求救后派出巡逻艇，通知附近船舶前往救助落水的人\n"
    "{4}员，维护水上交通秩序。\n"
    "市卫生健康局组织救护车在渡口待命。 {5}\n"
    "{6}\n"
    "镇人民政府组织清点人数，核对渡运登记的名单。 {7}\n"
)


def test_numbers_of_pages_within_the_lines_are_left_out() -> None:
    numbered = PAGES.format(*range(11, 19))

    assert lines(numbered) == lines(PAGES.format(*[""] * 8))


def test_numbers_that_do_not_go_on_from_page_to_page_stay() -> None:
    assert "载客。12" in lines(PAGES.format(0, 12, 3, 40, 7, 12, 90, 2))[0]


def test_numbers_of_chapters_are_none_of_pages() -> None:
    chapters = ["总则", "组织体系", "监测预警", "应急响应", "后期处置", "应急保障", "附则"]
    text = "".join(f"{n}{title}\n渡口事件由市港航局负责，各镇配合。\n" for n, title in enumerate(chapters, 1))

    assert [line for line in lines(text) if line[0].isdigit()] == [f"{n}{t}" for n, t in enumerate(chapters, 1)]


def test_what_refers_to_an_annex_at_the_end_of_a_line_is_no_page() -> None:
    told = [f"第{n}类渡口的渡运限额详见附件 {n}" for n in range(1, 9)]

    assert lines("\n".join(f"{one}\n（含夜间渡运）。" for one in told))[0] == "第1类渡口的渡运限额详见附件1"
