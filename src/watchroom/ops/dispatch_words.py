"""`watchroom replay dispatch`: a real centre's log through the real actions, and what our own book says of it afterwards."""

import json as jsons
import os
import shutil
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchroom.kernel.words import Words
from watchroom.ops.terminal import NOT_OK, OK, complain, say, text

if TYPE_CHECKING:
    from watchroom.dispatch.figures import Figures
    from watchroom.ops.dispatch_log import Log
    from watchroom.ops.dispatch_replay import Played

FOLDER, MARK = Path("var") / "replay-dispatch", "replay.json"
TELL_EVERY_S = 2.0
MOST_TOLD = 20

READ = Words(
    zh="{file}：可重放 {rows} 次派出，{calls} 起报警，{units} 支力量；不能读的 {refused} 行。",
    en="{file}: {rows} dispatches of {calls} calls by {units} units can be played; {refused} rows cannot be read.",
)
LINE = Words(zh="  第 {line} 行：{why}", en="  line {line}: {why}")
AT = Words(
    zh="{at}（{zone}） {share} % · {acts} 项，每秒 {speed} 项",
    en="{at} ({zone}) {share} % · {acts} acts, {speed} a second",
)
STOPPED = Words(
    zh="已停在 {at}（{zone}）。同一条命令接着重放：数据在 {data}。",
    en="Stopped at {at} ({zone}). The same command goes on from there; the data are in {data}.",
)
DONE = Words(
    zh="重放完毕：{acts} 项，{seconds} 秒，每秒 {speed} 项；日志未报待命即改派 {sent_on} 次，被拒 {refused} 项。",
    en="Played: {acts} acts in {seconds} s, {speed} a second; {sent_on} sent on before they were free, {refused} refused.",
)
ALREADY = Words(
    zh="{data} 中的重放已经完成，以下由其记事簿算出；从头再放：--fresh。",
    en="The replay in {data} is over; what follows is computed from its book. To play it again: --fresh.",
)
TOLD = Words(
    zh="据记事簿：力量 {units}，报警 {calls}，派出 {dispatches}；派出到到场 {arrived} 次：中位数 {median} 秒，90 百分位 {p90} 秒；未到场 {never}。",
    en="From the book: {units} units, {calls} calls, {dispatches} dispatches; dispatch to on scene over {arrived}: median {median} s, "
    "90th percentile {p90} s; never arrived {never}.",
)
MORE = Words(
    zh="结果：{outcomes}；时间次序有疑 {odd} 次，补记 {late} 项，仍未撤出 {out}。占用率：平均 {mean} %，最高 {top}。",
    en="Outcomes: {outcomes}; {odd} runs with times in disorder, {late} times recorded late, {out} still out. Busy: mean {mean} %, most {top}.",
)
LOOK = Words(
    zh="在地图上看：WATCHROOM_DATA={data} WATCHROOM_ZONE={zone} watchroom up，再用 watchroom people link dispatcher 取登录链接。",
    en="To see it on the map: WATCHROOM_DATA={data} WATCHROOM_ZONE={zone} watchroom up, and watchroom people link dispatcher for a way in.",
)
NOT_OURS = Words(
    zh="{data} 不是重放的数据目录（没有 {mark}），不会清空。请另设 WATCHROOM_DATA，或自行删除。",
    en="{data} is no data folder of a replay (it has no {mark}) and will not be emptied. Set another WATCHROOM_DATA, or remove it yourself.",
)


def replay(
    source: Path, *, speed: str = "max", json: bool = False, limit: int | None = None, zone: str = "America/Los_Angeles",
    fresh: bool = False,
) -> int:  # fmt: skip
    """Plays what is not yet played and tells the figures. Raises NoLog, NotALog, NotEmpty."""
    data = Path(os.environ.setdefault("WATCHROOM_DATA", str(FOLDER))).resolve()
    os.environ.setdefault("WATCHROOM_ZONE", zone)
    if fresh and not _emptied(data):
        return NOT_OK
    from watchroom.ops import prepare

    if code := prepare.main():
        return code
    data.mkdir(parents=True, exist_ok=True)
    (data / MARK).write_text(jsons.dumps({"replay": "dispatch"}) + "\n")
    from watchroom.ops.dispatch_log import Log, log_file, read_log

    file = log_file(source)
    log = read_log(file, zone)
    if limit is not None:
        log = Log(sorted(log.rows, key=lambda row: (row.dispatched, row.line))[:limit], log.refused)
    _tell_read(file, log)
    return _play(log, data, speed, json=json, zone=zone)


def _play(log: "Log", data: Path, speed: str, *, json: bool, zone: str) -> int:
    from watchroom.journal import clock
    from watchroom.ops import dispatch_replay
    from watchroom.ops.dispatch_replay import Played, Replay
    from watchroom.ops.scenario.driver import AtOnce, Live, Stopped

    stop = threading.Event()
    at_once = speed == "max"
    pace = AtOnce(stop.is_set) if at_once else Live(lambda: float(speed), stop.wait)
    played = Played()
    if log.rows:
        player = Replay(log, _progress(zone))
        player.stage()
        if dispatch_replay.over():
            say(ALREADY, to=sys.stderr, data=data)
        else:
            try:
                played = player.play(pace, at_once=at_once)
            except (KeyboardInterrupt, Stopped):
                complain(STOPPED, at=_local(clock.site_now(), zone), zone=zone, data=data)
                return 130
    _tell(played, log, data, zone, json=json)
    return NOT_OK if played.refused else OK


def _emptied(data: Path) -> bool:
    """Empties the replay's own folder. False, with a word to the person, for any other."""
    if not data.exists():
        return True
    if any(data.iterdir()) and not (data / MARK).exists():
        complain(NOT_OURS, data=data, mark=MARK)
        return False
    shutil.rmtree(data)
    return True


def _tell_read(file: Path, log: "Log") -> None:
    calls, units = ({getattr(row, name) for row in log.rows} for name in ("call", "unit"))
    say(
        READ,
        to=sys.stderr,
        file=file.name,
        rows=len(log.rows),
        calls=len(calls),
        units=len(units),
        refused=len(log.refused),
    )
    for line, why in log.refused[:MOST_TOLD]:
        say(LINE, to=sys.stderr, line=line, why=why)


def _progress(zone: str) -> Any:
    last = time.monotonic()

    def tell(at: datetime, share: float, played: "Played") -> None:
        nonlocal last
        if time.monotonic() - last >= TELL_EVERY_S:
            last = time.monotonic()
            say(
                AT,
                to=sys.stderr,
                at=_local(at, zone),
                zone=zone,
                share=f"{share * 100:.1f}",
                acts=played.acts,
                speed=_speed(played),
            )

    return tell


def _speed(played: "Played") -> str:
    return f"{played.acts / played.seconds:.0f}" if played.seconds else "—"


def _local(at: datetime, zone: str) -> str:
    from watchroom.kernel.clock import as_local

    return f"{as_local(at, zone):%Y-%m-%d %H:%M:%S}"


def told() -> "Figures":
    """The figures, from the book of this site."""
    from watchroom.dispatch.figures import figures
    from watchroom.journal.models import Entry

    entries = Entry.objects.filter(kind__startswith="dispatch.unit_").order_by("id")
    return figures(entries.iterator(chunk_size=2000))


def as_map(found: "Figures") -> dict[str, Any]:
    """For `--json`: seconds, counts, and shares from 0 to 1."""
    return {
        "units": found.units, "calls": found.calls, "dispatches": found.dispatches, "never_arrived": found.never_arrived,
        "dispatch_to_on_scene": {"n": found.arrived, "median_s": found.median_s, "p90_s": found.p90_s},
        "outcomes": dict(found.outcomes), "in_disorder": found.odd, "recorded_late": found.late, "still_out": found.still_out,
        "busy_fraction": {unit: round(share, 6) for unit, share in found.busy.items()},
    }  # fmt: skip


def _tell(played: "Played", log: "Log", data: Path, zone: str, *, json: bool) -> None:
    found = told()
    if json:
        speed = round(played.acts / played.seconds, 1) if played.seconds else None
        done = {
            "acts": played.acts,
            "seconds": round(played.seconds, 1),
            "acts_per_s": speed,
            "sent_on": played.sent_on,
        }
        refused = {"rows": len(log.refused), "acts": len(played.refused)}
        print(jsons.dumps({**as_map(found), "played": done, "refused": refused}, ensure_ascii=False), flush=True)
        return
    if played.acts:
        say(
            DONE,
            acts=played.acts,
            seconds=f"{played.seconds:.1f}",
            speed=_speed(played),
            sent_on=played.sent_on,
            refused=len(played.refused),
        )
        for line, why in played.refused[:MOST_TOLD]:
            say(LINE, line=line, why=why)
    say(
        TOLD, units=found.units, calls=found.calls, dispatches=found.dispatches, arrived=found.arrived, median=_number(found.median_s),
        p90=_number(found.p90_s), never=found.never_arrived,
    )  # fmt: skip
    shares = sorted(found.busy.items(), key=lambda one: -one[1])
    mean = sum(found.busy.values()) / len(found.busy) * 100 if found.busy else 0.0
    say(
        MORE, outcomes=_outcomes(found), odd=found.odd, late=found.late, out=found.still_out, mean=f"{mean:.1f}",
        top=", ".join(f"{unit} {share * 100:.1f} %" for unit, share in shares[:5]),
    )  # fmt: skip
    say(LOOK, data=data, zone=zone)


def _outcomes(found: "Figures") -> Words:
    from watchroom.dispatch.moves import OUTCOME_WORDS, Outcome

    open_words = Words(zh="出动中", en="on a run")
    each = [(OUTCOME_WORDS[Outcome(name)] if name != "open" else open_words, n) for name, n in found.outcomes.items()]
    zh, en = "、".join(f"{words.zh} {n}" for words, n in each), ", ".join(f"{words.en} {n}" for words, n in each)
    return Words(zh=zh or "无", en=en or "none")


def _number(value: float | None) -> str:
    return text(Words(zh="无", en="none")) if value is None else f"{value:g}"
