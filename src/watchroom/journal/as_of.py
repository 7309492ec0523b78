"""What somebody had before him when he wrote: an act upon what was written since is refused, and he is told by whom and what.

The edge (a form, a program) says up to which entry it had read; nobody's last word silently covers another's.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings

from watchroom.journal.models import Entry
from watchroom.kernel.clock import as_local
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class ChangedMeanwhile(Fault):
    status = 409
    text = Words(
        zh="没有保存：{who} 于 {at} 写过同一项，您的页面上没有：{said}。请先看现在的内容（可在新标签页打开），再决定怎样改。",
        en="Not saved: {who} wrote the same at {at}, and your page does not show it: {said}. Look at what is there now (a new tab will "
        "do), then decide what to change.",
    )


@dataclass(frozen=True, slots=True)
class _Read:
    position: int
    who: Callable[[str], Words]
    own: set[int] = field(default_factory=set)  # what was written with this very reading


_READ: ContextVar[_Read | None] = ContextVar("watchroom_as_of", default=None)


@contextmanager
def reading(position: int, who: Callable[[str], Words]) -> Iterator[None]:
    """What is written within is written by one who has read the book up to this entry. `who`: an actor in words."""
    before = _READ.set(_Read(position, who))
    try:
        yield
    finally:
        _READ.reset(before)


def check(written: Iterable[tuple[str, str]]) -> None:
    """Of subjects and kinds that are about to be written; asked when nobody else can write. Raises ChangedMeanwhile."""
    read = _READ.get()
    if read is None:
        return
    for subject, kind in dict.fromkeys(written):
        newer = Entry.objects.filter(subject=subject, kind=kind, id__gt=read.position).exclude(id__in=read.own)
        last = newer.order_by("-id").first()
        if last is not None:
            at = f"{as_local(last.at, settings.SITE_ZONE):%Y-%m-%d %H:%M:%S} ({settings.SITE_ZONE})"
            raise ChangedMeanwhile(who=read.who(last.actor), at=at, said=last.say(personal=False))


def note(ids: Iterable[int]) -> None:
    """These were written with this reading: what follows them in the same act was not covered by anybody else."""
    read = _READ.get()
    if read is not None:
        read.own.update(ids)
