"""Activations by real processes: two at once, and a web process killed with SIGKILL before each of its statements."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from watchroom.incidents import actions as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people.actions import make_api_token
from watchroom.people.models import Person
from watchroom.people.testing import Cast
from watchroom.plans import actions
from watchroom.plans.models import Activation, Notice
from watchroom.plans.tests.samples import content

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

NOTHING, WHOLE = (0, 0, 0), (1, 3, 2)  # responses, entries, notices

# A web process without its socket: the request goes through the whole of it. For each line that it is given it forks, at once
# for each number in it, and a fork, which has a database connection of its own, answers one request; the number says before
# which statement it dies.
WEB = """
import json, os, signal, sys
import django
django.setup()
from django.db import connection
from django.test import Client
from django.urls import get_resolver
str(get_resolver().resolve("/api/plans"))  # every page is imported once, before any fork
print("ready", flush=True)
def answer(asked, statement):
    left = [statement]
    def step(execute, sql, params, many, context):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)
    once = {"Idempotency-Key": "one press"} if statement else {}
    client = Client(headers={"Authorization": "Bearer " + asked["token"], **once}, SERVER_NAME="127.0.0.1")
    with connection.execute_wrapper(step):
        answer = client.post(asked["address"], asked["body"], content_type="application/json")
    told = json.loads(answer.content)
    print(answer.status_code, told.get("code", "plans.activated"), told.get("text", told.get("id")), flush=True)
for line in sys.stdin:
    asked, forks = json.loads(line), []
    for statement in asked["before"]:
        forks.append(os.fork())
        if forks[-1] == 0:
            answer(asked, statement)
            os._exit(0)
    for fork in forks:
        _, status = os.waitpid(fork, 0)
        if os.WIFSIGNALED(status):
            print("killed", flush=True)
"""


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[subprocess.Popen[str]]:
    """The process that is asked for each activation: to start one takes longer than all that is tried."""
    known = {"DATABASE_URL": _address(), "WATCHROOM_DATA": str(settings.DATA), "WATCHROOM_LANG": "zh"}
    child = subprocess.Popen(
        [sys.executable, "-c", WEB], env=os.environ | known, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "ready\n"
        yield child
    finally:
        child.stdin.close()
        child.wait(30)
        child.stdout.close()


def _address() -> str:
    """The address of the database of this test."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    who = quote(told["USER"]) + (f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else "")
    return f"postgresql://{who}@{told['HOST']}:{told['PORT']}/{quote(str(told['NAME']))}"


@dataclass
class Press:
    """The button that activates the plan."""

    web: subprocess.Popen[str]
    incident: Incident

    def __post_init__(self) -> None:
        self.token = make_api_token(Person.objects.get(code="zhao"))

    def __call__(self, *before: int) -> list[str]:
        """What each of so many processes says that are asked at once; the numbers tell before which statement each dies."""
        assert self.web.stdin is not None
        assert self.web.stdout is not None
        asked = {
            "address": f"/api/incidents/{self.incident.pk}/activate", "token": self.token, "before": before,
            "body": '{"plan": "test-wind", "level": 3, "reason": "研判"}',
        }  # fmt: skip
        self.web.stdin.write(json.dumps(asked) + "\n")
        self.web.stdin.flush()
        return [self.web.stdout.readline().strip() for _ in before]


@pytest.fixture
def windy(cast: Cast) -> Incident:
    actions.put_plan(content(lambda data: data["levels"][0]["chain"].update(told=["competition_lead", "duty_leader"])))
    return incidents.open_incident(cast.lin, title_zh="大风", title_en="Wind", kind="gale")


@pytest.fixture
def press(web: subprocess.Popen[str], windy: Incident) -> Press:
    return Press(web, windy)


def test_two_web_processes_asked_at_once_start_one_response_and_the_other_says_who_was_first(press: Press) -> None:
    outcomes = sorted(press(0, 0))

    assert [outcome.split()[:2] for outcome in outcomes] == [
        ["200", "plans.activated"],
        ["409", "plans.AlreadyRunning"],
    ]
    assert "赵岩" in outcomes[1]
    assert (Activation.objects.count(), Entry.objects.filter(kind="plans.activated").count()) == (1, 1)
    assert list(verify()) == []


def test_a_web_process_killed_before_any_statement_leaves_all_or_nothing_and_the_next_press_ends_it(
    press: Press,
) -> None:
    before, deaths = journal.head(), 0
    while True:
        (answer,) = press(deaths + 1)
        if answer != "killed":
            break
        deaths += 1
        made = Activation.objects.count()
        assert made in (0, 1)
        new = Entry.objects.filter(id__gt=before, kind__startswith="plans.").count()
        assert (made, new, Notice.objects.count()) in {NOTHING, WHOLE}, f"killed before statement {deaths}"
    assert press(10_000) == [answer]  # the same press again is answered as before, and done once

    assert deaths > 10  # on PostgreSQL there are fewer statements than on SQLite
    assert answer.startswith("200 plans.activated")
    assert (Activation.objects.count(), Entry.objects.filter(kind="plans.activated").count()) == (1, 1)
    assert list(verify()) == []
