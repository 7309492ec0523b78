"""From a document to what was found in it."""

import re

from watchroom.plans.documents.text import Document
from watchroom.plans.extraction import vocabulary as words
from watchroom.plans.extraction.chains import Chains
from watchroom.plans.extraction.conflicts import conflicts
from watchroom.plans.extraction.content import content
from watchroom.plans.extraction.expressions import Rules
from watchroom.plans.extraction.found import Found
from watchroom.plans.extraction.group_lists import group_lists
from watchroom.plans.extraction.level_rules import level_notes
from watchroom.plans.extraction.levels import Levels
from watchroom.plans.extraction.outline import outline
from watchroom.plans.extraction.reading import Reading
from watchroom.plans.extraction.recognised import doubted
from watchroom.plans.extraction.sizes import as_written, read_sizes
from watchroom.plans.extraction.tables import cells
from watchroom.plans.extraction.unheaded import Cues, one_list, unfronted

_BOUNDARY = re.compile(r"以(上|下)[”’\"]?[^。;,、()\n]{0,8}?(不含|不包括|不包含|包含|含|包括)(?:本数|本级|本|该数)")
_BOTH = re.compile(
    r"以上[”’\"]?、?[“‘\"]?(?:以内)?[”’\"]?、?[“‘\"]?(?:和|、)?[“‘\"]?以下[”’\"]?[^。;,\n]{0,12}?(不含|不包括|不包含|均不含|包含|含|包括)(?:本数|本级)"
)
_SEVERE_TOO = re.compile(r"倒塌房屋\((?:含|包括)严重?损坏?房屋[^()]{0,4}(?:以下|下)同\)")


def read(document: Document, vocabulary: words.Vocabulary | None = None) -> Reading:
    """The document with its outline, ready for the finders."""
    vocabulary = vocabulary or words.shipped()
    made = unfronted(outline(document, vocabulary))
    reading = Reading(document, made, vocabulary)
    if reading.language == "zh":
        Cues(vocabulary["cues"]).apply(made)
        one_list(made)
        group_lists(made)
    return reading


def boundary(plain: str) -> tuple[bool | None, bool | None]:
    """Whether the plan counts the number itself in 以上 and in 以下; None where it does not say."""
    if both := _BOTH.search(plain):
        inclusive = "不" not in both[1]
        return inclusive, inclusive
    said = {match[1]: not match[2].startswith("不") for match in _BOUNDARY.finditer(plain)}
    return said.get("上"), said.get("下")


def rules_of(reading: Reading) -> Rules:
    """How the plan wants its numbers read, and what it is about."""
    plain = "\n".join(part.span.plain for part in reading.outline.parts)
    above, below = boundary(plain)
    topic = "".join(part.span.plain for part in reading.outline.parts[:6] if len(part.span.plain) <= 40)
    return Rules(above, below, topic, _SEVERE_TOO.search(plain) is not None)


def extract(document: Document, vocabulary: words.Vocabulary | None = None) -> Found:
    """Everything that the rules find in a document. Any text may be given; what is not there is not found."""
    reading = read(document, vocabulary)
    by_size = read_sizes(reading.outline)
    rules = rules_of(reading)
    finder = Levels(reading, rules)
    levels = finder.found()
    responses = [level.code for level in levels if level.kind == "response"]
    codes = responses or [level.code for level in levels]
    rest = content(reading, levels, list(dict.fromkeys(codes)), rules, finder.english)
    chains = Chains(reading, rest.names, finder.heads)
    levels = chains.of(levels)
    found = Found(
        document=document.digest,
        vocabulary=reading.vocabulary.version,
        language=reading.language,
        metadata=rest.metadata,
        chapters=reading.outline.chapters(len(document.text)),
        levels=levels,
        units=rest.units,
        actions=rest.actions,
        reports=rest.reports,
        notes=[
            *conflicts(levels, finder.repeated, cells(reading.outline), finder.conditions.reader, rules),
            *chains.disputes,
            *level_notes(reading),
            *rest.notes,
        ],
    )
    return doubted(as_written(found) if by_size else found, document)
