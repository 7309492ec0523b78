"""What a process loads at its start and keeps to its end: half of that time went into what nobody had asked for yet."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded in here stays: the collector of garbage need look neither through it, nor again at each full turn."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def build_schemas_when_asked() -> None:
    """Of more than a thousand schemas of the API each process uses a few; each is built at its first use, once, under
    pydantic's own lock. Said before the first of them is declared.
    """
    BaseModel.model_config["defer_build"] = True
