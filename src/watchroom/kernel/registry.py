"""Finds plug-ins: by folder in the house, by entry point outside it. Nothing is registered by hand."""

import importlib
import inspect
import pkgutil
from functools import cached_property
from importlib.metadata import entry_points

from watchroom.kernel.plugin import Plugin


class Registry[P: Plugin]:
    """All plug-ins of one kind, by name.

    package  the folder whose every module holds one plug-in, e.g. `watchroom.alarms.detectors`
    base     the class that they share
    group    the entry-point group through which outside packages join, e.g. `watchroom.detectors`
    """

    def __init__(self, package: str, base: type[P], group: str) -> None:
        self.package, self.base, self.group = package, base, group

    @cached_property
    def all(self) -> dict[str, type[P]]:
        """Name to class. Raises ValueError when two plug-ins bear one name."""
        found: dict[str, type[P]] = {}
        for plugin in [*self._of_the_house(), *self._from_outside()]:
            if found.setdefault(plugin.name, plugin) is not plugin:
                raise ValueError(f"two plug-ins of {self.group} are named {plugin.name!r}")
        return found

    def __getitem__(self, name: str) -> type[P]:
        return self.all[name]

    def __contains__(self, name: str) -> bool:
        return name in self.all

    def _of_the_house(self) -> list[type[P]]:
        folder = importlib.import_module(self.package)
        names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
        modules = [importlib.import_module(f"{self.package}.{name}") for name in names if name != "tests"]
        return [plugin for module in modules for plugin in self._in(module.__name__, vars(module))]

    def _in(self, module: str, names: dict[str, object]) -> list[type[P]]:
        return [
            thing
            for thing in names.values()
            if inspect.isclass(thing)
            and issubclass(thing, self.base)
            and thing.__module__ == module
            and "name" in vars(thing)
        ]

    def _from_outside(self) -> list[type[P]]:
        return [point.load() for point in entry_points(group=self.group)]
