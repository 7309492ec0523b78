"""A version of a plan as a document for people: title, chapters and tables as plain text in one language.

Word and PDF are made from the same; both keep the order of the plan and leave nothing out that a person acts on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from watchroom.kernel.words import Lang, Words
from watchroom.plans.check_parts import CHANNEL_WORDS
from watchroom.plans.elements import Link, ReportRule
from watchroom.plans.format import Action, Level, PlanFile
from watchroom.plans.life_rules import STATES
from watchroom.plans.loading import load
from watchroom.plans.models import Plan
from watchroom.plans.saying import VALUE_WORDS, numeral
from watchroom.plans.showing import KINDS, PHASES, condition_lines, deadline_words
from watchroom.plans.terms import Text, span_words
from watchroom.plans.triggers import AnyOf

_DECIDED = Words(zh="（{t}内）", en=" (within {t})")
_RECEIVED = Words(zh="，各岗位{t}内签收指令", en=", each post receives its order within {t}")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading (depth 1 is the highest) with the paragraphs and the table under it; `rows` all have the width of `heads`."""

    depth: int
    title: str
    paragraphs: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """cover  pairs of a name and what stands there"""

    lang: Lang
    title: str
    notice: str
    cover: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...] = field(default=())

    def told(self) -> dict[str, Any]:
        """As plain data, for the typesetter."""
        chapters = [
            {"depth": one.depth, "title": one.title, "paragraphs": one.paragraphs, "heads": one.heads, "rows": one.rows}
            for one in self.chapters
        ]
        return {
            "lang": self.lang,
            "title": self.title,
            "notice": self.notice,
            "cover": self.cover,
            "chapters": chapters,
        }


def written(row: Plan, lang: Lang) -> Written:
    """The version as a document. Its order texts keep their gaps in braces: they are filled when the plan is started."""
    plan = load(row)
    return Written(
        lang,
        _t(plan.title, lang),
        _t(plan.notice, lang),
        tuple(_cover(row, plan, lang)),
        tuple(_Writer(plan, lang).chapters()),
    )


def _t(text: Text | None, lang: Lang) -> str:
    return text.words.text(lang) if text else ""


def _cover(row: Plan, plan: PlanFile, lang: Lang) -> Iterator[tuple[str, str]]:
    authority = plan.authority
    said: list[tuple[Words, str | None]] = [
        (Words(zh="编制单位", en="Authority"), _t(authority.name, lang)),
        (Words(zh="文号", en="Number"), authority.number),
        (Words(zh="种类", en="Kind"), KINDS[plan.kind].text(lang)),
        (Words(zh="版本", en="Version"), f"{plan.version} · {STATES[row.state].text(lang)}"),
        (Words(zh="印发日期", en="Issued"), authority.issued or (row.issued_on.isoformat() if row.issued_on else None)),
        (Words(zh="生效日期", en="Effective"), authority.effective),
        (Words(zh="替代", en="Replaces"), authority.replaces),
        (Words(zh="代码", en="Code"), plan.code),
        (Words(zh="校验", en="SHA-256"), row.digest),
    ]
    for name, value in said:
        if value:
            yield name.text(lang), value


class _Writer:
    """Writes the chapters, numbered as they come; a chapter of which the plan has nothing is left out."""

    def __init__(self, plan: PlanFile, lang: Lang) -> None:
        self.plan, self.lang = plan, lang
        self.bodies: dict[str, str] = {one.code: _t(one.title, lang) for one in plan.units}
        self.actions = {one.code: _t(one.title, lang) for one in plan.actions}
        self.bodies |= {one.code: _t(one.title, lang) for one in plan.posts}
        self.top = self.sub = self.third = 0

    def say(self, zh: str, en: str, **facts: object) -> str:
        return Words(zh=zh, en=en).fill(**facts).text(self.lang)

    def head(self, depth: int, zh: str, en: str, **facts: object) -> str:
        if depth == 1:
            self.top, self.sub, self.third = self.top + 1, 0, 0
        elif depth == 2:
            self.sub, self.third = self.sub + 1, 0
        else:
            self.third += 1
        number = ".".join(str(n) for n in (self.top, self.sub, self.third)[:depth])
        return f"{number} {self.say(zh, en, **facts)}"

    def body(self, code: str | None) -> str:
        return self.bodies.get(code or "", code or "—")

    def all_of(self, codes: Iterable[str | None]) -> str:
        return ("、" if self.lang == "zh" else ", ").join(self.body(code) for code in codes) or "—"

    def chapters(self) -> Iterator[Chapter]:
        yield from self.general()
        yield from self.organisation()
        yield from self.scales()
        yield from self.responses()
        yield from self.tables()
        yield from self.annexes()

    def general(self) -> Iterator[Chapter]:
        plan = self.plan
        yield Chapter(1, self.head(1, "总则", "General"))
        if plan.scope.text:
            yield Chapter(2, self.head(2, "适用范围", "Scope"), (_t(plan.scope.text, self.lang),))
        yield Chapter(2, self.head(2, "数值的读法", "How bounds are read"), (_t(plan.bounds, self.lang),))
        if plan.links:
            yield Chapter(2, self.head(2, "预案衔接", "Links with other plans"), tuple(map(self.link, plan.links)))

    def link(self, link: Link) -> str:
        kinds = {
            "upper": ("上级预案", "upper plan"),
            "lower": ("下级预案", "lower plan"),
            "beside": ("相关预案", "related plan"),
        }
        said = f"{self.say(*kinds[link.kind])}: {_t(link.title, self.lang)}"
        for theirs, ours in link.levels.items():
            said += self.say(
                "；对方 {a} 级时，本预案至少 {b} 级",
                "; at its level {a}, this plan is at level {b} at least",
                a=numeral(int(theirs)).text(self.lang),
                b=numeral(ours).text(self.lang),
            )
        return said

    def organisation(self) -> Iterator[Chapter]:
        plan = self.plan
        yield Chapter(1, self.head(1, "组织指挥体系", "Command and organisation"))
        if plan.units:
            heads = (
                self.say("机构", "Unit"),
                self.say("牵头", "Lead"),
                self.say("成员", "Members"),
                self.say("职责", "Duties"),
            )
            rows = tuple(
                (_t(one.title, self.lang), self.body(one.lead), self.all_of(one.members), "\n".join(_t(duty.text, self.lang) for duty in one.duties) or "—")
                for one in plan.units
            )  # fmt: skip
            yield Chapter(2, self.head(2, "机构", "Units"), (), heads, rows)
        posts = tuple((_t(one.title, self.lang), self.body(one.unit), _t(one.duty, self.lang)) for one in plan.posts)
        of_posts = (self.say("岗位", "Post"), self.say("所属", "Unit"), self.say("职责", "Duty"))
        yield Chapter(2, self.head(2, "岗位", "Posts"), (), of_posts, posts)

    def scales(self) -> Iterator[Chapter]:
        plan = self.plan
        if plan.grades:
            yield Chapter(1, self.head(1, "事件分级", "Grades of the event"))
            for grade in sorted(plan.grades, key=lambda one: one.grade):
                yield Chapter(2, self.head(2, "{n}", "{n}", n=grade.name.words), self.condition(grade.when))
        if plan.warning_levels:
            yield Chapter(1, self.head(1, "预警", "Warnings"))
            for one in sorted(plan.warning_levels, key=lambda one: one.level):
                colour = VALUE_WORDS[one.colour].text(self.lang) if one.colour else ""
                title = self.head(2, "{n} {c}", "{n} {c}", n=one.name.words, c=colour).rstrip()
                yield Chapter(
                    2, title, (*self.condition(one.when), *([_t(one.measures, self.lang)] if one.measures else ()))
                )

    def responses(self) -> Iterator[Chapter]:
        yield Chapter(1, self.head(1, "应急响应", "Response"))
        for level in sorted(self.plan.levels, key=lambda one: one.level):
            yield from self.level(level)
        if self.plan.ending:
            yield Chapter(2, self.head(2, "响应终止", "End of the response"), (_t(self.plan.ending.text, self.lang),))

    def level(self, level: Level) -> Iterator[Chapter]:
        name, roman = _t(level.name, self.lang), numeral(level.level)
        title = self.head(2, "{r}级响应", "Level {r} response", r=roman)
        yield Chapter(2, title if name in title else self.say("{t}（{n}）", "{t} ({n})", t=title, n=name))
        clause = self.plan.clause(level.clause)
        quoted = (f"§ {clause.number} {_t(clause.text, self.lang)}",) if clause else ()
        yield Chapter(3, self.head(3, "启动条件", "Conditions"), (*self.condition(level.when), *quoted))
        chain = level.chain
        steps = self.say(
            "由{p}提出建议，{f}呈报，{d}决定", "Proposed by {p}, forwarded by {f}, decided by {d}",
            p=self.say("平台", "the platform") if chain.proposes == "platform" else self.body(chain.proposes),
            f=self.body(chain.forwards), d=self.body(chain.decides),
        )  # fmt: skip
        for within, words in ((chain.decides_within, _DECIDED), (chain.receives_within, _RECEIVED)):
            if within:
                steps += words.fill(t=span_words(within)).text(self.lang)
        if chain.signs:
            steps += self.say("，{s}签发", ", signed by {s}", s=self.body(chain.signs))
        if chain.told:
            steps += self.say("；通知{t}", "; told: {t}", t=self.all_of(chain.told))
        yield Chapter(3, self.head(3, "启动程序", "Decision"), (steps + self.say("。", "."),))
        rows = tuple(self.action(one) for one in self.plan.actions if level.level in one.levels)
        yield Chapter(
            3, self.head(3, "响应措施", "Measures"), (_t(level.measures, self.lang),), self.action_heads(), rows
        )

    def condition(self, when: Any) -> tuple[str, ...]:
        """The condition as numbered paragraphs; what lies deeper is indented."""
        if when is None:
            return ()
        lines = condition_lines(when, self.plan)
        if not isinstance(when, AnyOf):
            return tuple(f"{line.indent}{line.words.text(self.lang)}" for line in lines)
        made, number = [self.say("符合下列条件之一：", "Any one of these:")], 0
        for line in lines[1:]:
            number += line.depth == 1
            mark = (f"（{number}）" if self.lang == "zh" else f"({number}) ") if line.depth == 1 else line.indent
            made.append(f"{mark}{line.words.text(self.lang)}")
        return tuple(made)

    def action_heads(self) -> tuple[str, ...]:
        return (
            self.say("任务", "Task"), self.say("岗位", "Post"), self.say("时限", "Time limit"), self.say("前项", "After"),
            self.say("指令", "Order"),
        )  # fmt: skip

    def action(self, action: Action) -> tuple[str, ...]:
        name = f"{_t(action.title, self.lang)} ({PHASES[action.phase].text(self.lang)})"
        post = self.body(action.post) + (f" + {self.all_of(action.supports)}" if action.supports else "")
        return (
            name,
            post,
            deadline_words(action.deadline).text(self.lang),
            "\n".join(self.actions.get(code, code) for code in action.after) or "—",
            _t(action.order, self.lang),
        )

    def tables(self) -> Iterator[Chapter]:
        plan = self.plan
        if plan.reports:
            heads = (
                self.say("报告", "Report"),
                self.say("谁报", "From"),
                self.say("报给", "To"),
                self.say("时限", "Time limit"),
                self.say("方式", "How"),
            )
            yield Chapter(1, self.head(1, "信息报告", "Reporting"), (), heads, tuple(map(self.report, plan.reports)))
        if plan.resources:
            heads = (
                self.say("资源", "Resource"),
                self.say("数量", "Quantity"),
                self.say("地点", "Place"),
                self.say("保管", "Kept by"),
                self.say("有效期至", "Valid until"),
            )
            rows = tuple(
                (_t(one.title, self.lang), f"{one.quantity if one.quantity is not None else '—'} {one.unit or ''}".strip(), one.place or "—", self.body(one.owner), one.valid_until or "—")
                for one in plan.resources
            )  # fmt: skip
            yield Chapter(1, self.head(1, "应急资源", "Resources"), (), heads, rows)
        every = (span_words(plan.authority.evaluate_every), span_words(plan.authority.drill_every))
        told = self.say(
            "每 {e} 评估一次，每 {d} 演练一次。", "Evaluated every {e}, exercised every {d}.", e=every[0], d=every[1]
        )
        yield Chapter(1, self.head(1, "附则", "Management of the plan"), (told,))

    def report(self, report: ReportRule) -> tuple[str, ...]:
        kinds = {
            "initial": ("首报", "initial"), "follow_up": ("续报", "follow-up"), "final": ("终报", "final"),
            "verified": ("核报", "verified"), "nil": ("零报告", "nil"), "internal": ("内部报告", "internal"),
        }  # fmt: skip
        when = f"{self.say(*kinds[report.kind])} {_t(report.when, self.lang)}".rstrip()
        return (
            when,
            self.body(report.sender),
            self.all_of(report.to),
            deadline_words(report.deadline).text(self.lang),
            _t(report.channel, self.lang) or "—",
        )

    def annexes(self) -> Iterator[Chapter]:
        plan = self.plan
        if plan.contacts:
            heads = (self.say("联系对象", "Contact"), self.say("属于", "Of"), self.say("联系方式", "Channels"))
            rows = tuple(
                (_t(one.title, self.lang), self.body(one.unit or one.post), "\n".join(f"{CHANNEL_WORDS[c.kind].text(self.lang)} {c.address}" for c in one.channels) or "—")
                for one in plan.contacts
            )  # fmt: skip
            yield Chapter(1, self.say("附件 通讯录", "Annex: contacts"), (), heads, rows)
        if plan.sources:
            rows = tuple(
                (_t(one.title, self.lang), one.where or "—", _t(one.note, self.lang) or "—") for one in plan.sources
            )
            heads = (self.say("出处", "Source"), self.say("位置", "Where"), self.say("说明", "Note"))
            yield Chapter(1, self.say("附件 出处", "Annex: sources"), (), heads, rows)
        yield Chapter(
            1, self.say("附件 条款原文", "Annex: clauses"),
            tuple(f"§ {one.number} {_t(one.text, self.lang)}" for one in plan.clauses),
        )  # fmt: skip
