"""The docs are true: what the code offers stands in them, what stands in them is in the code, in both languages."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from watchroom.alarms.platform import BUILT_IN
from watchroom.desk.api import api
from watchroom.desk.command.grammar import VERBS
from watchroom.desk.report.gather import MILESTONES
from watchroom.journal.facts import KINDS
from watchroom.kernel.words import LANGS, Lang
from watchroom.ops import cli
from watchroom.ops.environment import ENVIRONMENT
from watchroom.ops.reference import PAGES, import_entries

ROOT = Path(__file__).parent.parent
DOCS, SOURCE = ROOT / "docs", ROOT / "src" / "watchroom"
PAIRS = [
    *((DOCS / "zh" / path.name, path) for path in sorted((DOCS / "en").glob("*.md"))),
    (ROOT / "CONTRIBUTING.zh-CN.md", ROOT / "CONTRIBUTING.md"),
    (ROOT / "README.zh-CN.md", ROOT / "README.md"),
]
TEXTS = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md")), ROOT / "deploy" / "README.md"]
each_pair = pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1].name)
each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))


def code_blocks(path: Path, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", path.read_text(), re.DOTALL)


def prose(path: Path) -> str:
    """Without blocks of code, in which `#` is a remark and not a heading."""
    return re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)


# ---- both languages --------------------------------------------------------------------------------------------------


def test_every_page_exists_in_both_languages() -> None:
    pages = {lang: {path.name for path in (DOCS / lang).glob("*.md")} for lang in LANGS}
    assert pages["zh"] == pages["en"]
    assert {"index.md", "reference.md", "commands.md"} <= pages["zh"]


@each_pair
def test_a_page_has_the_same_parts_in_both_languages(pair: tuple[Path, Path]) -> None:
    """Headings by level, rows of tables, items of lists, blocks of code by kind: what one says the other says."""
    patterns = {"headings": r"^(#+) ", "rows": r"^(\|)", "items": r"^(- |\d+\. )"}
    for what, pattern in patterns.items():
        zh, en = (re.findall(pattern, prose(path), re.MULTILINE) for path in pair)
        assert zh == en or (what != "headings" and len(zh) == len(en)), f"{pair[1].name}: {what}"
    zh, en = (re.findall(r"^```(\w*)$", path.read_text(), re.MULTILINE) for path in pair)
    assert zh == en


@each_pair
def test_a_page_names_the_same_things_in_both_languages(pair: tuple[Path, Path]) -> None:
    """What stands in `code` is the same to a reader of either; only words of a command line are said in his own."""
    zh, en = (set(re.findall(r"(?<!`)`([\x21-\x7e]+)`(?!`)", prose(path))) for path in pair)
    ours = {name for name in zh ^ en if re.fullmatch(r"[\w./:-]*[a-z_]{3}[\w./:-]*", name) and "zh" not in name}
    assert {name for name in ours if not name.startswith(("docs/", "README")) and "/N/" not in name} == set()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_code_says_today(name: str, lang: Lang) -> None:
    assert (DOCS / lang / name).read_text() == PAGES[name](lang), "run: watchroom docs"


# ---- what they name is there -----------------------------------------------------------------------------------------


def test_links_between_pages_lead_somewhere() -> None:
    for path in TEXTS:
        for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", prose(path)):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_the_index_leads_to_every_page() -> None:
    for lang in LANGS:
        linked = set(re.findall(r"\(([\w-]+\.md)\)", (DOCS / lang / "index.md").read_text()))
        assert linked == {path.name for path in (DOCS / lang).glob("*.md")} - {"index.md"}


def names_in(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"`((?:[\w-]+/)*[\w-]+\.(?:py|ts)):([A-Za-z_][\w.]*)`", path.read_text())


@cache
def defined(path: Path) -> set[str]:
    """Functions, classes with their methods, and other names of a module."""
    if path.suffix == ".ts":
        return set(re.findall(r"(?:function|class|const|interface)\s+(\w+)", path.read_text()))
    return set(_names(ast.parse(path.read_text()).body, ""))


def _names(body: list[ast.stmt], within: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield within + node.name
            if isinstance(node, ast.ClassDef):
                yield from _names(node.body, f"{within}{node.name}.")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (within + target.id for target in targets if isinstance(target, ast.Name))


@each_text
def test_every_function_that_is_named_exists(path: Path) -> None:
    for file, name in names_in(path):
        found = [place / file for place in (SOURCE, ROOT) if (place / file).exists()]
        assert found, f"{path.name} names {file}"
        assert name in defined(found[0]), f"{path.name} names {file}:{name}"


def test_the_walk_of_one_alarm_takes_the_same_steps_in_both_languages() -> None:
    zh, en = (names_in(path) for path in (ROOT / "CONTRIBUTING.zh-CN.md", ROOT / "CONTRIBUTING.md"))
    assert sorted(zh) == sorted(en)
    assert len(en) > 50


@cache
def commands() -> set[str]:
    """All commands that can be typed, and the groups of commands."""

    def below(parser: cli.Parser, said: str) -> Iterator[str]:
        for action in parser._actions:
            for name, child in action.choices.items() if isinstance(action.choices, dict) else ():
                yield f"{said}{name}"
                yield from below(child, f"{said}{name} ")

    return set(below(cli.build(), ""))


@each_text
def test_every_command_that_is_named_can_be_typed(path: Path) -> None:
    known = commands()
    for said in re.findall(r"(?:`|bin/)watchroom ((?:[a-z][a-z-]*)(?: [a-z][a-z-]+)?)", path.read_text()):
        words = said.split()
        assert words[0] in known, f"{path.name}: watchroom {said}"
        group = any(name.startswith(f"{words[0]} ") for name in known)
        assert not group or len(words) == 1 or " ".join(words) in known, f"{path.name}: watchroom {said}"


@each_text
def test_every_environment_variable_that_is_named_is_read(path: Path) -> None:
    known = {variable.name for variable in ENVIRONMENT}
    assert set(re.findall(r"\bWATCHROOM_[A-Z_]+\b", path.read_text())) - known == set()


@cache
def operations() -> set[tuple[str, str]]:
    """Method and path of every operation, with numbers and codes as `*`."""
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    return {(method.upper(), re.sub(r"{[^}]*}", "*", path)) for path, of in paths.items() for method in of}


@each_text
def test_every_address_of_the_api_that_is_named_is_served(path: Path) -> None:
    served = operations()
    addresses = {address for _, address in served} | {"/api/openapi.json", "/api/"}
    for address in re.findall(r"(/api/[\w/.*{}<>-]*)", path.read_text()):
        plain = re.sub(r"<[^>]*>|{[^}]*}", "*", address).rstrip(".")
        assert any(re.fullmatch(known.replace("*", "[^/]+"), plain) for known in addresses), f"{path.name}: {address}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_walk_through_the_api_uses_methods_that_there_are(lang: Lang) -> None:
    steps = re.findall(r"^api \$\w+ +(\w+) +'?(/api/[^\s'?]+)", (DOCS / lang / "api.md").read_text(), re.MULTILINE)
    assert len(steps) > 10
    for method, address in steps:
        known = {path for served, path in operations() if served == method}
        assert any(re.fullmatch(path.replace("*", "[^/]+"), address) for path in known), f"{method} {address}"


# ---- what they show works --------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["readings.md", "running.md"])
def test_the_registrations_that_the_manual_shows_can_be_typed(name: str) -> None:
    """In the order of the page, in one shell."""
    from watchroom.people.models import Person
    from watchroom.sources.models import DeviceKey, Source

    blocks = code_blocks(DOCS / "en" / name, "python")
    assert blocks == code_blocks(DOCS / "zh" / name, "python")
    shell: dict[str, Any] = {"print": lambda *_: None}
    for block in blocks:
        exec(compile(block, name, "exec"), shell)
    if name == "readings.md":
        assert set(Source.objects.values_list("code", flat=True)) == {"ws-hill", "observatory", "levels"}
        assert DeviceKey.objects.get().code == "ws-hill"
    else:
        assert set(Person.objects.values_list("code", flat=True)) == {"lin", "admin"}


@pytest.mark.django_db
def test_the_rule_that_the_manual_shows_is_taken() -> None:
    import json

    from watchroom.alarms.rule_actions import put_rule

    shell: dict[str, Any] = {"print": lambda *_: None}
    exec(compile(code_blocks(DOCS / "en" / "readings.md", "python")[0], "readings", "exec"), shell)
    for lang in LANGS:
        shown = re.search(r"-d '({\n.*?})'", (DOCS / lang / "readings.md").read_text(), re.DOTALL)
        assert shown
        assert put_rule("hill-wind-mean", **json.loads(shown[1])).live


def test_the_messages_that_the_manual_shows_are_understood() -> None:
    from watchroom.sources.payloads import read_payload

    for lang in LANGS:
        messages = code_blocks(DOCS / lang / "readings.md", "text")[0].splitlines()
        assert [len(read_payload(message.encode(), "hill-wind")) for message in messages] == [1, 1, 2]


# ---- the duty officer's card -----------------------------------------------------------------------------------------


@cache
def keys_on_screens() -> set[str]:
    """Every key that a page prints or a button bears, and those of the client itself."""
    pages = "".join(path.read_text() for path in SOURCE.rglob("templates/**/*.html"))
    client = "".join(path.read_text() for path in (ROOT / "frontend" / "src").rglob("*.ts"))
    found = re.findall(r"{% key \"([^\"]+)\" %}|data-key=\"([^\"]+)\"|<kbd>([^<]+)</kbd>", pages)
    found += [("", "", key) for key in re.findall(r"\"kbd\", {}, \"([^\"]+)\"", client)]
    return {key.upper() for groups in found for key in groups if key} | {"↑", "↓", "?", "SHIFT"}


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_on_the_duty_card_is_on_a_screen(lang: Lang) -> None:
    card = (DOCS / lang / "duty-card.md").read_text()
    keys = set(re.findall(r"<kbd>([^<]+)</kbd>", card))
    assert len(keys) > 8
    assert {key for key in keys if key.upper() not in keys_on_screens()} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_verb_of_the_command_line_is_on_the_duty_card(lang: Lang) -> None:
    card = (DOCS / lang / "duty-card.md").read_text()
    for verb in VERBS:
        assert all(f"`{spelling}`" in card for spelling in verb.spellings[:2]), verb.code
    assert len((DOCS / lang / "duty-card.md").read_text().splitlines()) < 80, "one page"


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGS)
def test_every_example_of_the_command_line_means_something_on_the_exercise_day(lang: Lang) -> None:
    """Those about places, sensors and choices; alarms, incidents and units on the way come with the day."""
    from watchroom.desk.command.grammar import parse
    from watchroom.desk.command.verbs import options
    from watchroom.ops.scenario import content, stage
    from watchroom.people.queries import person_by_code, viewer

    stage.set_up(content.load("zhangjiakou-games"))
    lin = viewer(person_by_code("lin"))
    rows = re.findall(r"^\| `[A-Z]+` `.*?` \| (.*) \|$", (DOCS / lang / "duty-card.md").read_text(), re.MULTILINE)
    lines = [line for row in rows for line in re.findall(r"`([^`]+)`", row)]
    told = {line: parse(line) for line in lines}
    tried = {line: said for line, said in told.items() if said.rest and said.verb and said.verb.code in EXAMPLES}
    assert len(tried) >= 5
    assert {line for line, said in tried.items() if not options(lin, said)[:1]} == set()
    happened = next(said for said in tried.values() if said.verb and said.verb.code == "new")
    assert options(lin, happened)[0].line.startswith("new place:gate-c ")


EXAMPLES = {"new", "go", "find", "lang", "theme"}


# ---- the journal -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_built_in_rule_is_in_the_manual_with_its_priority(lang: Lang) -> None:
    page = (DOCS / lang / "readings.md").read_text(encoding="utf-8")
    assert [code for code, rule in BUILT_IN.items() if f"| `{code}` P{rule.priority}" not in page] == []


def test_the_report_waits_for_kinds_that_rooms_write() -> None:
    import_entries()
    assert [kind for kind, _ in MILESTONES if kind not in KINDS] == []


def test_every_sentence_can_be_filled_from_its_own_facts() -> None:
    import_entries()
    for kind, (facts, say) in KINDS.items():
        known = {field.name for field in fields(facts)} if kind.split(".")[1] != "plain" else set()
        for text in (say.zh, say.en):
            assert set(re.findall(r"{(\w+)}", text)) <= known or kind.startswith(("journal.test", "desk.")), kind
