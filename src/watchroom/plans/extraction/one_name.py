"""One name where it stands, or several that share one ending: the ending that makes it, what it is completed with, where it ends."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from watchroom.plans.extraction import named as naming
from watchroom.plans.extraction.english import English
from watchroom.plans.extraction.found import UnitKind
from watchroom.plans.extraction.grammar import grammar_of
from watchroom.plans.extraction.named import (
    Named,
    as_relative,
    places,
    same_place,
    same_tier,
    tiers,
)
from watchroom.plans.extraction.spans import half_width
from watchroom.plans.extraction.vocabulary import Vocabulary

_LONGEST, _LONGEST_ENDING = 120, 8  # characters of a list of fields that share one ending, and of that
_MOST_LISTED = 10  # characters before an ending that closes no list
MOST = 12  # words of a clause before a name
_SPLITTING = ("部门", "局", "厅", "委", "办", "组", "支队", "总队", "司", "处", "科")
_HOUSES = ("银行", "学校", "医院", "公司", "媒体", "景区", "幼儿园", "酒店")  # each a body without a word before it
_PARTS = ("处", "科")  # of a house, whose names may hold 与
_KEPT = ("专家库", "专家队伍")
_HEAD = re.compile("挥长(?!官)")  # `总指挥长`, where the plan has named the 总指挥
_OWNERS = ("局", "厅", "部", "院", "署", "委")
_SET_UP = ("command", "field_command", "office", "working_group")
_GENERAL_TAIL = ("部门", "单位", "机构", "企业", "地区")
JOIN = re.compile(
    r"(?:或者?)(?:委托|授权|指定)(?!的)|(?:或者?|和)(?:其(?:委托|指定|授权)的|\t{3,30}的)|(?:以及|[和与]|及(?!时))(?:其(?![他它中余次]))?|或者|、|或(?!许)|\((?:或者?)(?=[^,;。()]{1,10}(?:长|主任|指挥|负责人|领导)\))"
)
_BRACKET = re.compile(r"\(([^()]{0,80})\)")
_BREAKS = re.compile(r"[、和与及或等要须于()]|应(?!急)")
_IN_CHARGE, _POSTS = ("主要", "分管", "有关", "相关"), ("单位", "现场", "企业", "公司")


class OneName:
    """Reads the name that begins at a place of a sentence."""

    def __init__(self, vocabulary: Vocabulary, known: dict[str, UnitKind] | None = None) -> None:
        self.grammar = grammar_of(vocabulary)
        self.known: dict[str, UnitKind] = {}
        self.english = English(vocabulary["bodies_english"])
        site = vocabulary.tables.get("site", ())
        names = {half_width(entry["name"]): entry["kind"] or self.kind(entry["name"]) for entry in site}
        self.known = {**names, **(known or {})}
        self.english = English(vocabulary["bodies_english"], self.known)
        self._known = re.compile("|".join(re.escape(n) for n in sorted(self.known, key=len, reverse=True)) or r"(?!)")

    def kind(self, name: str) -> UnitKind:
        """The kind of body that a name speaks of; a department where its ending says nothing."""
        if name in self.known:
            return self.known[name]
        if name in self.grammar.alone_kinds:
            return self.grammar.alone_kinds[name]
        if name.isascii():
            return self.english.kind(name)
        if "成员单位" in name:
            return "member"
        best: re.Match[str] | None = None
        for found in self.grammar.ending.finditer(name[-_LONGEST:]):
            best = found
        return self.grammar.kinds.get(best.group(), "department") if best else "department"

    def _one(self, text: str, at: int, end: int) -> tuple[list[Named], int]:
        """One name, or several that share one ending."""
        limit = min(end, at + _LONGEST)
        if relative := self.grammar.relative.match(text, at, limit):
            names, after = (
                self._one(text, relative.end(), end) if text[relative.end() : relative.end() + 1] else ([], at)
            )
            if names:  # `灾害发生地的市、县政府`: what stands before the first holds for all that share its ending
                of = as_relative(relative.group())
                names = [replace(n, name=of + n.name, general=False) for n in names]
                return [replace(names[0], start=at), *names[1:]], after
        if fields := self.grammar.listed_fields.match(text, at, limit) or self.grammar.bare_fields.match(
            text, at, limit
        ):
            return self._of_fields(fields)
        if mixed := self._mixed(text, at, limit):
            return mixed, mixed[-1].end
        known = self._known.match(text, at, limit) or self._each(text, at, limit)
        if known and known.group() in self.grammar.alone_words and not self._stands(text, known.end()):
            known = None
        ending = self._ending(text, at, limit)
        if known and not (ending and known.start() < ending.start() <= known.end() < ending.end()):
            word = known.group() + ("长" if _HEAD.match(text, known.end() - 1) else "")
            names = [Named(word, at, at + len(word), self.known.get(known.group()) or "role")]
        elif (alone := self._alone(text, at, limit)) and not self._listed_fields(text, alone, ending):
            general = alone.group().startswith("各") or alone.group() in self.grammar.alone_general
            names = [Named(alone.group(), at, alone.end(), self.kind(alone.group()), general=general)]
        elif ending:
            names = self._shared(text, at, ending)
        else:
            names = []
        if not names:
            return [], at
        names[-1], after = self._further(text, names[-1], end)
        return names, after

    def _mixed(self, text: str, at: int, end: int) -> list[Named]:
        """`水务、气象、云岭供电公司等单位`: fields of work beside bodies that have names of their own, each as it is."""
        told = naming.MIXED.match(text, at, end)
        words = told["items"].split("、") if told else []
        fields = [word in self.grammar.fields for word in words]
        if told is None or sum(fields) < 2 or all(fields):
            return []
        found: list[Named] = []
        for word, field in zip(words, fields, strict=True):
            if not field and not self._named_whole(word):
                return []
            start = found[-1].end + 1 if found else at
            found.append(Named(word, start, start + len(word), "department"))
        return [*found[:-1], replace(found[-1], end=told.end())]

    def _named_whole(self, word: str) -> bool:
        """Whether a word is the name of one body from end to end."""
        if self.grammar.verb.match(word) or self.grammar.never.search(word):
            return False
        return any(e.end() == len(word) and e.start() > 0 for e in self.grammar.ending.finditer(word))

    def _each(self, text: str, at: int, end: int) -> re.Match[str] | None:
        """`各街长`: all who hold a post that the plan has made."""
        post = self._known.match(text, at + 1, end) if text.startswith("各", at) else None
        each = self.known[post.group()] == "role" if post else False
        return re.compile("各" + re.escape(post.group())).match(text, at, end) if post and each else None

    def _of_fields(self, fields: re.Match[str]) -> tuple[list[Named], int]:
        """`水利、气象局和住建等部门`: each field with the tail, but one with an ending of its own as it is; `水利、气象立即…`: each
        as it is."""
        body, tail, at = fields["fields"], fields.groupdict().get("tail", ""), fields.start()
        names = []
        items = list(self._items(body))
        of = body[0] if body[0] in "省市县区州" and body[1 : items[0][1]] in self.grammar.fields else ""
        for a, b in items:
            own = of if a and body[a:b] in self.grammar.fields else ""
            name = own + body[a:b] + ("" if body[b - 1] in "局厅委办" else tail)
            names.append(Named(name, at + a, at + b, "department"))
        return [*names[:-1], replace(names[-1], end=fields.end())], fields.end()

    def _alone(self, text: str, at: int, end: int) -> re.Match[str] | None:
        word = self.grammar.alone.match(text, at, end)
        if word and text.startswith("各", at) and self._places_of(text, word, end):
            return None  # `各县(区)人民政府`
        return word if word and self._stands(text, word.end()) and not naming.UNITS_OF.match(text, word.end()) else None

    def _stands(self, text: str, end: int) -> bool:
        """Whether a word that is a body only by itself ends there."""
        return end >= len(text) or bool(self.grammar.follow.match(text, end)) or text[end] in ",;。:(\t"

    def _listed_fields(self, text: str, alone: re.Match[str], ending: re.Match[str] | None) -> bool:
        """`公安、交通运输部门`: the first is no body of its own."""
        return bool(
            ending
            and ending.group() in _SPLITTING
            and alone.end() < ending.start()
            and alone.group() in self.grammar.fields
            and JOIN.match(text, alone.end())
            and all(text[alone.start() + a : alone.start() + b].rstrip("等") in self.grammar.fields
                    for a, b in self._items(text[alone.start() : ending.start()]))
        )  # fmt: skip

    def _ending(self, text: str, at: int, end: int) -> re.Match[str] | None:
        """The first ending that makes a name of what stands before it."""
        stop = self.grammar.never.search(text, at, end)
        end = min(end, stop.end() + _LONGEST_ENDING) if stop else end
        verb = self.grammar.verb.match(text, at, end)
        for ending in self.grammar.ending.finditer(text, at, end):
            if stop and stop.start() < ending.end() and stop.end() > at and stop.start() < ending.start() + 1:
                return None
            alone = ending[0] in self.grammar.alone_words or naming.OWN_OFFICE.match(text, at, end)
            if alone and ending.start() == at:
                continue
            if text.count("(", at, ending.start()) > text.count(")", at, ending.start()):
                continue
            if ending.start() == at and ending.group() in _OWNERS:
                continue  # `局防指`, `厅直属各单位`: whose the body is
            if text[at : ending.start()] == "各" and self._places_of(text, ending, end):
                continue  # `各区县应急管理局`: where the bodies are
            if naming.TIERS.match(text, ending.end(), end) and naming.PLACES_TOO.fullmatch(text, at, ending.end()):
                continue  # `区县两级水利局`
            if (ending.start() == at and len(ending.group()) < 2) or text[at] in "、和及与":
                return None
            if ending.start() == at and ending.group() == "人员" and text[at - 1 : at] != "的":
                return None  # `人员踩踏事故`, `人员得到救护`
            if ending.group() in ("部门", "单位") and naming.ITS_COMMAND.match(text, ending.end(), end):
                continue  # `有关区县、部门应急指挥机构`
            if self.grammar.kinds[ending[0]] in _SET_UP and naming.SET_UP_AT.search(text, at, ending.start()):
                return None
            if ending.start() - at > 30 and not JOIN.search(text, at, ending.start()):
                return None
            does = naming.DOES.fullmatch(ending[0]) and not naming.DIRECTS.match(text, at, ending.start())
            group = self.grammar.kinds[ending.group()] in ("working_group", "expert_group") or does
            group = group and ending[0] not in _KEPT  # `管理专家库`: what is done
            if verb and not (group and ending.end() - at <= 8 and self.grammar.grouping.match(text, at)):
                return None
            if verb and self.grammar.sent.match(text, verb.end(), ending.end()):
                return None
            return ending
        return None

    def _places_of(self, text: str, places: re.Match[str], end: int) -> bool:
        """Whether places named together, perhaps with others in brackets, belong to the body right behind them."""
        more = _BRACKET.match(text, places.end(), end)
        after = more.end() if more and naming.PLACES_TOO.fullmatch(more[1]) else places.end()
        if not naming.PLACES_TOO.fullmatch(places[0].removeprefix("各")) or self._stands(text, after):
            return False
        body = self.grammar.ending.search(text, after, min(end, after + 12))
        return body is not None and not re.search(r"[,;。:、()]", text[after : body.start()])

    def _shared(self, text: str, at: int, ending: re.Match[str]) -> list[Named]:
        """`交通运输、农业部门` is two names; `自然资源和规划局` is one."""
        tail, body = ending.group(), text[at : ending.start()]
        kind = self.grammar.kinds[tail]
        if general := self.grammar.general.fullmatch(body) or (not body and tail in _GENERAL_TAIL):
            end = ending.end()
            if general and tail in _GENERAL_TAIL and (more := naming.AND_OTHERS.match(text, end)):
                end = more.end()
            return [Named(text[at:end], at, end, kind, general=True)]
        begins = self.grammar.general.match(body)
        if begins and tail in _GENERAL_TAIL and (more := naming.AND_OTHERS.match(text, ending.end())):
            return [Named(text[at : more.end()], at, more.end(), kind)]
        items = list(self._items(body))
        whole = [Named(text[at : ending.end()], at, ending.end(), kind)]
        if len(items) == 1:
            name = re.sub(r"等(?:有关|相关|各|涉灾)*$", "", body) + tail
            return [replace(whole[0], name=name)]
        if tail == "人员":
            return []
        if tail in naming.AT_WORK and all(naming.PART_OF_HOUSE.fullmatch(body[a:b]) for a, b in items):
            return [Named(body[a:b] + tail, at + a, at + b + len(tail) * (b == len(body)), kind) for a, b in items]
        fields = all(body[a:b] in self.grammar.fields for a, b in items[:-1])
        if (
            not fields
            and len(items) > 2
            and len(body) > _MOST_LISTED
            and kind == "department"
            and tail not in _SPLITTING
        ):
            return []  # `疏散避险、医疗转运、应急队伍` are three things
        words = [body[a:b] for a, b in items]
        if tail in _PARTS and {body[b:a] for (_, b), (a, _) in pairwise(items)} == {"与"}:
            return whole  # `资产与实验室管理处`
        if kind == "department" and any(self._acts_upon(word, tail) for word in words[1:]):
            return []  # `监管、指导金融机构`: what is done to them
        local = kind == "local_government" and places(words)
        if any(not word for word in words) or not (tail in _SPLITTING or fields or local or tiers(words)):
            return whole
        if several := naming.TIERS.search(body):
            return self._at_tiers(text, at, ending, several.end()) or whole
        cut = [re.sub(r"等(?:有关|相关|各|涉灾)*$", "", body[a:b]) for a, b in items]
        if (qualified := naming.QUALIFIED.search(cut[-1])) and tail in _GENERAL_TAIL:  # `军队、武警有关部门`
            cut, tail = [*cut[:-1], cut[-1][: qualified.start()]], qualified.group() + tail
        if any(self.grammar.verb.match(word) for word in cut[1:]):
            return []
        cut = same_place(same_tier(cut), self.grammar.fields)
        return [
            Named(word + tail, at + a, ending.end() if b == items[-1][1] else at + b, kind)
            for word, (a, b) in zip(cut, items, strict=True)
        ]

    def _acts_upon(self, word: str, tail: str) -> bool:
        """Whether a word of a list begins with what is done to the rest (`指导金融` before 机构; `管理` before 单位 does not)."""
        verb = self.grammar.verb.match(word)
        return verb is not None and len(verb[0]) > 1 and (verb.end() < len(word) or tail in _HOUSES)

    def _at_tiers(self, text: str, at: int, ending: re.Match[str], tiers: int) -> list[Named]:
        """`市县两级水利、公安部门`: each field at those levels; none where they are no fields."""
        of, fields = text[at : at + tiers], text[at + tiers : ending.start()]
        items = list(self._items(fields))
        if len(items) < 2 or not all(fields[a:b] in self.grammar.fields for a, b in items):
            return []
        kind, first = self.grammar.kinds[ending[0]], at + tiers
        return [
            Named(of + fields[a:b] + ending[0], first + a, ending.end() if b == len(fields) else first + b, kind)
            for a, b in items
        ]

    def _items(self, body: str) -> Iterator[tuple[int, int]]:
        """The parts of a list, with compounds and brackets kept whole."""
        masked = self.grammar.compound.sub(lambda m: "〇" * len(m.group()), body)
        masked = _BRACKET.sub(lambda m: "〇" * len(m.group()), masked)
        at = 0
        for join in JOIN.finditer(masked):
            yield at, join.start()
            at = join.end()
        yield at, len(body)

    def _further(self, text: str, name: Named, end: int) -> tuple[Named, int]:
        """What continues a name: 办公室, 总指挥; its people; a short name in brackets; `事发地区县(开发区)交通、公安等部门`."""
        for _ in range(4):
            bracket = _BRACKET.match(text, name.end, end)
            if bracket and (naming.PLACES_TOO.fullmatch(bracket[1]) or naming.ALSO_A.fullmatch(bracket[1])):
                name = replace(name, name=name.name + bracket.group(), end=bracket.end())
                continue
            if bracket and naming.OR_POST.fullmatch(bracket.group(1)):
                break
            if bracket:
                short = naming.SHORT.match(bracket.group(1))
                name = replace(name, end=bracket.end(), short=short.group(1) if short else name.short)
                continue
            if name.kind == "local_government" and not name.general and text.startswith("工作组", name.end):
                return replace(name, name=name.name + "工作组", end=name.end + 3, kind="working_group"), name.end + 3
            fields = self.grammar.listed_fields.match(text, name.end, end) if name.name.endswith(")") else None
            if fields:
                return replace(name, name=name.name + fields[0], end=fields.end(), kind="department"), fields.end()
            heads = naming.COMMANDER if name.kind in ("command", "field_command") else None
            if further := self.grammar.further.match(text, name.end, end) or (heads and heads.match(text, name.end)):
                longer = name.name + further.group()
                kind: UnitKind = "role" if longer.endswith("指挥") else self.kind(longer)
                name = replace(name, name=longer, end=further.end(), kind=kind, general=False)
                continue
            of = name.end + (name.general and text.startswith("的", name.end))
            of += of == name.end and naming.ITS_HEAD.match(text, of, end) is not None
            person = self.grammar.person.match(text, of, end)
            members = name.name.endswith("成员单位")  # whose heads are they, whether named as all of them or not
            stays = (name.general and not members) or (name.name.endswith(_POSTS) and not members)
            second = naming.OR_HEAD.match(text, person.end(), end) if person else None
            person = (second and self.grammar.person.match(text, second.end(), end)) or person
            if person and (not stays or (not name.general and person.group().startswith(_IN_CHARGE))):
                return replace(name, end=person.end()), person.end()
            if person:
                name = replace(name, name=name.name + person.group(), end=person.end(), kind="role", general=False)
                continue
            longer_name = self._continued(text, name, end)
            if longer_name is None:
                break
            name = longer_name
        return name, name.end

    def _continued(self, text: str, name: Named, end: int) -> Named | None:
        """`省减灾委专家组`, `中国气象局应急管理办公室`: a body of the body named before."""
        if name.general:
            return None
        ending = self.grammar.ending.search(text, name.end, min(end, name.end + 16))
        if not ending:
            return None
        words = text[name.end : ending.end()]
        if naming.NEXT_NAME.match(words) and naming.ENDS_BODY.search(name.name):
            return None
        if self.grammar.never.search(words) or self.grammar.verb.match(words) or _BREAKS.search(words):
            return None
        if name.name.endswith("专家") and self.grammar.kinds[ending[0]] == "working_group" and len(words) <= 6:
            return replace(name, name=name.name + words, end=ending.end(), kind="expert_group")
        commands = name.kind in ("command", "field_command", "office")
        if len(ending.group()) == 1 and not (len(words) <= 8 if commands else len(words) <= 5):
            return None
        if self.grammar.kinds[ending.group()] == "working_group" and not commands:
            return None
        longer = name.name + words
        return replace(name, name=longer, end=ending.end(), kind=self.kind(longer))
