"""The pages of the docs that the code itself writes: they cannot drift. `watchroom docs` writes them.

reference.md   kinds of entries, plug-ins, quantities, rights, settings
commands.md    every command with its options, from the parser in that language
"""

import argparse
import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from typing import Any

from django.conf import settings

from watchroom.journal.facts import KINDS
from watchroom.kernel.plugin import Plugin
from watchroom.kernel.registry import Registry
from watchroom.kernel.units import QUANTITIES
from watchroom.kernel.words import LANGS, Lang, Words
from watchroom.ops.environment import ENVIRONMENT
from watchroom.ops.terminal import CONFIG, NOT_OK, OK, RUNNING, UNAVAILABLE, USAGE, complain, say
from watchroom.people.rights import ACTS, RIGHTS, ROLES, Role

PLUGINS: tuple[tuple[Words, str, str], ...] = (
    (Words(zh="接入", en="Connectors"), "watchroom.sources.connectors", "watchroom.connectors"),
    (Words(zh="检测器", en="Detectors"), "watchroom.alarms.detectors", "watchroom.detectors"),
    (Words(zh="模型", en="Models"), "watchroom.advice.models", "watchroom.models"),
    (Words(zh="渠道", en="Channels"), "watchroom.warnings.channels", "watchroom.channels"),
    (Words(zh="到人渠道", en="Carriers"), "watchroom.people.carriers", "watchroom.carriers"),
)


def page(lang: Lang) -> str:
    """The whole reference in one language, as Markdown."""
    parts = [_title(lang), *_kinds(lang), *_plugins(lang), *_quantities(lang), *_rights(lang), *_settings(lang)]
    return "\n".join(parts) + "\n"


def commands(lang: Lang) -> str:
    """Every command in one language, as Markdown."""
    from watchroom.ops import cli

    with _speaking(lang):
        parts = [_commands_title(lang), *_words_of(cli.build(), lang), *_exit_codes(lang)]
    return "\n".join(parts) + "\n"


def write(docs: Path) -> list[Path]:
    """Writes both pages in both languages. The paths."""
    pages = {docs / lang / name: text(lang) for lang in LANGS for name, text in PAGES.items()}
    for path, content in pages.items():
        path.write_text(content, encoding="utf-8")
    return list(pages)


PAGES = {"reference.md": page, "commands.md": commands}
DOCS = Path(__file__).parents[3] / "docs"
WRITTEN = Words(zh="已写：{path}", en="written: {path}")
NO_DOCS = Words(
    zh="这里没有文档目录 {folder}：请在源码仓库里运行。",
    en="There is no docs folder {folder}: run this in a clone of the source.",
)


def main() -> int:
    """`watchroom docs`."""
    import django

    django.setup()
    if not DOCS.is_dir():
        complain(NO_DOCS, folder=DOCS)
        return NOT_OK
    for path in write(DOCS):
        say(WRITTEN, path=path.relative_to(DOCS.parent))
    return OK


def _say(lang: Lang, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def _title(lang: Lang) -> str:
    head = _say(lang, "# 参考", "# Reference")
    note = _say(
        lang,
        "本页由代码生成（`watchroom docs`），测试保证其与代码一致。",
        "This page is written from the code (`watchroom docs`); a test keeps it true.",
    )
    return f"{head}\n\n{note}"


def import_entries() -> None:
    for room in settings.ROOMS:
        folder = importlib.import_module(f"watchroom.{room}").__path__
        if "entries" in {module.name for module in pkgutil.iter_modules(folder)}:
            importlib.import_module(f"watchroom.{room}.entries")


def _kinds(lang: Lang) -> Iterator[str]:
    import_entries()
    yield "\n" + _say(lang, "## 记事种类", "## Kinds of entries") + "\n"
    yield _say(lang, "| 种类 | 句子 |", "| kind | sentence |") + "\n|---|---|"
    for kind, (_, words) in sorted(KINDS.items()):
        if not kind.startswith("journal.test"):
            yield f"| `{kind}` | {words.text(lang).replace('|', '/')} |"


def _plugins(lang: Lang) -> Iterator[str]:
    for title, package, group in PLUGINS:
        yield f"\n## {title.text(lang)}\n"
        yield _say(lang, f"入口点 `{group}`，每个一个文件。", f"Entry point `{group}`; one file each.") + "\n"
        registry: Registry[Plugin] = Registry(package, Plugin, group)
        for name, plugin in sorted(registry.all.items()):
            yield f"- `{name}`: {plugin.title.text(lang)}"
            for field, about in plugin.Settings.model_fields.items():
                default = _say(lang, "必填", "required") if about.is_required() else f"`{about.default}`"
                yield f"  - `{field}` ({default}): {_label(about.json_schema_extra, lang) or field}"


def _label(extra: Any, lang: Lang) -> str:
    """A setting's name for people: it stands beside the setting in the plug-in."""
    return str(extra.get(lang, "")) if isinstance(extra, dict) else ""


def _quantities(lang: Lang) -> Iterator[str]:
    yield "\n" + _say(lang, "## 监测量", "## Quantities") + "\n"
    yield (
        _say(lang, "| 代码 | 名称 | 单位 | 可信范围 |", "| code | name | unit | believable range |")
        + "\n|---|---|---|---|"
    )
    for quantity in QUANTITIES.values():
        span = f"{quantity.low:g} – {quantity.high:g}"
        yield f"| `{quantity.code}` | {quantity.title.text(lang)} | {quantity.unit} | {span} |"


def _rights(lang: Lang) -> Iterator[str]:
    roles = [role for role in Role if role is not Role.OUTSIDER]
    yield "\n" + _say(lang, "## 岗位权限", "## Rights by post") + "\n"
    yield "| | " + " | ".join(ROLES[role].text(lang) for role in roles) + " |"
    yield "|---" * (len(roles) + 1) + "|"
    for act, allowed in RIGHTS.items():
        marks = " | ".join("✓" if role in allowed else "" for role in roles)
        yield f"| {ACTS[act].text(lang)} | {marks} |"


def _settings(lang: Lang) -> Iterator[str]:
    yield "\n" + _say(lang, "## 设置（环境变量）", "## Settings (environment variables)") + "\n"
    for variable in ENVIRONMENT:
        yield f"- `{variable.name}` ({variable.default}): {variable.words.text(lang)}"


# ---- commands --------------------------------------------------------------------------------------------------------


@contextmanager
def _speaking(lang: Lang) -> Iterator[None]:
    """The commands' words are chosen when the parser is built."""
    before = environ.get("WATCHROOM_LANG")
    environ["WATCHROOM_LANG"] = lang
    try:
        yield
    finally:
        environ.pop("WATCHROOM_LANG") if before is None else environ.update(WATCHROOM_LANG=before)


def _commands_title(lang: Lang) -> str:
    head = _say(lang, "# 命令", "# Commands")
    note = _say(
        lang,
        "本页由代码生成（`watchroom docs`），测试保证其与代码一致。每个命令都有 `--help`；语言由 `WATCHROOM_LANG` 或 `LANG` 决定。",
        "This page is written from the code (`watchroom docs`); a test keeps it true. Every command has `--help`;"
        " `WATCHROOM_LANG` or `LANG` chooses the language.",
    )
    return f"{head}\n\n{note}"


def _words_of(parser: argparse.ArgumentParser, lang: Lang) -> Iterator[str]:
    """The parser's own section, if it can be typed as it is, and those of the words below it."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below or parser.get_default("run"):
        yield from _section(parser, lang)
    for action in below:
        for child in action.choices.values():
            yield from _words_of(child, lang)


def _section(parser: argparse.ArgumentParser, lang: Lang) -> Iterator[str]:
    left_out = (argparse._HelpAction, argparse._SubParsersAction)
    actions = [action for action in parser._actions if not isinstance(action, left_out)]
    places = "".join(f" {_named(action)}" for action in actions if not action.option_strings)
    yield f"\n## `{parser.prog}{places}`\n\n{_sentence(str(parser.description), lang)}"
    if actions:
        heads = _say(lang, "| 参数 | 说明 |", "| argument | meaning |")
        yield f"\n{heads}\n|---|---|"
    for action in actions:
        owed = _say(lang, "（必填）", " (required)") if action.option_strings and action.required else ""
        yield f"| `{_spelt(action)}` | {action.help}{owed} |"


def _sentence(text: str, lang: Lang) -> str:
    return f"{text}。" if lang == "zh" else f"{text[0].upper()}{text[1:]}."


def _named(action: argparse.Action) -> str:
    """A value by its name: `FILE...`, `NAME`."""
    name = str(action.metavar or action.dest.upper())
    return f"{name}..." if action.nargs == "+" else name


def _spelt(action: argparse.Action) -> str:
    """As it is typed: `--out FOLDER`, `--pause, --no-pause`; where only some words will do, these."""
    value = "\\|".join(str(one) for one in action.choices) if action.choices else _named(action)
    if not action.option_strings:
        return value
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


EXITS = {
    OK: Words(zh="完成", en="well"),
    NOT_OK: Words(zh="所检查的不合格，或没有做成", en="what was looked at is not well, or it was not done"),
    USAGE: Words(zh="命令写错了", en="the command was typed wrongly"),
    RUNNING: Words(zh="已经在运行", en="it runs already"),
    UNAVAILABLE: Words(
        zh="所需的东西不在：数据库、端口、磁盘", en="something needed is not there: database, port, disk"
    ),
    CONFIG: Words(zh="设置有误", en="a setting is wrong"),
    130: Words(zh="被 Ctrl-C 中断", en="stopped by Ctrl-C"),
}


def _exit_codes(lang: Lang) -> Iterator[str]:
    yield "\n" + _say(lang, "## 退出码", "## Exit codes") + "\n"
    yield _say(lang, "| 退出码 | 含义 |", "| code | meaning |") + "\n|---|---|"
    for code, words in EXITS.items():
        yield f"| {code} | {words.text(lang)} |"
