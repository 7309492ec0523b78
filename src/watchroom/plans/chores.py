"""Once a minute of the site's time the plans are held to the newest readings, so that a level is raised in time.

Once a day, early in the morning, they are checked against the site: who is on duty, what is on the map, what is overdue.

An alarm tells when a limit was passed, not how far the value has gone since: between alarms only the readings know.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max

from watchroom.incidents.models import Incident
from watchroom.journal.chores import Chore
from watchroom.journal.clock import scenario
from watchroom.journal.followers import behind
from watchroom.kernel.clock import as_local
from watchroom.plans.actions import propose, remind, to_remind
from watchroom.plans.checking import check_all
from watchroom.plans.drills.firing import due_now, fire
from watchroom.plans.facts import newest
from watchroom.plans.followers import FOLLOWERS
from watchroom.plans.loading import current, load
from watchroom.plans.models import Checked, Plan, Reviewed
from watchroom.sources.queries import drained

EVERY = timedelta(minutes=1)
CHECKED_AT = 6


class ReviewProposals(Chore):
    name = "plans.review"

    def pending(self, now: datetime) -> int:
        if not Incident.objects.filter(state=Incident.State.OPEN).exists() or not Plan.objects.exists():
            return 0
        # A review later than now was made before the clock was set back.
        return 0 if Reviewed.objects.filter(at__gt=now - EVERY, at__lte=now).exists() else 1

    def run(self, now: datetime) -> int:
        if not self.pending(now) or (scenario() is not None and drained(now)):
            return 0  # a scenario gives the same day each time: its readings are judged before its plans are reviewed
        if behind(FOLLOWERS):
            return 0  # what just happened is the follower's to propose for, with its cause
        latest = newest([load(row) for row in current()])
        propose(actor=f"work:{self.name}", latest=latest)
        return 1


class RemindOfEnd(Chore):
    """Before the expected end of a response passes, somebody has to extend it or end it."""

    name = "plans.ending"

    def pending(self, now: datetime) -> int:
        return len(to_remind(now))

    def run(self, now: datetime) -> int:
        return sum(remind(pk) for pk in to_remind(now))


class FireInjects(Chore):
    """What the script of the running drill has for this moment of its clock comes in."""

    name = "plans.injects"

    def pending(self, now: datetime) -> int:
        return len(due_now(now))

    def run(self, now: datetime) -> int:
        return sum(fire(drill, code) for drill, code in due_now(now))


class CheckPlans(Chore):
    """After six in the morning of the site's zone, so that whoever comes on duty reads what is wrong today."""

    name = "plans.check"

    def pending(self, now: datetime) -> int:
        newest = Plan.objects.filter(state=Plan.State.IN_FORCE).aggregate(Max("in_force_at"))["in_force_at__max"]
        if newest is None:
            return 0
        since = max(_morning(now), min(newest, now))  # what came in force since the last check is checked at once
        # A check later than now was made before the clock was set back.
        return 0 if Checked.objects.filter(at__gte=since, at__lte=now).exists() else 1

    def run(self, now: datetime) -> int:
        return check_all(actor=f"work:{self.name}") if self.pending(now) else 0


def _morning(now: datetime) -> datetime:
    """The last time that it was six o'clock at the site."""
    local = as_local(now, settings.SITE_ZONE)
    at = local.replace(hour=CHECKED_AT, minute=0, second=0, microsecond=0)
    return at if at <= local else at - timedelta(days=1)


CHORES = [ReviewProposals(), RemindOfEnd(), FireInjects(), CheckPlans()]
