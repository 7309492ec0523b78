"""The disks that hold what is kept, and how much room they have. Asking them writes nothing and needs no database."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from watchroom.kernel.words import Words

NAMES: Mapping[str, Words] = {
    "data": Words(zh="数据文件夹", en="data folder"),
    "database": Words(zh="数据库", en="database"),
    "streams": Words(zh="读数流", en="streams of readings"),
    "history": Words(zh="读数历史", en="history of readings"),
}
ROOM_AGAIN = 1.25  # times the limit: who frees a little is not told again and again


@dataclass(frozen=True, slots=True)
class Disk:
    """One file system. `key` names what of ours lies on it, foremost."""

    key: str
    holds: Words
    free_mb: int
    percent: int

    @property
    def subject(self) -> str:
        return f"disk:{self.key}"


def look(folders: Mapping[str, Path]) -> Iterator[Disk]:
    """The disks under these folders, each once; a folder that is not there yet lies on no disk."""
    held: dict[int, list[str]] = {}
    for key, folder in folders.items():
        if folder.is_dir():
            held.setdefault(folder.stat().st_dev, []).append(key)
    for keys in held.values():
        told = shutil.disk_usage(folders[keys[0]])
        names = [NAMES[key] for key in keys]
        words = Words(zh="、".join(one.zh for one in names), en=", ".join(one.en for one in names))
        used = round(100 * (1 - told.free / told.total)) if told.total else 100
        yield Disk(keys[0], words, told.free // 1_000_000, used)


def folders(data: Path, database: Mapping[str, object]) -> dict[str, Path]:
    """Where what is kept lies. A database server has a disk of its own, which only it can see."""
    found = {"data": data, "streams": data / "nats", "history": data / "history"}
    if str(database.get("ENGINE", "")).endswith("sqlite3"):
        found["database"] = Path(str(database["NAME"])).parent
    return found


def short(disk: Disk, limit_mb: int, was_short: bool) -> bool:
    """Whether it is short of room; once it was, only well over the limit is room again."""
    return disk.free_mb < limit_mb * (ROOM_AGAIN if was_short else 1)
