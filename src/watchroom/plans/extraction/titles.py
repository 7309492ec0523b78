"""What the titles of chapters say: the role of a chapter, and whether a line without a number is a title at all."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.english_acronyms import explained
from watchroom.plans.extraction.english_phrases import WITH_SOMEBODY
from watchroom.plans.extraction.spans import Span
from watchroom.plans.extraction.vocabulary import Entry

MOST_BARE = 20
MOST_UNKNOWN = 14  # characters of a title that the vocabulary does not know
_LEVEL = re.compile(r"(?:[ⅠⅡⅢⅣⅤIVXNl一二三四五]{1,4} ?|关注)级|[红橙黄蓝]色(?:预警|响应)")
# A level alone in its line, before what is said of it: `一级响应（红色）：`.
MARK_ALONE = re.compile(
    r"特别严重|严重|较重|特别重大|重大|较大|一般|[红橙黄蓝]色"
)  # a cell of a table that lost its frame
_LEVEL_LABEL = re.compile(
    r"(?:[ⅠⅡⅢⅣⅤIVX一二三四五]{1,4} ?级|[红橙黄蓝]色)(?:[（(][^（()）]{1,10}[)）])?(?:应急)?(?:响应|预警)(?:[（(][^（()）]{1,12}[)）])?[：:]"
)
# A label of measures alone in its line: `响应行动如下：`.
MEASURES_LABEL = re.compile(
    r"(?:应急|响应|防御|应对|处置|主要|防范|工作|预警|采取的?){0,3}(?:措施|行动|任务|指引|指南)(?:如下)?[:：。]?"
)
_BRACKETED = re.compile(r"[（(][^（()）]{1,12}[)）]")
_ASIDE = re.compile(r"(?<=[A-Za-z]) \([a-z][^()]{11,90}\)$")  # `Call cascade (all levels report at once)`
_BARE = re.compile(r"[\w\u4e00-\u9fff（）()、《》“”/ ⅠⅡⅢⅣⅤ-]+")
_ANNEX = re.compile(r"附 ?[件录] ?(?:[\dA-Z一二三四五六七八九十]{1,2}|[：:]|$)")
_TABLE = re.compile(r"[表图] ?\d")
_ENDS = re.compile(r"[。；;]|(?<!\d)[：:]|[：:](?!\d\d)")  # but not within `6:00`
_WORK = ("工作", "措施", "程序", "办法", "要求", "架构", "流程", "步骤", "方法", "事项", "任务", "分工")
_JOINED = re.compile("[与和及、]")
_FIRST = re.compile(r"\(?[1一](?:[、)]|\.(?! ?\d))|①")  # the first item of a list


# A line of an English text that may be a title: short, begins with a capital letter or a number, has no stop at its end.
_ENGLISH = re.compile(r"(?:§ ?\d{1,2}|(?:§ ?\d{1,2} )?[A-Z][A-Za-z0-9 ,&/'’()—–:|-]*[A-Za-z0-9)])")
_NO_TITLE = re.compile(
    r"(?:Department|Author|Owner|Agency|Organi[sz]ation|Company|Contact|Location|Address|Plan owner|Document owner|Prepared by|Approved by|Reviewed by|Status|Classification|Jurisdiction|Version): ?\S|(?:Table|Figure|Fig|Note|Source|Tel|Phone|Date|Revision \d|Version \d|(?:Issued|Prepared|Approved|Adopted) (?:by|on)|Effective)\b|(?:Primary|Lead|Support(?:ing)?|Coordinating|Cooperating) (?:Agenc(?:y|ies)|Departments?|Organi[sz]ations?): ?\S|[^:]*:[^:]{40,}|.{0,60}\b\d{3}[ -]\d{4}\b"
)
_SECTION = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,2}\.? (?=[A-Z])")  # the number of a section below it: `4.1 On standby`
_FUNCTION = re.compile(r"(?:ESF|Emergency Support Function) ?[-#]? ?\d{1,2}\b(?: ?[:–—-] ?[A-Z]|$)")
_POST = re.compile(r"(?:Head|Director|Chief|Deputy|Manager|Officer|Leader|Coordinator)\b")  # one of a list of posts
_ENGLISH_LEVEL = re.compile(
    r"\b(?:(?:de)?activation$|monitoring|watch|alert|warning|level|standby|on-call|readiness)\b", re.IGNORECASE
)
_LISTED = re.compile(r"[-•*●▪☐□✓✔○◦➢] ?\S|\(?(?:\d{1,2}|a)[.)] ")
_SAID = re.compile(r"(?=[^ .:]+(?: [^ ]+){3})[A-Z].*[.!](?: [A-Z].*)?")  # a sentence
_POSTS = re.compile(
    r"(?:[A-Z][\w&/’'-]*(?: (?:of|for|and|&|on|in|the) | ))*"
    r"(?:Managers?|Officers?|Directors?|Coordinators?|Leaders?|Leads?|Chiefs?|Supervisors?|Wardens?|Commanders?|Captains?|Teams?|Staff|Nurses?|Carers?|Engineers?|Operators?|Presidents?|Principals?|Teachers?|Marshals?|Medics?|Guards?|Crew|Liaisons?|Technicians?|Deputy|Administrators?|Assistants?|Dispatchers?|Receptionists?|Caretakers?)"
    r"(?: (?:on|in) (?:[Dd]uty|[Cc]all|[Cc]harge))?(?: \([A-Z]{2,6}\))?"
)
_BEHIND = re.compile(r" \([^()]{12,120}\)$")  # who a post is: `Gate Keeper (the miller, or who stands in for him)`
MOST_WORDS = 7  # of a title in small letters above a label
MOST_ENGLISH = 72
LONG_ENGLISH = 60  # characters of a paragraph below a title


def english_title(text: str) -> bool:
    """Whether a line looks like a title of an English text, as far as it can be told from the line alone."""
    bare = _BEHIND.sub("", text)
    bare = bare if bare != text and names_post(bare) else text
    return (
        len(bare) <= MOST_ENGLISH
        and len(bare.split()) <= 10
        and _ENGLISH.fullmatch(text) is not None
        and _NO_TITLE.match(text) is None
        and explained(text) is None
    )


# `Site Manager. The Site Manager:`, `Crisis Team (CT). The CT decides …`: a title that the sentence behind it says again.
_SAID_AGAIN = re.compile(
    r"(?P<title>[A-Z][\w&’'/-]*(?: [\w&’'/-]+){0,6}?)(?: \((?P<short>[A-Z]{2,8})\))?\. (?:The )?(?P<again>[A-Z][^.:;]{1,60})"
)


def titled_again(text: str) -> str:
    """The title with which a numbered paragraph begins, where the sentence behind it says it again; empty where none does."""
    found = _SAID_AGAIN.match(text)
    again = found and re.match(rf"(?:{re.escape(found['title'])}|{found['short'] or '(?!)'})\b", found["again"])
    return text[: found.end("title") + (len(found["short"]) + 3 if found["short"] else 0)] if found and again else ""


def names_stage(text: str) -> bool:
    """Whether a line is the number of a level and its name: `Stage 2: Evacuation`."""
    level = re.match(r"(?:[A-Z]\w+ )?(?:Level|Stage|Phase|Tier|Condition|Category) (?:\d|[IV]{1,3}): ?[A-Z]", text)
    return level is not None and english_title(text)


def names_level(title: str) -> bool:
    """Whether an English title may name a level of activation below a chapter on levels."""
    return _ENGLISH_LEVEL.search(title) is not None


def names_post(title: str) -> bool:
    """Whether an English title names a post or a team by its last word."""
    named = len(title.split()) <= 7 and _POSTS.fullmatch(title) is not None
    return named and WITH_SOMEBODY.match(title) is None


def names_place(title: str) -> bool:
    """Whether a line is the name of whoever owns the plan, or of the plan itself, on the first page."""
    return (
        re.search(
            r"\b(?:Plan|PLAN|Procedure|PROCEDURE|County|City|Ltd|LTD|Inc|University|College|School|Hospital)$", title
        )
        is not None
    )


# `LEVEL 2 – WIDE AREA (Silver)`, the number of a level and what it is called.
_LEVEL_NAMED = re.compile(
    r"(?:[A-Z]\w+ )?(?i:Level|Stage|Phase|Tier|Condition|Category) (?:\d|[IV]{1,3})(?: ?[:–—-] ?|: | \()[A-Z]"
)


_LEVEL_ALONE = re.compile(r"(?i:Level|Stage|Phase|Tier) (?:\d|[IV]{1,3})")
_IN_BRACKETS = re.compile(r"\([^()]{3,40}\)")
# What a level is called in the line below its number, and no label of what it tells.
_CALLED = re.compile(
    r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,2} (?:Activation|Monitoring|Operations|Readiness|Response|Alert|Emergency|Watch|Standby|Conditions?|Warning)"
)


def named_below(text: str, then: str) -> bool:
    """Whether a line is the number of a level alone, and the next its name: `Level 2` over `Partial Activation`."""
    return _LEVEL_ALONE.fullmatch(text) is not None and _CALLED.fullmatch(then) is not None


def names_number(title: str) -> bool:
    """Whether an English title names a level by its number."""
    return re.match(r"(?:\w+ ){0,2}Level \d\b", title) is not None


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _english_words(words: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern of the English words of an entry, each also in its plural."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})s?\b") if words else None


class Titles:
    """The table `chapters` of the vocabulary, applied."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.seen: dict[str, Entry | None] = {}
        self.english = [_english_words(entry.get("en", ())) for entry in entries]
        self.known = {word for e in entries for key in ("whole", "words") for word in e.get(key, ())}

    def entry(self, title: str) -> Entry | None:
        """The first entry that fits a title; a title that comes again is not looked up again."""
        if title not in self.seen:
            self.seen[title] = self._entry(_BRACKETED.sub("", title) if self.family(title) else _ASIDE.sub("", title))
        return self.seen[title]

    def _entry(self, title: str) -> Entry | None:
        short, low = _squeeze(title), title.lower().strip()
        for entry in self.entries:
            if short in entry.get("whole", ()) or short.startswith(tuple(entry.get("starts", ()))):
                return entry
        for entry, english in zip(self.entries, self.english, strict=True):
            if any(word in short for word in entry.get("words", ())) or short.endswith(tuple(entry.get("ends", ()))):
                return entry
            if english and english.search(low):
                return entry
        joined = _JOINED.split(short)  # `扑救与疏散`: each of them is a title of the same entry
        return next((e for e in self.entries if len(joined) > 1 and all(w in e.get("whole", ()) for w in joined)), None)

    def role(self, title: str, above: str = "") -> str | None:
        """The role of a chapter below one of the role `above`; None where the title says none."""
        entry = self.entry(title) if title and len(title) <= (90 if title.isascii() else 60) else None
        return str(entry["role"]) if entry and above not in entry.get("not_below", ()) else None

    def depth(self, title: str) -> int:
        """The depth that a title without number has in the usual outline; 0 where the table says none."""
        short = _squeeze(title)
        entry = self.entry(title)
        if entry is None:
            return 0
        if len(short) > MOST_UNKNOWN and not ("starts" in entry or "ends" in entry):
            return 0
        return int(entry.get("depth", 0))

    def family(self, title: str) -> str:
        """Titles of one family stand side by side: all that name a level."""
        return "level" if _LEVEL.search(title[:8]) else ""

    def title(self, span: Span, most: int) -> str:
        """The title with which a text begins: all of it, or what stands before its first stop if more follows."""
        text = span.text
        if said := titled_again(text):
            return said
        if len(text) <= most and names_stage(text):
            return text
        stop = _ENDS.search(text, 0, most + 1)
        if stop is None:
            return text if len(text) <= most else ""
        head = text[: stop.start()]
        rest = text[stop.end() :].strip() or stop[0] in "：:"
        return head if rest and len(head) <= MOST_BARE and not any(c in head for c in "，,") else ""

    def bare(self, span: Span, then: Span | None, numbered: bool) -> bool:
        """Whether a line without a number is a title: short, without stops, and known or followed by a longer text.

        numbered  whether the chapters of the document have numbers, so that an unknown title is hardly one
        """
        text = span.text
        if english_title(text):
            return self._english(text, then)
        if _LEVEL_LABEL.fullmatch(text):
            return then is not None
        if _ANNEX.match(text) and len(text) <= 2 * MOST_BARE and "。" not in text:
            return True
        if (
            len(text) > MOST_BARE
            or _BARE.fullmatch(text) is None
            or len(_squeeze(text)) < 2
            or text[-1] in "图表"
            or MARK_ALONE.fullmatch(text)
            or _TABLE.match(text)
        ):
            return False
        if self.depth(text) or _squeeze(text) in self.known or self.family(text):
            return True
        if then is None or (numbered and self.role(text) is None):
            return False
        if text.endswith(_WORK) and _FIRST.match(then.plain):
            return True
        return self.role(text) is not None or (
            len(text) <= MOST_UNKNOWN and (len(then.text) >= MOST_BARE or "：" in then.text)
        )

    def heads(self, rest: Span, then: Span | None, value: int = 0) -> bool:
        """Whether `2. Activation levels` heads a chapter of an English text, and is no item of a list. value: its number;
        a list that begins at 1 again stands below it."""
        if not english_title(rest.text) or then is None:
            return False
        if numbered := re.match(r"\(?(\d{1,2})[.)]\s", then.text):
            return int(numbered[1]) == 1 and value > 0
        return self.role(rest.text) is not None or len(then.text) >= LONG_ENGLISH

    def _english(self, text: str, then: Span | None) -> bool:
        """An English title: a long paragraph, a list or a table follows; or it is known, and another title follows."""
        if then is None:
            return False
        if _LEVEL_ALONE.match(text) and _IN_BRACKETS.fullmatch(then.text):
            return True  # `Level 4 Normal Operations` over `(day to day)`
        if _LEVEL_NAMED.match(text) and _LEVEL_NAMED.match(then.text):
            return False  # one of a list of levels
        if len(then.text) >= LONG_ENGLISH or "\t" in then.text or _LISTED.match(then.text):
            return True
        words = text.split()
        worded = len(words) > MOST_WORDS and sum(word[0].islower() for word in words) > MOST_WORDS - 2  # a sentence
        if (then.text.endswith(":") and not worded) or (_SAID.fullmatch(then.text) and not names_place(text)):
            return True
        if _LEVEL_NAMED.match(text) and english_title(then.text) and self.role(then.text) is not None:
            return True
        return (
            text.startswith("§")
            or _FUNCTION.match(text) is not None
            or (
                not _POST.match(text)
                and self.role(text) is not None
                and (english_title(_SECTION.sub("", then.text)) or then.text[-1] in ".:")
            )
        )
