"""The outbox of one test, and the gateway in place among the channels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from watchroom.warnings.channel import CHANNELS
from watchroom.warnings.tests.gateway import Gateway


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path / "outbox" / "text-messages.jsonl"


@pytest.fixture
def gateway() -> Iterator[type[Gateway]]:
    CHANNELS.all["gateway"] = Gateway
    Gateway.sent, Gateway.answer = [], staticmethod(lambda rendered: "ok")
    yield Gateway
    del CHANNELS.all["gateway"]
