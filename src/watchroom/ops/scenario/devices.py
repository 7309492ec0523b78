"""What stands for the devices of a scenario: they publish over MQTT and push over HTTP as real ones would.

A report is done only when the other side has said that it holds it. Everything sent is a function of the instant, so
a report may be sent again after a restart: the same reading twice changes nothing.
"""

import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from watchroom.kernel.clock import iso

PUBACK_S = 5.0
RETRY_S = 0.2
_log = logging.getLogger("watchroom.devices")

Value = tuple[str, float]


class NotTaken(ConnectionError):
    """The other side did not say in time that it holds the report."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one device says at one instant: (sensor, value) pairs."""

    device: str
    at: datetime
    values: Sequence[Value]

    def payload(self) -> bytes:
        columns: Mapping[str, Any] = {
            "sensor": [sensor for sensor, _ in self.values],
            "value": [value for _, value in self.values],
            "measured_at": iso(self.at),
        }
        return json.dumps(columns).encode()


class MqttDevice:
    """One device at the MQTT door: QoS 1, and done when the PUBACK has come."""

    def __init__(self, device: str, key: str, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.device = device
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=f"scenario-{device}", protocol=MQTTProtocolVersion.MQTTv311
        )
        self._client.username_pw_set(device, key)
        self._client.reconnect_delay_set(min_delay=1, max_delay=2)
        if tls:
            self._client.tls_set_context(tls)
        self._host, self._port, self._started = host, port, False

    def send(self, report: Report) -> None:
        """Raises NotTaken: then send it again."""
        try:
            self._connect()
            told = self._client.publish(f"sensors/{self.device}/batch", report.payload(), qos=1)
            told.wait_for_publish(PUBACK_S)
        except (OSError, ValueError, RuntimeError) as error:
            raise NotTaken(f"{self.device}: {error}") from error
        if not told.is_published():
            raise NotTaken(f"{self.device}: no PUBACK in {PUBACK_S} s")

    def _connect(self) -> None:
        if not self._started:
            self._client.connect(self._host, self._port, keepalive=30)
            self._client.loop_start()
            self._started = True
        until = time.monotonic() + PUBACK_S
        while not self._client.is_connected():
            if time.monotonic() > until:
                raise NotTaken(f"{self.device}: the MQTT door does not open")
            time.sleep(0.005)

    def close(self) -> None:
        if self._started:
            self._client.disconnect()
            self._client.loop_stop()


class PushDevice:
    """One device that pushes JSON over HTTP with its key; done when it was answered 202."""

    def __init__(self, device: str, key: str, url: str) -> None:
        self.device = device
        self._url = url
        self._client = httpx.Client(timeout=PUBACK_S, trust_env=False, headers={"X-Device-Key": key})

    def send(self, report: Report) -> None:
        try:
            answer = self._client.post(
                self._url, content=report.payload(), headers={"Content-Type": "application/json"}
            )
        except httpx.TransportError as error:
            raise NotTaken(f"{self.device}: {error}") from error
        if answer.status_code >= 300:
            raise NotTaken(f"{self.device}: {answer.status_code} {answer.text[:200]}")

    def close(self) -> None:
        self._client.close()


Device = MqttDevice | PushDevice


class Senders:
    """Sends the reports of several devices at once, each until it was taken or until told to give up."""

    def __init__(self, devices: Mapping[str, Device], give_up: Callable[[], bool]) -> None:
        self._devices, self._give_up = devices, give_up
        self._pool = ThreadPoolExecutor(max(1, len(devices)), thread_name_prefix="device")

    def send(self, reports: Sequence[Report]) -> int:
        """How many were taken."""
        return sum(self._pool.map(self._one, reports))

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        for device in self._devices.values():
            device.close()

    def _one(self, report: Report) -> bool:
        refused = ""
        while not self._give_up():
            try:
                self._devices[report.device].send(report)
                return True
            except NotTaken as error:
                if str(error) != refused:
                    _log.warning("not taken, sending again: %s", error)
                refused = str(error)
                time.sleep(RETRY_S)
        return False
