"""Who has a part in an incident: an agency one of whose posts was given an order, or whose people are of a unit that was sent."""

from collections.abc import Collection

from django.db.models import QuerySet

from watchroom.dispatch.models import Order, Run
from watchroom.incidents.models import Incident
from watchroom.incidents.sharing import Involved
from watchroom.people.models import Post


class Ordered(Involved):
    name = "orders"

    def incidents(self, of: Collection[int]) -> QuerySet[Incident]:
        posts = Post.objects.filter(agency__in=of).values("code")
        rows: QuerySet[Incident] = Order.objects.filter(post__in=posts).values("incident")  # type: ignore[assignment]
        return rows


class Sent(Involved):
    """The crew knows where it goes, and reports from there."""

    name = "units"

    def incidents(self, of: Collection[int]) -> QuerySet[Incident]:
        rows: QuerySet[Incident] = Run.objects.filter(unit__members__agency__in=of).values("incident")  # type: ignore[assignment]
        return rows


INVOLVES = [Ordered(), Sent()]
