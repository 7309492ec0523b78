"""A plan file as text: the YAML that `reading` reads back as the same data."""

from collections.abc import Mapping
from typing import Any

import yaml


class _Plain(yaml.CSafeDumper):
    """Every value is written out where it stands: the reader takes no references."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(plan: Mapping[str, Any]) -> str:
    """The data of a plan (text, whole numbers, true and false, lists, maps) in the order given."""
    return yaml.dump(dict(plan), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
