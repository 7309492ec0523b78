"""The walls of the house: what no single room can test about itself."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey

from watchroom.ops.environment import ENVIRONMENT

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "watchroom"


def rooms() -> list[str]:
    """The river's order, upstream first, as the import contract has it: it is written there and nowhere else."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return [layer.removeprefix("watchroom.") for layer in reversed(contract["layers"])]


def test_the_settings_list_the_rooms_in_the_rivers_order() -> None:
    assert rooms() == settings.ROOMS
    assert {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()} == set(rooms())


def test_foreign_keys_point_upstream_too() -> None:
    order = {room: i for i, room in enumerate(rooms())}
    for model in apps.get_models():
        home = model._meta.app_label
        for field in model._meta.get_fields():
            if home in order and isinstance(field, ForeignKey):
                target = field.related_model._meta.app_label
                assert order.get(target, -1) <= order[home], f"{model.__name__}.{field.name} points downstream"


def test_no_transaction_is_opened_outside_the_book() -> None:
    opener = re.compile(r"transaction\.atomic|\batomic\(")
    found = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if opener.search(path.read_text()) and path.parts[-2] != "tests" and "journal" not in path.parts
    ]
    assert found == []


def test_nobody_asks_the_machine_for_the_time_behind_the_clocks_back() -> None:
    asked = re.compile(r"datetime\.(now|utcnow|today)\(|timezone\.now\(|date\.today\(")
    found = [str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*.py") if asked.search(p.read_text())]
    assert found == ["kernel/clock.py"]


@pytest.mark.parametrize("room", ["incidents", "plans", "dispatch", "advice", "warnings", "alarms", "people", "places"])
def test_whoever_writes_a_row_does_it_inside_the_book(room: str) -> None:
    """Rows change only in modules that open the book or are handed it open: a room's actions and their parts."""
    opens = re.compile(r"with book\(|import Book\b")
    writes = re.compile(r"\.objects\.(create|bulk_create|update_or_create|get_or_create)\(|\.save\(|\.delete\(\)")
    found = [
        str(path.relative_to(SOURCE))
        for path in (SOURCE / room).rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
        and path.name not in ("models.py", "testing.py")
        and writes.search(path.read_text())
        and not opens.search(path.read_text())
    ]
    assert found == []


def test_every_environment_variable_that_is_read_is_documented() -> None:
    read = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"")
    known = {variable.name for variable in ENVIRONMENT} | {
        "DJANGO_SETTINGS_MODULE",
        "LANG",
        "CI",
        "LC_ALL",
        "NOTIFY_SOCKET",
    }  # set by others
    found = {name for path in SOURCE.rglob("*.py") for name in read.findall(path.read_text())}
    assert found - known == set()


def test_the_project_speaks_of_itself_alone() -> None:
    """No download address, no machine's path in anything that is kept."""
    hosts = re.compile(r"registry\.npmjs|files\.pythonhosted|pypi\.org/simple|deb\.debian|/work/|/root/")
    kept = [ROOT / n for n in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    kept += [*ROOT.glob("requirements/*"), ROOT / "frontend" / "package-lock.json", *ROOT.glob("docs/**/*.md")]
    found = [str(path.relative_to(ROOT)) for path in kept if path.exists() and hosts.search(path.read_text())]
    assert found == []
