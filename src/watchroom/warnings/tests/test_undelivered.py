"""A delivery that failed is told where warnings are listed, at the incident, and on the console of whom it concerns."""

from datetime import timedelta

import pytest
from django.test import Client

from watchroom.conftest import SetClock
from watchroom.incidents.tests.test_pages import as_
from watchroom.kernel.words import Words
from watchroom.people.testing import Cast
from watchroom.people.viewer import Viewer
from watchroom.warnings import actions, queries
from watchroom.warnings.channel import NotSent, Rendered
from watchroom.warnings.chores import EndExpired
from watchroom.warnings.models import Delivery, Warning
from watchroom.warnings.tests.gateway import Gateway, work
from watchroom.warnings.tests.scene import incident, released
from watchroom.warnings.tests.test_pages import found, words

CHIP = {"zh": "1 项未送达", "en": "1 not delivered"}
LANGS = pytest.mark.parametrize("lang", ["zh", "en"])


def refuse(gateway: type[Gateway]) -> None:
    def refused(rendered: Rendered) -> str:
        raise NotSent(Words(zh="网关拒收", en="the gateway refused it"), passing=False)

    gateway.answer = staticmethod(refused)


@pytest.fixture
def failed(cast: Cast, clock: SetClock, gateway: type[Gateway]) -> Warning:
    refuse(gateway)
    row = released(cast, channels=["gateway"], incident=incident(cast).pk)
    work(clock)
    assert row.deliveries.get().state == Delivery.State.FAILED
    return row


def chips(client: Client, path: str) -> list[str]:
    """What stands in inverse video on a page: now, by you."""
    inverse = found(client.get(path).content.decode(), "//*[contains(@class, 'late-word')]")
    return [words(one).partition("：")[0].partition(":")[0].strip() for one in inverse]


def told(client: Client, path: str, lang: str) -> bool:
    return CHIP[lang] in client.get(path).content.decode()


@LANGS
def test_the_list_the_incident_and_the_console_say_it(cast: Cast, failed: Warning, lang: str) -> None:
    for path in ("/warnings/", f"/incidents/{failed.incident_id}/warnings"):
        assert chips(as_(cast.chen, lang), path) == [CHIP[lang]], path
    assert CHIP[lang] in chips(as_(cast.chen, lang), "/desk/watch")
    assert CHIP[lang] in chips(as_(cast.chen, lang), "/")


@LANGS
def test_the_warning_s_page_has_the_key_that_sends_it_again(cast: Cast, failed: Warning, lang: str) -> None:
    delivery = failed.deliveries.get()
    key = f"//form[@action='/warnings/deliveries/{delivery.pk}/retry']//button"
    for path in (f"/warnings/{failed.pk}", f"/warnings/{failed.pk}/parts/reach"):
        (button,) = found(as_(cast.sun, lang).get(path).content.decode(), key)
        assert words(button) == ("重新发送" if lang == "zh" else "Send again")
        assert not found(as_(cast.lin, lang).get(path).content.decode(), key)


def test_sent_again_with_success_it_is_told_no_more(
    cast: Cast, clock: SetClock, failed: Warning, gateway: type[Gateway]
) -> None:
    gateway.answer = staticmethod(lambda rendered: "ok")
    client = as_(cast.chen)
    assert client.post(f"/warnings/deliveries/{failed.deliveries.get().pk}/retry").status_code == 302
    work(clock)

    for path in ("/warnings/", f"/incidents/{failed.incident_id}/warnings", "/desk/watch", "/"):
        assert not told(client, path, "zh"), path


@pytest.mark.parametrize("who", ["lin", "chen", "zhao", "sun"])
def test_the_console_tells_the_watch_and_those_who_act_on_warnings(cast: Cast, failed: Warning, who: str) -> None:
    assert told(as_(getattr(cast, who)), "/desk/watch", "zh")


def test_the_console_tells_nobody_else(cast: Cast, failed: Warning, clock: SetClock) -> None:
    assert not told(as_(cast.wall), "/desk/watch", "zh")
    assert as_(cast.guest).get("/desk/watch").status_code == 403
    assert _now(cast.guest, clock) == 0


def test_a_release_calls_until_the_warning_ends_and_stays_told_in_the_list(
    cast: Cast, clock: SetClock, failed: Warning
) -> None:
    clock.forward(hours=4)
    assert _now(cast.chen, clock) == 0
    EndExpired().run(clock.at)
    client = as_(cast.chen)
    assert told(client, "/warnings/", "zh")
    assert chips(client, "/warnings/") == []


def test_a_cancellation_that_does_not_arrive_calls_though_the_warning_has_ended(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    row = released(cast, channels=["gateway"])
    work(clock)
    refuse(gateway)
    actions.cancel(cast.sun, row.pk)
    work(clock)

    assert chips(as_(cast.chen), "/warnings/") == [CHIP["zh"]]
    assert _now(cast.chen, clock) == 1
    clock.forward(hours=4)
    assert _now(cast.chen, clock) == 0


def test_a_release_that_failed_calls_no_more_when_the_warning_is_cancelled(
    cast: Cast, clock: SetClock, failed: Warning
) -> None:
    assert _now(cast.chen, clock) == 1
    actions.cancel(cast.sun, failed.pk)
    assert _now(cast.chen, clock) == 0
    (counted,) = queries.undelivered([failed], clock.at).values()
    assert counted == queries.Undelivered(failed=1, calls=0)


def test_what_still_waits_for_another_attempt_is_not_failed(
    cast: Cast, clock: SetClock, gateway: type[Gateway]
) -> None:
    def busy(rendered: Rendered) -> str:
        raise NotSent(Words(zh="网关忙", en="the gateway is busy"), passing=True)

    gateway.answer = staticmethod(busy)
    row = released(cast, channels=["gateway"], expires=clock.at + timedelta(hours=1))
    work(clock)
    assert queries.undelivered([row], clock.at) == {}
    assert _now(cast.chen, clock) == 0


def _now(viewer: Viewer, clock: SetClock) -> int:
    return queries.undelivered_now(viewer, clock.at)
