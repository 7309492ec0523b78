"""The named places of a site's own template for the brief of a report (信息快报), and a made-up report to try one on. Pure.

A clerk types a place into Word as {{标题}}, with either language's name; what stands round it, and its fonts, is his.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import Lang, Words


@dataclass(frozen=True, slots=True)
class Place:
    """many  it is of any number of paragraphs: it stands in a paragraph of its own;  needed  no template is without it"""

    words: Words
    holds: Words
    many: bool = False
    needed: bool = False


def _place(zh: str, en: str, holds_zh: str, holds_en: str, *, many: bool = False, needed: bool = False) -> Place:
    return Place(Words(zh=zh, en=en), Words(zh=holds_zh, en=holds_en), many, needed)


PLACES: Mapping[str, Place] = {
    "head": _place("题头", "head", "“信息快报”，演练时加演练标记", "“Situation brief”, marked in an exercise"),
    "number": _place("编号", "number", "事件编号、第几报、第几稿", "incident, which report, edition", needed=True),
    "date": _place("日期", "date", "报告的时间", "when the report was made", needed=True),
    "to": _place("报送", "to", "报给谁", "to whom"),
    "title": _place("标题", "title", "事件名称，演练时加演练标记", "what happened, marked in an exercise", needed=True),
    "where": _place("地点", "where", "事发地点", "where it happened"),
    "kind": _place("种类", "kind", "首报、续报、终报……", "initial, follow-up, final report"),
    "text": _place("正文", "text", "报告内容，每段一段", "the report, paragraph by paragraph", many=True, needed=True),
    "figures": _place(
        "人数", "figures", "本次和累计，一类一段；没有此处则接在正文之后", "of this report and in all; else they follow the text", many=True
    ),
    "corrections": _place(
        "更正", "corrections", "更正前后的数和原因；没有此处则接在正文之后", "what was corrected and why; else they follow the text", many=True
    ),
    "sent": _place("送达", "sent", "何时送达何处", "whom it reached, when", many=True),
    "zone": _place("时区", "zone", "时间所用的时区", "the zone of its times"),
}  # fmt: skip
NAMES: Mapping[str, str] = {
    name.casefold(): code for code, one in PLACES.items() for name in (one.words.zh, one.words.en)
}
type Values = Mapping[str, str | Sequence[str]]
"""What is put into each place: one text, or of those of many paragraphs their list."""


def made_up(lang: Lang) -> Values:
    """A report that nobody made, marked as an exercise: so that a template can be seen filled before it is used."""
    mark = EXERCISE_MARK.text(lang)
    said: dict[str, Words] = {
        "head": Words(zh="信息快报", en="Situation brief"),
        "number": Words(zh="I-2026-0000 续报 1 第 2 稿", en="I-2026-0000 Follow-up report 1, edition 2"),
        "date": Words(zh="2026-02-06 08:30", en="2026-02-06 08:30"),
        "to": Words(zh="报：市应急管理局", en="To: the city's emergency bureau"),
        "title": Words(zh="试用模板：索道停运，游客滞留", en="Trial of the template: a ropeway stopped with visitors on it"),
        "where": Words(zh="云顶索道二号站", en="Ropeway station 2"),
        "kind": Words(zh="续报 1", en="Follow-up report 1"),
        "zone": Words(zh="时间均为中国标准时间", en="All times China Standard Time"),
    }  # fmt: skip
    many = {
        "text": [
            Words(zh="08:05 索道因大风停运，12 名游客滞留吊厢。", en="At 08:05 the ropeway stopped in strong wind; 12 visitors are in its cabins."),
            Words(zh="已启动应急预案，救援队伍 08:20 到达现场。", en="The plan is in force; the rescue team came at 08:20."),
        ],
        "figures": [Words(zh="被困：本次 4，累计 12", en="Trapped: this report 4, in all 12")],
        "corrections": [Words(zh="更正（第 2 稿）：被困 10 → 12，原因：核实", en="Corrected (edition 2): trapped 10 → 12, because: verified")],
        "sent": [Words(zh="市应急管理局  08:40", en="City's emergency bureau  08:40")],
    }  # fmt: skip
    values: dict[str, str | Sequence[str]] = {name: words.text(lang) for name, words in said.items()}
    values |= {name: [one.text(lang) for one in lines] for name, lines in many.items()}
    return values | {"head": mark + said["head"].text(lang), "title": mark + said["title"].text(lang)}
