"""Sets up what `watchroom bench flood` needs: a sensor and a rule an alarm, spread over places, sensors that stay quiet, a
device that speaks for all of them, a watch officer. Prints key and link."""

from watchroom.alarms.models import Alarm
from watchroom.alarms.rule_actions import put_rule
from watchroom.journal.models import Entry
from watchroom.ops.bench_flood import BATCH, ONE_IN
from watchroom.ops.latency_site import LIMITS, POINT
from watchroom.people import actions as people
from watchroom.people import testing
from watchroom.people.queries import person_by_code
from watchroom.places.actions import put_place
from watchroom.sources.actions import put_device, put_sensor, put_source

PLACES = 20


def main(alarms: str) -> None:
    testing.cast()
    for number in range(PLACES):
        put_place(f"f{number}", "venue", f"测点 {number}", f"Point {number}", POINT, source="bench", schematic=True)
    put_source("flood", "http_push", "洪泛", "Flood", expected_every_s=60, simulated=True)
    for number in range(BATCH):
        put_sensor(f"q{number:04}", "flood", f"f{number % PLACES}", "crowd_count", "静", "Quiet")
    for number in range(int(alarms)):
        life = number % ONE_IN == 0
        code, name = f"f{number:04}", f"{'LIFE' if life else 'FLOOD'}-{number:04}"
        put_sensor(code, "flood", f"f{number % PLACES}", "crowd_count", name, name)
        put_rule(
            code, detector="threshold", sensor=code, settings=LIMITS, priority=1 if life else 2 + number % 3, title_zh=name,
            title_en=name, cause_zh="测量", cause_en="measurement", consequence_zh="无", consequence_en="none",
            action_zh="无", action_en="none",
        )  # fmt: skip
    _, key = put_device("flood", "flood")
    print(key, people.make_sign_in_link(person_by_code("lin")))


def counted() -> str:
    """Alarms of the flood in the table, and their entries in the journal."""
    kept = Alarm.objects.filter(rule__code__startswith="f").count()
    return f"{kept} {Entry.objects.filter(kind='alarms.raised').count()}"
