"""From what was found to the data of a plan file. It always has the form; what it lacks, the check says.

Texts stay in the one language of the document. Nothing is added that the document does not say, but for the names of
facts, the notice that it is a draft, and the posts that act for the units it names.
"""

from typing import Any

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction.codes import slug
from watchroom.plans.extraction.found import Found, Metadata
from watchroom.plans.extraction.plan_bodies import Bodies
from watchroom.plans.extraction.plan_facts import Conditions
from watchroom.plans.extraction.plan_parts import actions, levels, reports, warning_levels
from watchroom.plans.extraction.plan_rest import conflicts, ending, forms, links, resources
from watchroom.plans.extraction.plan_text import DOCUMENT, Clauses, day
from watchroom.plans.format import FORMAT

_KINDS = {"overall", "special", "department", "event", "enterprise_comprehensive", "enterprise_special", "on_site"}
# Kinds of incident by the words of titles and scopes; the order is that in which they are looked for.
_INCIDENTS = (
    ("flood", ("洪", "汛", "涝", "flood")), ("rainstorm", ("暴雨", "强降雨", "rainstorm", "heavy rain")),
    ("gale", ("台风", "大风", "风雹", "typhoon", "gale", "wind")), ("snow", ("雪", "snow")), ("icing", ("结冰", "冰冻", "icing")),
    ("cold", ("寒潮", "低温", "cold")), ("fog", ("大雾", "fog")), ("earthquake", ("地震", "earthquake")),
    ("geological", ("地质", "滑坡", "泥石流", "landslide")), ("forest_fire", ("森林", "草原", "wildfire", "forest")),
    ("fire", ("火灾", "消防", "fire")), ("traffic", ("交通", "船舶", "水上", "traffic")), ("gas_leak", ("危险化学品", "泄漏", "燃气", "gas leak")),
    ("utilities", ("停电", "供水", "供热", "power outage")), ("structure", ("坍塌", "垮塌", "collapse")),
    ("epidemic", ("疫情", "传染病", "epidemic")), ("poisoning", ("食物中毒", "poisoning")), ("crowd", ("踩踏", "人群", "crowd")),
    ("security", ("群体性", "恐怖", "治安", "security")),
)  # fmt: skip
_HOW_READ: dict[tuple[bool | None, bool | None], dict[str, str]] = {
    (True, False): {"zh": "“以上”包括本数，“以下”不包括本数。", "en": "Lower bounds are included, upper bounds excluded."},
    (True, True): {"zh": "“以上”“以下”均包括本数。", "en": "Lower and upper bounds are included."},
    (False, False): {"zh": "“以上”“以下”均不包括本数。", "en": "Lower and upper bounds are excluded."},
    (False, True): {"zh": "“以上”不包括本数，“以下”包括本数。", "en": "Lower bounds are excluded, upper bounds included."},
}  # fmt: skip
_NOT_SAID = {
    "zh": "文件没有说明“以上”“以下”是否包括本数；暂按“以上”包括、“以下”不包括读，请核定。",
    "en": "The document does not say whether its bounds are included; lower ones are read as included, upper ones as excluded. Settle it.",
}


def drafted(
    found: Found, document: Document, *, code: str = "", version: int = 1, settled: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The data of a `PlanFile`. `code` and `version` where the plan is known already.

    settled  ids of the elements that a person has confirmed or corrected: their doubts are over
    """
    clauses = Clauses.of(found, document, settled)
    bodies, conditions = Bodies.of(found, clauses), Conditions(clauses)
    made_levels = levels(found, clauses, bodies, conditions)
    made_warnings = warning_levels(found, clauses, bodies, conditions)
    made_actions = actions(found, clauses, bodies, [one["level"] for one in made_levels])
    made_reports = reports(found, clauses, bodies)
    over = ending(found, clauses, bodies)
    if not bodies.posts:
        bodies.anybody(found.metadata)
    plan = {
        "format": FORMAT, "code": code or slug(found.metadata.title or document.name), "version": version,
        "title": _title(found, document, clauses), "kind": _kind(found.metadata),
        "authority": _authority(found.metadata, clauses), "notice": _notice(document),
        "scope": {"incident_kinds": incident_kinds(found.metadata)},
        "original": {
            "name": document.name, "media": document.media, "digest": document.digest, "characters": max(len(document.text), 1),
        },
        "hazards": [text for one in found.metadata.event_types[:64] if (text := clauses.text(one))],
        "bounds": _HOW_READ.get((found.metadata.above_inclusive, found.metadata.below_inclusive), _NOT_SAID),
        "sources": [{"code": DOCUMENT, "title": _title(found, document, clauses), "where": document.name}],
        "clauses": clauses.made, "facts": conditions.facts, "units": list(bodies.units.values()),
        "posts": list({post["code"]: post for post in bodies.posts.values()}.values()), "warning_levels": made_warnings,
        "levels": made_levels, "actions": made_actions, "reports": made_reports, "resources": resources(found, clauses),
        "forms": forms(found, clauses), "links": links(found, clauses), "conflicts": conflicts(found, clauses),
    }  # fmt: skip
    return plan | ({"ending": over} if over else {})


def _title(found: Found, document: Document, clauses: Clauses) -> dict[str, str]:
    return clauses.text((found.metadata.title or document.name)[:200]) or {found.language: document.name}


def _kind(metadata: Metadata) -> str:
    return metadata.plan_type if metadata.plan_type in _KINDS else "special"


def _notice(document: Document) -> dict[str, str]:
    return {
        "zh": f"由文件“{document.name}”读出的草稿，须由编制单位逐项核对后方可使用。",
        "en": f"A draft read from the file “{document.name}”; its authority checks every part before it is used.",
    }


def _authority(metadata: Metadata, clauses: Clauses) -> dict[str, Any]:
    name = clauses.text(metadata.issuer or metadata.drafted_by)
    made: dict[str, Any] = {"name": name or {"zh": "文件未写明编制单位", "en": "The document names no authority"}}
    for key, value in (
        ("number", metadata.doc_no), ("issued", day(metadata.issued_date)), ("effective", day(metadata.effective)),
        ("interprets", clauses.text(metadata.interpreter)),
    ):  # fmt: skip
        if value and (not isinstance(value, str) or value.strip()):
            made[key] = value
    for key, months in (("evaluate_every", metadata.review_every_months), ("drill_every", metadata.drill_every_months)):
        if months:
            made[key] = f"{min(months * 365 // 12, 9999)}d"
    return made


def incident_kinds(metadata: Metadata) -> list[str]:
    """The platform's kinds of incident that the title or the scope names; `other` where none is."""
    title, scope = (metadata.title or "").lower(), " ".join(metadata.event_types).lower()
    for said in (title, scope):
        found = [kind for kind, words in _INCIDENTS if any(word in said for word in words)]
        if found:
            return found
    return ["other"]
