"""All places in memory, in a tree that follows the journal: the same answers, as fast, on either database.

The index knows the journal position that it has read. A question may name the position that the answer must include;
the index catches up first. What is not yet committed is not in it: a decision inside a book asks the rows instead.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from watchroom.journal import queries as journal
from watchroom.journal.models import Entry
from watchroom.kernel.geometry import shape
from watchroom.places.models import Place
from watchroom.places.rules import flat, share_inside

KINDS = ("places.set",)
BATCH = 500


@dataclass(frozen=True)
class Tree:
    """One state of the index; replaced whole, never changed, so that readers need no lock."""

    position: int = -1
    mark: str = ""  # hash of the entry at the position: another database, or a restored one, is noticed
    rows: dict[int, Place] = field(default_factory=dict)
    laid: dict[int, BaseGeometry] = field(default_factory=dict)
    order: tuple[int, ...] = ()
    tree: STRtree | None = None

    def touching(self, area: BaseGeometry) -> list[tuple[Place, float]]:
        if self.tree is None:
            return []
        near = sorted(int(i) for i in self.tree.query(area, predicate="intersects"))
        shares = [(self.rows[self.order[i]], share_inside(self.laid[self.order[i]], area)) for i in near]
        return [(place, share) for place, share in shares if share > 0]


def planted(position: int, mark: str, places: Iterable[Place]) -> Tree:
    rows = {place.pk: place for place in places}
    laid = {pk: flat(shape(place.geometry)) for pk, place in rows.items()}
    order = tuple(rows)
    return Tree(position, mark, rows, laid, order, STRtree([laid[pk] for pk in order]) if order else None)


class Index:
    def __init__(self) -> None:
        self._tree = Tree()
        self._lock = threading.Lock()

    def at(self, position: int | None = None) -> Tree:
        """The tree at `position` or later; None: at the journal's head. A position not yet written counts as the head."""
        with self._lock:
            head = Entry.objects.order_by("-id").values_list("id", "hash").first() or (0, "")
            known = self._tree
            if known.position == head[0] and known.mark == head[1]:
                return known
            if position is not None and self._still_true() and known.position >= position:
                return known
            self._tree = self._caught_up(*head) if self._still_true() else planted(*head, self._all())
            return self._tree

    def _still_true(self) -> bool:
        """Whether the entry at our position is the one that we read."""
        known = self._tree
        if known.position <= 0:
            return False
        return Entry.objects.filter(pk=known.position, hash=known.mark).exists()

    def _caught_up(self, head: int, mark: str) -> Tree:
        known = self._tree
        changed: set[int] = set()
        after = known.position
        while entries := journal.after(after, KINDS, BATCH):
            changed |= {int(entry.subject.partition(":")[2]) for entry in entries}
            after = entries[-1].id
        if not changed:
            return Tree(head, mark, known.rows, known.laid, known.order, known.tree)
        fresh = {place.pk: place for place in self._all(changed)}
        return planted(head, mark, {**known.rows, **fresh}.values())

    def _all(self, only: Iterable[int] | None = None) -> list[Place]:
        """Read after the head: a row may be younger than the position, never older."""
        rows = Place.objects.select_related("parent").order_by("pk")
        return list(rows if only is None else rows.filter(pk__in=list(only)))


INDEX = Index()
