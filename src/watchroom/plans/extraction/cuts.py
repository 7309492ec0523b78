"""How the text of a condition is cut: into alternatives, and these into parts that must all hold."""

import re

_EITHER = re.compile(
    r"(?<=[上时\d天])或(?=日?[A-Z]{2,6}[\d.]*[><≥≤])|(?<=[上下米秒])或者?(?=[^,;。或\d]{2,12}站[^,;。\d]{0,8}\d)|(?:(?<=水位)|(?<=流量)|(?<=潮位))或者?(?=(?!警戒|保证|汛限|设防|历史|设计|校核)[^,;。或\d]{2,12}(?:水位|流量|潮位)(?:仍?将|可能)?(?:超过?|达到?|接近|高于|逼近))|[,、。]或者?是?|,即(?=预[计报测]|未来|过去|\d)|;(?:或者?)?|。(?=或|当(?![地时日年前天晚月事班值场选局]))|(?<=[亡伤踪员失)])或者?(?=(?:直接)?(?:造成|导致))|\bor\b(?! (?:more|higher|above|fewer|less|below|over|greater|stronger|larger|longer|lower|under|colder)\b(?! than))(?! (?:is|are) (?:forecast|expected|predicted|projected|anticipated|likely) to (?:exceed|reach|pass)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r",?(?:并且|而且|且|并伴有|伴有|以及|并(?=可能|(?:仍|还)?将?持续$|预[计报测判]|(?:出现|有)死亡|中断))|[,。]|\band\b(?! (?:above|over|below|higher)\b)|\bwith(?= (?:sustained |peak |strong |high )?(?:winds?|wind gusts|gusts|wind chills?|temperatures?|visibility|snowfall|rainfall|waves)\b)",
    re.IGNORECASE,
)


def alternatives(text: str) -> list[tuple[str, str]]:
    """The alternatives of a text, each with the sign or word before it."""
    made, at, sign = [], 0, ""
    for match in _EITHER.finditer(text):
        made.append((sign, text[at : match.start()]))
        at, sign = match.end(), match[0]
    return [*made, (sign, text[at:])]


def parts(text: str) -> list[str]:
    """The parts of an alternative; a bound that follows another bound at once stays with it (`30人以上，50人以下`)."""
    made: list[str] = []
    for clause in _BOTH.split(text):
        bound = made and re.match(r"\s?[\d.]+[万亿]?\D{1,3}以下", clause) and re.search(r"\d\D{0,4}以上$", made[-1])
        if bound:
            made[-1] += "、" + clause
        else:
            made.append(clause)
    return made
