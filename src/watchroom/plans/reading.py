"""Reads a plan's YAML within limits: plain data only, and the line of everything that was written.

The file may come from anybody. Size, depth and number of nodes are counted on the parser's events, with our own
stack, before anything is built; aliases, tags and repeated keys are refused. Only `true`, `false`, `null` and plain
numbers are more than text, so `no`, `on` and `1:30` stay what the author typed, and a number stays exact.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from watchroom.kernel.words import Words

MOST_BYTES = 8 << 20
MOST_DEPTH = 24
MOST_NODES = 400_000
MOST_TEXT = 20_000

type Path = tuple[str | int, ...]

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,14})\.\d{1,9}")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """What the file says, and the line on which each part of it begins (1 is the first)."""

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of the part at `path`, or of the nearest part that contains it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


class Unreadable(Exception):
    """The file is not plain YAML within the limits; says where and why, in both languages."""

    def __init__(self, code: str, line: int, zh: str, en: str) -> None:
        self.code, self.line, self.words = code, line, Words(zh=zh, en=en)
        super().__init__(f"line {line}: {en}")


@dataclass(slots=True)
class _Open:
    """A list or map that is not closed yet."""

    made: Any
    path: Path
    key: str | None = None


def read(content: bytes) -> Document:
    """The document in the file. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large", 1, f"文件超过 {MOST_BYTES >> 20} MiB", f"the file is over {MOST_BYTES >> 20} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable("not_utf8", line, "文件不是 UTF-8 编码", "the file is not UTF-8") from error
    try:
        return _Builder().build(text)
    except yaml.YAMLError as error:
        raise Unreadable("not_yaml", _line_of(error), "此处不是有效的 YAML", "this is not valid YAML") from error


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


class _Builder:
    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.lines: dict[Path, int] = {}
        self.nodes = 0
        self.documents = 0
        self.root: Any = None

    def build(self, text: str) -> Document:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            self._take(event, event.start_mark.line + 1 if event.start_mark else 1)
        return Document(self.root, self.lines)

    def _take(self, event: Any, line: int) -> None:
        match event:
            case yaml.AliasEvent():
                raise Unreadable(
                    "alias", line, "不接受锚点与引用（& 与 *）", "anchors and aliases (& and *) are not accepted"
                )
            case yaml.ScalarEvent():
                self._plain(event, line)
                self._add(_scalar(event, line), line, opens=False)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._plain(event, line)
                self._add({} if isinstance(event, yaml.MappingStartEvent) else [], line, opens=True)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.stack.pop()
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise Unreadable("two_documents", line, "一个文件只能写一个预案", "a file holds one plan only")

    def _plain(self, event: Any, line: int) -> None:
        if event.anchor:
            raise Unreadable(
                "alias", line, "不接受锚点与引用（& 与 *）", "anchors and aliases (& and *) are not accepted"
            )
        if event.tag:
            raise Unreadable("tag", line, "不接受标签（!）", "tags (!) are not accepted")
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise Unreadable("too_many", line, f"内容超过 {MOST_NODES} 项", f"there are more than {MOST_NODES} items")
        if len(self.stack) >= MOST_DEPTH:
            raise Unreadable(
                "too_deep", line, f"嵌套超过 {MOST_DEPTH} 层", f"it is nested deeper than {MOST_DEPTH} levels"
            )

    def _add(self, value: Any, line: int, *, opens: bool) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.made, dict) and parent.key is None:
            parent.key = _key(value, parent, line)
            return
        path = self._place(parent, value)
        self.lines[path] = line
        if opens:
            self.stack.append(_Open(value, path))

    def _place(self, parent: _Open | None, value: Any) -> Path:
        if parent is None:
            self.root = value
            return ()
        if isinstance(parent.made, list):
            parent.made.append(value)
            return (*parent.path, len(parent.made) - 1)
        key = parent.key or ""
        parent.made[key], parent.key = value, None
        return (*parent.path, key)


def _key(value: Any, parent: _Open, line: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable("key", line, "键必须是文字", "a key must be text")
    key = str(value)
    if not key or key in parent.made:
        raise Unreadable("twice", line, f"键“{key[:40]}”重复或为空", f"the key {key[:40]!r} is repeated or empty")
    return key


def _scalar(event: Any, line: int) -> Any:
    text: str = event.value
    if len(text) > MOST_TEXT:
        raise Unreadable(
            "text_too_long", line, f"单段文字超过 {MOST_TEXT} 字", f"a text is longer than {MOST_TEXT} characters"
        )
    if event.style or not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text
