"""Anchors: number and hash of the newest entry, kept outside the database, a file a day."""

import json
import os
from pathlib import Path

from watchroom.journal.models import Entry
from watchroom.kernel.clock import SystemClock, iso

FRESH_S = 3600


def fresh(folder: Path) -> bool:
    """Whether an anchor of the last hour is there, or there is nothing yet to anchor."""
    newest = max((path.stat().st_mtime for path in folder.glob("*.json")), default=0.0)
    return SystemClock().now().timestamp() - newest < FRESH_S or not Entry.objects.exists()


def drop(folder: Path) -> Path | None:
    """Writes the day's anchor anew (atomically); None while the book is empty."""
    newest = Entry.objects.order_by("-id").first()
    if newest is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{newest.machine_at:%Y-%m-%d}.json"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"entry": newest.id, "hash": newest.hash, "at": iso(newest.at)}))
    os.replace(draft, path)
    return path
