"""`watchroom camera`: register cameras from a file, list them, give one its password, ask one for a picture."""

import getpass
import sys
from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say, text

ACTOR = "ops:camera"
TAKEN = Words(zh="{n} 台摄像机已登记", en="{n} cameras are registered")
LINE = Words(zh="{code}  {name}  {picture}  {state}", en="{code}  {name}  {picture}  {state}")
SNAPSHOT, LIVE = Words(zh="快照", en="snapshot"), Words(zh="实时", en="live")
NOTHING = Words(zh="—", en="—")
SIMULATED, RETIRED = Words(zh="模拟", en="simulated"), Words(zh="停用", en="out of use")
ASKED = Words(zh="{code} 的密码（不显示）：", en="Password of {code} (not shown): ")
KEPT = Words(zh="{code} 的密码已保存，不再显示", en="The password of {code} is kept and will not be shown")
TAKEN_AWAY = Words(zh="{code} 的密码已删去", en="The password of {code} was taken away")
CAME = Words(zh="{code}：{what}", en="{code}: {what}")


def load(file: Path) -> int:
    """Registers the cameras of a file, all or none. Raises CamerasUnreadable and the faults of cameras."""
    _setup()
    from watchroom.journal.book import book
    from watchroom.sources.cameras import site_file

    rows = site_file.read(file)
    with book(actor=ACTOR):
        site_file.put_all(rows, actor=ACTOR)
    say(TAKEN, n=len(rows))
    return OK


def listed() -> int:
    _setup()
    from watchroom.sources.cameras.models import Camera

    for row in Camera.objects.select_related("place").order_by("place__code"):
        has = [SIMULATED if row.simulated else SNAPSHOT] * row.has_snapshot + [LIVE] * bool(row.hls_url)
        fault = Words(zh=row.fault["zh"], en=row.fault["en"]) if row.fault else NOTHING
        picture = Words(zh="、".join(one.zh for one in has), en=", ".join(one.en for one in has))
        say(LINE, code=row.code, name=row.words, picture=picture, state=RETIRED if row.retired else fault)
    return OK


def password(code: str) -> int:
    """Takes it from the terminal without showing it, or one line from a pipe; an empty one takes the kept one away."""
    _setup()
    from watchroom.sources.cameras import actions

    given = getpass.getpass(text(ASKED, code=code)) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    actions.put_password(code, given, actor=ACTOR)
    say(KEPT if given else TAKEN_AWAY, code=code)
    return OK


def attempt(code: str) -> int:
    _setup()
    from watchroom.sources.cameras import actions

    say(CAME, code=code, what=actions.attempt(code, actor=ACTOR))
    return OK


def _setup() -> None:
    import django

    django.setup()
