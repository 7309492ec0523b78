"""The one map's layers, gathered from every room that offers some; found by name, in the order of the river."""

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from watchroom.kernel.faults import Fault
from watchroom.kernel.layers import Layer
from watchroom.kernel.words import Words


class NoSuchLayer(Fault):
    status = 404
    text = Words(
        zh="地图没有图层 {code}。可用的图层见 /map/config.json。",
        en="The map has no layer {code}. See /map/config.json for those there are.",
    )


@lru_cache(maxsize=1)
def layers() -> dict[str, Layer]:
    """Every layer by its code. Raises ValueError when two rooms use one code."""
    found: dict[str, Layer] = {}
    for room in settings.ROOMS:
        if room == "onemap" or find_spec(f"watchroom.{room}.layers") is None or room == "kernel":
            continue
        for layer in import_module(f"watchroom.{room}.layers").LAYERS:
            if found.setdefault(layer.code, layer) is not layer:
                raise ValueError(f"two layers are named {layer.code}")
    return found


def layer(code: str) -> Layer:
    """Raises NoSuchLayer."""
    found = layers().get(code)
    if found is None:
        raise NoSuchLayer(code=code[:64])
    return found
