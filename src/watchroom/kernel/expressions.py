"""The small part of CEL (Common Expression Language) that a plan or a rule over rules may use.

Comparison, arithmetic, `&&`, `||`, `!`, `in` and brackets over declared facts, at most 500 characters; no macros, no
calls, no members. We parse and type-check it ourselves, so that every name is known and every bracket counted before
the engine sees it; the engine then gets text that we wrote, with all numbers as doubles. (The tree compares decimals
exactly; an expression compares doubles, as CEL defines.)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from watchroom.kernel.words import Words

MOST_CHARACTERS = 500
MOST_DEPTH = 24

type Kind = Literal["number", "text", "bool", "list"]

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')"
    r"|(?P<sign>&&|\|\||<=|>=|==|!=|[-+*/%<>!()\[\],.?:]))"
)
_COMPARE = {"<", "<=", ">", ">=", "==", "!=", "in"}
_KIND_WORDS: dict[str, Words] = {
    "number": Words(zh="数值", en="a number"),
    "text": Words(zh="文字", en="text"),
    "bool": Words(zh="真假值", en="true or false"),
    "list": Words(zh="列表", en="a list"),
}


class Refused(Exception):
    """The expression may not be used; says why in both languages. `code` is `syntax`, `name`, `type` or `limit`."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code, self.words = code, Words(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Checked:
    """An expression that passed: its facts, and the text handed to the engine."""

    names: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class _Part:
    kind: Kind
    source: str


class _Parser:
    """Recursive descent with counted depth. Precedence as in CEL: `||`, `&&`, relations, sums, products, unary."""

    def __init__(self, text: str, kinds: Mapping[str, Kind]) -> None:
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0
        self.kinds = kinds
        self.names: set[str] = set()

    def whole(self) -> _Part:
        part = self.either()
        if self.at < len(self.tokens):
            raise _unexpected(self.peek())
        return part

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def need(self, token: str) -> None:
        if self.take() != token:
            raise Refused("syntax", f"此处应有“{token}”", f"{token!r} is missing")

    def either(self) -> _Part:
        return self._chain(("||",), self.both, "bool", "bool")

    def both(self) -> _Part:
        return self._chain(("&&",), self.relation, "bool", "bool")

    def total(self) -> _Part:
        return self._chain(("+", "-"), self.product, "number", "number")

    def product(self) -> _Part:
        return self._chain(("*", "/", "%"), self.unary, "number", "number")

    def _chain(self, signs: tuple[str, ...], inner: Any, takes: Kind, gives: Kind) -> _Part:
        left: _Part = inner()
        while self.peek() in signs:
            sign = self.take()
            if sign == "%":
                raise Refused("syntax", "不支持取余（%）", "the remainder (%) is not supported")
            right: _Part = inner()
            _must(left, takes, sign)
            _must(right, takes, sign)
            left = _Part(gives, f"({left.source} {sign} {right.source})")
        return left

    def relation(self) -> _Part:
        left = self.total()
        if self.peek() not in _COMPARE:
            return left
        sign = self.take()
        right = self.total()
        if self.peek() in _COMPARE:
            raise Refused("syntax", "比较不能连写，请用 && 分开", "comparisons cannot be chained; join them with &&")
        _comparable(left, sign, right)
        return _Part("bool", f"({left.source} {sign} {right.source})")

    def unary(self) -> _Part:
        sign = self.peek()
        if sign not in ("!", "-"):
            return self.primary()
        self.take()
        self._deeper()
        part = self.unary()
        self.depth -= 1
        kind: Kind = "bool" if sign == "!" else "number"
        _must(part, kind, sign)
        return _Part(kind, f"({sign}{part.source})")

    def primary(self) -> _Part:
        token = self.take()
        if token == "(":
            self._deeper()
            part = self.either()
            self.depth -= 1
            self.need(")")
            return part
        if token == "[":
            return self._list()
        if token in ("true", "false"):
            return _Part("bool", token)
        if token and token[0].isdigit():
            return _Part("number", token if "." in token else f"{token}.0")
        if token and token[0] in "\"'":
            return _Part("text", '"' + token[1:-1].replace('"', '\\"') + '"')
        return self._name(token)

    def _list(self) -> _Part:
        items = [self.primary()]
        while self.peek() == ",":
            self.take()
            items.append(self.primary())
        self.need("]")
        if any(item.kind != items[0].kind or item.kind not in ("number", "text") for item in items):
            raise Refused("type", "列表只能全是数值或全是文字", "a list holds only numbers or only text")
        return _Part("list", "[" + ", ".join(item.source for item in items) + "]")

    def _name(self, token: str) -> _Part:
        if not re.fullmatch(r"[A-Za-z_]\w*", token) or token == "in":
            raise _unexpected(token)
        if self.peek() in ("(", "."):
            raise Refused("syntax", "不支持函数、宏与成员访问", "calls, macros and members are not supported")
        if token not in self.kinds:
            raise Refused("name", f"未声明的事实“{token}”", f"the fact {token!r} is not declared")
        self.names.add(token)
        return _Part(self.kinds[token], token)

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Refused("limit", f"括号嵌套超过 {MOST_DEPTH} 层", f"it is nested deeper than {MOST_DEPTH} levels")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unexpected(text[at : at + 12].strip())
        found.append(match.group().strip())
        at = match.end()
    return found


def _unexpected(token: str) -> Refused:
    if not token:
        return Refused("syntax", "表达式没有写完", "the expression ends too early")
    return Refused("syntax", f"此处不应有“{token[:40]}”", f"{token[:40]!r} is not expected here")


def _must(part: _Part, kind: Kind, sign: str) -> None:
    if part.kind != kind:
        want, got = _KIND_WORDS[kind], _KIND_WORDS[part.kind]
        raise Refused("type", f"“{sign}”要的是{want.zh}，这里是{got.zh}", f"{sign!r} takes {want.en}, this is {got.en}")


def _comparable(left: _Part, sign: str, right: _Part) -> None:
    if sign == "in":
        if right.kind != "list" or left.kind not in ("number", "text"):
            raise Refused("type", "“in”右边应是列表", "'in' needs a list on its right")
        return
    ordered = sign in ("<", "<=", ">", ">=")
    if left.kind != right.kind or left.kind == "list" or (ordered and left.kind != "number"):
        a, b = _KIND_WORDS[left.kind], _KIND_WORDS[right.kind]
        raise Refused(
            "type", f"不能用“{sign}”比较{a.zh}与{b.zh}", f"{a.en} and {b.en} cannot be compared with {sign!r}"
        )


def check(text: str, kinds: Mapping[str, Kind]) -> Checked:
    """Parses and type-checks an expression over the facts of `kinds`; it must be true or false. Raises Refused."""
    if len(text) > MOST_CHARACTERS:
        raise Refused("limit", f"表达式超过 {MOST_CHARACTERS} 字符", f"it is longer than {MOST_CHARACTERS} characters")
    parser = _Parser(text, kinds)
    part = parser.whole()
    if part.kind != "bool":
        raise Refused("type", "表达式的结果应是真或假", "it must come out true or false")
    return Checked(frozenset(parser.names), part.source)


def evaluate(checked: Checked, values: Mapping[str, Decimal | str | bool]) -> bool | None:
    """True or false; None when what is missing (or a division by zero) leaves it open.

    `&&` and `||` decide as soon as one side does, so a missing fact matters only where it can.
    """
    known = {name: float(value) if isinstance(value, Decimal) else value for name, value in values.items()}
    try:
        result = _program(checked.source).execute({name: known[name] for name in checked.names & known.keys()})
    except (RuntimeError, TypeError, ValueError, ArithmeticError):
        return None
    return result if isinstance(result, bool) else None


@lru_cache(maxsize=1024)
def _program(source: str) -> Any:
    import cel  # only who evaluates loads the engine

    return cel.compile(source)
