"""The grammar of the command line, pure: verbs in three spellings, and how well a thing matches what was typed.

A line is `verb object words`. A verb may be written in English (`ACK`), Chinese (`确认`) or pinyin (`queren`, `qr`);
Chinese needs no blank behind the verb. A line without a verb looks for things.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process, utils

from watchroom.kernel.words import LANGS, Lang, Words

LONGEST = 200
ENOUGH = 62.0
MOST = 8


@dataclass(frozen=True, slots=True)
class Verb:
    """code  how a chosen line spells it
    spellings  as it may be typed, the first of each language is shown
    takes  the kinds of things that may follow, the likeliest first
    """

    code: str
    title: Words
    spellings: tuple[str, ...]
    takes: tuple[str, ...]
    hint: Words

    @property
    def written(self) -> Words:
        """As each language writes it first."""
        en, zh = self.spellings[:2]
        return Words(zh=zh, en=en)


VERBS: tuple[Verb, ...] = (
    Verb(
        "ack", Words(zh="确认告警", en="Acknowledge an alarm"), ("ACK", "确认", "queren", "qr"), ("alarm",),
        Words(zh="确认 ＋ 告警；不写对象即为当前一条", en="ACK + alarm; without one, the alarm at hand"),
    ),
    Verb(
        "shelve", Words(zh="搁置告警", en="Shelve an alarm"), ("SHELVE", "搁置", "gezhi", "gz"), ("alarm",),
        Words(zh="搁置 ＋ 告警 ＋ 分钟 ＋ 理由", en="SHELVE + alarm + minutes + reason"),
    ),
    Verb(
        "maint", Words(zh="计划检修", en="Plan maintenance"), ("MAINT", "检修", "jianxiu", "jx"), ("place", "sensor", "rule"),
        Words(zh="检修 ＋ 地点、传感器或规则 ＋ 22:00-23:30 ＋ 理由", en="MAINT + place, sensor or rule + 22:00-23:30 + reason"),
    ),
    Verb(
        "out", Words(zh="退出服务", en="Take out of service"), ("OUT", "退出服务", "tuichu", "tc"), ("sensor", "rule"),
        Words(zh="退出服务 ＋ 传感器或规则 ＋ 理由", en="OUT + sensor or rule + reason"),
    ),
    Verb(
        "back", Words(zh="结束搁置、检修或停用", en="End a shelf, maintenance or outage"), ("BACK", "恢复", "huifu", "hf"), ("hold",),
        Words(zh="恢复 ＋ 被压下的告警或对象", en="BACK + what is held back"),
    ),
    Verb(
        "new", Words(zh="立案", en="Open an incident"), ("NEW", "立案", "lian", "la"), ("alarm", "place"),
        Words(zh="立案 ＋ 告警，或 立案 ＋ 地点 ＋ 情况", en="NEW + alarm, or NEW + place + what happened"),
    ),
    Verb(
        "disp", Words(zh="派遣力量", en="Dispatch a unit"), ("DISP", "派", "pai", "D"), ("unit",),
        Words(zh="派 ＋ 单位 ＋ 事件", en="DISP + unit + incident"),
    ),
    Verb(
        "stat", Words(zh="报力量状态", en="Report a unit's status"), ("STAT", "报", "bao"), ("unit",),
        Words(zh="报 ＋ 单位 ＋ 状态或电台代码 ＋ 时间", en="STAT + unit + status or radio code + time"),
    ),
    Verb(
        "recv", Words(zh="签收任务", en="Receive a task"), ("RECV", "签收", "qianshou", "qs"), ("order",),
        Words(zh="签收 ＋ 任务；别岗的再写谁来电", en="RECV + task; another post's: then who called"),
    ),
    Verb(
        "prog", Words(zh="报任务进展", en="Report progress"), ("PROG", "进展", "jinzhan", "jz"), ("order",),
        Words(zh="进展 ＋ 任务 ＋ 百分数或说明；别岗的再写 / 谁来电", en="PROG + task + percentage or words; another post's: / who called"),
    ),
    Verb(
        "done", Words(zh="报任务完成", en="Report a task done"), ("DONE", "完成", "wancheng", "wc"), ("order",),
        Words(zh="完成 ＋ 任务 ＋ 说明；别岗的写谁来电", en="DONE + task + note; another post's: who called"),
    ),
    Verb(
        "block", Words(zh="报任务受阻", en="Report a task blocked"), ("BLOCK", "受阻", "shouzu", "sz"), ("order",),
        Words(zh="受阻 ＋ 任务 ＋ 原因 / 须由谁解决；别岗的再写 / 谁来电", en="BLOCK + task + why / who must act; another post's: / who called"),
    ),
    Verb(
        "skip", Words(zh="任务不适用", en="Leave a task out"), ("NA", "不适用", "bushiyong", "bsy"), ("order",),
        Words(zh="不适用 ＋ 任务 ＋ 理由", en="NA + task + reason"),
    ),
    Verb(
        "note", Words(zh="记值班日志", en="Write in the duty log"), ("NOTE", "记", "ji"), (),
        Words(zh="记 ＋ 一句话；写 #12 即关联该号事件", en="NOTE + a line; #12 ties it to that incident"),
    ),
    Verb(
        "go", Words(zh="地图到地点", en="Map to a place"), ("GO", "去", "qu"), ("place", "incident", "unit"),
        Words(zh="去 ＋ 地点、事件或单位", en="GO + place, incident or unit"),
    ),
    Verb(
        "find", Words(zh="查找", en="Find"), ("FIND", "查找", "chazhao", "cz", "找"),
        ("alarm", "incident", "unit", "order", "place", "sensor", "warning", "plan", "page"),
        Words(zh="查找 ＋ 名称、编号或拼音", en="FIND + name, number or pinyin"),
    ),
    Verb(
        "lang", Words(zh="切换语言", en="Switch the language"), ("LANG", "语言", "yuyan", "yy"), ("lang",),
        Words(zh="语言 ＋ 中文 / English", en="LANG + 中文 / English"),
    ),
    Verb(
        "theme", Words(zh="切换主题", en="Switch the theme"), ("THEME", "主题", "zhuti", "zt"), ("theme",),
        Words(zh="主题 ＋ 暗色 / 夜间 / 浅色", en="THEME + dark / night / light"),
    ),
)  # fmt: skip
BY_CODE = {verb.code: verb for verb in VERBS}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a command may be about.

    key  how a chosen line names it, e.g. `alarm:12`
    moves  it has a position at every moment, which is asked for when it is wanted
    """

    key: str
    kind: str
    words: Words
    detail: Words
    code: str = ""
    url: str = ""
    lon: float | None = None
    lat: float | None = None
    moves: bool = False
    glyph: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """verb  None when the line has none
    rest  what stands behind the verb
    """

    verb: Verb | None
    rest: str


def parse(text: str) -> Line:
    """Splits a line into its verb and the rest."""
    text = text.strip()[:LONGEST]
    head, _, rest = text.partition(" ")
    for verb in VERBS:
        if head.casefold() in (spelling.casefold() for spelling in verb.spellings):
            return Line(verb, rest.strip())
    for verb in sorted(VERBS, key=lambda verb: -max(len(s) for s in verb.spellings if not s.isascii())):
        for spelling in verb.spellings:
            if not spelling.isascii() and text.startswith(spelling):
                return Line(verb, text[len(spelling) :].strip())
    return Line(None, text)


def verbs_like(text: str) -> list[Verb]:
    """Verbs that the text may be the beginning of; all of them for an empty line."""
    typed = text.strip().casefold()
    return [verb for verb in VERBS if not typed or any(s.casefold().startswith(typed) for s in verb.spellings)]


@lru_cache(maxsize=20_000)
def spellings(zh: str, en: str, code: str) -> tuple[str, ...]:
    """As a thing may be typed: its names, its code, its pinyin in full and by initials."""
    syllables = [part for one in lazy_pinyin(zh) for part in (one.split() if one.isascii() else [one])]
    full, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)
    plain = (zh, en, code, zh.replace(" ", ""), full, initials)
    return tuple(dict.fromkeys(utils.default_process(one) for one in plain if one))


def score(typed: str, thing: Thing) -> float:
    """How well a thing is meant, 0-100: exactly, by its beginning, within, or nearly."""
    wanted = utils.default_process(typed)
    if not wanted:
        return 0.0
    best = 0.0
    for known in spellings(thing.words.zh, thing.words.en, thing.code):
        if known == wanted:
            return 100.0
        if known.startswith(wanted):
            best = max(best, 95.0 - min(len(known) - len(wanted), 10) * 0.5)
        elif wanted in known:
            best = max(best, 85.0 - min(known.index(wanted), 10) * 0.5)
        elif known in wanted and len(known) > 1:
            best = max(best, 78.0)
    return best


def naming(thing: Thing, known: Sequence[Thing]) -> Words:
    """As a line names it in each language: by its name, or by its code where that name means another one first."""
    return Words(*(_naming(thing, known, lang) for lang in LANGS))


def _naming(thing: Thing, known: Sequence[Thing], lang: Lang) -> str:
    name = thing.words.text(lang)
    wanted = utils.default_process(name)
    first = next((one for one in known if wanted in spellings(one.words.zh, one.words.en, one.code)), None)
    return name if (wanted and first is thing) or not thing.code else thing.code


def matching(typed: str, things: Sequence[Thing], limit: int = MOST) -> list[Thing]:
    """The things meant, best first. Without anything typed the first ones as they are."""
    if not typed.strip():
        return list(things[:limit])
    sure = [(mark, -index, thing) for index, thing in enumerate(things) if (mark := score(typed, thing))]
    if not sure:
        sure = [(mark, -index, things[index]) for mark, index in _nearly(typed, things, limit)]
    return [thing for _, _, thing in sorted(sure, key=lambda found: found[:2], reverse=True)[:limit]]


def _nearly(typed: str, things: Sequence[Thing], limit: int) -> Iterable[tuple[float, int]]:
    """A slip of the fingers: a letter too many, too few or wrong."""
    wanted = utils.default_process(typed)
    if len(wanted) < 3:
        return []
    best: dict[int, float] = {}
    table = [
        (index, known)
        for index, thing in enumerate(things)
        for known in spellings(thing.words.zh, thing.words.en, thing.code)
        if abs(len(known) - len(wanted)) <= 3 and known[0] == wanted[0]
    ]
    found = process.extract(
        wanted, [known for _, known in table], scorer=fuzz.QRatio, limit=limit * 3, score_cutoff=ENOUGH
    )
    for _, mark, row in found:
        index = table[row][0]
        best[index] = max(best.get(index, 0.0), mark)
    return [(mark, index) for index, mark in best.items()]


def split_object(typed: str, things: Sequence[Thing]) -> tuple[Thing | None, str]:
    """The thing at the beginning of the text and the words behind it: `C口 有人摔倒` is gate C and what happened."""
    words = typed.split()
    for many in range(len(words), 0, -1):
        head = " ".join(words[:many])
        best = max(things, key=lambda thing: score(head, thing), default=None)
        if best is not None and score(head, best) >= 85:
            return best, " ".join(words[many:])
    return None, typed
