"""YAML that a person wrote or a file holds, read within limits: no aliases, nothing deep, no number without end."""

from typing import Any

import yaml

DEEPEST = 32
_OPENS, _CLOSES = (yaml.MappingStartEvent, yaml.SequenceStartEvent), (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def loaded(text: str) -> Any:
    """What the text says. Its length is bounded by whoever took it in.

    Raises ValueError, which says where: no YAML, an alias (a short text must not stand for an endless one), nested deeper
    than `DEEPEST`, or a number or a date that there is not.
    """
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise ValueError("alias")
            depth += isinstance(event, _OPENS) - isinstance(event, _CLOSES)
            if depth > DEEPEST:
                raise ValueError(f"> {DEEPEST} levels")
        return yaml.load(text, yaml.CSafeLoader)
    except (yaml.YAMLError, OverflowError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error
