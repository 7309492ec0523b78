"""Who has a part in an incident by an order: an agency one of whose posts was given one sees what it is about."""

from collections.abc import Collection

from django.db.models import QuerySet

from watchroom.dispatch.models import Order
from watchroom.incidents.models import Incident
from watchroom.incidents.sharing import Involved
from watchroom.people.models import Post


class Ordered(Involved):
    name = "orders"

    def incidents(self, of: Collection[int]) -> QuerySet[Incident]:
        posts = Post.objects.filter(agency__in=of).values("code")
        rows: QuerySet[Incident] = Order.objects.filter(post__in=posts).values("incident")  # type: ignore[assignment]
        return rows


INVOLVES = [Ordered()]
