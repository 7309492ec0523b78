"""Writes the published JSON Schema of the plan file: `python -m watchroom.plans.schema [FILE]`."""

import json
import sys
from pathlib import Path

from watchroom.plans.format import json_schema

PUBLISHED = Path(__file__).resolve().parents[3] / "docs" / "plan.schema.json"


def text() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def write(path: Path = PUBLISHED) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1]) if len(sys.argv) > 1 else PUBLISHED))
