"""Viewer: the person before the screen, with the posts held at this moment. Every query and action asks it."""

from dataclasses import dataclass

from watchroom.kernel.words import Words
from watchroom.people import rights
from watchroom.people.faults import NotAllowed, NotSignedIn, NotYours
from watchroom.people.rights import ROLES, Act, Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """person  the account's key, None for somebody who is not signed in
    posts   codes of the posts held now, the first is the one that signs
    roles   what those posts (or, without any, the person's standing) make of the person
    agencies  in whose name the person looks: the ids of the posts' agencies (or the person's own); None is the site itself
    """

    person: int | None
    code: str
    name: Words
    posts: tuple[str, ...]
    roles: frozenset[Role]
    agencies: tuple[int | None, ...] = (None,)

    def may(self, act: Act) -> bool:
        return rights.allowed(self.roles, act)

    def must(self, act: Act) -> None:
        """Raises NotSignedIn or NotAllowed."""
        if self.person is None:
            raise NotSignedIn(act=rights.ACTS[act])
        if not self.may(act):
            raise NotAllowed(act=rights.ACTS[act], who=rights.who(act))

    def own(self) -> int:
        """Whose own shifts this is about, on duty or not. Raises NotSignedIn."""
        if self.person is None:
            raise NotSignedIn(act=rights.OWN_SHIFTS)
        return self.person

    def must_be(self, person: int, name: Words) -> None:
        """For what only this person may do. Raises NotSignedIn or NotYours."""
        if self.own() != person:
            raise NotYours(who=name)

    @property
    def role(self) -> Role:
        return next((role for role in Role if role in self.roles), Role.OUTSIDER)

    @property
    def title(self) -> Words:
        return ROLES[self.role]

    @property
    def actor(self) -> str:
        """How the journal names this person's acts: `post:person`."""
        return f"{self.posts[0] if self.posts else self.role.value}:{self.person}"


NOBODY = Viewer(None, "", Words(zh="未登录", en="not signed in"), (), frozenset({Role.OUTSIDER}), ())
