"""What a plan is: title, kind, who issued it and when, its number, who draws it up, approves and interprets it."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction import covers, english_metadata
from watchroom.plans.extraction.deadlines import chinese
from watchroom.plans.extraction.found import Metadata, Place
from watchroom.plans.extraction.kind_of_plan import OWNERS, Kind, Seen, owner_of
from watchroom.plans.extraction.parts import Part

_TITLE_EN = re.compile(r"([A-Z][^.;:]{4,80}(?:Plan|Procedure)s?)(?:\s\(.*\))?")
_ISSUING = re.compile(r"^(.{2,30}?)(?:关于(?:印发|发布|公布)|文件$|(?:印发|发布|公布)《[^《》]{4,44}预案》)")
_ISSUED_TITLE = re.compile(r"关于(?:印发|发布|公布)《?([^《》]{4,44}?预案)(?:\([^()]*\))?》?的?通知?")
_NEWS_TITLE = re.compile(
    r"[^,;。《》]{2,30}?(?:印发|发布|公布)《([^《》]{4,44}预案)》"
)  # the headline over a plan in the news
_YEAR = r"(?P<year>[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})"
_ONE = r"(?:\d{1,2}|[一二三]?十?[一二三四五六七八九]|[一二三]?十)"
_DATE = re.compile(rf"{_YEAR} ?年 ?(?P<month>{_ONE}) ?月(?: ?(?P<day>{_ONE}) ?日)?")
_PRINTED = re.compile(
    rf"(?P<who>[\u4e00-\u9fff]{{4,30}}?) ?{_DATE.pattern} ?印发"
)  # the last line of an official paper
_DATED = re.compile(
    rf"(?:报告|编制|发布|印发|颁布|制定|签发|批准)?(?:日期|时间):{_YEAR} ?[年./-] ?(?P<month>{_ONE})(?: ?[月./-] ?(?P<day>{_ONE}) ?日?|月)?$"
)  # `发布日期:2025-11-05`, a line of the front
_PUBLISHED = re.compile(
    rf"{_DATE.pattern} ?(?:发布|印发|颁布|批准)[ ,]*[12]\d{{3}} ?年[^,;。]{{2,10}}日 ?(?:起)?(?:正式)?(?:实施|施行)"
)
# `文件编号:HX/YJ-03`, which a line of the cover may keep before the name of the house.
_NUMBERED = re.compile(r"^(?:[^:,;。]{0,12}(?:编号|版本号|版次|版本):[ A-Za-z0-9./_-]{1,40}(?=[^ A-Za-z0-9./_-])){1,3}")
_SIGNATURE = re.compile(
    r"[^,;。]{0,12}(?:负责人|总经理|董事长|批准人|签发人|法定代表人|厂长|矿长|校长|院长)[^,;。]{0,6}(?:签[字名发章])?[)]?:"
)
_LABELLED = re.compile(r"(?:主办|编制|发布|颁布|制定|编写)(?:单位|部门|机构):([^,;。:()\d]{2,30})$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}(?:字)?[〔\[(](?:19|20)\d\d[〕\])](?:第)?\d{1,4}号")
_NUMBER_AHEAD = re.compile(rf"^{_NUMBER.pattern} ?")  # on the line of the letter head below it
_DRAWN = re.compile(r"预案由([^,;。]{2,30}?)(?:负责|牵头|会同[^,;。]{2,20})?(?:组织)?(?:制定|编制|制订|起草|修订)")
_DRAWS = re.compile(
    r"(?:^|[,;。])(?!本预案)([^,;。]{2,30}?)负责(?:组织)?(?:本预案|预案)的?(?:编制|制定|制订|起草|修订|解释)"
)
_KEPT = re.compile(r"预案由([^,;。]{2,30}?)(?:负责)?(?:管理(?![部处科局委室站所中人])|解释)")
_ROOM = re.compile("(?:部|处|科|室|中心|组|办)$")  # a part of a house that plans for itself
_GENERAL = re.compile("[各有相]关?(?:部门|单位|级|地)")
_INTERPRETED = re.compile(r"由([^,;。]{2,30}?)(?:负责)?解释|与解释")
_APPROVED = re.compile(r"报([^,;。]{2,20}?)(?:审批|批准)")
_EFFECTIVE = re.compile(r"自[^,;。]{2,14}?(?:之日)?起(?:正式)?(?:开始)?(?:施行|实施|生效|执行)")
_REVIEW = re.compile(
    r"每([一二两三四五1-5]?)年(?:至少)?(?:组织)?(?:进行)?(?:一次)?(?:修订|评估|评审|更新)|每([一二两三四五1-5])年[^,;。]{0,8}(?:修订|评估)"
)
_DRILL = re.compile(
    r"每(?P<every>半年|季度|[一二两三四五1-5]?年|月)[^,;。]{0,12}?(?:演练|演习)|(?P<many>[一二两三四五1-5])年[^,;。]{0,6}一次[^,;。]{0,6}演练"
)


class Heading(Kind):
    """Reads what the front and the last chapters say of the plan itself."""

    def find(self, *, above: bool | None = None, below: bool | None = None) -> Metadata:
        title = self._title()
        name = title.value if title else ""
        issuer, date, number = self._issuer(name), self._date(name), self._doc_no()
        kind = self._kind(title.value if title else "", issuer.value if issuer else None)
        if self.reading.language == "en":
            title, issuer, date, kind = self._english(title, date)
        level = self._admin_level(title.value if title else "", kind)
        if title and issuer is None and level == "enterprise" and (owner := owner_of(title.value)):
            issuer = Seen(owner, title.place)
        first = self.reading.outline.parts[0].span.place() if self.reading.outline.parts else Place(start=0, end=0)
        seen = [s.place for s in (title, issuer, date, number) if s]
        return Metadata.model_validate(
            {
                "id": "plan",
                "places": seen or [first],
                "rule": "front",
                "doubts": self._kind_guessed(title, kind),
                "title": title and title.value,
                "plan_type": kind,
                "issuer": issuer and issuer.value,
                "issued_date": date and date.value,
                "doc_no": number and number.value,
                "effective": self._said(_EFFECTIVE, 0),
                "drafted_by": self._said(_DRAWN, 1),
                "approved_by": self._said(_APPROVED, 1),
                "interpreter": self._said(_INTERPRETED, 1),
                "admin_level": level,
                "jurisdiction": self._jurisdiction(title.value if title else "", level),
                "event_types": self._event_types(),
                "review_every_months": self._review(),
                "drill_every_months": self._drills(),
                "above_inclusive": above,
                "below_inclusive": below,
            }
        )

    # Front

    def _english(
        self, title: Seen | None, date: Seen | None
    ) -> tuple[Seen | None, Seen | None, Seen | None, str | None]:
        """Title, issuer, date and kind of an English plan."""
        parts = self.reading.outline.parts[: covers.MOST_FRONT]
        named = english_metadata.title(parts)
        title = Seen(named[0], named[1].span.place()) if named else title
        by = english_metadata.issuer(parts, title.value if title else "")
        told = english_metadata.issued(parts)
        return (
            title,
            Seen(by[0], by[1].span.place()) if by else None,
            Seen(told[0], told[1].span.place()) if told else date,
            english_metadata.kind(title.value, self.reading.outline.parts) if title else None,
        )

    def _title(self) -> Seen | None:
        """The line that is the title; else what a notice says it issues; else the heading that names a plan."""
        for part in self.front:
            plain = part.span.plain.strip()
            if covers.END_OF_TITLE.fullmatch(plain) and (spread := self._spread(part, plain)):
                return spread
            if (match := covers.TITLE.fullmatch(plain)) and not re.match("关于|应急预案(?:$|[编管])", plain):
                return Seen(self._with_line_before(part, match[1]), part.span.place())
        for part in self.front:
            plain = part.span.plain
            if re.match("关于(?:印发|发布|公布)", plain) and "预案" not in plain:  # goes on in the next line
                plain += self._next_to(part, 1)
            if match := _ISSUED_TITLE.search(plain) or _NEWS_TITLE.match(plain):
                return Seen(match[1], part.span.place())
        for part in self.reading.outline.parts[: covers.MOST_FRONT]:
            text = part.title if part.kind == "chapter" else part.span.plain.strip()
            for pattern in (covers.TITLE, _TITLE_EN):
                if len(text) > 6 and (match := pattern.fullmatch(text)):
                    return Seen(self._with_line_before(part, match[1]), part.span.place())
        return None

    def _spread(self, part: Part, end: str) -> Seen | None:
        """A title whose last line says only what kind of paper it is: `桥梁垮塌事故` and `应急预案`."""
        before = self._next_to(part, -1)
        if not re.fullmatch(r"(?!关于|第|目 ?录)[^,;。:《》]{4,30}(?<![日号页章])", before) or before.endswith("通知"):
            return None
        above = self.reading.outline.parts[part.index - 1]
        return Seen(
            self._with_line_before(above, before + end),
            Place(start=above.span.place().start, end=part.span.place().end),
        )

    def _next_to(self, part: Part, step: int) -> str:
        """The line before a part, or the one behind it; nothing where there is none."""
        at, parts = part.index + step, self.reading.outline.parts
        return parts[at].span.plain.strip() if 0 <= at < len(parts) else ""

    def _with_line_before(self, part: Part, title: str) -> str:
        """A title that begins on the line before: `某某市` and `防汛应急预案`."""
        before = _NUMBERED.sub("", self._next_to(part, -1))
        place = len(title) <= 12 and re.fullmatch(r"[^,;。:\d]{2,8}[省市县区州镇乡]", before)
        owner = len(title) <= 24 and re.fullmatch(rf"[^,;。:《》]{{2,26}}(?:{OWNERS})", before)
        event = len(title) <= 24 and re.fullmatch(rf"(?!关于)[^,;。:《》]{{4,26}}(?:{covers.EVENTS})", before)
        works = event or (len(title) <= 28 and covers.WORKS.fullmatch(before))
        own = any(title.startswith(word) or word in title[:12] for word in self.words["enterprise"])
        own = own or covers.OWN_PLACE.match(title) is not None
        return before + title if place or ((owner or works) and not own) else title

    def _issuer(self, title: str) -> Seen | None:
        for part in self.front:
            match = _ISSUING.search(_NUMBER_AHEAD.sub("", part.span.plain.strip()))
            if match and self.names.whole(match[1]):
                return Seen(match[1], part.span.place())
        for part in self.front:
            plain = part.span.plain.strip(" ()")
            words = _NUMBER_AHEAD.sub("", _DATE.split(plain)[0].strip())
            dated = _DATE.search(plain) or self._date_after(part)
            if 2 < len(words) <= 30 and words != title and dated and self._is_body(words, title):
                return Seen(words, part.span.place())
        if signed := self._signature(title):
            return signed
        house = (owner_of(title) or "") if self._of_enterprise(title) or self._of_institution(title) else ""
        for part in self.front:
            if (match := _LABELLED.match(part.span.plain.strip())) and not (house and _ROOM.search(match[1])):
                return Seen(match[1], part.span.place())
        for pattern in (_DRAWN, _DRAWS, _KEPT):
            for part in self.last:
                match = pattern.search(part.span.plain)
                if match and house and _ROOM.search(match[1]):
                    continue  # `场馆部负责编制`: who draws it up for the house that issues it
                if match and (pattern is not _KEPT or "管理" in match.group()) and not _GENERAL.match(match[1]):
                    return Seen(match[1], part.span.place())
        return None

    def _signature(self, title: str) -> Seen | None:
        """A body alone in its line with a date in the next, at the end of the plan or before its annexes."""
        parts = self.reading.outline.parts
        for part in reversed(parts[covers.MOST_FRONT :] or parts[len(parts) // 2 :]):
            plain = part.span.plain.strip()
            dated = self._date_after(part) if 2 < len(plain) <= 30 and part.kind in ("text", "chapter") else None
            if dated and dated.end() + 2 >= len(dated.string.strip()) and self._is_body(plain, title):
                return Seen(plain, part.span.place())
        return None

    def _is_body(self, words: str, title: str) -> bool:
        own = self.names.whole(words) or covers.SIGNS.fullmatch(words)
        return bool(own) or (len(words) >= 3 and title.startswith(words))

    def _date_after(self, part: Part) -> re.Match[str] | None:
        then = self.reading.outline.parts[part.index + 1 : part.index + 2]
        return _DATE.match(then[0].span.plain.strip()) if then else None

    def _date(self, title: str) -> Seen | None:
        """The date of signing; a cover's month gives way to the day of that month that stands alone on a page before the plan."""
        dated = self._signed_on() or self._dated(title)
        if dated is None or len(dated.value) != len("2024-03"):
            return dated
        days = ((_DATE.fullmatch(part.span.plain.strip()), part) for part in self.front)
        told = (Seen(_iso(day), part.span.place()) for day, part in days if day)
        return next((one for one in told if one.value.startswith(f"{dated.value}-")), dated)

    def _signed_on(self) -> Seen | None:
        """The day below a signature on the page by which a house puts its plan in force."""
        for part in self.front:
            day = _DATE.fullmatch(part.span.plain.strip()) if _SIGNATURE.match(self._next_to(part, -1)) else None
            if day and day["day"]:
                return Seen(_iso(day), part.span.place())
        return None

    def _dated(self, title: str) -> Seen | None:
        """A line that is or ends in a date, before the plan begins or after it ends."""
        for part in self.front:
            plain = part.span.plain.strip()
            if labelled := _DATED.match(plain) or _PUBLISHED.fullmatch(plain):
                return Seen(_iso(labelled), part.span.place())
        for part in self.front:
            plain = part.span.plain.strip(" ()")
            match = next(iter([*_DATE.finditer(plain)][-1:]), None)
            if (
                match
                and (plain[match.end() :].strip() in ("", "印发", "发布") or match.start() == 0)
                and len(plain) <= 44
                and "废止" not in plain  # of the plan before it
            ):
                return Seen(_iso(match), part.span.place())
        for part in reversed(self.reading.outline.parts[-covers.MOST_FRONT :]):
            plain = part.span.plain.strip(" ()")
            before = self.reading.outline.parts[part.index - 1].span.plain.strip() if part.index else ""
            printed = _PRINTED.fullmatch(plain)
            if printed and self._is_body(printed["who"].strip(), title):
                return Seen(_iso(printed), part.span.place())
            match = _DATE.match(plain)
            if match and plain[match.end() :].strip() in ("", "印发") and self._is_body(before, title):
                return Seen(_iso(match), part.span.place())
        return None

    def _doc_no(self) -> Seen | None:
        for part in self.front:
            plain = part.span.plain.strip()
            if len(plain) <= 40 and (match := _NUMBER.search(plain)):
                return Seen(part.span.text.strip()[match.start() : match.end()], part.span.place())
        return None

    # What the text says

    def _event_types(self) -> list[str]:
        for part in self.reading.body:
            if part.role == "general" and "、" in part.span.plain and re.search("范围|所称|适用", part.span.plain):
                words = re.split("[、,及和]|等", part.span.plain)
                found = [h for w in words for h in [_hazard(w, self.words["hazard"])] if h]
                if len(found) > 1:
                    return list(dict.fromkeys(found))
        return []

    def _review(self) -> int | None:
        for part in self.last:
            if match := _REVIEW.search(part.span.plain):
                return 12 * _count(match[1] or match[2])
        return None

    def _drills(self) -> int | None:
        for part in self.reading.outline.parts:
            if "演" in part.span.plain and (match := _DRILL.search(part.span.plain)):
                every = match["every"] or f"{match['many']}年"
                fixed = {"半年": 6, "季度": 3, "月": 1}
                return fixed.get(every) or 12 * _count(every.rstrip("年"))
        return None


def _hazard(words: str, known: Sequence[str]) -> str | None:
    ends = [h for h in known if words.endswith(h) or words.startswith(h)]
    return max(ends, key=len) if ends else None


def _count(word: str | None) -> int:
    return int(chinese(word)) if word else 1


def _iso(match: re.Match[str]) -> str:
    digits = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
    year = "".join(digits.get(c, c) for c in match["year"])
    parts = [year, f"{int(chinese(match['month'])):02}"]
    if match["day"]:
        parts.append(f"{_day(match['day']):02}")
    return "-".join(parts)


def _day(word: str) -> int:
    return int(chinese(word))
