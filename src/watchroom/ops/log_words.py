"""`watchroom duty index`: whether the duty log's search index is whole, and how it is made anew."""

import argparse
import json as jsons
import sys
from collections.abc import Callable
from typing import Any

from watchroom.kernel.words import Words
from watchroom.ops.finding import Finding
from watchroom.ops.terminal import NOT_OK, OK, say, text

REBUILD = Words(zh="重建索引；其间日志照常可记可查", en="make it anew; the log is written and searched meanwhile")
STEP = Words(zh="  {done}/{of} 条", en="  {done}/{of} lines")
DONE = Words(zh="索引已重建：{n} 条。", en="The index is made anew: {n} lines.")
WHOLE = Words(zh="齐全：{n} 条", en="whole: {n} lines")
LACKS = Words(
    zh="不齐全：{n} 条中缺 {missing} 条，多出 {stray} 条，抽查 {unfound} 条查不到；最早的编号 L{first}",
    en="not whole: of {n} lines {missing} are missing, {stray} stray, {unfound} of a sample not found; the earliest is L{first}",
)
TODO = Words(zh="watchroom duty index --rebuild", en="watchroom duty index --rebuild")


def add(words: Any, word: Callable[[Any, str, Callable[[argparse.Namespace], int]], Any]) -> None:
    parser = word(words, "duty index", lambda asked: index(rebuild=asked.rebuild, json=asked.json))
    parser.add_argument("--rebuild", action="store_true", help=text(REBUILD))
    parser.add_argument("--json", action="store_true", help=text(Words(zh="以 JSON 输出", en="print JSON")))


def index(*, rebuild: bool, json: bool) -> int:
    """1 where the index is not whole."""
    import django

    django.setup()
    from watchroom.people import log_whole

    if rebuild:
        made = log_whole.rebuild(lambda done, of: say(STEP, done=done, of=of, to=sys.stderr), actor="ops:cli")
        say(DONE, n=made, to=sys.stderr if json else sys.stdout)
    found = log_whole.look()
    if json:
        told = {
            "lines": found.lines,
            "missing": found.missing,
            "stray": found.stray,
            "unfound": found.unfound,
            "whole": found.ok,
        }
        print(jsons.dumps(told))
    else:
        say(_said(found))
        if not found.ok:
            say(Words(zh="→ {todo}", en="→ {todo}"), todo=TODO)
    return OK if found.ok else NOT_OK


def finding() -> Finding:
    """For the doctor."""
    from watchroom.people import log_whole

    found = log_whole.look()
    return Finding(Words(zh="值班日志检索索引", en="the duty log's index"), found.ok, _said(found), TODO)


def _said(found: Any) -> Words:
    if found.ok:
        return WHOLE.fill(n=found.lines)
    counts = {"missing": len(found.missing), "stray": len(found.stray), "unfound": len(found.unfound)}
    return LACKS.fill(n=found.lines, first=min([*found.missing, *found.stray, *found.unfound]), **counts)
