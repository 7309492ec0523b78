"""One contract for all plug-ins: ours, those of installed packages, and the examples of the manual."""

import importlib
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from tests import contract
from tests.contract import KINDS, Kind
from watchroom.kernel.plugin import Plugin, Sample
from watchroom.kernel.registry import Registry
from watchroom.kernel.words import LANGS
from watchroom.ops.reference import PLUGINS

DOCS = Path(__file__).parent.parent / "docs"
EACH = [
    pytest.param(kind, plugin, id=f"{kind}/{name}")
    for kind, found in KINDS.items()
    for name, plugin in found.all.items()
]
SAMPLES = [
    pytest.param(kind, plugin, sample, id=f"{kind}/{name}: {sample.title.en}")
    for kind, found in KINDS.items()
    for name, plugin in found.all.items()
    for sample in plugin.samples
]


@pytest.mark.parametrize(("kind", "plugin"), EACH)
def test_a_plugin_speaks_both_languages_down_to_its_settings(kind: Kind, plugin: type[Plugin]) -> None:
    contract.speaks_both_languages(plugin)


@pytest.mark.parametrize(("kind", "plugin"), EACH)
def test_a_plugin_refuses_settings_that_it_does_not_know(kind: Kind, plugin: type[Plugin]) -> None:
    contract.refuses_unknown_settings(plugin)


@pytest.mark.parametrize(("kind", "plugin"), EACH)
def test_a_plugin_shows_by_samples_when_it_speaks_and_when_it_is_silent(kind: Kind, plugin: type[Plugin]) -> None:
    contract.shows_two_sides(kind, plugin)


@pytest.mark.parametrize(("kind", "plugin", "sample"), SAMPLES)
def test_a_sample_comes_out_as_expected_without_the_network(kind: Kind, plugin: type[Plugin], sample: Sample) -> None:
    contract.run(kind, plugin, sample)


def test_every_kind_has_at_least_one_plugin_and_stands_in_the_reference() -> None:
    assert all(found.all for found in KINDS.values())
    assert {(found.package, found.group) for found in KINDS.values()} == {
        (package, group) for _, package, group in PLUGINS
    }


# ---- the examples of the manual --------------------------------------------------------------------------------------


def examples(lang: str) -> list[str]:
    """The python blocks of the page on plug-ins, one a kind, in the order of the kinds."""
    text = (DOCS / lang / "plugins.md").read_text()
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def plugin_of(name: str, source: str) -> type[Plugin]:
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, name, "exec"), vars(module))
    found = [thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, Plugin)]
    return next(plugin for plugin in found if plugin.__module__ == name)


@pytest.mark.parametrize(("number", "kind"), list(enumerate(KINDS)))
def test_the_manuals_example_of_each_kind_holds_the_contract(number: int, kind: Kind) -> None:
    contract.prove(kind, plugin_of(f"example_{kind}", examples("zh")[number]))


def test_the_manual_shows_the_same_examples_in_both_languages() -> None:
    assert len(examples("zh")) == len(KINDS)
    assert [examples(lang) for lang in LANGS] == [examples("zh")] * len(LANGS)


# ---- the contract itself ---------------------------------------------------------------------------------------------


def test_a_plugin_that_goes_out_is_caught_even_if_it_swallows_the_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def peeping(plugin: type[Plugin], sample: Sample) -> None:
        import contextlib
        import socket

        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", 9))

    monkeypatch.setitem(contract.RUNNERS, "models", peeping)
    plugin = next(iter(KINDS["models"].all.values()))
    with pytest.raises(AssertionError, match="tried to create_connection"):
        contract.run("models", plugin, plugin.samples[0])


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of somebody else's with the manual's detector, installed as pip would leave it."""
    (tmp_path / "their_detectors.py").write_text(examples("zh")[1])
    info = tmp_path / "their_detectors-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-detectors\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[watchroom.detectors]\nfrozen = their_detectors:Frozen\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "their_detectors", raising=False)
    importlib.invalidate_caches()
    return tmp_path


def registry() -> Registry[Any]:
    ours = KINDS["detectors"]
    return Registry(ours.package, ours.base, ours.group)


def test_an_outside_package_joins_by_its_entry_point(outside: Path) -> None:
    found = registry()
    assert {"threshold", "frozen"} <= set(found.all)
    contract.prove("detectors", found["frozen"])


def test_two_plugins_of_one_name_are_refused_at_once(outside: Path) -> None:
    source = outside / "their_detectors.py"
    source.write_text(source.read_text().replace('name = "frozen"', 'name = "threshold"'))
    with pytest.raises(ValueError, match="are named 'threshold'"):
        registry().all  # noqa: B018
