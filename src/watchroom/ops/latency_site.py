"""Sets up what `watchroom bench latency` needs: sensors with a rule each, a device, a watch officer. Prints key and link."""

from watchroom.alarms.rule_actions import put_rule
from watchroom.people import actions as people
from watchroom.people import testing
from watchroom.people.queries import person_by_code
from watchroom.places.actions import put_place
from watchroom.sources.actions import put_device, put_sensor, put_source

LIMITS = {"direction": "above", "limit": 50.0, "clear": 40.0, "hold_s": 0, "clear_hold_s": 0, "max_gap_s": 60}
POINT = {"type": "Point", "coordinates": [115.45, 40.91]}


def main(sensors: str) -> None:
    testing.cast()
    put_place("gate", "gate", "测速点", "Measuring point", POINT, source="bench", schematic=True)
    put_source("latency", "http_push", "测速", "Latency", expected_every_s=60, simulated=True)
    _, key = put_device("latency", "latency")
    for number in range(int(sensors)):
        sensor, name = f"l{number:03}", f"LATENCY-{number:03}"
        put_sensor(sensor, "latency", "gate", "crowd_count", name, name)
        put_rule(
            sensor, detector="threshold", sensor=sensor, settings=LIMITS, priority=3, title_zh=name, title_en=name,
            cause_zh="测量", cause_en="measurement", consequence_zh="无", consequence_en="none", action_zh="无", action_en="none",
        )  # fmt: skip
    print(key, people.make_sign_in_link(person_by_code("lin")))
