"""Whether everything that came in up to a moment has been taken, judged and committed: what a scenario waits for."""

from datetime import datetime

import orjson
from nats.aio.client import Client

from watchroom.sources import stream
from watchroom.sources.faults import StreamDown
from watchroom.sources.leases import KEEPER
from watchroom.sources.line import line
from watchroom.sources.models import Partition, Sensor, Source

STATE = "ask.bridge"


def drained(at: datetime) -> list[str]:
    """Why the streams are not drained up to the site's time `at`; empty when they are.

    Asked from the source downward, so that what moves on while we ask is met again. Tells `watch` to hurry.
    """
    partitions = sorted(set(Sensor.objects.values_list("partition", flat=True)))
    waiting: list[str] = []
    answer = line().ask(STATE, timeout_s=1.0)
    if answer is None:
        waiting.append("watch does not answer")
    elif (pending := int(orjson.loads(answer)["pending"])) != 0:
        waiting.append(f"mqtt: {pending} messages before the bridge")
    waiting += [
        f"feed {code}: poll due"
        for code in Source.objects.filter(next_poll_at__lte=at, retired=False).values_list("code", flat=True)
    ]
    waiting += _behind(partitions, at)
    if waiting:
        line().tell(stream.HURRY)
    return waiting


def _behind(partitions: list[int], at: datetime) -> list[str]:
    async def newest(client: Client) -> dict[int, int]:
        js = client.jetstream()
        return {partition: await stream.last_sequence(js, partition) for partition in partitions}

    try:
        last = line().do(newest)
    except StreamDown:
        return ["the stream does not answer"]
    rows = {row.number: row for row in Partition.objects.filter(number__in=[*partitions, KEEPER]).defer("snapshot")}
    waiting = []
    for partition in partitions:
        row = rows.get(partition)
        if row is None or row.position < last[partition]:
            waiting.append(f"partition {partition}: at {row.position if row else 0} of {last[partition]}")
        elif row.ticked_until is None or row.ticked_until < at:
            waiting.append(f"partition {partition}: not ticked up to now")
    return waiting
