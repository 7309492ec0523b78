"""Paragraphs whose number a tab parts from their text, as they are copied out of a word processor: no rows of a table."""

import re

_NUMBER = (
    r"(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|\(?[A-Za-z]\)|[A-Za-z]\.|\(?[ivxIVX]{1,5}[.)]|\([0-9一二三四五六七八九十]{1,3}\)|（[0-9一二三四五六七八九十]{1,3}）"
    r"|[一二三四五六七八九十]{1,3}、|第[0-9一二三四五六七八九十]{1,3}[条章节]|[\u2460-\u2473]|[•●■◆▪·*\uf0b7\uf0a7-])"
)
_NUMBERED = re.compile(rf"(\s{{0,8}}{_NUMBER})\t+(?=\S)([^\t]*)")


def untabbed(text: str) -> str:
    """The text with a blank for that tab. A numbered line below a row stays one: `1<tab>Chair` under `No.<tab>Post`.

    Lines keep their length where there is one tab.
    """
    made: list[str] = []
    table = False  # whether the line before is a row
    for line in text.split("\n"):
        told = None if table else _NUMBERED.fullmatch(line)
        table = told is None and "\t" in line.strip()
        made.append(f"{told[1]} {told[2]}" if told else line)
    return "\n".join(made)
