"""What may be asked about drafts."""

from dataclasses import dataclass
from typing import Any

from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans.check import Finding, parse
from watchroom.plans.documents.text import Block, Document
from watchroom.plans.drafts.elements import Item, decided, item
from watchroom.plans.drafts.faults import NoSuchDraft, NoSuchElement
from watchroom.plans.drafts.models import Decision, Draft, SiteWord
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.sitewords import Words
from watchroom.plans.extraction.to_plan import drafted
from watchroom.plans.format import PlanFile
from watchroom.plans.writing import written

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Whole:
    """A draft with everything about it."""

    row: Draft
    found: Found
    decisions: dict[str, Decision]

    def item(self, code: str) -> Item:
        """Raises NoSuchElement."""
        one = item(self.found, code)
        if one is None:
            raise NoSuchElement(element=code[:64])
        return one


def drafts(viewer: Viewer) -> list[Draft]:
    """The newest first, without their texts."""
    viewer.must(Act.DRAFT_PLAN)
    rows = Draft.objects.defer("text", "blocks", "found").select_related("plan").prefetch_related("decisions")
    return list(rows.order_by("-pk")[:MOST_LISTED])


def draft(viewer: Viewer, pk: int) -> Whole:
    """Raises NotAllowed, NoSuchDraft."""
    viewer.must(Act.DRAFT_PLAN)
    return whole(pk)


def whole(pk: int) -> Whole:
    row = Draft.objects.select_related("plan").filter(pk=pk).first()
    if row is None:
        raise NoSuchDraft(draft=pk)
    return Whole(row, Found.model_validate_json(row.found), {one.element: one for one in row.decisions.all()})


def document(row: Draft) -> Document:
    """The document as it was read."""
    blocks = tuple(Block(*one) for one in row.blocks)
    media: Any = row.media
    return Document(
        row.text, blocks, row.name, media, row.digest, row.pages, tuple(row.pictures), tuple(row.recognised)
    )


def plan_text(one: Whole) -> str:
    """The plan file that the draft makes, as people decided it."""
    found, settled = decided(one.found, one.decisions)
    return written(drafted(found, document(one.row), settled=settled))


def checked(one: Whole) -> tuple[str, PlanFile | None, list[Finding]]:
    """The plan file, the plan where it has the format, and what the check finds in it."""
    text = plan_text(one)
    return text, *parse(text.encode())


def site_words() -> Words:
    """The readings that were accepted."""
    rows = SiteWord.objects.filter(state=SiteWord.State.ACCEPTED)
    return {(row.field, row.before): row.after for row in rows}


def words(viewer: Viewer) -> list[SiteWord]:
    viewer.must(Act.DRAFT_PLAN)
    return list(SiteWord.objects.order_by("state", "-count", "pk")[:500])
