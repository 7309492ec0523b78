"""The site that `watchroom bench orders` measures: many people on one list, each with a telephone; and the worker of one
process. Run in processes of its own, on the database that the environment names."""

import json
import os
import sys
import time
from pathlib import Path

import yaml


def lay(people: int, gateway: str) -> int:
    """People, each with a verified way, a carrier that leads to `gateway`, and one list with all of them. Its number."""
    from watchroom.dispatch import rolls
    from watchroom.people import queries
    from watchroom.people.models import Person
    from watchroom.people.rights import Role
    from watchroom.people.testing import cast
    from watchroom.people.way_models import ContactWay

    lin = cast().lin
    said = {
        "sms_http": {
            "url": gateway, "json": {"to": "{to}", "text": "{text}", "key": "{key}"}, "ok_path": "code", "ok_values": ["0"],
            "id_path": "id", "per_second": 1000,
        }
    }  # fmt: skip
    file = Path(os.environ["WATCHROOM_DATA"]) / "carriers.yaml"
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(said))
    rows = [
        Person(code=f"p{n}", zh=f"人员{n}", en=f"person {n}", standing=Role.FIELD, password="!") for n in range(people)
    ]
    made = Person.objects.bulk_create(rows, batch_size=1000)
    ways = [
        ContactWay(person=one, rank=1, channel="sms_http", address=f"+86138{n:08d}", verified_at=queries.now())
        for n, one in enumerate(made)
    ]
    ContactWay.objects.bulk_create(ways, batch_size=1000)
    call = rolls.start(lin, title="撤离", text="撤离看台", lines=[[f"person:{one.code}"] for one in made])
    return int(call.pk)


def work() -> None:
    """Sends until nothing waits any more, and says with what the first attempts and everything took."""
    from watchroom.dispatch import call_sending
    from watchroom.dispatch.call_models import Attempt
    from watchroom.journal.clock import site_now
    from watchroom.journal.sending import SendState

    began = time.monotonic()
    first = 0.0
    open_ = Attempt.objects.filter(state__in=[SendState.WAITING, SendState.SENDING])
    while open_.exists():
        call_sending.run(site_now())
        if not first and not Attempt.objects.filter(tries=0).exists():
            first = time.monotonic() - began
        time.sleep(0.05)
    print(json.dumps({"first_s": first, "whole_s": time.monotonic() - began, "cpu_s": time.process_time()}), flush=True)


def told() -> None:
    """What the ledger says in the end."""
    from collections import Counter

    from watchroom.dispatch.call_models import Attempt, Called
    from watchroom.journal.models import Entry
    from watchroom.journal.verify import verify

    states = Counter(Attempt.objects.values_list("state", flat=True))
    tries = sum(Attempt.objects.values_list("tries", flat=True))
    found = {
        "sent": states["sent"], "not_sent": Attempt.objects.count() - states["sent"], "tries": tries,
        "known_sent": Called.objects.filter(sent_at__isnull=False).count(),
        "marked_repeat": Attempt.objects.filter(repeat=True).count(),
        "entries": Entry.objects.count(), "findings": sum(1 for _ in verify()),
    }  # fmt: skip
    print(json.dumps(found), flush=True)


def lease_is_over() -> None:
    """As if a minute had gone by since the worker died: what it left is free."""
    from datetime import timedelta

    from watchroom.dispatch.call_models import Attempt
    from watchroom.kernel.clock import SystemClock

    past = SystemClock().now() - timedelta(seconds=1)
    Attempt.objects.filter(state="sending").update(lease_until=past)


def main() -> None:
    import django

    django.setup()
    word, *rest = sys.argv[1:]
    if word == "lay":
        print(json.dumps({"call": lay(int(rest[0]), rest[1])}), flush=True)
    else:
        {"work": work, "told": told, "free": lease_is_over}[word]()


if __name__ == "__main__":
    main()
