"""F35: an incident is closed by a person, with a reason, and by nothing else: no mark waits to close it, however long all is quiet.
Source: openises/TicketsCAD:CHANGELOG.md (GH#65)
"""

from datetime import timedelta

from watchroom.advice.chores import CHORES as ADVISERS
from watchroom.alarms.chores import CHORES as ALARMS
from watchroom.conftest import SetClock
from watchroom.dispatch.chores import CHORES as DISPATCH
from watchroom.dispatch.tests.scene import open_gale, put_zone
from watchroom.incidents.chores import CHORES as INCIDENTS
from watchroom.journal.followers import Runner
from watchroom.journal.models import Entry
from watchroom.people.chores import CHORES as PEOPLE
from watchroom.people.testing import Cast
from watchroom.plans.chores import CHORES as PLANS


def test_three_quiet_days_of_all_that_works_by_itself_close_nothing(cast: Cast, clock: SetClock) -> None:
    put_zone()
    incident, runner = open_gale(cast.lin), Runner("tests")
    for _ in range(3 * 24):
        now = clock.forward(hours=1)
        while runner.run():
            pass
        for chore in (*INCIDENTS, *PLANS, *DISPATCH, *ALARMS, *ADVISERS, *PEOPLE):
            chore.run(now)
    incident.refresh_from_db()
    assert incident.is_open
    assert not Entry.objects.filter(kind="incidents.closed").exists()
    assert clock.at - incident.opened_at >= timedelta(days=3)
