"""The organisation of the plan file: units, and a post for everybody who has to do something."""

from dataclasses import dataclass, field
from typing import Any

from watchroom.plans.extraction.codes import Codes
from watchroom.plans.extraction.found import Action, Element, Found, Unit
from watchroom.plans.extraction.plan_text import Clauses

MOST = 500
_BODIES = ("指挥部", "办公室", "领导小组", "组", "队", "中心", "委员会")
NAMELESS = {"zh": "未写明的单位", "en": "a body without a name"}


@dataclass(slots=True)
class Bodies:
    """Units and posts by name. A name, its short form and a post of that name are one."""

    found: Found
    clauses: Clauses
    units: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    _codes: Codes = field(default_factory=Codes)
    _names: dict[str, str] = field(default_factory=dict)  # every name and short name to the full name
    _roles: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, found: Found, clauses: Clauses) -> "Bodies":
        one = cls(found, clauses)
        for unit in found.units[:MOST]:
            one._names.setdefault(unit.name, unit.name)
            if unit.abbr:
                one._names.setdefault(unit.abbr, unit.name)
        for unit in found.units[:MOST]:
            if unit.kind == "role":
                one._role(unit)
            elif unit.name not in one.units:
                one._unit(unit)
        for unit in found.units[:MOST]:
            one._ties(unit)
        return one

    def _unit(self, unit: Unit) -> None:
        text, part = self.clauses.text, self.clauses.part(unit)
        made: dict[str, Any] = {
            "code": self._codes.of(unit.name),
            "title": text(unit.name) or NAMELESS,
            "kind": unit.kind,
            **part,
        }
        for key, said in (("short", unit.abbr), ("located_at", unit.located_at)):
            if text(said):
                made[key] = text(said)
        made["duties"] = [
            {"text": text(duty.text), **({"cut": self.clauses.cut(duty.places[0])} if duty.places else {})}
            for duty in unit.duties[:200]
            if text(duty.text)
        ]
        self.units[unit.name] = made

    def _role(self, unit: Unit) -> None:
        self._roles.add(unit.name)
        self._post(unit.name, "；".join(duty.text for duty in unit.duties), unit)

    def _ties(self, unit: Unit) -> None:
        made = self.units.get(self._names.get(unit.name, ""))
        if made is None:
            return
        if unit.lead:
            made["lead"] = self.unit(unit.lead, unit)
        members = dict.fromkeys(code for name in unit.members[:200] if (code := self.unit(name, unit)))
        made["members"] = [code for code in members if code != made["code"]]

    def unit(self, name: str, element: Element) -> str:
        """The code of the unit of a name; one that the document only mentions is entered as it is named."""
        full = self._full(name)
        if full not in self.units:
            if len(self.units) >= MOST:
                return str(next(iter(self.units.values()))["code"])
            title = self.clauses.text(full) or NAMELESS
            self.units[full] = {
                "code": self._codes.of(full), "title": title, "kind": "department",
                "cut": self.clauses.cut(element.places[0]),
            }  # fmt: skip
        return str(self.units[full]["code"])

    def _full(self, name: str) -> str:
        """The full name of a body; one that leaves away where it belongs (`指挥部`) is the only body of that name."""
        if name not in self._names:
            longer = {
                full for known, full in self._names.items() if known.endswith(name) and len(known) <= len(name) + 2
            }
            self._names[name] = longer.pop() if len(longer) == 1 and name.endswith(_BODIES) else name
        return self._names[name]

    def known(self, name: str) -> str | None:
        """The code of a unit, or of a post, that the document describes."""
        full = self._names.get(name, name)
        one = self.units.get(full) or self.posts.get(full)
        return str(one["code"]) if one else None

    def responsible(self, name: str, element: Element) -> str:
        """The post that acts for a body, or that has this name itself."""
        full = self._full(name)
        if full not in self.posts:
            if full not in self._roles:
                self.unit(full, element)
            duties = self.units[full].get("duties", []) if full in self.units else []
            said = "；".join(text for duty in duties for text in duty["text"].values())
            self._post(full, said, element)
        return str(self.posts[full]["code"])

    def _post(self, name: str, duty: str, element: Element) -> None:
        if len(self.posts) >= MOST:
            self.posts[name] = next(iter(self.posts.values()))
            return
        clause = self.clauses.at(element.places)
        seen = {"zh": f"见第 {clause} 条", "en": f"see clause {clause}"}
        made: dict[str, Any] = {
            "code": self._codes.new(f"post {name}"), "title": self.clauses.text(name) or seen,
            "duty": self.clauses.text(duty[:1000]) or seen, "cut": self.clauses.cut(element.places[0]),
        }  # fmt: skip
        if name in self.units:
            made["unit"] = self.units[name]["code"]
        self.posts[name] = made

    def anybody(self, element: Element) -> str:
        """A post that answers for what names nobody: of the command, else of whoever issued the plan."""
        commands = [unit.name for unit in self.found.units if unit.kind == "command"]
        name = next(iter([*commands, self.found.metadata.issuer or "", self.found.metadata.drafted_by or ""]), "")
        if name:
            return self.responsible(name, element)
        if "" not in self.posts:
            self._post("", "", element)
            self.posts[""]["title"] = {"zh": "未写明的负责岗位", "en": "Post not named"}
        return str(self.posts[""]["code"])

    def of_action(self, action: Action) -> tuple[list[str], list[str]]:
        """Codes of the units that do it, and of the posts that act for them, the first of them owning it."""
        names = list(dict.fromkeys([*action.units, *action.supports]))[:32]
        posts = list(dict.fromkeys(self.responsible(name, action) for name in names))
        units = [self.unit(name, action) for name in action.units[:32] if self._full(name) not in self._roles]
        return list(dict.fromkeys(units)), posts

    def group(self, name: str | None) -> str | None:
        """The code of a working group that the document sets up."""
        full = self._names.get(name or "")
        unit = self.units.get(full or "")
        return (
            str(unit["code"]) if unit and unit["kind"] in ("working_group", "expert_group", "field_command") else None
        )
