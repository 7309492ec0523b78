"""Puts the parts of a scenario together on a running site, and plays."""

import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connection

from watchroom.journal import clock, queries
from watchroom.journal.book import book
from watchroom.ops.scenario import content, stage
from watchroom.ops.scenario.accounts import HttpApi, Tokens
from watchroom.ops.scenario.autopilot import Autopilot
from watchroom.ops.scenario.content import Content
from watchroom.ops.scenario.devices import Device, MqttDevice, PushDevice, Senders
from watchroom.ops.scenario.driver import AtOnce, Driver, Live, Stopped
from watchroom.ops.scenario.entries import ScenarioEnded
from watchroom.ops.scenario.feed import Feed, FeedServer
from watchroom.ops.scenario.fleet import Fleet
from watchroom.ops.scenario.play import FEED_PORT
from watchroom.ops.scenario.reports import Reports
from watchroom.ops.scenario.script import Script
from watchroom.ops.scenario.site import Site
from watchroom.ops.scenario.steering import NoScenario, steering, subject
from watchroom.people import queries as people
from watchroom.sources.address import address as nats_address

ASK_S = 0.1
_log = logging.getLogger("watchroom.scenario")
logging.getLogger("httpx").setLevel(logging.WARNING)


def play(stop: threading.Event, *, at_once: bool) -> None:
    """Plays to the end of the day. Raises Stopped, NoScenario."""
    running = clock.scenario()
    if running is None:
        raise NoScenario
    day = content.load(running.scenario)
    web = f"http://{os.environ.get('WATCHROOM_HOST', '127.0.0.1')}:{os.environ.get('WATCHROOM_WEB_PORT', '8600')}"
    pace = AtOnce(stop.is_set) if at_once else Live(lambda: steering(day.head.code).pace, stop.wait)
    with _site(day, web, stop) as site:
        _wait_for(web, stop)
        driver = Driver(site, pace, ends=day.head.ends, step=timedelta(seconds=day.head.step_s), stopping=stop.is_set)
        played = driver.play()
    _log.info("the day is over: %s steps, %s acts, %.1f s", played.steps, played.acts, played.seconds)
    _end(day)


@contextmanager
def _site(day: Content, web: str, stop: threading.Event) -> Iterator[Site]:
    """The site with its feed, its devices and the autopilot, all of which end with the block."""
    port = int(os.environ.get(FEED_PORT, "0"))
    feed = FeedServer(Feed(day.folder / "feed", day.feed), feeds_now, port).start()
    stage.put_feed(day, feed.address)
    api = HttpApi(web, Tokens(Path(settings.DATA), day.head.code).read(), _holder)
    fleet = Fleet(day)
    script = Script.model_validate(day.yaml("script.yaml"))
    areas = {place.code: place.geometry for place in day.places if place.polygon} | script.drawn()
    pilot = Autopilot(api, script.steps, travel_s=fleet.travel_s, known={"area": areas})
    senders = Senders(_devices(day, web), stop.is_set)
    try:
        yield Site(day.head.code, Reports(day), fleet, senders, pilot, stop.is_set)
    finally:
        feed.stop()
        api.close()
        senders.close()


def feeds_now() -> datetime:
    """The site's time for the feed's threads, one a request: each gives its connection back, or the pool is soon empty."""
    try:
        return clock.site_now()
    finally:
        connection.close()


def _holder(post: str) -> str | None:
    person = people.holder(post, clock.site_now())
    return person.code if person else None


def _devices(day: Content, web: str) -> Mapping[str, Device]:
    door, keys = nats_address(Path(settings.DATA)), stage.device_keys(day)
    made: dict[str, Device] = {}
    for source in day.sources:
        if source.kind == "mqtt":
            made[source.code] = MqttDevice(source.code, keys[source.code], door.mqtt_host, door.mqtt_port)
        elif source.kind == "http_push":
            made[source.code] = PushDevice(source.code, keys[source.code], f"{web}/api/push")
    return made


def _wait_for(web: str, stop: threading.Event) -> None:
    """Until the API answers: the day does not begin before somebody could act in it."""
    while not stop.is_set():
        try:
            httpx.get(f"{web}/api/me", timeout=2, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(ASK_S)
    raise Stopped


def _end(day: Content) -> None:
    if queries.last(subject(day.head.code), ScenarioEnded.kind) is None:
        with book(actor=stage.ACTOR) as b:
            ended = ScenarioEnded(day.head.code, day.head.title.zh, day.head.title.en)
            b.record(ended, subject=subject(day.head.code))
