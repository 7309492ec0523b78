"""The load of `watchroom bench pages`: a site with a year behind it, and every page asked for; prints one line of JSON."""

import json
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from watchroom.alarms.models import Alarm, Rule
from watchroom.alarms.rule_actions import put_rule
from watchroom.dispatch.fleet import put_unit
from watchroom.dispatch.models import Run, Unit
from watchroom.incidents import entries as told_of
from watchroom.incidents.models import Incident, Report
from watchroom.incidents.recording import facts
from watchroom.journal import clock
from watchroom.journal.book import Book, book
from watchroom.journal.queries import head
from watchroom.people import log_actions, log_index, queries
from watchroom.people.models import LogLine, Person, Post, Shift
from watchroom.people.testing import cast
from watchroom.places.actions import put_place
from watchroom.places.models import Place
from watchroom.sources.actions import put_sensor, put_source

BEGAN = datetime(2025, 12, 1, tzinfo=UTC)
INCIDENTS, RUNS, REPORTS, NOTES, ALARMS, LINES = (
    20,
    2,
    3,
    8,
    200,
    200,
)  # a day; runs, reports and notes for each incident
PLACES, UNITS, SENSORS, OPEN = 40, 60, 50, 20
KINDS = ("medical", "gale", "fire", "crowd", "traffic")
SKIPPED = re.compile(r"<|^/(api|static|live)/|\.(xlsx|pdf|docx|ics|csv|js|webmanifest)$")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Town:
    places: list[Place]
    units: list[Unit]
    rules: list[Rule]
    person: Person
    posts: list[Post]


def town() -> Town:
    cast()
    for n in range(PLACES):
        point = {"type": "Point", "coordinates": [115.4 + n / 400, 40.9 + n % 7 / 100]}
        put_place(f"place-{n}", "post", f"{n} 号点", f"Point {n}", point, source="drawn", schematic=True)
    put_source("gauges", "mqtt", "测点", "Gauges", expected_every_s=60)
    for n in range(SENSORS):
        put_sensor(f"wind-{n}", "gauges", f"place-{n % PLACES}", "wind_mean", f"风速 {n}", f"Wind {n}")
        said: dict[str, Any] = {
            "title_zh": f"{n} 号大风",
            "title_en": f"Gale at {n}",
            "cause_zh": "大风",
            "cause_en": "wind",
        }
        said |= {"consequence_zh": "倒塌", "consequence_en": "falls", "action_zh": "停", "action_en": "stop"}
        limits = {"limit": "17.2"}
        put_rule(f"gale-{n}", detector="threshold", sensor=f"wind-{n}", settings=limits, priority=2, **said)
    for n in range(UNITS):
        put_unit(f"AMB-{n}", "ambulance", f"救护 {n} 组", f"Ambulance {n}", f"place-{n % PLACES}")
    return Town(
        list(Place.objects.order_by("pk")), list(Unit.objects.order_by("pk")), list(Rule.objects.filter(sensor__isnull=False)),
        queries.person_by_code("lin"), list(Post.objects.order_by("pk")),
    )  # fmt: skip


def lay(days: int) -> float:
    """A year: incidents with their entries, runs and reports, alarms, log lines and shifts. Seconds."""
    began, dice, numbers = time.perf_counter(), random.Random(1), count(1)
    clock.start_scenario("bench", BEGAN, exercise=False)
    site = town()
    for day in range(days):
        now = BEGAN + timedelta(days=day + 1)
        clock.advance(now)
        with book(actor="post:watch_officer") as b:
            _incidents(b, site, now, dice, numbers, closed=True)
            _alarms(site, now, dice)
            _lines(site, now, dice)
            _shifts(site, now)
    with book(actor="post:watch_officer") as b:
        _incidents(b, site, now + timedelta(hours=1), dice, numbers, closed=False)
    return time.perf_counter() - began


def _incidents(
    b: Book, site: Town, now: datetime, dice: random.Random, numbers: Iterator[int], *, closed: bool
) -> None:
    rows = []
    for place, n in zip(dice.sample(site.places, INCIDENTS), numbers, strict=False):
        opened = now - timedelta(seconds=dice.randrange(7200, 86400))
        over = (
            {"state": "closed", "closed_at": now, "closed_by": "post:watch_officer", "closed_reason": "处置完毕"}
            if closed
            else {}
        )
        rows.append(
            Incident(
                number=f"I-{n:08}", zh=f"{place.zh}有人摔倒", en=f"A fall at {place.en}", kind=dice.choice(KINDS), place=place,
                lon=115.4 + n % 100 / 1000, lat=40.9, grade=dice.choice((None, 4, 4, 3)), opened_at=opened, opened_by="post:watch_officer", **over,
            )
        )  # fmt: skip
    rows = Incident.objects.bulk_create(rows)
    free = iter(dice.sample(site.units, len(rows) * RUNS))
    Run.objects.bulk_create(_run(row, next(free), closed=closed) for row in rows for _ in range(RUNS))
    Report.objects.bulk_create(
        Report(
            incident=row, kind="follow_up", count=n, at=row.opened_at, by="post:watch_officer", to="市应急局", channel="telephone",
            text="情况稳定，伤者已送医", figures={"injured": {"running": 1, "cumulative": n}},
        )
        for row in rows for n in range(1, REPORTS + 1)
    )  # fmt: skip
    for row in rows:
        b.record(facts(row, told_of.Opened), subject=row.subject, incident=row.pk)
        for n in range(NOTES):
            b.record(facts(row, told_of.Noted, text=f"第 {n} 次核实"), subject=row.subject, incident=row.pk)
        if closed:
            b.record(facts(row, told_of.Closed, reason="处置完毕"), subject=row.subject, incident=row.pk)


def _run(row: Incident, unit: Unit, *, closed: bool) -> Run:
    sent = row.opened_at + timedelta(seconds=90)
    there = sent + timedelta(seconds=400)
    over = {"cleared_at": row.closed_at, "ended_at": row.closed_at, "outcome": "cleared"} if closed else {}
    return Run(unit=unit, incident=row, dispatched_at=sent, en_route_at=sent, on_scene_at=there, **over)


def _alarms(site: Town, now: datetime, dice: random.Random) -> None:
    rows = []
    for n in range(ALARMS):
        rule, onset = dice.choice(site.rules), now - timedelta(seconds=3600 + 400 * n + dice.randrange(400))
        rows.append(
            Alarm(
                rule=rule, sensor=rule.sensor, onset=onset, raised_at=onset, measured_at=onset, state="cleared", priority=2,
                value=17.9, peak=18.4, limit=17.2, batch=f"bench:{now:%Y%m%d}:{n}", acknowledged_by="post:watch_officer", acknowledged_at=onset,
                returned_at=onset + timedelta(minutes=20), cleared_at=onset + timedelta(minutes=20),
            )
        )  # fmt: skip
    Alarm.objects.bulk_create(rows)


def _lines(site: Town, now: datetime, dice: random.Random) -> None:
    rows = LogLine.objects.bulk_create(
        LogLine(at=now - timedelta(seconds=86400 - n * 400), person=site.person, post="watch_officer", text=f"{dice.choice(site.places).zh}来电报告，已核实")
        for n in range(LINES)
    )  # fmt: skip
    log_index.put((row.pk, log_actions.marks_of(row)) for row in rows)


def _shifts(site: Town, now: datetime) -> None:
    """Of a post that the cast does not hold already."""
    post, _ = Post.objects.get_or_create(
        code="second_officer", defaults={"zh": "副班", "en": "Second", "role": site.posts[0].role}
    )
    Shift.objects.bulk_create(
        Shift(post=post, person=site.person, since=now + timedelta(hours=8 * n), until=now + timedelta(hours=8 * n + 8))
        for n in range(3)
    )


def addresses() -> list[str]:
    """Every page without an argument; and those of an open incident and of one that was closed long ago."""
    found = sorted(set(_patterns(get_resolver(), "/")))
    plain = [one for one in found if not SKIPPED.search(one)]
    of_one = [
        one
        for one in found
        if one.startswith("/incidents/<int:pk>/") and not SKIPPED.search(one.replace("<int:pk>", "1"))
    ]
    newest, oldest = Incident.objects.order_by("-pk")[0], Incident.objects.order_by("pk")[0]
    return plain + [one.replace("<int:pk>", str(row.pk)) for row in (newest, oldest) for one in of_one]


def _patterns(resolver: URLResolver, before: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        said = before + str(one.pattern).removeprefix("^").removesuffix("$")
        if isinstance(one, URLPattern):
            yield said
        else:
            yield from _patterns(one, said)


def measure(rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each page that is one, as the duty leader is shown it; the first time is left out."""
    client = Client(headers={"Host": "localhost", "Accept": "text/html", "Accept-Language": "zh"})
    client.force_login(queries.person_by_code("chen"), backend=BACKEND)
    times: dict[str, list[float]] = {}
    for page in addresses():
        if not _is_page(client.get(page)):
            continue
        for _ in range(rounds):
            began = time.perf_counter()
            client.get(page)
            times.setdefault(page, []).append((time.perf_counter() - began) * 1000)
    return times


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and not answer.streaming and "text/html" in answer.headers["Content-Type"]


def main(days: str, rounds: str) -> None:
    laid = lay(int(days))
    told = {"incidents": Incident.objects.count(), "alarms": Alarm.objects.count(), "lines": LogLine.objects.count()}
    told["entries"] = head()
    print(json.dumps({"laid_s": laid, "ms": measure(int(rounds))} | told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
