"""Looks for text in templates that only one language's readers could read: every word goes through `{% w %}` or `{% say %}`;
and for times of day that a filter would say in UTC: every moment goes through `{% when %}`.

python -m watchroom.desk.lint        # prints each finding, exits 1 when there is one
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORDS = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title"}
SILENT = {"kbd", "code", "script", "style"}  # keys, and what a machine reads
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
ATTRIBUTES = re.compile(r"{%\s*block\s+body_attrs\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
# Written the same in both languages.
PLAIN = re.compile(
    r"km²|\b(Watchroom|CAP|ACK|km|min|Atom|API|SHA|MQTT|HTTP|GeoJSON|PDF|HTML|JSON|YAML|Word|GET|POST|UTC|WGS|chinesecalendar|SMS|CSV|Excel|Parquet|MB)\b|中文|English|[ⅠⅡⅢⅣ]"
)
CLOCK = re.compile(r"\|\s*(?:time\b[^%}|]*|date\s*(?::\s*\"[^\"]*(?<!\\)[AaBfGgHhiPsurc][^\"]*\")|date\s*(?=[%}|]))")
LANG_IF = re.compile(r"{%\s*if\s+[^%]*\blang\b[^%]*%}.*?{%\s*endif\s*%}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    path: Path
    line: int
    text: str
    said: str = 'bare text {text!r}: write it as {{% w "中文" "English" %}}'

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.said.format(text=self.text)}"


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        for name, value in attrs:
            spoken = name in SPOKEN or (
                tag == "input" and name == "value" and dict(attrs).get("type") in ("submit", "button")
            )
            if spoken and value and WORDS.search(value):
                self.found.append((self.getpos()[0], f"{name}={value}"))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent and WORDS.search(data):
            self.found.append((self.getpos()[0], " ".join(data.split())[:60]))


def bare_texts(source: str) -> list[tuple[int, str]]:
    """Line and text of every word outside the template language."""
    reader = _Texts()
    for pattern in (COMMENT, ATTRIBUTES, LANG_IF, TAG):
        source = pattern.sub(lambda match: "\n" * match[0].count("\n"), source)
    reader.feed(PLAIN.sub("", source))
    reader.close()
    return reader.found


IN_UTC = "{text!r} says a time in UTC: write {{% when at %}}, or give the field the site's own time as text"


def clocks(source: str) -> list[tuple[int, str]]:
    """Line and filter of every time of day that is not said by `{% when %}`."""
    return [(source.count("\n", 0, found.start()) + 1, found[0].strip()) for found in CLOCK.finditer(source)]


def findings(root: Path = ROOT) -> Iterator[Finding]:
    for path in sorted(root.glob("*/templates/**/*.html")):
        source = path.read_text("utf-8")
        yield from (Finding(path.relative_to(root), line, text) for line, text in bare_texts(source))
        yield from (Finding(path.relative_to(root), line, text, IN_UTC) for line, text in clocks(source))


def main() -> int:
    found = list(findings())
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
