"""Agencies and jurisdictions as a tree: who belongs to whom, and which incidents those above see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from watchroom.journal.book import book
from watchroom.kernel.words import Words
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.entries import AgencySet, Belongs
from watchroom.people.faults import AgencyWrong, NoSuchAgency, NoSuchPerson
from watchroom.people.models import Agency, Person, Post
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

UPWARD = {
    "all": Words(zh="上级看得到全部事件", en="those above see every incident"),
    "grade": Words(
        zh="上级看得到达到分级的、敏感的和共享给它的事件",
        en="those above see incidents of the grade, sensitive ones, and those shared with them",
    ),
    "shared": Words(zh="上级只看得到共享给它的事件", en="those above see only what is shared with them"),
}
FROM = {
    1: Words(zh="特别重大", en="extraordinarily serious"),
    2: Words(zh="重大以上", en="serious and above"),
    3: Words(zh="较大以上", en="major and above"),
    4: Words(zh="一般以上", en="ordinary and above"),
}
SITE = Words(zh="本平台", en="this site")
MOST_DEEP = 12
_CODE = Words(
    zh="代码只能用小写字母、数字、短横线，最多 64 个字符",
    en="a code has small letters, digits and hyphens, 64 characters at most",
)


@dataclass(frozen=True, slots=True)
class Tree:
    """`parent` by id; None is the site, which is above all."""

    parent: Mapping[int, int | None]

    def below(self, agencies: Iterable[int | None]) -> set[int]:
        """Every agency under one of these, these themselves left out."""
        mine = set(agencies)
        return {one for one in self.parent if one not in mine and not mine.isdisjoint(self.above(one))}

    def above(self, agency: int) -> list[int | None]:
        """From the parent up to the site."""
        found: list[int | None] = []
        at: int | None = agency
        while at is not None and len(found) <= len(self.parent):
            at = self.parent.get(at)
            found.append(at)
        return found


def tree() -> Tree:
    return Tree(dict(Agency.objects.values_list("pk", "parent_id")))


def any_agency() -> bool:
    """Whether there is any but the site itself."""
    return Agency.objects.exists()


def agencies() -> list[tuple[Agency, int]]:
    """Each with its depth, a parent before its children, those of one parent by code."""
    rows = list(Agency.objects.select_related("parent").order_by("code"))

    def under(parent: int | None, depth: int) -> list[tuple[Agency, int]]:
        return [found for row in rows if row.parent_id == parent for found in [(row, depth), *under(row.pk, depth + 1)]]

    return under(None, 0)


def agency(code: str) -> Agency:
    """Raises NoSuchAgency."""
    found = Agency.objects.filter(code=code).first()
    if found is None:
        raise NoSuchAgency(code=code[:64])
    return found


def words_of(pk: int | None) -> Words:
    found = Agency.objects.filter(pk=pk).first() if pk is not None else None
    return found.words if found else SITE


def put_agency(
    viewer: Viewer, code: str, zh: str, en: str, *, parent: str = "", upward: str = "all", grade: int = 3
) -> Agency:
    """Enters an agency or changes it; the same again changes nothing. `parent` empty: it stands under the site itself.

    Raises NotAllowed, NoSuchAgency, AgencyWrong.
    """
    viewer.must(Act.ADMIN)
    zh, en = zh.strip()[:64] or en.strip()[:64], en.strip()[:64] or zh.strip()[:64]
    if not code or len(code) > 64 or not all(one in "abcdefghijklmnopqrstuvwxyz0123456789-" for one in code):
        raise AgencyWrong(what=_CODE)
    if not zh or upward not in UPWARD or grade not in range(1, 5):
        raise AgencyWrong(
            what=Words(zh="名称、上报范围或分级没有填对", en="the name, what goes up, or the grade is wrong")
        )
    with book(actor=viewer.actor) as b:
        rows = {row.code: row for row in Agency.objects.select_for_update()}
        above = rows.get(parent)
        if parent and above is None:
            raise NoSuchAgency(code=parent[:64])
        row = rows.get(code) or Agency(code=code)
        _must_fit(row, above, rows.values())
        after = (zh, en, above.pk if above else None, upward, grade)
        if row.pk and (row.zh, row.en, row.parent_id, row.upward, row.grade) == after:
            return row
        row.zh, row.en, row.parent_id, row.upward, row.grade = after
        row.save()
        b.record(AgencySet(code, zh, en, parent, upward, grade), subject=f"agency:{row.pk}")
    return row


def _must_fit(row: Agency, above: Agency | None, rows: Iterable[Agency]) -> None:
    """No agency stands under itself, and none deeper than a person can follow."""
    if above is None:
        return
    chain = [above.pk, *Tree({one.pk: one.parent_id for one in rows}).above(above.pk)]
    if row.pk is not None and row.pk in chain:
        raise AgencyWrong(what=Words(zh="单位不能归到自己或自己的下级名下", en="an agency cannot stand under itself"))
    if len(chain) > MOST_DEEP:
        raise AgencyWrong(what=Words(zh="层级太深", en="the tree is too deep"))


def place_post(viewer: Viewer, post: str, code: str) -> None:
    """A post belongs to an agency from now on; with an empty code to the site itself. Raises NoSuchPost, NoSuchAgency."""
    viewer.must(Act.ADMIN)
    whose = agency(code) if code else None
    with book(actor=viewer.actor) as b:
        row = Post.objects.select_for_update().filter(code=post).first()
        if row is None:
            raise NoSuchPost(code=post[:64])
        if row.agency_id == (whose.pk if whose else None):
            return
        row.agency = whose
        row.save(update_fields=["agency"])
        b.record(_belongs(row.words, whose), subject=f"post:{row.pk}")


def place_person(viewer: Viewer, person: str, code: str) -> None:
    """Whose a person is without any post. Raises NoSuchPerson, NoSuchAgency."""
    viewer.must(Act.ADMIN)
    whose = agency(code) if code else None
    with book(actor=viewer.actor) as b:
        row = Person.objects.select_for_update().filter(code=person).first()
        if row is None:
            raise NoSuchPerson(code=person[:64])
        if row.agency_id == (whose.pk if whose else None):
            return
        row.agency = whose
        row.save(update_fields=["agency"])
        b.record(_belongs(row.words, whose), subject=f"person:{row.pk}")


def _belongs(what: Words, whose: Agency | None) -> Belongs:
    to = whose.words if whose else SITE
    return Belongs(what.zh, what.en, whose.code if whose else "", to.zh, to.en)
