"""What the loops of the `watch` process share: how fast they go, and where they may ask the database."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

WINDOW_S = 0.02
GATEWAY_WINDOW_S = 0.01
IDLE_S = 0.25


class InDatabase(Protocol):
    """Runs a function where the database may be asked, and gives its result to the loop."""

    def __call__[**P, T](self, act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]: ...


@dataclass
class Pace:
    """In a scenario nobody waits for company, and every step is committed at once: the driver waits for us, and the
    commits that this costs are few.
    """

    scenario: bool = False
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def window_s(self) -> float:
        """How long a batch gathers what comes after its first message."""
        return 0.0 if self.scenario else WINDOW_S

    @property
    def gateway_window_s(self) -> float:
        return 0.0 if self.scenario else GATEWAY_WINDOW_S

    @property
    def idle_s(self) -> float:
        return WINDOW_S if self.scenario else IDLE_S
