"""How a measurement is told: figures, versions and the machine; the JSON line last."""

import json as jsons
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {"cpu": name, "cores": os.cpu_count(), "system": platform.platform(), "load": round(load, 2)}


def tell(name: str, versions: Mapping[str, str], figures: Mapping[str, Any], *, json: bool) -> dict[str, Any]:
    """Prints {name, machine, versions, figures} and returns it."""
    result: dict[str, Any] = {
        "name": name,
        "machine": machine(),
        "versions": {"python": platform.python_version(), **versions},
        "figures": dict(figures),
    }
    if json:
        print(jsons.dumps(result, ensure_ascii=False), flush=True)
        return result
    about = result["machine"]
    print(f"{name} · {about['cpu']} · {about['cores']} cores · load {about['load']}")
    print("  " + " · ".join(f"{what} {which}" for what, which in result["versions"].items()))
    for what, figure in figures.items():
        print(f"  {what:<32} {figure:>14,}" if isinstance(figure, int | float) else f"  {what:<32} {figure!s:>14}")
    return result


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0…1) of the values lie. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
