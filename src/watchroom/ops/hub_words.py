"""`watchroom dispatch read`: what a hub's messages say, or why they are refused. Nothing is done with them."""

import json as jsons
import sys
from collections.abc import Sequence
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, complain, say

READ = Words(zh="{file}：{kind}，{n} 项建议", en="{file}: {kind}, {n} proposals")
LINE = Words(zh="  {what}：{said}{at}", en="  {what}: {said}{at}")
AT = Words(zh="（{at}）", en=" ({at})")
REFUSED = Words(zh="{file}：{why}", en="{file}: {why}")
AWAY = Words(zh="打不开 {file}（{why}）", en="{file} cannot be opened ({why})")


def read(files: Sequence[Path], *, json: bool = False) -> int:
    """1 when one of them was refused or could not be opened."""
    from watchroom.dispatch import hub, hub_wire
    from watchroom.dispatch.faults import HubRefused
    from watchroom.kernel.clock import iso

    code = OK
    for file in files:
        try:
            with file.open("rb") as source:
                message = hub.read(source.read(hub_wire.MOST_BYTES + 1))
        except OSError as error:
            complain(AWAY, file=file, why=error.strerror or error)
            code = NOT_OK
            continue
        except HubRefused as fault:
            complain(REFUSED, file=file, why=fault.words)
            code = NOT_OK
            continue
        if json:
            told = [
                {"what": one.what, "zh": one.words.zh, "en": one.words.en, "case": one.case, "unit": one.unit, "status": one.status,
                 "at": iso(one.at) if one.at else None, "point": list(one.point) if one.point else None}
                for one in message.proposals
            ]  # fmt: skip
            jsons.dump(
                {"file": str(file), "kind": message.kind, "exercise": message.exercise, "proposals": told},
                sys.stdout,
                ensure_ascii=False,
            )
            sys.stdout.write("\n")
            continue
        say(READ, file=file, kind=message.kind, n=len(message.proposals))
        for one in message.proposals:
            say(LINE, what=one.what.value, said=one.words, at=AT.fill(at=iso(one.at)) if one.at else "")
    return code
