"""One choice under the command line, with what it will do: what all verbs share."""

import re
from dataclasses import dataclass, field

from watchroom.desk.command.known import Thing, narrow
from watchroom.desk.command.table import BY_CODE
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.people.rights import ACTS, Act, who
from watchroom.people.viewer import Viewer

type Effect = list[tuple[Words, Words]]

WILL = Words(zh="将会", en="Will do")
TELLS = Words(zh="告知", en="Tells")
NEEDS = Words(zh="权限", en="Right")
CANNOT = Words(zh="不能办", en="Cannot be done")
BY = Words(zh="办理", en="By")
_NAMED = Words(zh="{name}（{post}）", en="{name} ({post})")


class NothingChosen(Fault):
    status = 409
    text = Words(
        zh="命令“{line}”所指的对象已不在或已改变，没有执行。请重新输入，从列表中选择。",
        en="What “{line}” was about is gone or has changed; nothing was done. Type it again and choose from the list.",
    )


@dataclass(frozen=True, slots=True)
class Option:
    """One choice under the line.

    line      what Enter sends, empty when Enter only completes
    complete  what Tab writes; typed in either language it finds the same thing again
    effect    what will happen, said beforehand
    meant     the line names this and nothing else: Enter does it without a further choice
    asks      what is asked once more before it is done; empty for what is easily put right
    """

    thing: Thing
    title: Words
    detail: Words
    line: str
    complete: Words
    effect: Effect = field(default_factory=list)
    meant: bool = False
    asks: Words | None = None


def effect(viewer: Viewer, act: Act | None, *rows: tuple[Words, Words]) -> Effect:
    """What will happen, and by whom; or whose right it is when it is not the viewer's."""
    if act is None:
        return list(rows)
    if not viewer.may(act):
        refused = Words(zh="您当前的岗位不能{act}，由{who}办理", en="your post may not {act}; that is for: {who}").fill(
            act=ACTS[act], who=who(act)
        )
        return [*rows, (NEEDS, refused)]
    return [*rows, (BY, _NAMED.fill(name=viewer.name, post=viewer.title))]


_NUMBER = re.compile(r"#\d{1,9}|I-\d{4}-\d{1,9}", re.IGNORECASE)
_NO_INCIDENT = Words(
    zh="没有在办的事件 {number}：请核对编号，或不写编号，从列表中选择",
    en="there is no open incident {number}: check the number, or leave it out and choose from the list",
)


def no_incident(typed: str) -> Words | None:
    """What to say where the words begin with an incident's number that names none; None where they begin with no number."""
    head = narrow(typed.split(maxsplit=1)[0]) if typed.split() else ""
    return _NO_INCIDENT.fill(number=head) if _NUMBER.fullmatch(head) else None


def typed_line(code: str, *rest: Words | str) -> Words:
    """A line as each language writes it. An empty end leaves a blank: more is to be typed."""

    def said(lang: Lang) -> str:
        parts = (BY_CODE[code].written, *rest)
        return " ".join(part.text(lang) if isinstance(part, Words) else part for part in parts)

    return Words(*map(said, LANGS))
