"""The condition of a level as a tree of bounds that a machine can compare.

A text is cut into alternatives (`；`, `，或`), these into parts that must all hold (`，`, `且`), and each part is read for
its numbers, named states, warning signals and levels. What cannot be compared is left out; what is unsure is a doubt.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from watchroom.plans.extraction.amounts import NUMBER, Amount, Side, amounts, number, units_of
from watchroom.plans.extraction.context import Context, take
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr
from watchroom.plans.extraction.states import States, leaf_of
from watchroom.plans.extraction.subjects import Subject, Subjects
from watchroom.plans.extraction.vocabulary import Vocabulary

MOST = 1_500  # characters of a condition that is read; a longer text is no condition
_MISSING = re.compile(r"(死亡|遇难)(?:人数|人员)?\((?:含|包括)(?:可能)?失踪[^()]{0,12}\)")
_SEVERE = re.compile(r"倒塌(?:的)?房屋(?:间数)?\((?:含|包括)严重?损坏?房屋[^()]{0,12}\)")
_TIGHT = re.compile(r"\((或者?[^()]{1,120})\)")
_BRACKETS = re.compile(r"\([^()]{0,200}\)|〔[^〔〕]{0,60}〕|“|”|\"")
_EITHER = re.compile(
    r"(?<=[上时\d天])或(?=日?[A-Z]{2,6}[\d.]*[><≥≤])|[,、。]或者?是?|;(?:或者?)?|。(?=或)|\bor\b(?! (?:more|higher|above|fewer|less|below|over)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(r",?(?:并且|而且|且|并伴有|伴有|以及|并(?=可能))|[,。]|\band\b", re.IGNORECASE)
_JOIN = re.compile(r"[、,;至到~\-\s]*(?:或者?|且|or)?[、,\s]*")
_TIGHT_MARK = "⊕"
_LASTS = re.compile(rf"^(?:并)?(?:已)?持续(?:时间)?(?:达到?|超过)?({NUMBER})(分钟|小时|天|日)(?:及?以上)?$")
_PERIODS = {"分钟": 1, "小时": 60, "天": 1440, "日": 1440}


@dataclass(frozen=True, slots=True)
class Rules:
    """Whether 以上 and 以下 count the number itself (None: the usual reading), and what the plan is about."""

    above_inclusive: bool | None = None
    below_inclusive: bool | None = None
    topic: str = ""
    severe_too: bool = False


@dataclass(slots=True)
class Expression:
    """The tree, or None where nothing can be compared; `doubts` are codes of table `DOUBTS`."""

    expr: Expr | None = None
    doubts: list[str] = field(default_factory=list)


def flat(text: str) -> str:
    """The text as it is read: brackets that add an alternative opened, other remarks in brackets left out."""
    text = _MISSING.sub(r"\1含失踪", text)
    text = _SEVERE.sub("倒塌含严重损坏房屋", text)
    text = _TIGHT.sub(
        lambda match: _TIGHT_MARK + re.sub(r"[、,]?或者?", _TIGHT_MARK, match[1]).lstrip(_TIGHT_MARK), text
    )
    for _ in range(3):
        text = _BRACKETS.sub("", text)
    return text


class Reader:
    """Reads conditions with one vocabulary; holds no state between two of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.units = units_of(vocabulary["units"])
        self.counted = {word for word, entry in self.units.items() if entry.get("count")}
        self.subjects = Subjects(vocabulary["quantities"])
        self.states = States(vocabulary)

    def read(self, plain: str, rules: Rules) -> Expression:
        """The expression of a condition; `plain` is the plain form of its span."""
        if len(plain) > MOST:
            return Expression(None, ["long"])
        text = flat(plain).rstrip("。;,. ")
        run = _Run(self, rules)
        hazard = self.states.cause(text, rules.topic)
        groups = []
        for group in _EITHER.split(text):
            clauses: list[Expr | None] = []
            for clause in _merged(_BOTH.split(group)):
                run.clause(clause, clauses)
            groups.append(joined(clauses, AllOf))
        made = joined(groups, AnyOf)
        if made is not None and hazard is not None:
            made = joined([hazard, made], AllOf)
        if made is None:
            made = self.states.controller(plain)
        return Expression(made, run.doubts)


def joined(parts: list[Expr | None], kind: type[AllOf] | type[AnyOf]) -> Expr | None:
    """The parts that there are, under one node; nested nodes of the same kind are opened, repeated parts left out."""
    flat_: list[Expr] = []
    for part in parts:
        inner = [] if part is None else part.all if kind is AllOf and isinstance(part, AllOf) else [part]
        if part is not None and kind is AnyOf and isinstance(part, AnyOf):
            inner = part.any
        flat_ += [one for one in inner if one not in flat_]
    if len(flat_) <= 1:
        return flat_[0] if flat_ else None
    return AllOf(all=flat_[:64]) if kind is AllOf else AnyOf(any=flat_[:64])


def _merged(clauses: list[str]) -> list[str]:
    """Clauses, where a bound that follows another bound at once stays with it (`30人以上，50人以下`)."""
    made: list[str] = []
    for clause in clauses:
        bound = made and re.match(r"\s?[\d.]+[万亿]?\D{1,3}以下", clause) and re.search(r"\d\D{0,4}以上$", made[-1])
        if bound:
            made[-1] += "、" + clause
        else:
            made.append(clause)
    return made


class _Run:
    """One condition being read: what goes on from clause to clause."""

    def __init__(self, reader: Reader, rules: Rules) -> None:
        self.reader, self.rules = reader, rules
        self.context = Context()
        self.subjects: list[Subject] = []
        self.doubts: list[str] = []
        self.waiting: list[tuple[int, list[Amount], Context]] = []

    def clause(self, text: str, before: list[Expr | None]) -> None:
        """Adds what a clause says to what the clauses before it in the same alternative said."""
        if not text.strip():
            return
        if (lasts := _LASTS.match(text.strip())) and before:
            before[-1] = amended(before[-1], window_min=int(number(lasts[1]) * _PERIODS[lasts[2]]))
            return
        before.append(joined([self._clause(piece, before) for piece in text.split(_TIGHT_MARK)], AnyOf))

    def _clause(self, text: str, before: list[Expr | None]) -> Expr | None:
        rest, self.context = take(text, self.context)
        signal = self.reader.states.signal(text, self.context)
        if signal is not None:
            return signal
        clusters = _clusters(amounts(rest, self.reader.units), rest)
        if not clusters:
            if self.context.regions and self.reader.states.harm(text) and before:
                region = self.context.regions[0]
                before[-1] = amended(before[-1], min_regions=region.least, region_kind=region.kind)
            return self.reader.states.state(rest, text, self.context)
        made: list[tuple[str, Expr | None]] = []
        at = used = 0
        for index, cluster in enumerate(clusters):
            end = clusters[index + 1][0].start if index + 1 < len(clusters) else len(rest)
            word = cluster[-1].word
            base = cluster[-1].end - (len(word) if word.isascii() and len(word) > 3 else 0)
            ahead, after = rest[at : cluster[0].start], rest[base:end]
            expr, used = self._bounded(cluster, rest[max(at, used) : cluster[0].start], after, before)
            made.append((ahead, expr))
            used += base
            at = cluster[-1].end
        either = any("或" in ahead or " or " in ahead for ahead, _ in made[1:])
        return joined([expr for _, expr in made], AnyOf if either else AllOf)

    def _bounded(
        self, cluster: list[Amount], before: str, after: str, earlier: list[Expr | None]
    ) -> tuple[Expr | None, int]:
        """The expression of a cluster of amounts, and how much of the text after it was read as its subject."""
        units = {amount.unit for amount in cluster}
        words = {amount.word for amount in cluster}
        found, used = self.reader.subjects.before(before, units), 0
        if not found:
            found, used = self.reader.subjects.after(after, units, before)
        if not found and words & self.reader.counted:
            return self.reader.states.counted(cluster[0], after, self.context), used
        if not found:
            found = [subject for subject in self.subjects if subject.units & units]
        if not found:
            self.waiting.append((len(earlier), cluster, self.context))
            return None, used
        self.subjects = found
        for at, waits, context in self.waiting:
            late = [leaves for subject in found if (leaves := self._leaves(subject, waits, None, context))]
            if late and at < len(earlier):
                earlier[at] = joined([earlier[at], *late], AnyOf)
        self.waiting = []
        if any(subject.summed for subject in found):
            self.doubts.append("sum_or_each")
        share = re.search(r"占([^\d,;]{1,16}?)(?:的)?(?:比例|总数)?(?:达到?|超过|在)?$", before)
        exprs = [self._leaves(subject, cluster, share[1] if share else None, self.context) for subject in found]
        gauge = self.reader.states.gauge(before) if found[0].quantity in ("water_level", "tide_level", "flow") else {}
        return amended(joined(exprs, AnyOf), **gauge), used

    def _leaves(self, subject: Subject, cluster: list[Amount], of: str | None, context: Context) -> Expr | None:
        """For each unit of the cluster, its lower and upper bound; several units are alternatives."""
        sides = _sides(cluster)
        alternatives: list[Expr | None] = []
        for unit in dict.fromkeys(amount.unit for amount in cluster if amount.unit in subject.units):
            bounds = [(amount, side) for amount, side in sides if amount.unit == unit]
            alternatives += self._ranges(subject, bounds, of if unit == "percent" else None, context)
        return joined(alternatives, AnyOf)

    def _ranges(
        self, subject: Subject, bounds: list[tuple[Amount, Side]], of: str | None, context: Context
    ) -> list[Expr | None]:
        def leaf(amount: Amount, side: Literal["lower", "upper", "high"]) -> Expr:
            return leaf_of(subject, amount, side, context, self.rules, of)

        made: list[Expr | None] = []
        lower: Amount | None = None
        for amount, side in bounds:
            if side == "upper" and lower is not None:
                if amount.low <= lower.low:
                    self.doubts.append("bound_lost")
                else:
                    made[-1] = joined(
                        [made[-1], leaf_of(subject, amount, "upper", self.context, self.rules, of)], AllOf
                    )
                lower = None
                continue
            if side == "range":
                made.append(joined([leaf(amount, "lower"), leaf(amount, "high")], AllOf))
                continue
            if not amount.given and not side:
                self.doubts.append("bound_unsaid")
            made.append(leaf(amount, side or "lower"))
            lower = amount if side == "lower" else None
        return made


def _clusters(found: list[Amount], text: str) -> list[list[Amount]]:
    """Amounts that follow one another with nothing but a sign or 或 between them speak of one subject."""
    made: list[list[Amount]] = []
    for amount in found:
        if made and _JOIN.fullmatch(text, made[-1][-1].end, amount.start):
            made[-1].append(amount)
        else:
            made.append([amount])
    return made


def _sides(cluster: list[Amount]) -> list[tuple[Amount, Side]]:
    """Each amount with its side; one that does not say takes the side of the next that does."""
    made: list[tuple[Amount, Side]] = []
    after: Amount | None = None
    for amount in reversed(cluster):
        if not amount.side and after is not None:
            amount = replace(amount, side=after.side, strict=after.strict, given=after.given)
        made.append((amount, amount.side))
        after = amount if amount.side in ("lower", "upper") else after
    return made[::-1]


def amended(expr: Expr | None, **changes: Any) -> Expr | None:
    """The same tree with fields of its leaves filled in, where they were not given."""
    if isinstance(expr, AllOf):
        return AllOf(all=[kept for part in expr.all if (kept := amended(part, **changes))])
    if isinstance(expr, AnyOf):
        return AnyOf(any=[kept for part in expr.any if (kept := amended(part, **changes))])
    if expr is None:
        return None
    return expr.model_copy(update={key: value for key, value in changes.items() if getattr(expr, key) is None})
