"""Drafts as people see them: every element in words, with its doubts, its state and its places in the document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words
from watchroom.plans.documents.text import Document
from watchroom.plans.drafts.elements import Item, changed, items
from watchroom.plans.drafts.fields import deadline_words
from watchroom.plans.drafts.models import Decision, Draft
from watchroom.plans.drafts.queries import Whole
from watchroom.plans.drafts.wording import expr_words
from watchroom.plans.extraction.found import Element, Place

_MOST_WORDS = 400
GROUPS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "metadata": (Words(zh="基本信息", en="Particulars"), ("metadata",)),
    "levels": (Words(zh="级别与启动条件", en="Levels and conditions"), ("level", "condition")),
    "units": (Words(zh="组织机构", en="Organisation"), ("unit",)),
    "actions": (Words(zh="响应措施", en="Actions"), ("action",)),
    "reports": (Words(zh="信息报送", en="Reports"), ("report",)),
    "notes": (Words(zh="矛盾与其他", en="Contradictions and others"), ("note",)),
}
STATES = {
    "found": Words(zh="待核", en="to check"), "confirmed": Words(zh="已确认", en="confirmed"),
    "corrected": Words(zh="已更正", en="corrected"), "rejected": Words(zh="不采用", en="rejected"),
}  # fmt: skip
DRAFT_STATES = {
    "open": Words(zh="核对中", en="being checked"), "made": Words(zh="已生成预案", en="made a plan"),
    "dropped": Words(zh="已放弃", en="dropped"),
}  # fmt: skip
WORD_STATES = {
    "proposed": Words(zh="建议", en="proposed"), "accepted": Words(zh="已采用", en="accepted"),
    "dropped": Words(zh="不采用", en="dropped"),
}  # fmt: skip
WORD_FIELDS = {
    "body": Words(zh="机构名称", en="name of a body"), "level": Words(zh="级别名称", en="name of a level"),
    "unit.kind": Words(zh="机构种类", en="kind of body"), "report.channel": Words(zh="报送方式", en="way of reporting"),
    "chapter": Words(zh="章节标题的内容", en="what a heading is about"),
}  # fmt: skip
VALUES: dict[str, Words] = {
    "response": Words(zh="响应级别", en="response level"), "warning": Words(zh="预警级别", en="warning level"),
    "any": Words(zh="满足一项即可", en="any one suffices"), "all": Words(zh="须全部满足", en="all must hold"),
    "command": Words(zh="指挥部", en="command"), "office": Words(zh="办公室", en="office"),
    "field_command": Words(zh="现场指挥部", en="on-scene command"), "working_group": Words(zh="工作组", en="working group"),
    "expert_group": Words(zh="专家组", en="expert panel"), "member": Words(zh="成员单位", en="member agency"),
    "department": Words(zh="部门", en="department"), "local_government": Words(zh="地方政府", en="local government"),
    "role": Words(zh="岗位", en="post"), "overall": Words(zh="总体预案", en="overall plan"),
    "special": Words(zh="专项预案", en="hazard-specific plan"), "event": Words(zh="活动预案", en="event plan"),
    "enterprise_comprehensive": Words(zh="企业综合预案", en="comprehensive enterprise plan"),
    "enterprise_special": Words(zh="企业专项预案", en="enterprise special plan"),
    "on_site": Words(zh="现场处置方案", en="on-site procedure"), "initial": Words(zh="初报", en="initial report"),
    "follow_up": Words(zh="续报", en="follow-up report"), "verified": Words(zh="核报", en="verified report"),
    "supplement": Words(zh="补报", en="supplement"), "internal": Words(zh="内部报告", en="internal report"),
    "periodic": Words(zh="定期报告", en="periodic report"), "conflict": Words(zh="自相矛盾", en="contradiction"),
    "level_rule": Words(zh="级别的组合规则", en="rule on levels"), "termination": Words(zh="响应终止", en="end of the response"),
    "link": Words(zh="衔接的预案", en="linked plan"), "form": Words(zh="表格", en="form"), "resource": Words(zh="资源", en="resource"),
    "contact": Words(zh="联系方式", en="contact"), "term": Words(zh="术语", en="term"), "drill": Words(zh="演练", en="exercise"),
    "red": Words(zh="红色", en="red"), "orange": Words(zh="橙色", en="orange"), "yellow": Words(zh="黄色", en="yellow"),
    "blue": Words(zh="蓝色", en="blue"), "*": Words(zh="各级", en="every level"),
}  # fmt: skip
ROLE_WORDS = {
    "organisation": Words(zh="组织机构与职责", en="organisation and duties"), "conditions": Words(zh="分级和启动条件", en="levels and conditions"),
    "procedure": Words(zh="启动程序", en="how a level starts"), "response": Words(zh="响应措施", en="measures of the response"),
    "warning": Words(zh="预警", en="warning"), "reporting": Words(zh="信息报告", en="reporting"),
    "termination": Words(zh="响应终止", en="end of the response"), "recovery": Words(zh="后期处置", en="recovery"),
    "safeguards": Words(zh="应急保障", en="support"), "preparation": Words(zh="预防和准备", en="prevention and preparation"),
    "management": Words(zh="预案管理", en="management of the plan"), "general": Words(zh="总则", en="general"), "annex": Words(zh="附件", en="annexes"),
}  # fmt: skip
_DECIDES, _PROPOSES = Words(zh="决定：{n}", en="decided by {n}"), Words(zh="建议：{n}", en="proposed by {n}")
_OR_JUDGED = Words(zh="{e}，或由人判断：{u}", en="{e}, or judged by a person: {u}")
_JUDGED = Words(zh="由人判断", en="judged by a person")
_COUNTED = Words(zh="成员 {m} · 职责 {d}", en="members {m} · duties {d}")


def say(code: str) -> Words:
    """A value of a field in words; as it is where it has none."""
    return VALUES.get(code) or Words(zh=code, en=code)


@dataclass(frozen=True, slots=True)
class Shown:
    """One element on the page. `places` are `start-end` in the text; `block` is the number of the block to go to."""

    item: Item
    as_is: Element
    state: str
    state_words: Words
    who: Words | None
    decision: Decision | None
    title: str
    details: list[Words]
    doubts: list[tuple[Words, str]]
    places: str
    block: int

    @property
    def unsure(self) -> bool:
        return self.state == "found" and bool(self.doubts)


def shown(one: Whole, item: Item, document: Document) -> Shown:
    decision = one.decisions.get(item.element.id)
    as_is = item.element
    if decision is not None and decision.state == "corrected":
        as_is = changed(item.element, decision.fields)
    state = decision.state if decision else "found"
    return Shown(
        item, as_is, state, STATES[state], actor_words(decision.by) if decision else None, decision,
        Item(item.kind, as_is, item.level).words if item.kind != "condition" else as_is_text(as_is),
        [*_details(item.kind, as_is)], [(Words(zh=d.zh, en=d.en), _spans(d.places)) for d in item.element.doubts],
        _spans(item.element.places), _block(document, item.element.places[0].start),
    )  # fmt: skip


def as_is_text(one: Element) -> str:
    return str(getattr(one, "text", "") or one.id)[:_MOST_WORDS]


def groups(one: Whole, document: Document) -> list[dict[str, Any]]:
    """The elements by group, those with doubts counted."""
    made = [shown(one, item, document) for item in items(one.found)]
    return [
        {
            "code": code, "title": words, "elements": rows, "unsure": sum(row.unsure for row in rows),
            "open": sum(row.state == "found" for row in rows),
        }
        for code, (words, kinds) in GROUPS.items()
        if (rows := [row for row in made if row.item.kind in kinds])
    ]  # fmt: skip


def counts(row: Draft) -> dict[str, int]:
    """How far the checking is: elements by state."""
    decided = [one.state for one in row.decisions.all()]
    made = {state: decided.count(state) for state in ("confirmed", "corrected", "rejected")}
    return {**made, "found": row.elements - len(decided), "done": len(decided)}


@dataclass(frozen=True, slots=True)
class Line:
    """A block of the document; `elements` are the ids of those that stand in it, the shortest place first."""

    number: int
    start: int
    text: str
    kind: str
    depth: int
    page: int | None
    elements: str


def sections(one: Whole, document: Document) -> Iterator[list[Line]]:
    """The document by chapters, so that a long one is drawn part by part."""
    where: dict[int, list[tuple[int, str]]] = {}
    for item in items(one.found):
        for place in item.element.places:
            first, last = _block(document, place.start), _block(document, max(place.end - 1, place.start))
            for number in range(first, min(last, first + 200) + 1):
                where.setdefault(number, []).append((place.end - place.start, item.element.id))
    starts = {_block(document, chapter.start) for chapter in one.found.chapters if chapter.depth <= 2}
    section: list[Line] = []
    page: int | None = None
    for number, block in enumerate(document.blocks):
        if section and (number in starts or len(section) >= 60):
            yield section
            section = []
        ids = dict.fromkeys(code for _, code in sorted(where.get(number, ())))
        new = block.page if block.page != page else None
        page = block.page
        text = document.text[block.start : block.end]
        section.append(Line(number, block.start, text, block.kind, block.depth, new, " ".join(ids)))
    if section:
        yield section


def _block(document: Document, offset: int) -> int:
    """The number of the block in which an offset lies, or of the last before it."""
    low, high = 0, len(document.blocks)
    while low < high:
        middle = (low + high) // 2
        if document.blocks[middle].start <= offset:
            low = middle + 1
        else:
            high = middle
    return max(low - 1, 0)


def _spans(places: list[Place]) -> str:
    return " ".join(f"{place.start}-{place.end}" for place in places)


def _compared(expr: Any, unread: list[str]) -> Words:
    """A condition read out, with the alternatives that a person judges."""
    said, others = expr_words(expr), "；".join(unread)
    return _OR_JUDGED.fill(e=said, u=others) if unread else said


def _details(kind: str, one: Any) -> Iterator[Words]:
    def plain(said: str | None) -> Iterator[Words]:
        if said:
            yield Words(zh=said, en=said)

    match kind:
        case "metadata":
            for name in ("plan_type", "issuer", "doc_no", "issued_date", "effective", "interpreter"):
                value = getattr(one, name)
                yield from [say(value)] if value else []
        case "level":
            yield Words(zh=f"{one.code} · {say(one.kind).zh}", en=f"{one.code} · {say(one.kind).en}")
            yield from [say(one.colour)] if one.colour else []
            for words, name in ((_PROPOSES, one.starts.proposed_by), (_DECIDES, one.starts.decided_by)):
                yield from [words.fill(n=name)] if name else []
        case "condition":
            yield _compared(one.expr, one.unread) if one.expr is not None else _JUDGED
        case "unit":
            yield say(one.kind)
            yield from plain(one.abbr)
            yield _COUNTED.fill(m=len(one.members), d=len(one.duties))
        case "action" | "report":
            if kind == "action":
                yield from [say(level) for level in one.levels]
                yield from plain("、".join(one.units))
            else:
                yield from plain(" → ".join([one.sender, "、".join(one.to)]))
                yield from [say(one.kind)] if one.kind else []
            limit = deadline_words(one.deadline)
            yield from [limit] if limit else []
        case "note":
            yield say(one.kind)
