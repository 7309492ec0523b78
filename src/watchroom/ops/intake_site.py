"""Sets up what `watchroom bench intake` needs: devices, each with sensors of its own, and a rule for each sensor. Prints the keys."""

from typing import Any

from watchroom.alarms.rule_actions import put_rule
from watchroom.journal.book import book
from watchroom.places.actions import put_place
from watchroom.sources.actions import put_device, put_sensor, put_source

LIMITS = {"direction": "above", "limit": 50.0, "clear": 40.0, "hold_s": 0, "clear_hold_s": 0, "max_gap_s": 60}
POINT = {"type": "Point", "coordinates": [115.45, 40.91]}
WORDS: dict[str, Any] = {
    "cause_zh": "测量", "cause_en": "measurement", "consequence_zh": "无", "consequence_en": "none",
    "action_zh": "无", "action_en": "none",
}  # fmt: skip


def main(devices: str, sensors: str) -> None:
    """devices × sensors, in as many transactions as there are devices; each device has a zone, so a partition, of its own."""
    keys = []
    for number in range(int(devices)):
        device = f"d{number}"
        with book(actor="ops:setup"):
            put_place(
                f"zone-{number}", "zone", f"片区 {number}", f"Zone {number}", POINT, source="bench", schematic=True
            )
            put_source(device, "mqtt", f"设备 {number}", f"Device {number}", expected_every_s=60, simulated=True)
            keys.append(put_device(device, device)[1])
            for of in range(int(sensors)):
                code = f"{device}-{of}"
                put_sensor(code, device, f"zone-{number}", "crowd_count", code, code)
                put_rule(
                    code,
                    detector="threshold",
                    sensor=code,
                    settings=LIMITS,
                    priority=3,
                    title_zh=code,
                    title_en=code,
                    **WORDS,
                )
    print(*keys)
