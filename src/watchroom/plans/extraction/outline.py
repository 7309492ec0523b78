"""Makes the outline of a plan from the lines of a document.

The table of contents is left out, page numbers are dropped, sentences broken over lines are joined, items that stand
in one line are split. The work is linear in the length of the text; nothing here recurses.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction import english_headings, sections
from watchroom.plans.extraction.items import counts_on, glued, lettered_heading, split
from watchroom.plans.extraction.lines import Line, lines_of
from watchroom.plans.extraction.markers import Mark, Style, mark_at
from watchroom.plans.extraction.parts import Outline, Part, PartKind, Region
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.titles import Titles, english_title, names_number, names_post, titled_again
from watchroom.plans.extraction.vocabulary import Vocabulary

MOST_FRONT = 12  # chapters: a plan that begins after that many is a further one in the same file
_BODY = re.compile(r"(?:组|指挥部|办公室|委员会|中心|队伍?|[局厅])(?:(?:及|的|和|与)?(?:主要|工作)?(?:职责|组成))?$")


def outline(document: Document, vocabulary: Vocabulary) -> Outline:
    """The outline of a document."""
    titles = Titles(vocabulary["chapters"])
    lines = lines_of(document, titles)
    numbers = (mark_at(line.span.plain) for line in lines if line.kind == "line")
    builder = _Builder(
        titles,
        english_headings.filed(lines),
        sum(mark is not None and mark.style in ("decimal", "chapter") for mark in numbers) >= 8,
        english_headings.in_capitals([line.span.text for line in lines if line.kind == "line"]),
    )
    for at, line in enumerate(lines):
        builder.take(line, lines[at + 1] if at + 1 < len(lines) else None)
    made = builder.made
    if all(part.region == "front" for part in made.parts):  # no chapter that is known: everything is the plan
        made.parts = [replace(part, region="body") for part in made.parts]
    return made


# The first line of a paper that is called something else than a plan, and speaks of a response all the same.
_DOCUMENT = re.compile(r"[^，。；：]{6,40}(?:机制|办法|规程|手册|指引|工作方案)(?:[（(][^（()）]{1,20}[)）])?")


_TITLE_BELOW = re.compile(
    r"[^，。；：:,]{4,40}(?:工作|应急|处置|保障)(?:方案|预案)(?:[（(][^（()）]{1,20}[)）])?"
)  # a title's second line


class _Builder:
    """Takes line after line; keeps the chapters and items that are open."""

    def __init__(self, titles: Titles, filed: bool, numbered: bool, capitals: bool) -> None:
        self.titles, self.filed, self.numbered, self.made = titles, filed, numbered, Outline()
        self.capitals = capitals and not filed and not numbered  # the outermost chapters are called in capitals
        self.open: list[Part] = []
        self.region: Region = "front"
        self.referred: set[str | None] = set()  # numbers of the annexes that hold the body's measures

    def take(self, line: Line, then: Line | None) -> None:
        if line.kind == "row":
            self._add("row", "", line.span, None, table=line.table)
            return
        if line.listed and mark_at(line.span.plain) is None:
            self._item(Mark("dash", "", 0, 0), line.span)
            return
        if self._filed(line) or self._heading(line, then):
            return
        for mark, span in split(line.span, then.span if then else None):
            if not span and mark is None:
                continue
            if mark is None:
                self.open = sections.above_list(self.open, span, then)
                self._add("text", "", span, None)
            elif self._short(span) and self.titles.family(span.text):
                self._chapter(mark, span.text, self._sibling_depth(mark.style), span)
            elif self._titles_section(mark, span):
                self._chapter(mark, span.text.rstrip("。"), self._sibling_depth(mark.style), span.cut(0, len(span) - 1))
            elif self._beside_level(mark, title := self.titles.title(span, 20)):
                self._chapter(mark, title, self._sibling_depth(mark.style), span)
            else:
                self._item(mark, span or line.span)

    def _filed(self, line: Line) -> bool:
        """Whether the line is a heading of an English file that has styles for them; it is added then."""
        head = english_headings.heading(line)
        if head is None:
            return False
        mark, span = head
        self._chapter(mark, span.text, line.depth, span)
        return True

    def _heading(self, line: Line, then: Line | None) -> bool:
        """Whether the line is a chapter's heading, or begins with a chapter's number; it is added then."""
        plain = line.span.plain
        if self.filed and not line.depth and english_headings.latin(line.span.text):
            return False
        last, following = self.made.parts[-1:], then.span if then else None
        if lettered := lettered_heading(line.span, following, self.open, last[0] if last else None):
            rest = line.span.cut(lettered[0].end)
            self._chapter(lettered[0], rest.text.rstrip(":"), lettered[1], rest)
            return True
        if listed := counts_on(plain, last[0] if last else None) or glued(plain, self.open):
            self._item(listed, line.span.cut(listed.end))
            return True
        at_chapter = next((p.value for p in reversed(self.made.parts) if p.style == "decimal" and p.depth == 1), 0)
        mark = mark_at(plain) or sections.undotted(plain, at_chapter, then)
        if mark and mark.style == "digit" and self._short(line.span.cut(mark.end)) and sections.first_below(mark, then):
            mark = Mark("decimal", mark.number, mark.value, mark.end)
        if mark and english_headings.next_chapter(mark, at_chapter, self.open):
            rest = line.span.cut(mark.end)
            if self.titles.heads(rest, then.span if then else None, mark.value):
                self._chapter(Mark("decimal", mark.number, mark.value, mark.end), rest.text, 1, rest)
                return True
        if mark and mark.style in ("decimal", "chapter"):
            return self._numbered(mark, line.span.cut(mark.end), following)
        if mark:
            rest = line.span.cut(mark.end)
            if self.open and sections.heads_section(mark, rest, then, self.titles):
                self._chapter(mark, rest.text.rstrip("："), self._sibling_depth(mark.style), rest)
                return True
            if mark.style == "digit" and self.titles.heads(rest, then.span if then else None, mark.value):
                self._chapter(mark, rest.text, english_headings.digit_depth(self.open), rest)
                return True
            if (self._short(rest) or sections.paired(mark, rest, self.titles)) and (
                line.depth or mark.style in ("hanzi", "hanzi_paren", "step") or self.titles.family(rest.text)
            ):
                leads = sections.leads_cases(rest)
                head = rest.cut(0, leads) if leads else rest
                self._chapter(mark, head.text, line.depth or self._sibling_depth(mark.style), head)
                if leads:
                    self._add("text", "", rest.cut(leads + 1), None)
                return True
            return False
        if not self.made.parts and _DOCUMENT.fullmatch(plain):
            return False
        if len(self.made.parts) in (1, 2) and not self.open and _TITLE_BELOW.fullmatch(plain):
            return False
        chapters = [p for p in self.open if p.kind == "chapter"]
        if sections.ends_conditions(line.span, then, chapters):
            label = line.span.cut(0, len(line.span.plain.rstrip(":。")))
            self._chapter(Mark("", "", 0, 0), label.text, chapters[-1].depth, label)
            return True
        if begins := sections.starts_level(line.span, then):
            self._bare(replace(line, span=line.span.cut(begins, len(plain.rstrip(";:。")))), then)
            return True
        ends = english_title(line.span.text) or sections.annex_number(plain)  # what a table's row does not go on with
        row = bool(self.made.parts) and self.made.parts[-1].kind == "row" and not ends
        again = english_headings.again(line.span.text, chapters) and then is not None
        again = again or (self.capitals and then is not None and english_headings.over(line.span.text, then.span.text))
        if line.depth or (
            not row and (again or self.titles.bare(line.span, then.span if then else None, self.numbered))
        ):
            self._bare(line, then)
            return True
        return False

    def _numbered(self, mark: Mark, rest: Span, following: Span | None) -> bool:
        """A chapter under its number, with what was glued to its title; False where the number counts something."""
        if not rest or not sections.no_quantity(mark, rest):
            return False
        at = sections.title_glued(rest.plain, self.titles) or sections.title_spaced(rest, self.titles)
        pieces = split(rest.cut(at), following)
        head = rest.cut(0, at) if at else pieces.pop(0)[1]
        self._chapter(mark, self.titles.title(head, sections.MOST_TITLE), self._depth(mark), head)
        for inner, span in pieces:
            if inner and span:
                self._item(inner, span)
            elif span:
                self._add("text", "", span, None)
        return True

    @staticmethod
    def _short(span: Span) -> bool:
        return 0 < len(span.text) <= sections.MOST_TITLE and not any(stop in span.text for stop in sections.STOPS)

    def _depth(self, mark: Mark) -> int:
        if mark.style == "chapter":
            return {"编": 1, "章": 1, "节": 2, "条": 3}.get(mark.number[-1], 1)
        return mark.levels

    def _sibling_depth(self, style: Style) -> int:
        """As deep as the open chapter of its style; else below the open chapter, at the top if there is none."""
        for part in self.open:
            if part.style == style and part.kind == "chapter":
                return part.depth
        annexed = self.region == "annex" and self.open[:1] and self.open[0].role == "annex"
        inner = [p for p in self.open if p.kind == "chapter" and (annexed or p.style) and p.style != style]
        if style == "hanzi_paren" and len(inner) > 1 and (inner[-2].style, inner[-1].style) == ("hanzi", "digit"):
            return inner[-1].depth  # `（一）Ⅲ级响应措施` behind `3.Ⅰ级响应`, below `五、应急响应`
        return inner[-1].depth + 1 if inner else 1

    def _bare(self, line: Line, then: Line | None) -> None:
        """A heading without a number: as deep as the file or the vocabulary says, or as its neighbours are."""
        span = line.span.cut(0, len(line.span.plain.rstrip(":")))
        english = english_title(line.span.text)
        title = line.span.text if english else self.titles.title(line.span, sections.MOST_TITLE)
        chapters = [p for p in self.open if p.kind == "chapter"]
        level = english and any(p.role == "conditions" for p in chapters)  # a title below `Activation levels`
        outer = [] if level else self._outermost(chapters)
        depth = line.depth or self.titles.depth(title)
        depth = depth or (english and english_headings.below_level(title, chapters, self.titles)) or 0
        depth = depth or sections.left_for(outer, title, self.titles)
        if not depth and english:
            depth = english_headings.depth_of(title, chapters, self.made.parts[-1:], self.titles)
            depth = english_headings.capital_depth(title, depth, chapters) if self.capitals else depth
        elif not depth and chapters:
            family = self.titles.family(title)
            same = [p for p in chapters if family and self.titles.family(p.title) == family]
            last = self.made.parts[-1]
            depth = same[0].depth if same else chapters[-1].depth + (last.kind == "chapter" and last.style == "")
            if not same and sections.beside(last, chapters[-1], then):
                depth = chapters[-1].depth
            elif not same and (chapters[-1].style or family or self.titles.depth(chapters[-1].title)):
                depth = chapters[-1].depth + 1
            elif not same and self.titles.family(chapters[-1].title) and last.kind != "chapter":
                depth = max(1, chapters[-1].depth - (self.titles.role(title) is None))
        self._chapter(Mark("", "", 0, 0), title, min(depth or 1, 9), line.span if english else span)

    def _outermost(self, chapters: Sequence[Part]) -> Sequence[Part]:
        """The outermost chapter that is open; where `一、…` stands below a title without number, that title."""
        first = chapters[:1]
        if not first or first[0].style != "hanzi":
            return first
        before = (p for p in reversed(self.made.parts[: first[0].index]) if p.kind == "chapter")
        return [p for p in [next((p for p in before if p.style != "hanzi"), None)] if p and p.style == ""]

    def _chapter(self, mark: Mark, title: str, depth: int, span: Span) -> None:
        while self.open and (self.open[-1].kind != "chapter" or self.open[-1].depth >= depth):
            self.open.pop()
        self.open.append(self._add("chapter", title, span, mark, depth=depth))

    def _titles_section(self, mark: Mark, span: Span) -> bool:
        """`（三）成员单位职责。` alone in its line heads what follows, for all its full stop."""
        text = span.text
        if mark.style not in ("hanzi", "hanzi_paren") or not text.endswith("。") or sections.ORDERS.search(text):
            return False
        if ":" in span.plain:
            return False
        last = self.made.parts[-1] if self.made.parts else None
        if last and last.kind == "item" and last.style == mark.style and last.span.plain.endswith(";"):
            return False  # the last of a list
        return self._short(span.cut(0, len(text) - 1)) and self.titles.role(text[:-1]) is not None

    def _beside_level(self, mark: Mark, title: str) -> bool:
        """Whether `2.Ⅱ级响应。在…` stands beside the chapter `1.Ⅲ级响应`, and is one itself."""
        family = self.titles.family(title) if title else ""
        return bool(family) and any(
            p.kind == "chapter" and p.style == mark.style and self.titles.family(p.title) == family for p in self.open
        )

    def _item(self, mark: Mark, span: Span) -> None:
        at = next((i for i, p in enumerate(self.open) if p.style == mark.style and self._precedes(p, mark)), None)
        goes_on = [
            i
            for i, p in enumerate(self.open)
            if p.kind == "item" and (p.style, p.value + 1) == (mark.style, mark.value)
        ]
        if goes_on:
            at = goes_on[-1]  # item 4 behind item 3, below chapter 3 of the same style
        at = self._goes_on_above(mark) if at is None else at
        if at is not None:
            del self.open[at:]
        self.open.append(self._add("item", self.titles.title(span, 20), span, mark))

    def _goes_on_above(self, mark: Mark) -> int | None:
        """Where an item goes on with those of an outer chapter, behind sections that followed the last of them:
        `（三）扩大响应。…` behind `（二）分级响应。…` and its `1.Ⅳ级响应`, `2.Ⅲ级响应`."""
        for at, part in enumerate(self.open):
            below = [p for p in self.made.children(part) if p.kind == "item" and p.style == mark.style]
            if below and below[-1].value + 1 == mark.value:
                return at + 1
        return None

    @staticmethod
    def _heads_section(parent: Part, mark: Mark) -> bool:
        """Whether `（三）信息报送。各单位…` below `四、应急响应` is a section with its title, and no item of a list."""
        return mark.style == "hanzi_paren" and parent.kind == "chapter" and parent.style in ("hanzi", "chapter")

    @staticmethod
    def _precedes(part: Part, mark: Mark) -> bool:
        """Whether an open part is what an item follows: an item of its style, or a chapter that it goes on from."""
        if mark.style == "letter" and part.number.strip("(")[:1].isupper() != mark.number.strip("(")[:1].isupper():
            return False  # `a.` stands below `A.`
        return part.kind == "item" or (mark.style != "decimal" and part.value + 1 == mark.value)

    def _add(
        self, kind: PartKind, title: str, span: Span, mark: Mark | None, *, depth: int = 0, table: int | None = None
    ) -> Part:
        parent = self.open[-1] if self.open else None
        if kind in ("text", "row"):
            parent = self._holder()
        role = parent.role if parent else "other"
        if self.filed and self.region == "front" and kind != "chapter" and english_headings.begins(span.text):
            self.region = "body"
        if kind == "item" and title and parent and mark:
            ends = self.titles.role(title) == "termination"
            role = "termination" if ends else self._role(title, role) if self._heads_section(parent, mark) else role
        if kind == "chapter":
            told = self._role(title, role, mark if mark and mark.style else None)
            among = parent is not None and sections.among_measures(parent, mark, told)
            role = role if among else told
            if english_headings.latin(title):
                role = self._english_role(title, role)
                again = titled_again(span.text)  # `4.2 Police. The Police:`, a body's own chapter
                role = "response" if parent and not again and self._of_post(title, parent) else role
            self._enter(role, depth, mark, title)
            role = "other" if role == "other_plan" and self.region in ("front", "body") else role
        mark = mark or Mark("", "", 0, 0)
        depth = depth or (parent.depth + 1 if parent else 1)
        at = parent.index if parent else None
        part = Part(
            len(self.made.parts), at, kind, mark.style, mark.number, mark.value,
            title, depth, span, role, self.region, table,
        )  # fmt: skip
        self.made.parts.append(part)
        self.referred.update(sections.referred(span.plain) if self.region == "body" and kind != "row" else ())
        self.made.below.setdefault(at, []).append(part.index)
        return part

    def _role(self, title: str, above: str, mark: Mark | None = None) -> str:
        """What a chapter is about; the level of a warning below a response heads the measures of that level."""
        own = self.titles.role(title, above) or (sections.of_hazard(title, above) if mark else above)
        if above in ("response", "procedure", "reporting") and names_post(title):
            return above
        if above == "organisation" and (_BODY.search(title) or names_post(title)):
            return above
        if above in ("general", "other") and names_post(title):
            return "organisation"
        return above if own == "warning" and above == "response" and self.titles.family(title) else own

    def _english_role(self, title: str, role: str) -> str:
        """The first heading of an English text is the plan's title, and says nothing of what stands below it; behind
        that of a file the body begins. In a text without styles only `Emergency preparedness plan` must not be taken
        for a chapter on preparation."""
        first = all(part.kind != "chapter" for part in self.made.parts)
        if first and english_headings.names_plan(title) and (self.filed or role == "preparation"):
            self.region = self.region if self.filed else "body"
            return "other"
        if not first and self.filed and self.region == "front" and role not in ("front", "annex"):
            self.region = "body"
        return role

    def _of_post(self, title: str, parent: Part) -> bool:
        """Whether a chapter below the chapter that a post has for itself tells what the post does, not who it is."""
        return parent.depth == 1 and names_post(parent.title) and not (names_post(title) or self.titles.role(title))

    def _enter(self, role: str, depth: int, mark: Mark | None, title: str) -> None:
        """Goes on to the next region at the chapter that begins it; a region once left does not come back."""
        numbered = mark is not None and mark.style in ("decimal", "chapter")
        if role == "other_plan" and self.region != "other_plan":
            chapters = sum(part.kind == "chapter" for part in self.made.parts)
            if depth == 1 and chapters > MOST_FRONT and (mark is None or mark.style != "decimal"):
                self.region = "other_plan"
            elif self.region == "front":
                self.region = "body"
        elif role == "annex" and depth == 1 and self.region != "front":
            self.region = "body" if sections.annex_number(title) in self.referred else "annex"
        elif self.region == "front" and (
            numbered
            or self.titles.role(title) == "other"
            or names_number(title)
            or role not in ("front", "other", "management", "annex")
        ):
            self.region = "body"

    def _holder(self) -> Part | None:
        """What a paragraph without a number stands below: the last item that is a heading, else the chapter."""
        while self.open and self.open[-1].kind == "item" and not self._item_heads(self.open[-1]):
            self.open.pop()
        return self.open[-1] if self.open else None

    def _item_heads(self, part: Part) -> bool:
        text = part.span.text
        if (part.style == "dash" or self.filed) and english_headings.latin(text):  # heads nothing without its colon
            return text[-1:] == ":"
        return (len(text) <= 24 and text[-1:] not in "。；;，") or text[-1:] in "：:"
