"""A form as a PDF: the fields in the reader's language, exercise marked, who made it and when, page X of Y."""

from collections.abc import Callable, Mapping
from typing import Any

from watchroom.desk.ics import filling
from watchroom.desk.ics.blocks import Block
from watchroom.desk.ics.scene import Scene, look
from watchroom.desk.ics.status import summary
from watchroom.desk.report.typeset import pdf
from watchroom.incidents.form_keeping import form_named
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import Lang, Words
from watchroom.people.viewer import Viewer

FILLS: Mapping[str, Callable[[Scene], list[Block]]] = {
    "201": filling.briefing, "202": filling.objectives, "203": filling.organization, "204": filling.assignments,
    "205": filling.radio, "206": filling.medical, "207": filling.chart, "208": filling.safety, "209": summary,
    "211": filling.check_in, "213": filling.message, "214": filling.log,
}  # fmt: skip
# The number of the field that says who made the form.
PREPARED = {
    "201": "6", "202": "7", "203": "9", "204": "9", "205": "6", "206": "7", "207": "4", "208": "5", "209": "12–13", "211": "17",
    "213": "3", "214": "8",
}  # fmt: skip
WIDE = ("205", "211")
_BY = Words(zh="{n}. 制表：{name}（{post}）　{at}", en="{n}. Prepared by: {name} ({post})   {at}")
_SOURCE = Words(
    zh="栏目编号与名称依 FEMA 502-2，版式自拟；空白即平台不掌握",
    en="Fields numbered and named after FEMA 502-2, layout our own; a blank is not known here",
)
_BANNER = Words(zh="{mark}本表为演练所用", en="{mark}this form belongs to an exercise")


def paper(viewer: Viewer, incident: int, code: str, lang: Lang) -> bytes:
    """The PDF on A4 pages. Raises NotAllowed, NoSuchIncident, NoSuchForm, NotTypeset."""
    form_named(code)
    return pdf(told(look(viewer, incident, lang), code), "ics.typ")


def told(s: Scene, code: str) -> dict[str, Any]:
    """The form in one language as plain data: what the paper prints. Raises NoSuchForm."""
    form = form_named(code)
    by = _BY.fill(n=PREPARED[code], name=s.viewer.name, post=s.viewer.title, at=s.when(s.now))
    return {
        "lang": s.lang, "exercise": s.exercise, "banner": _BANNER.fill(mark=EXERCISE_MARK).text(s.lang), "wide": code in WIDE,
        "code": f"ICS {code}", "title": form.title.text(s.lang), "number": s.row.number, "prepared": by.text(s.lang),
        "source": _SOURCE.text(s.lang), "page_word": ["第", "页，共", " 页"] if s.lang == "zh" else ["Page", "of", ""],
        "blocks": FILLS[code](s),
    }  # fmt: skip
