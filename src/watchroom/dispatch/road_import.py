"""Makes the site's road network from a map file of OpenStreetMap: checked, built apart, tried, then put in place at once.

Whatever fails, the roads that were there go on: what is half built is taken away, now or at the next import.
"""

import fcntl
import hashlib
import json
import os
import queue
import re
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from watchroom.dispatch.response_entries import RoadsImported
from watchroom.dispatch.response_faults import MapRefused, NoRoadEngine
from watchroom.dispatch.roads import CURRENT, folder, has_engine
from watchroom.journal.book import book
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import iso
from watchroom.kernel.words import Words

MOST_BYTES = 8_000_000_000  # a country; a planet is no site's
ROOM_TIMES, ROOM_LEAST = 4, 300_000_000  # free disk that is asked for: so many times the file, and this
LIMIT_S = 4 * 3600.0
SILENT_S = 1800.0  # a builder that says nothing for so long hangs
MOST_RING_M, MOST_RING_POINTS = 2_000_000, 50_000  # the engine's own limits on closures are meant for a public service
MOST_PAIRS, MOST_WAY_M = 100_000, 1_000_000.0
_CHUNK = 1 << 20
_COUNTED = re.compile(r"Finished with (\d+) routable ways")
# What the builder says when a stage begins, in its order, and what we say of it.
STAGES: tuple[tuple[str, Words], ...] = (
    ("Parsing ways", Words(zh="读取道路", en="reading the ways")),
    ("Parsing relations", Words(zh="读取转向限制", en="reading the turn restrictions")),
    ("Parsing nodes", Words(zh="读取节点", en="reading the nodes")),
    ("Creating graph edges", Words(zh="连成路网", en="joining them to a network")),
    ("Building edge shapes", Words(zh="生成线形", en="drawing the shapes")),
    ("Enhancing local graph", Words(zh="补充通行属性", en="adding what may drive where")),
    ("HierarchyBuilder", Words(zh="分级", en="building the levels")),
    ("Validating", Words(zh="检查", en="checking")),
)
type Tell = Callable[[int, int, Words], None]


def import_map(file: Path, tell: Tell = lambda place, of, words: None, *, actor: str = "ops:setup") -> dict[str, Any]:
    """Builds the roads of a `.osm.pbf` (or `.osm`) file and puts them in place; gives what `roads.imported` gives.

    tell  hears the stage, how many there are, and what it does
    Raises MapRefused, which says why, and NoRoadEngine.
    """
    told = make_roads(file, site_now(), tell)
    with book(actor=actor) as b:
        b.record(RoadsImported(told["file"], told["sha256"], told["ways"], told["bytes"]), subject="site:roads")
    return told


def make_roads(file: Path, at: datetime, tell: Tell = lambda place, of, words: None) -> dict[str, Any]:
    """The same as of a moment, and records nothing."""
    if not has_engine():
        raise NoRoadEngine
    _check(file)
    home = folder()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(home, file):
        building = home / f"building-{secrets.token_hex(6)}"
        building.mkdir(mode=0o700)
        try:
            digest = _digest(file)
            ways = _build(_as_pbf(file, building), building, tell, file.name)
            _try(building, file.name)
            told = _place(
                building,
                home,
                {
                    "file": file.name,
                    "sha256": digest,
                    "ways": ways,
                    "bytes": file.stat().st_size,
                    "imported_at": iso(at),
                },
            )
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return told


def _check(file: Path) -> None:
    """What can be known of a file before anything reads it."""
    try:
        size = file.stat().st_size
        with file.open("rb") as source:
            head = source.read(1 << 16)
    except OSError as error:
        raise _refused(file.name, f"打不开（{error.strerror}）", f"it cannot be opened ({error.strerror})") from None
    if size > MOST_BYTES:
        most = MOST_BYTES // 10**9
        raise _refused(file.name, f"超过 {most} GB", f"it is larger than {most} GB")
    if file.name.endswith(".pbf"):
        if b"OSMHeader" not in head[:64]:
            raise _refused(file.name, "不是 OSM PBF 文件", "it is no OSM PBF file")
    elif not file.name.endswith(".osm") or b"<osm" not in head or b"<!" in head.replace(b"<!--", b""):
        raise _refused(file.name, "只接受 .osm.pbf 和 .osm", "only .osm.pbf and .osm are taken")
    near = folder()
    while not near.exists():
        near = near.parent
    if shutil.disk_usage(near).free < ROOM_TIMES * size + ROOM_LEAST:
        need = (ROOM_TIMES * size + ROOM_LEAST) // 10**6
        raise _refused(file.name, f"磁盘空间不足，须有 {need} MB", f"the disk lacks room: {need} MB are needed")


@contextmanager
def _alone(home: Path, file: Path) -> Iterator[None]:
    """One import at a time; what an import that was killed left behind is taken away first."""
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _refused(file.name, "另一次导入正在进行", "another import is under way") from None
        for left in home.glob("building-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _as_pbf(file: Path, building: Path) -> Path:
    """The builder reads PBF alone; a file of XML is rewritten, by a process of its own."""
    if file.name.endswith(".pbf"):
        return file.resolve()
    made = building / "map.osm.pbf"
    program = "import osmium, sys; w = osmium.SimpleWriter(sys.argv[2]); [w.add(o) for o in osmium.FileProcessor(sys.argv[1])]; w.close()"
    try:
        subprocess.run(
            [sys.executable, "-c", program, str(file.resolve()), str(made)],
            check=True,
            capture_output=True,
            timeout=LIMIT_S,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise _refused(
            file.name, "读不懂（不是完整的 OSM 文件）", "it cannot be read: it is no whole OSM file"
        ) from None
    return made


def config_of(tiles: Path) -> dict[str, Any]:
    """The engine's settings for roads in a folder: nothing beside it is looked for, no network, and a site's limits."""
    import valhalla

    made: dict[str, Any] = valhalla.get_config(tile_extract="", tile_dir="")
    roads = made["mjolnir"]
    for name in ("admin", "timezone", "landmarks", "traffic_extract", "transit_dir", "transit_feeds_dir", "tile_url"):
        roads.pop(name, None)
    roads |= {
        "tile_dir": str(tiles),
        "tile_extract": "",
        "max_cache_size": 256_000_000,
        "concurrency": max(1, (os.cpu_count() or 2) - 1),
    }
    made["logging"] = roads["logging"] = {"type": "std_out", "color": False}
    made["additional_data"] = {}
    limits = made["service_limits"]
    limits |= {"max_exclude_polygons_length": MOST_RING_M, "max_exclude_polygons_vertices": MOST_RING_POINTS}
    for costing in ("auto", "pedestrian"):
        limits[costing] |= {"max_matrix_location_pairs": MOST_PAIRS, "max_matrix_distance": MOST_WAY_M}
    return made


def _build(source: Path, building: Path, tell: Tell, name: str) -> int:
    """How many ways the roads have. Raises MapRefused, with what the builder said last."""
    import valhalla

    tiles = building / "tiles"
    tiles.mkdir()
    settings = building / "build.json"
    settings.write_text(json.dumps(config_of(tiles)), encoding="utf-8")
    program = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
    process = subprocess.Popen(
        ["nice", "-n", "10", str(program), "-c", str(settings), str(source)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, text=True, errors="replace", cwd=building,
    )  # fmt: skip
    ways, last, stage = 0, "", 0
    try:
        for line in _lines(process, name):
            last = line.partition("] ")[2].strip() or line.strip() or last
            found = _COUNTED.search(line)
            ways = int(found[1]) if found else ways
            for place in range(stage, len(STAGES)):
                if STAGES[place][0] in line:
                    stage = place + 1
                    tell(stage, len(STAGES), STAGES[place][1])
                    break
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    if process.returncode or not any(tiles.rglob("*.gph")):
        raise _refused(name, f"路网没有生成（{last[:120]}）", f"no roads came of it ({last[:120]})")
    return ways


def _lines(process: subprocess.Popen[str], name: str) -> Iterator[str]:
    """What the builder says, while it says something in time. Raises MapRefused."""
    said: queue.Queue[str | None] = queue.Queue(maxsize=10_000)

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            said.put(line[:500])
        said.put(None)

    threading.Thread(target=read, daemon=True).start()
    until = time.monotonic() + LIMIT_S
    while True:
        try:
            line = said.get(timeout=max(0.0, min(SILENT_S, until - time.monotonic())))
        except queue.Empty:
            raise _refused(name, "超过时限", "it took longer than its limit of time") from None
        if line is None:
            return
        yield line


def _try(building: Path, name: str) -> None:
    """The engine must begin with it, in a process of its own."""
    (building / "config.json").write_text(json.dumps(config_of(building / "tiles")), encoding="utf-8")
    program = Path(__file__).with_name("road_child.py")
    done = subprocess.run(
        [sys.executable, str(program), str(building / "config.json")],
        input=b"",
        capture_output=True,
        timeout=120,
        check=False,
    )
    if done.returncode or b"ready" not in done.stdout:
        raise _refused(name, "路网服务读不了生成的路网", "the engine cannot read what came of it")


def _place(building: Path, home: Path, told: dict[str, Any]) -> dict[str, Any]:
    """Into its place, and named as the present one, at once. The one before stays for processes that still read it."""
    name = f"tiles-{told['sha256'][:12]}-{secrets.token_hex(3)}"
    for left in ("build.json", "map.osm.pbf"):
        (building / left).unlink(missing_ok=True)
    (building / "config.json").write_text(json.dumps(config_of(home / name / "tiles")), encoding="utf-8")
    before = _present(home)
    building.rename(home / name)
    made = {"folder": name, **told}
    draft = home / f"{CURRENT}.new"
    draft.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    draft.replace(home / CURRENT)
    for old in home.glob("tiles-*"):
        if old.name not in (name, before):
            shutil.rmtree(old, ignore_errors=True)
    return made


def _present(home: Path) -> str:
    try:
        return str(json.loads((home / CURRENT).read_text(encoding="utf-8"))["folder"])
    except (OSError, ValueError, KeyError):
        return ""


def _refused(file: str, zh: str, en: str) -> MapRefused:
    return MapRefused(file=file[:120], why=Words(zh=zh, en=en))
