"""How the site's carriers are set up: one YAML file for its owner alone, in no row, no entry and no log.

    sms_http:                     the carrier's name, and below it its settings
      url: https://sms.example.org/send
      ...

`carriers.yaml` in the data folder, or the file that WATCHROOM_CARRIERS names. A carrier that does not stand in it is not
set up: ways to reach people that use it wait until it is.
"""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from pydantic import ValidationError

from watchroom.kernel.words import Words
from watchroom.people.carrier import CARRIERS, Carrier, NotSent

MOST_BYTES = 200_000
NOT_SET_UP = Words(
    zh="渠道“{name}”没有在本站设置好，请告知系统管理员",
    en="the channel “{name}” is not set up here; tell the administrator",
)
_NOTHING: dict[str, Any] = {}
_read: tuple[tuple[str, int, int], dict[str, Any]] | None = None
_made: tuple[Mapping[str, Any], dict[str, Carrier]] | None = None


class SettingsBad(Exception):
    """`why`: what is wrong with the file, without anything that it holds."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


def path() -> Path:
    return Path(os.environ.get("WATCHROOM_CARRIERS") or Path(settings.DATA) / "carriers.yaml")


def carrier(name: str) -> Carrier:
    """The carrier with its settings. Raises NotSent, passing: it may be set up in a moment."""
    if name not in CARRIERS:
        raise NotSent(Words(zh="这个渠道没有安装", en="the channel is not installed"), passing=False)
    try:
        made = set_up().get(name)
    except SettingsBad as bad:
        raise NotSent(bad.why, passing=True) from None
    if made is None:
        raise NotSent(NOT_SET_UP.fill(name=CARRIERS[name].title), passing=True)
    return made


def set_up() -> Mapping[str, Carrier]:
    """All carriers that stand in the file, made once until it changes. Raises SettingsBad."""
    global _made
    content = _content()
    if _made is None or _made[0] is not content:
        _made = (content, made_of(content))
    return _made[1]


def made_of(content: Mapping[str, Any]) -> dict[str, Carrier]:
    found: dict[str, Carrier] = {}
    for name, told in content.items():
        if name not in CARRIERS:
            raise SettingsBad(Words(zh=f"没有名为 {name[:40]!r} 的渠道", en=f"there is no channel {name[:40]!r}"))
        try:
            found[name] = CARRIERS[name](CARRIERS[name].Settings.model_validate(told or {}))
        except ValidationError as error:
            places = "; ".join(".".join(str(part) for part in one["loc"]) or name for one in error.errors()[:5])
            raise SettingsBad(
                Words(zh=f"{name} 的设置不对：{places}", en=f"{name} is set up wrongly: {places}")
            ) from None
    return found


def _content() -> dict[str, Any]:
    global _read
    file = path()
    try:
        about = file.stat()
    except FileNotFoundError:
        return _NOTHING
    key = (str(file), about.st_mtime_ns, about.st_size)
    if _read is None or _read[0] != key:
        _read = (key, _parsed(file, about.st_size, about.st_mode))
    return _read[1]


def _parsed(file: Path, size: int, mode: int) -> dict[str, Any]:
    if stat.S_IMODE(mode) & 0o077:
        raise SettingsBad(
            Words(zh=f"{file.name} 其他用户也能读，请改为 0600", en=f"others may read {file.name}; make it 0600")
        )
    if size > MOST_BYTES:
        raise SettingsBad(Words(zh=f"{file.name} 过大", en=f"{file.name} is too large"))
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise SettingsBad(
            Words(zh=f"{file.name} 不是有效的 YAML", en=f"{file.name} is no YAML that can be read")
        ) from None
    if told is None:
        return {}
    if not isinstance(told, dict) or not all(isinstance(name, str) for name in told):
        raise SettingsBad(Words(zh=f"{file.name} 应以渠道名为键", en=f"{file.name} must name channels at its top"))
    return told
