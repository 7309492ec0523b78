"""A channel whose answer a test decides, and what the worker did with it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from watchroom.conftest import SetClock
from watchroom.kernel.words import Lang, Words
from watchroom.warnings.channel import Channel, Outlet, Rendered
from watchroom.warnings.chores import SendDeliveries
from watchroom.warnings.message import Message
from watchroom.warnings.models import Warning


class Gateway(Channel):
    """A channel for the tests: what it is asked to do is decided by the test."""

    name = "gateway"
    title = Words(zh="网关", en="Gateway")
    takes_exercise = False
    knows_repeats = False
    answer: Callable[[Rendered], str] = staticmethod(lambda rendered: "ok")
    sent: list[Rendered] = []

    def render(self, message: Message, *, key: str, repeat: bool = False) -> Rendered:
        texts: tuple[tuple[Lang, str], ...] = (("zh", message.headed("zh")), ("en", message.headed("en")))
        return Rendered(key, f"{message.headed('zh')}|{repeat}", "text/plain", texts, message.expires, message)

    def send(self, rendered: Rendered, outlet: Outlet) -> str:
        receipt = type(self).answer(rendered)
        type(self).sent.append(rendered)
        return receipt


def work(clock: SetClock) -> int:
    return SendDeliveries().run(clock.at)


def lines(outbox: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outbox.read_text().splitlines()]


def states(row: Warning) -> dict[str, str]:
    return dict(row.deliveries.filter(kind="release").values_list("channel", "state"))
