"""The commands that read the book: verify, causes, replay."""

import os
import subprocess
import sys
from pathlib import Path

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, USAGE, complain, say

WHOLE = Words(
    zh="记事簿完好：{count} 条，最后一条的哈希 {hash}",
    en="The book is whole: {count} entries, the last one's hash {hash}",
)
BROKEN = Words(zh="记事簿有 {count} 处不符，见上", en="The book does not hold in {count} places, see above")
AT = Words(zh="第 {entry} 条：{what}", en="entry {entry}: {what}")
STEP = Words(
    zh="{depth}{id}  {at}  {kind}  {subject}  {actor}  {said}",
    en="{depth}{id}  {at}  {kind}  {subject}  {actor}  {said}",
)
COPYING = Words(zh="复制到演练库……", en="copying into the rehearsal database …")
NO_OVERWRITE = Words(zh="{file} 已存在，请换一个文件名", en="{file} exists already; name another file")


REHEARSE = (
    "import sys, django; django.setup(); from watchroom.ops import rehearsal; sys.exit(rehearsal.run(sys.argv[1]))"
)


class NotInTheBook(Fault):
    status = 404
    text = Words(
        zh="记事簿里没有 {what}。请给出记事号（如 120）、对象（如 warning:3）、预警编号或 CAP 标识。",
        en="The book has no {what}. Give an entry's number (120), a subject (warning:3), a warning's number or a CAP identifier.",
    )


def _setup() -> None:
    import django

    django.setup()


def verify(export: Path | None) -> int:
    _setup()
    from watchroom.journal import queries
    from watchroom.journal import verify as book
    from watchroom.ops import settings

    found = 0
    for finding in book.verify(settings.DATA / "anchors"):
        found += 1
        if finding.entry:
            say(AT, entry=finding.entry, what=finding.words)
        else:
            say(finding.words)
    if export:
        with export.open("w", encoding="utf-8") as out:
            out.writelines(line + "\n" for line in book.export())
    if found:
        complain(BROKEN, count=found)
        return NOT_OK
    newest = queries.newest(1)
    say(WHOLE, count=queries.head(), hash=newest[0].hash if newest else "—")
    return OK


def causes(what: str) -> int:
    """The chain of causes, oldest first. Raises NotInTheBook."""
    _setup()
    from watchroom.journal import queries
    from watchroom.kernel.clock import as_local
    from watchroom.ops import settings
    from watchroom.people.queries import actor_words

    chain = queries.chain(entry_of(what))
    for depth, entry in enumerate(chain):
        at = as_local(entry.at, settings.SITE_ZONE).strftime("%m-%d %H:%M:%S")
        say(
            STEP, depth="  " * depth, id=entry.id, at=at, kind=entry.kind, subject=entry.subject,
            actor=actor_words(entry.actor), said=entry.say(personal=True),
        )  # fmt: skip
    batch = chain[0].facts.get("batch")
    if batch:
        print(f"{'  ' * len(chain)}← {batch}")
    return OK


def entry_of(what: str) -> int:
    """The number of the entry meant: itself, the newest of a subject, or the release of a warning."""
    from watchroom.journal import queries

    if what.isdecimal() and queries.entry(int(what)):
        return int(what)
    subject = what if ":" in what else ""
    found = (queries.last(subject, "warnings.released") or queries.last(subject)) if subject else None
    number = found.id if found else _warning(what)
    if not number:
        raise NotInTheBook(what=what)
    return number


def _warning(what: str) -> int:
    """The release (or, before it, the last entry) of the warning with this number or CAP identifier; 0 for none.

    The identifier of a cancellation means the cancellation.
    """
    from django.apps import apps
    from django.db.models import Q

    from watchroom.journal import queries

    named = Q(number=what) | Q(identifier=what) | Q(cancel_identifier=what)
    row = apps.get_model("warnings", "Warning").objects.filter(named).first() if what else None
    if row is None:
        return 0
    kind = "warnings.cancelled" if row.cancel_identifier == what else "warnings.released"
    found = queries.last(f"warning:{row.pk}", kind) or queries.last(f"warning:{row.pk}")
    return found.id if found else 0


def replay(to: Path | None) -> int:
    """The book copied aside, every follower's cursor at zero, all followers run, nothing sent: nothing may happen twice."""
    from watchroom.ops import settings

    file = (to or settings.DATA / "rehearsal.sqlite3").resolve()
    if file.exists() and to:
        complain(NO_OVERWRITE, file=file)
        return USAGE
    for old in file.parent.glob(file.name + "*"):
        old.unlink()
    env = os.environ | {"DATABASE_URL": f"sqlite:///{file}"}
    code = _run([sys.executable, "-m", "watchroom.ops", "prepare"], env)
    if code:
        return code
    say(COPYING)
    _setup()
    from watchroom.ops import rehearsal

    rehearsal.copy(file)
    return _run([sys.executable, "-c", REHEARSE, str(file)], env)


def _run(argv: list[str], env: dict[str, str]) -> int:
    return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, check=False).returncode
