"""`watchroom say "DISP E01 #12"`: a line of the screen's command line on a terminal, with the rights of whoever types it.

What it will do is told beforehand and asked; `--yes` answers for a script. A line that fits several things does nothing: they
are listed, and `--choose` names one. Whoever types it shows an API token of his own in WATCHROOM_TOKEN.
"""

import json
import sys
from typing import Any

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, complain, lang, say, text

ASK = Words(zh="输入 y 办理，其他键放弃：", en="type y to do it, anything else to leave it: ")
LEFT = Words(zh="没有办理。核对后加 --yes 再执行一次。", en="Nothing was done. Check it, and run it again with --yes.")
DONE = Words(zh="已办理：{what}", en="done: {what}")
SHOWN = Words(zh="{what}：{where}", en="{what}: {where}")
EFFECT = Words(zh="  {name}：{said}", en="  {name}: {said}")
CHOICE = Words(zh="  {n}  {code}  {title}  {detail}", en="  {n}  {code}  {title}  {detail}")
SEVERAL = Words(
    zh="“{line}”有 {n} 项可选，不代为选择，没有办理。写得更全，或加 --choose 序号。",
    en="“{line}” leaves {n} choices and none is made for you: nothing was done. Write more of it, or add --choose NUMBER.",
)
OWED = Words(zh="“{line}”还没写完，没有办理：", en="“{line}” is not complete, nothing was done:")
SCREEN_ONLY = ("lang", "theme")


class NothingFits(Fault):
    status = 422
    text = Words(
        zh="没有与“{line}”相符的命令或对象，没有办理。可写名称、编号、拼音或首字母；动词见文档“命令行”。",
        en="Nothing fits “{line}”; nothing was done. Write a name, a number, pinyin or its initials; the verbs stand in the "
        "documents under “The command line”.",
    )


class NoSuchChoice(Fault):
    status = 422
    text = Words(
        zh="没有第 {n} 项，只有 {most} 项，没有办理。请按列出的序号写。",
        en="There is no choice {n}, only {most}; nothing was done. Write a number of the list.",
    )


class ScreenOnly(Fault):
    status = 422
    text = Words(
        zh="“{line}”只改变屏幕的显示，在终端上没有作用。终端的语言由 WATCHROOM_LANG 决定。",
        en="“{line}” only changes how the screen is shown and does nothing on a terminal. WATCHROOM_LANG sets its language.",
    )


def main(line: str, *, yes: bool = False, choose: int | None = None, as_json: bool = False) -> int:
    """Raises NoToken, NothingFits, NoSuchChoice, ScreenOnly and the faults of what is done."""
    from watchroom.ops import alarm_words

    alarm_words._setup()
    from watchroom.desk.command import grammar, verbs

    viewer = alarm_words._person()
    parsed = grammar.parse(line)
    if parsed.verb is not None and parsed.verb.code in SCREEN_ONLY:
        raise ScreenOnly(line=line[:60])
    found = verbs.options(viewer, parsed)
    if not found:
        raise NothingFits(line=line[:60])
    if choose is not None and not 1 <= choose <= len(found):
        raise NoSuchChoice(n=choose, most=len(found))
    if choose is None and (len(found) > 1 or not found[0].line) and not verbs.sure(parsed, found):
        return _several(line, found)
    return _one(viewer, line, found[(choose or 1) - 1], harmless=_harmless(parsed), yes=yes, as_json=as_json)


def _harmless(parsed: Any) -> bool:
    from watchroom.desk.command.verbs import HARMLESS

    return parsed.verb is None or parsed.verb.code in HARMLESS


def _several(line: str, found: list[Any]) -> int:
    complain(SEVERAL, line=line[:60], n=len(found))
    for number, one in enumerate(found, 1):
        complain(CHOICE, n=number, code=one.thing.code or "—", title=one.title, detail=one.detail)
    return NOT_OK


def _one(viewer: Any, line: str, one: Any, *, harmless: bool, yes: bool, as_json: bool) -> int:
    from watchroom.desk.command.verbs import run

    to = sys.stderr if as_json or not one.line else sys.stdout
    if not one.line:
        complain(OWED, line=line[:60])
    for name, said in one.effect:
        say(EFFECT, name=name, said=said, to=to)
    if not one.line:
        return NOT_OK
    if not (harmless or yes or _answered(to)):
        complain(LEFT)
        return NOT_OK
    done = run(viewer, one.line, lang())
    if as_json:
        print(json.dumps({"line": one.line, **done}, ensure_ascii=False))
    elif harmless:
        place = done.get("place")
        say(SHOWN, what=one.title, where=f"{place['lat']:.5f}, {place['lon']:.5f}" if place else done.get("go", ""))
    else:
        say(DONE, what=one.effect[0][1])
    return OK


def _answered(to: Any) -> bool:
    if not sys.stdin.isatty():
        return False
    print(text(ASK), end="", flush=True, file=to)
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "是")
