"""What a plan is: title, kind, who issued it and when, its number, who draws it up, approves and interprets it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watchroom.plans.extraction import covers, english_metadata
from watchroom.plans.extraction.deadlines import chinese
from watchroom.plans.extraction.found import Doubt, Metadata, Place
from watchroom.plans.extraction.outline import Part
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.units import Names

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
_LABELLED = re.compile(r"(?:编制|发布|颁布|制定|编写)(?:单位|部门|机构):([^,;。:()\d]{2,30})$")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}(?:字)?[〔\[(](?:19|20)\d\d[〕\])](?:第)?\d{1,4}号")
_NUMBER_AHEAD = re.compile(rf"^{_NUMBER.pattern} ?")  # on the line of the letter head below it
_DRAWN = re.compile(r"预案由([^,;。]{2,30}?)(?:负责|牵头|会同[^,;。]{2,20})?(?:组织)?(?:制定|编制|制订|起草|修订)")
_DRAWS = re.compile(
    r"(?:^|[,;。])(?!本预案)([^,;。]{2,30}?)负责(?:组织)?(?:本预案|预案)的?(?:编制|制定|制订|起草|修订|解释)"
)
_KEPT = re.compile(r"预案由([^,;。]{2,30}?)(?:负责)?(?:管理(?![部处科局委室站所中人])|解释)")
_DEPARTMENT = re.compile("(?:厅|局|委|部|署)$|委员会$|监会$")
_FOR_GOVERNMENT = re.compile("应急|人民政府|指挥部|减灾|^(?:国务院|市委|县委|区委|省委)|应对")
_INSTITUTION = re.compile("学校|中学|小学|大学|学院|幼儿园|中心校|医院|卫生院")
_ITSELF = re.compile("[本我](?:公司|厂|矿|项目部|酒店|集团|店|加油站|商场|景区)")
_PLACED_TITLE = re.compile(r"国家|全国|中国|.{2,8}?[省市县区州镇乡]")
_ONE_KIND = re.compile(
    "灭火|疏散|停电|停水|泄漏|防汛|防台|食物中毒|触电|防恐|反恐|防暴|暴力|极端天气|恶劣天气|群体性|交通事故|电梯|断电|溺水"
    "|流感|传染病|疫情|校车|起重|塔吊|脚手架|深基坑|有限空间|受限空间|特种设备|锅炉|压力容器|危险化学品|危化品|燃气|辐射|网络安全|信息系统"
)
_COMPREHENSIVE = re.compile("综合|总体|各类")
_OF_ALL_KINDS = re.compile("综合|总体|各类|生产安全|安全生产|突发事件|突发公共|安全事故")
# Words of a title that say nothing of what the plan is for.
_ANY_PLAN = re.compile(
    "应急|救援|处置|处理|行动|响应|工作|保障|预案|方案|机制|办法|规程|手册|安全|事故|事件|突发|部门|公司|企业|单位|学校|校园|项目部?|与|和|及|报告|制度|\\d+年?度?"
)
_PLACE_TITLE = re.compile("(?:园区|小区|社区|景区|广场|大厦|中心|大楼|车间|工厂|站|场|馆|店)$")
_AGREED = re.compile("(?:人民政府|政府|国务院|党委)[^。;]{0,10}(?:同意|批准|审议通过|审定)(?!后方可)")
_OWNERS = f"{covers.HOUSES}|公司|集团|酒店|宾馆|工厂|学校|矿山|中学|小学|大学|学院|幼儿园|医院|卫生院|项目部|煤矿|车站|景区|(?:体育|会展|会议|文化|艺术|展览|购物|游客|服务|活动|演艺|奥体|游泳|训练)中心|管委会|局|厅|委员会"
# Who owns a plan, by its name at the head of the title: `柳溪县人民医院停电应急预案`; and how such a body signs.
_OWNER = re.compile(
    rf"(?![我本各全]|中小学|国家|全国)[^,、。;:()《》]{{1,26}}(?:{_OWNERS}|中心校|卫生所)(?![办处长员部]|生(?!产))(?=.)"
)
_ALL_OF_A_KIND = re.compile(
    rf".{{2,8}}[省市县区州镇乡](?:中小)?(?:学校|医院|幼儿园|{covers.HOUSES}|(?:非)?煤矿|矿山|(?:旅游)?景区|酒店|宾馆|工厂|车站|(?:化工|工业|产业|物流)园区)"
)  # of a place: the authority's plan for them
# `某公司车站大客流应急预案`: where of the company, and no house with a name of its own.
_KIND_OF_PLACE = re.compile("(?<=公司|集团)(?:车站|酒店|宾馆|工厂|煤矿|矿山|项目部|学校|医院|幼儿园|景区)$")
_HOUSE = re.compile(f"(?:{covers.HOUSES})$")
_ROOM = re.compile("(?:部|处|科|室|中心|组|办)$")  # a part of a house that plans for itself
_GENERAL = re.compile("[各有相]关?(?:部门|单位|级|地)")
_INTERPRETED = re.compile(r"由([^,;。]{2,30}?)(?:负责)?解释|与解释")
_EXPLAINED = re.compile(r"本(?:规范|办法|规程|规定|指引|细则|机制)[^,;。]{0,4}由([^,;。]{2,30}?)(?:负责)?解释")
_OWN_PARTS = re.compile("[局厅委]属各?(?:科室|处室|单位|有关单位)")
_APPROVED = re.compile(r"报([^,;。]{2,20}?)(?:审批|批准)")
_EFFECTIVE = re.compile(r"自[^,;。]{2,14}?(?:之日)?起(?:正式)?(?:开始)?(?:施行|实施|生效|执行)")
_REVIEW = re.compile(
    r"每([一二两三四五1-5]?)年(?:至少)?(?:组织)?(?:进行)?(?:一次)?(?:修订|评估|评审|更新)|每([一二两三四五1-5])年[^,;。]{0,8}(?:修订|评估)"
)
_DRILL = re.compile(
    r"每(?P<every>半年|季度|[一二两三四五1-5]?年|月)[^,;。]{0,12}?(?:演练|演习)|(?P<many>[一二两三四五1-5])年[^,;。]{0,6}一次[^,;。]{0,6}演练"
)
_ADMIN = (
    ("enterprise", re.compile("公司|酒店|厂|项目部|集团")),
    ("national", re.compile("^(?:国家|全国|中国|中华)")),
    ("province", re.compile("^.{2,6}?(?:省|自治区)|^(?:北京|天津|上海|重庆)市")),
    ("township", re.compile("^.{2,14}?(?:镇|乡|街道)")),
    ("county", re.compile("^.{2,10}?(?:县|区|旗)")),
    ("prefecture_city", re.compile("^.{2,8}?(?:市|州|盟)")),
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A value and where it stands."""

    value: str
    place: Place


class Heading:
    """Reads what the front and the last chapters say of the plan itself."""

    def __init__(self, reading: Reading, names: Names) -> None:
        self.reading, self.names = reading, names
        table = reading.vocabulary["heading"]
        self.words = {use: [w for e in table if e["use"] == use for w in e["words"]] for use in
                      ("event", "enterprise", "authority", "hazard", "institution", "their_authority")}  # fmt: skip
        self.front = covers.front(reading.outline.parts)
        self.last = [
            p for p in reading.outline.parts if p.role in ("management", "other", "general") or p.region == "front"
        ]

    def find(self, *, above: bool | None = None, below: bool | None = None) -> Metadata:
        title = self._title()
        name = title.value if title else ""
        issuer, date, number = self._issuer(name), self._date(name), self._doc_no()
        kind = self._kind(title.value if title else "", issuer.value if issuer else None)
        if self.reading.language == "en":
            title, issuer, date, kind = self._english(title, date)
        level = self._admin_level(title.value if title else "", kind)
        if title and issuer is None and level == "enterprise" and (owner := _owner(title.value)):
            issuer = _Seen(owner, title.place)
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
        self, title: _Seen | None, date: _Seen | None
    ) -> tuple[_Seen | None, _Seen | None, _Seen | None, str | None]:
        """Title, issuer, date and kind of an English plan."""
        parts = self.reading.outline.parts[: covers.MOST_FRONT]
        named = english_metadata.title(parts)
        title = _Seen(named[0], named[1].span.place()) if named else title
        by = english_metadata.issuer(parts, title.value if title else "")
        told = english_metadata.issued(parts)
        return (
            title,
            _Seen(by[0], by[1].span.place()) if by else None,
            _Seen(told[0], told[1].span.place()) if told else date,
            english_metadata.kind(title.value, self.reading.outline.parts) if title else None,
        )

    def _title(self) -> _Seen | None:
        """The line that is the title; else what a notice says it issues; else the heading that names a plan."""
        for part in self.front:
            plain = part.span.plain.strip()
            if covers.END_OF_TITLE.fullmatch(plain) and (spread := self._spread(part, plain)):
                return spread
            if (match := covers.TITLE.fullmatch(plain)) and not re.match("关于|应急预案(?:$|[编管])", plain):
                return _Seen(self._with_line_before(part, match[1]), part.span.place())
        for part in self.front:
            plain = part.span.plain
            if re.match("关于(?:印发|发布|公布)", plain) and "预案" not in plain:  # goes on in the next line
                plain += self._next_to(part, 1)
            if match := _ISSUED_TITLE.search(plain) or _NEWS_TITLE.match(plain):
                return _Seen(match[1], part.span.place())
        for part in self.reading.outline.parts[: covers.MOST_FRONT]:
            text = part.title if part.kind == "chapter" else part.span.plain.strip()
            for pattern in (covers.TITLE, _TITLE_EN):
                if len(text) > 6 and (match := pattern.fullmatch(text)):
                    return _Seen(self._with_line_before(part, match[1]), part.span.place())
        return None

    def _spread(self, part: Part, end: str) -> _Seen | None:
        """A title whose last line says only what kind of paper it is: `桥梁垮塌事故` and `应急预案`."""
        before = self._next_to(part, -1)
        if not re.fullmatch(r"(?!关于|第|目 ?录)[^,;。:《》]{4,30}(?<![日号页章])", before) or before.endswith("通知"):
            return None
        above = self.reading.outline.parts[part.index - 1]
        return _Seen(
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
        owner = len(title) <= 24 and re.fullmatch(rf"[^,;。:《》]{{2,26}}(?:{_OWNERS})", before)
        works = len(title) <= 28 and covers.WORKS.fullmatch(before)
        own = any(title.startswith(word) or word in title[:12] for word in self.words["enterprise"])
        own = own or covers.OWN_PLACE.match(title) is not None
        return before + title if place or ((owner or works) and not own) else title

    def _issuer(self, title: str) -> _Seen | None:
        for part in self.front:
            match = _ISSUING.search(_NUMBER_AHEAD.sub("", part.span.plain.strip()))
            if match and self.names.whole(match[1]):
                return _Seen(match[1], part.span.place())
        for part in self.front:
            plain = part.span.plain.strip(" ()")
            words = _NUMBER_AHEAD.sub("", _DATE.split(plain)[0].strip())
            dated = _DATE.search(plain) or self._date_after(part)
            if 2 < len(words) <= 30 and words != title and dated and self._is_body(words, title):
                return _Seen(words, part.span.place())
        if signed := self._signature(title):
            return signed
        house = (_owner(title) or "") if self._of_enterprise(title) or self._of_institution(title) else ""
        for part in self.front:
            if (match := _LABELLED.match(part.span.plain.strip())) and not (house and _ROOM.search(match[1])):
                return _Seen(match[1], part.span.place())
        for pattern in (_DRAWN, _DRAWS, _KEPT):
            for part in self.last:
                match = pattern.search(part.span.plain)
                if match and house and _ROOM.search(match[1]):
                    continue  # `场馆部负责编制`: who draws it up for the house that issues it
                if match and (pattern is not _KEPT or "管理" in match.group()) and not _GENERAL.match(match[1]):
                    return _Seen(match[1], part.span.place())
        return None

    def _signature(self, title: str) -> _Seen | None:
        """A body alone in its line with a date in the next, at the end of the plan or before its annexes."""
        parts = self.reading.outline.parts
        for part in reversed(parts[covers.MOST_FRONT :] or parts[len(parts) // 2 :]):
            plain = part.span.plain.strip()
            dated = self._date_after(part) if 2 < len(plain) <= 30 and part.kind in ("text", "chapter") else None
            if dated and dated.end() + 2 >= len(dated.string.strip()) and self._is_body(plain, title):
                return _Seen(plain, part.span.place())
        return None

    def _is_body(self, words: str, title: str) -> bool:
        own = self.names.whole(words) or covers.SIGNS.fullmatch(words)
        return bool(own) or (len(words) >= 3 and title.startswith(words))

    def _date_after(self, part: Part) -> re.Match[str] | None:
        then = self.reading.outline.parts[part.index + 1 : part.index + 2]
        return _DATE.match(then[0].span.plain.strip()) if then else None

    def _date(self, title: str) -> _Seen | None:
        """The date of signing; a cover's month gives way to the day of that month that stands alone on a page before the plan."""
        dated = self._signed_on() or self._dated(title)
        if dated is None or len(dated.value) != len("2024-03"):
            return dated
        days = ((_DATE.fullmatch(part.span.plain.strip()), part) for part in self.front)
        told = (_Seen(_iso(day), part.span.place()) for day, part in days if day)
        return next((one for one in told if one.value.startswith(f"{dated.value}-")), dated)

    def _signed_on(self) -> _Seen | None:
        """The day below a signature on the page by which a house puts its plan in force."""
        for part in self.front:
            day = _DATE.fullmatch(part.span.plain.strip()) if _SIGNATURE.match(self._next_to(part, -1)) else None
            if day and day["day"]:
                return _Seen(_iso(day), part.span.place())
        return None

    def _dated(self, title: str) -> _Seen | None:
        """A line that is or ends in a date, before the plan begins or after it ends."""
        for part in self.front:
            plain = part.span.plain.strip()
            if labelled := _DATED.match(plain) or _PUBLISHED.fullmatch(plain):
                return _Seen(_iso(labelled), part.span.place())
        for part in self.front:
            plain = part.span.plain.strip(" ()")
            match = next(iter([*_DATE.finditer(plain)][-1:]), None)
            if (
                match
                and (plain[match.end() :].strip() in ("", "印发", "发布") or match.start() == 0)
                and len(plain) <= 44
                and "废止" not in plain  # of the plan before it
            ):
                return _Seen(_iso(match), part.span.place())
        for part in reversed(self.reading.outline.parts[-covers.MOST_FRONT :]):
            plain = part.span.plain.strip(" ()")
            before = self.reading.outline.parts[part.index - 1].span.plain.strip() if part.index else ""
            printed = _PRINTED.fullmatch(plain)
            if printed and self._is_body(printed["who"].strip(), title):
                return _Seen(_iso(printed), part.span.place())
            match = _DATE.match(plain)
            if match and plain[match.end() :].strip() in ("", "印发") and self._is_body(before, title):
                return _Seen(_iso(match), part.span.place())
        return None

    def _doc_no(self) -> _Seen | None:
        for part in self.front:
            plain = part.span.plain.strip()
            if len(plain) <= 40 and (match := _NUMBER.search(plain)):
                return _Seen(part.span.text.strip()[match.start() : match.end()], part.span.place())
        return None

    # Kind

    def _kind(self, title: str, issuer: str | None = None) -> str | None:
        if not title and "本预案" not in self.reading.document.text:
            return "department" if self._of_department() else None
        if any(word in title for word in self.words["event"]):
            return "event"
        if title.endswith(("现场处置方案", "现场处置预案")):
            return "on_site"
        enterprise = self._of_enterprise(title) or self._of_institution(title)
        if ("总体应急预案" in title or "总体预案" in title) and not (enterprise and title.startswith("企业")):
            return "overall"
        if enterprise:
            return "enterprise_special" if self._of_one_kind(title) else "enterprise_comprehensive"
        if issuer and self._own_of_department(issuer):
            return "department"
        own = self.names.listed(title)[0]
        if own and own[0].start == 0 and own[0].kind == "department" and len(own[0].name) < len(title):
            return "special" if _ALL_OF_A_KIND.fullmatch(own[0].name) else "department"
        return "special"

    def _kind_guessed(self, title: _Seen | None, kind: str | None) -> list[Doubt]:
        """A plan of a house whose title does not say so was taken for one by the words of its text."""
        name = title.value if title else ""
        says = any(word in name for use in ("enterprise", "institution") for word in self.words[use]) or _owner(name)
        if title is None or not (kind or "").startswith("enterprise") or says or english_metadata.of_enterprise(name):
            return []
        zh = "标题没有写明是单位的预案，按全文用词判断，请核对"
        en = "The title does not say that the plan is a company's or a house's own; the words of the text do, so check it"
        return [Doubt(code="kind_guessed", zh=zh, en=en, places=[title.place])]

    def _own_of_department(self, issuer: str) -> bool:
        """Whether the issuer is a department that does not issue the plan for its government."""
        if not _DEPARTMENT.search(issuer) or _FOR_GOVERNMENT.search(issuer):
            return False
        return not any(_AGREED.search(part.span.plain) for part in (*self.front, *self.last))

    def _of_department(self) -> bool:
        """Whether a text without a title is a department's own: which explains it (`本规范由省水利厅负责解释`), or has parts of
        its own in it (`局属各科室`)."""
        by = self._said(_EXPLAINED, 1)
        return (by is not None and _DEPARTMENT.search(by) is not None) or any(
            _OWN_PARTS.search(part.span.plain) for part in self.reading.body
        )

    def _of_enterprise(self, title: str) -> bool:
        """Whether one house plans for itself; `青石县矿山事故应急预案`, of a place for all of its kind, is the authority's."""
        text = self.reading.document.text
        owner = _owner(title)
        if owner and _HOUSE.search(owner):
            return True
        if (owner and not _DEPARTMENT.search(owner)) or (_PLACED_TITLE.match(title) and _ITSELF.search(text)):
            return any(word in title for word in self.words["enterprise"])
        if _PLACED_TITLE.match(title):
            return False
        if any(word in title for word in self.words["enterprise"]):
            return True
        return sum(map(text.count, self.words["enterprise"])) > sum(map(text.count, self.words["authority"]))

    def _of_institution(self, title: str) -> bool:
        """Whether a school or a hospital makes the plan for itself, and not the authority above for all of them."""
        owner = _owner(title)
        if owner and _INSTITUTION.search(owner):
            return True
        if _PLACED_TITLE.match(title):
            return False
        text = self.reading.document.text
        theirs = [*self.words["authority"], *self.words["their_authority"]]
        return sum(map(text.count, self.words["institution"])) > max(2, sum(map(text.count, theirs)))

    def _of_one_kind(self, title: str) -> bool:
        """Whether an enterprise's plan is for one kind of event: `罐区火灾应急预案`."""
        if "专项" in title:
            return True
        about = title.removeprefix(_owner(title) or "")
        if any(word in about for word in self.words["hazard"]) or _ONE_KIND.search(about):
            return not _COMPREHENSIVE.search(about)
        left = _ANY_PLAN.sub("", about)
        return len(left) > 1 and not _OF_ALL_KINDS.search(about) and not _PLACE_TITLE.search(left)

    @staticmethod
    def _admin_level(title: str, kind: str | None) -> str | None:
        if kind and kind.startswith(("enterprise", "on_site")):
            return "enterprise"
        return next((level for level, pattern in _ADMIN if title and pattern.search(title)), None)

    @staticmethod
    def _jurisdiction(title: str, level: str | None) -> str | None:
        if level == "national":
            return "全国"
        match = re.match(r".{2,10}?(?:自治区|[省市县区州旗镇乡])", title)
        return match.group() if match and level != "enterprise" else None

    # What the text says

    def _said(self, pattern: re.Pattern[str], group: int) -> str | None:
        for part in self.last:
            if (match := pattern.search(part.span.plain)) and match[group]:
                return match[group]
        return None

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


def _owner(title: str) -> str | None:
    """The enterprise, school or hospital with whose name a title begins."""
    owner = _OWNER.match(title)
    if owner is None or _ALL_OF_A_KIND.fullmatch(owner.group()):
        return None
    kind = _KIND_OF_PLACE.search(owner.group())
    return owner.group()[: kind.start()] if kind else owner.group()


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
