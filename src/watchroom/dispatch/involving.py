"""Who has a part in an incident: an agency one of whose posts was given an order, or whose people are of a unit that was sent."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from watchroom.dispatch.models import Order, Run, Unit
from watchroom.dispatch.owners import AGENCY, UNIT
from watchroom.incidents.models import Incident
from watchroom.incidents.sharing import Involved
from watchroom.people.models import Agency, Post


class Ordered(Involved):
    name = "orders"

    def incidents(self, of: Collection[int]) -> QuerySet[Incident]:
        posts = Post.objects.filter(agency__in=of).values("code")
        asked = [f"{AGENCY}{code}" for code in Agency.objects.filter(pk__in=of).values_list("code", flat=True)]
        crews = Unit.objects.filter(members__agency__in=of).values_list("code", flat=True)
        asked += [f"{UNIT}{code}" for code in crews.distinct()]
        given = Q(post__in=posts) | Q(post__in=asked)
        rows: QuerySet[Incident] = Order.objects.filter(given).values("incident")  # type: ignore[assignment]
        return rows


class Sent(Involved):
    """The crew knows where it goes, and reports from there."""

    name = "units"

    def incidents(self, of: Collection[int]) -> QuerySet[Incident]:
        rows: QuerySet[Incident] = Run.objects.filter(unit__members__agency__in=of).values("incident")  # type: ignore[assignment]
        return rows


INVOLVES = [Ordered(), Sent()]
