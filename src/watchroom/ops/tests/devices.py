"""An MQTT device as people build them, for tests of processes: retries for ever, QoS 1, keeps a ledger of what was acknowledged."""

import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion


class Device:
    def __init__(
        self,
        name: str,
        key: str,
        port: int,
        client_id: str = "",
        protocol: MQTTProtocolVersion = MQTTProtocolVersion.MQTTv311,
    ) -> None:
        self.name, self.port = name, port
        self.refused: list[str] = []
        self.acknowledged: set[int] = set()
        self._number_of: dict[int, int] = {}
        self._early: set[int] = set()
        self.client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id or name,
            protocol=protocol,
            clean_session=None if protocol == MQTTProtocolVersion.MQTTv5 else False,
        )
        self.client.username_pw_set(name, key)
        self.client.reconnect_delay_set(1, 1)
        self.client.max_inflight_messages_set(200)
        self.client.on_publish = self._published
        self.client.on_connect = self._connected

    def __enter__(self) -> "Device":
        self.client.connect_async("127.0.0.1", self.port)
        self.client.loop_start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def send(
        self,
        sensor: str,
        payload: str | bytes,
        *,
        number: int = -1,
        qos: int = 1,
        retain: bool = False,
        topic: str = "",
    ) -> None:
        sent = self.client.publish(topic or f"sensors/{self.name}/{sensor}", payload, qos=qos, retain=retain)
        self._number_of[sent.mid] = number
        if sent.mid in self._early:
            self._published(None, None, sent.mid)

    def until(self, what: Callable[[], bool], seconds: float = 10) -> bool:
        return until(what, seconds)

    def acknowledges(self, more_than: int, seconds: float = 10) -> bool:
        """Whether that many are acknowledged in time."""
        return until(lambda: len(self.acknowledged) > more_than, seconds)

    @property
    def connected(self) -> bool:
        return self.client.is_connected()

    def _connected(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any = None) -> None:
        if reason.is_failure:
            self.refused.append(str(reason))

    def _published(self, _client: Any, _data: Any, mid: int, *_: Any) -> None:
        if mid not in self._number_of:
            self._early.add(mid)
            return
        self.acknowledged.add(self._number_of[mid])


PATIENCE = 4


def until(what: Callable[[], bool], seconds: float = 10) -> bool:
    """Waits for something to become true; whether it did. The only waiting of these tests.

    On a machine that does much else all takes longer, and nothing is proved by giving up early.
    """
    end = time.monotonic() + PATIENCE * seconds
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
