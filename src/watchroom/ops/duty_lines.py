"""What the words of `watchroom duty` ask, and how they tell it: one line each, in both languages, with the zone of its times."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ninja import Schema

from watchroom.kernel.faults import Fault
from watchroom.kernel.tables import FORMS
from watchroom.kernel.words import LANGS, Words
from watchroom.ops import settings
from watchroom.ops.plan_lines import at
from watchroom.ops.terminal import lang
from watchroom.people import coverage, duty_queries, log_actions, log_queries, queries, roll_queries
from watchroom.people import strength as watch
from watchroom.people.duty_faults import NoSuchPost
from watchroom.people.handing import Matter
from watchroom.people.log_queries import Asked
from watchroom.people.models import Handover, LogLine, Post, RollCall, RollDraw, RollRule, Shift, Todo
from watchroom.people.pages import handover_facts
from watchroom.people.rights import Act
from watchroom.people.roster_api import TakenOut
from watchroom.people.roster_rows import Wrong
from watchroom.people.roster_taking import Taken
from watchroom.people.viewer import Viewer

_NEXT = timedelta(days=7)


def who(viewer: Viewer, at: datetime | None = None, post: str = "") -> list[queries.OnWatch]:
    """Who holds the posts, or this one, now or at a moment. Raises NoSuchPost."""
    viewer.must(Act.SEE_NAMES)
    if post:
        post_row(viewer, post)
    return [one for one in queries.on_watch(at or queries.now()) if post in ("", one.post)]


def roster(viewer: Viewer, since: datetime | None = None, until: datetime | None = None) -> list[Shift]:
    """Seven days from now unless said otherwise."""
    first = since or queries.now()
    return duty_queries.span(viewer, first, until or first + _NEXT)


def gaps(viewer: Viewer) -> list[coverage.Trouble]:
    viewer.must(Act.SEE_NAMES)
    return coverage.troubles(queries.now(), settings.SITE_ZONE)


def matters(viewer: Viewer, post: str) -> list[Matter]:
    return [one for _, rows in handover_facts(viewer, post)["matters"] for one in rows]


def to_take(viewer: Viewer, given: dict[str, Any]) -> Iterator[Words]:
    """Shows each open matter before the post is taken; whoever then says yes has read them."""
    rows = matters(viewer, given["post"])
    given["read"] = [one.key for one in rows]
    for one in rows:
        yield matter(one)
    if not rows:
        yield Words(zh="没有未了事项", en="Nothing is open")


def post_row(_: Viewer, code: str) -> Post:
    """Raises NoSuchPost."""
    found = queries.post(code)
    if found is None:
        raise NoSuchPost(code=code[:64])
    return found


def log(viewer: Viewer, text: str = "", incident: str = "", **more: Any) -> list[LogLine]:
    """The lines that are looked for, the newest first. `incident`: as people call it."""
    asked = Asked(text, incident=log_actions.row_of(viewer, incident), **more)
    return list(log_queries.search(viewer, asked).lines)


def on_watch(one: queries.OnWatch) -> Words:
    said = Words(zh="{post}  {who}  {since} 至 {until}", en="{post}  {who}  {since} to {until}")
    return said.fill(post=one.title, who=one.name, since=at(one.since), until=at(one.until))


def shift(row: Shift) -> Words:
    said = Words(zh="{n}  {post}  {who}  {since} 至 {until}", en="{n}  {post}  {who}  {since} to {until}")
    return said.fill(n=row.pk, post=row.post.words, who=row.person.words, since=at(row.since), until=at(row.until))


def trouble(one: coverage.Trouble) -> Words:
    return Words(zh="{at}  {said}", en="{at}  {said}").fill(at=at(one.since), said=one.words)


def matter(one: Matter) -> Words:
    mark = Words(zh="〔急〕", en="[urgent] ") if one.urgent else ""
    return Words(zh="{key}  {mark}{said}", en="{key}  {mark}{said}").fill(key=one.key, mark=mark, said=one.words)


def signed(row: Handover) -> Words:
    if row.taken_at is None:
        said = Words(zh="{post}：已签字交班，待 {who} 接班", en="{post}: signed off; {who} has to take over")
        return said.fill(post=row.post.words, who=row.taker.words)
    said = Words(zh="{post}：{who} 已接班，{at}", en="{post}: {who} took over, {at}")
    return said.fill(post=row.post.words, who=row.taker.words, at=at(row.taken_at))


def post(row: Post) -> Words:
    return Words(zh="{name}（{code}）", en="{name} ({code})").fill(name=row.words, code=row.code)


def strength(viewer: Viewer) -> list[watch.Wanted]:
    return watch.wanted(viewer)[1]


def strength_line(one: watch.Wanted) -> Words:
    said = Words(zh="级别 {level}  {posts}  至少 {n}  {state}", en="level {level}  {posts}  at least {n}  {state}")
    if one.short:
        state = Words(zh="不足：{n} 个在岗，自 {at}", en="too weak: {n} held, from {at}").fill(
            n=one.short.held, at=at(one.short.since)
        )
    else:
        state = Words(zh="足够", en="strong enough") if one.applies else Words(zh="未生效", en="not in force")
    return said.fill(level=one.rule.level, posts=one.posts, n=one.rule.at_least, state=state)


def strength_put(viewer: Viewer, level: int, rules: Sequence[str] = ()) -> list[watch.Wanted]:
    """`rules`: such as `1:watch_officer,duty_leader`. Raises NoSuchPost, StrengthWrong."""
    read = [one.partition(":") for one in rules]
    watch.put(
        viewer, level, [(posts.split(","), int(n) if n.isdecimal() and len(n) < 4 else 0) for n, _, posts in read]
    )
    return [one for one in watch.wanted(viewer)[1] if one.rule.level == level]


class FileOut(Schema):
    path: str


def report(viewer: Viewer, day: str, out: str, begins: str = "") -> list[Path]:
    """Raises NoSuchDay, NotTypeset."""
    from watchroom.desk.report import duty

    return [path for lang in LANGS for path in duty.build(viewer, day, lang, Path(out), begins)]


def file(path: Path) -> Words:
    return Words(zh=str(path), en=str(path))


def file_out(path: Path) -> FileOut:
    return FileOut(path=str(path))


def rolls(viewer: Viewer) -> list[RollCall]:
    now = queries.now()
    return roll_queries.rolls(viewer, now - roll_queries.LOOKED_BACK, now + timedelta(seconds=1)).calls


def roll(row: RollCall) -> Words:
    said = Words(
        zh="{n}  {post}  {who}  点名 {called}，时限 {due}  {state}",
        en="{n}  {post}  {who}  called {called}, limit {due}  {state}",
    )
    if row.answered_at:
        state = Words(zh="应答 {at}", en="answered {at}").fill(at=at(row.answered_at))
    elif row.settled_at:
        state = Words(zh="未应答，已核实", en="missed, settled")
    else:
        state = Words(zh="未应答", en="missed") if row.missed_at else Words(zh="待应答", en="open")
    who = row.person.words if row.person else Words(zh="无人", en="nobody")
    return said.fill(n=row.pk, post=row.post.words, who=who, called=at(row.called_at), due=at(row.due_at), state=state)


def roll_draw(row: RollDraw) -> Words:
    said = Words(
        zh="{n}  {since} 至 {until}  已点 {made}/{count}  {seed}",
        en="{n}  {since} to {until}  made {made}/{count}  {seed}",
    )
    return said.fill(
        n=row.pk,
        since=at(row.since),
        until=at(row.until),
        made=row.made,
        count=row.count,
        seed=row.seed if row.ended_at else "",
    )


def nightly_line(row: RollRule) -> Words:
    said = Words(
        zh="{n}  每晚 {begins} 至 {ends}（{zone}）  {count} 次  {posts}{over}",
        en="{n}  each night {begins} to {ends} ({zone})  {count} calls  {posts}{over}",
    )
    over = Words(zh="  已停止", en="  ended") if row.ended_at else ""
    told = {"begins": row.begins, "ends": row.ends, "zone": settings.SITE_ZONE, "count": row.count}
    return said.fill(n=row.pk, posts=", ".join(row.posts), over=over, **told)


def log_line(row: LogLine) -> Words:
    said = Words(
        zh="L{n}  {at}  {post}  {who}{tie}  {mark}{text}{corrects}",
        en="L{n}  {at}  {post}  {who}{tie}  {mark}{text}{corrects}",
    )
    return said.fill(
        n=row.pk, at=at(row.at), post=row.post, who=row.person.words, text=row.text, tie=f"  {row.tie}" if row.tie else "",
        mark=Words(zh="〔演练〕", en="[exercise] ") if row.exercise else "",
        corrects=Words(zh="（更正 L{n}）", en=" (corrects L{n})").fill(n=row.corrects_id) if row.corrects_id else "",
    )  # fmt: skip


def todo_line(row: Todo) -> Words:
    said = Words(zh="D{n}  {post}  {at}{daily}  {mark}{text}{done}", en="D{n}  {post}  {at}{daily}  {mark}{text}{done}")
    return said.fill(
        n=row.pk, post=row.post.words, text=row.text, at=at(row.due_at) if row.due_at else Words(zh="不限时", en="any time"),
        daily=Words(zh="，每天", en=", each day") if row.daily else "", mark=Words(zh="〔演练〕", en="[exercise] ") if row.exercise else "",
        done=Words(zh="  已办 {at}", en="  done {at}").fill(at=at(row.done_at)) if row.done_at else "",
    )  # fmt: skip


class NoForm(Fault):
    status = 422
    text = Words(
        zh="文件名须以 .xlsx 或 .csv 结尾：{file}。没有写。",
        en="The file's name ends in .xlsx or .csv: {file}. Nothing was written.",
    )


def roster_out(viewer: Viewer, file: str, month: str = "") -> list[Path]:
    """Raises NoForm."""
    from watchroom.people.roster_pages import table

    path = Path(file)
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMS:
        raise NoForm(file=file[:80])
    path.write_bytes(table(viewer, month, lang(), form).content)
    return [path]


def roster_in(viewer: Viewer, data: bytes, post: str = "", encoding: str = "", check: bool = False) -> Taken:
    """Raises what a file that cannot be read raises, and RosterNotTaken, which says each row that is wrong."""
    from watchroom.people.roster_pages import any_taken

    found, _ = any_taken(viewer, post, data, encoding=encoding, check=check)
    if found.wrong:
        raise RosterNotTaken(why=_rows(found.wrong), n=len(found.wrong))
    return found


class RosterNotTaken(Fault):
    status = 422
    text = Words(
        zh="没有导入，有 {n} 处要改正：{why}。请改正后再导入。",
        en="Not imported, {n} things must be put right: {why}. Correct them and import again.",
    )


def _rows(wrong: Sequence[Wrong]) -> Words:
    each = [Words(zh="第 {n} 行 {said}", en="row {n}: {said}").fill(n=one.row, said=one.words) for one in wrong[:200]]
    return Words(zh="；".join(one.zh for one in each), en="; ".join(one.en for one in each))


def taken_line(found: Taken) -> Words:
    head = (
        Words(zh="已导入", en="imported")
        if found.done
        else Words(zh="检查无误，尚未导入", en="nothing wrong; not imported yet")
    )
    said = Words(
        zh="{head}：新排 {made} 班，改派 {moved} 班，{same} 班没有变化{warned}",
        en="{head}: {made} shifts made, {moved} given to others, {same} as they were{warned}",
    )
    warned = (
        Words(zh="；请留意：{rows}", en="; please note: {rows}").fill(rows=_rows(found.warned)) if found.warned else ""
    )
    done = said.fill(head=head, made=found.made, moved=found.moved, same=found.same, warned=warned)
    return Words(
        zh="；".join((done.zh, *(one.zh for one in found.guessed))),
        en="; ".join((done.en, *(one.en for one in found.guessed))),
    )


def taken_out(found: Taken) -> TakenOut:
    from watchroom.people.roster_api import taken_out as out

    return out(found, "")
