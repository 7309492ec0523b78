"""`watchroom plan export` and `plan diff`: a version of a plan as a file, and two versions compared node by node."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from watchroom.kernel.clock import SystemClock, as_local
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, lang, say, text
from watchroom.plans.check import check_content, parse
from watchroom.plans.format import PlanFile

if TYPE_CHECKING:
    from watchroom.people.viewer import Viewer
    from watchroom.plans.models import Plan

WRITTEN = Words(zh="已写入 {file}", en="Written to {file}")
SAME = Words(zh="两个版本内容相同", en="The two versions are the same")
COUNT = Words(zh="{n} 处不同", en="{n} differences")


class NoPlanFile(Fault):
    status = 422
    text = Words(
        zh="{file} 不是预案文件：{why}。请先运行 watchroom plan check {file}。",
        en="{file} is no plan file: {why}. Run watchroom plan check {file} first.",
    )


def today() -> date:
    """The day of the machine in the site's zone."""
    return as_local(SystemClock().now(), os.environ.get("WATCHROOM_ZONE", "Asia/Shanghai")).date()


def exported(code: str, version: int | None, form: str, out: Path | None) -> int:
    """Writes a version that the platform holds; without a file name, as `code-vN.form` here. Raises NoSuchPlan, NotTypeset."""
    import django

    django.setup()
    from watchroom.desk.report.plan_views import exported as made

    row = _row(code, version)
    _, content = made(row, form, lang())
    target = out or Path(f"{row.code}-v{row.version}.{form}")
    if str(target) == "-":
        sys.stdout.buffer.write(content)
        return OK
    target.write_bytes(content)
    say(WRITTEN, file=target)
    return OK


def order(viewer: "Viewer", activation: int, out: str = "") -> Path:
    """Writes an activation order as PDF, in the language of the terminal. Raises NoSuchActivation, NotTypeset."""
    from watchroom.desk.report.order import paper

    target = Path(out or f"order-{activation}.pdf")
    target.write_bytes(paper(viewer, activation, lang()))
    return target


def differ(old: str, new: str, *, as_json: bool = False) -> int:
    """Each is a plan file, or `code` or `code@version` of the platform. 1 when they differ, as `diff` does."""
    import json

    from watchroom.plans.comparing import compare

    found = compare(_plan(old), _plan(new))
    if as_json:
        rows = [{"kind": one.kind, "place": one.place, "old": one.old, "new": one.new} for one in found]
        print(json.dumps(rows, ensure_ascii=False))
        return NOT_OK if found else OK
    for one in found:
        sign = {"added": "+", "removed": "-", "changed": "~"}[one.kind]
        print(f"{sign} {text(one.words)} {one.place}")
        for mark, said in (("-", one.old_text), ("+", one.new_text)):
            if said:
                print(f"    {mark} {said[:400]}")
    say(COUNT if found else SAME, n=len(found))
    return NOT_OK if found else OK


def _plan(named: str) -> PlanFile:
    path = Path(named)
    if path.is_file():
        content = path.read_bytes()
        plan, _ = parse(content)
        if plan is None:
            raise NoPlanFile(file=named, why=check_content(content)[0].words)
        return plan
    import django

    django.setup()
    from watchroom.plans.loading import load

    code, _, version = named.partition("@")
    return load(_row(code, int(version) if version.isdecimal() else None))


def _row(code: str, version: int | None) -> "Plan":
    from watchroom.plans.queries import version_of

    return version_of(code, version)
