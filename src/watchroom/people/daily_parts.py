"""What this room tells in a day's duty report: who had which post, changes of hands, gaps, the log, roll-calls, open matters."""

from datetime import timedelta

from watchroom.kernel.words import Words
from watchroom.people.daily import Cell, Daily, Part, Span, Table
from watchroom.people.handing import open_matters
from watchroom.people.log_pages import shown
from watchroom.people.models import CoverGap, Handover, LogLine, RollCall, Shift
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_LINES = 500
POST, WHO, AT = Words(zh="岗位", en="Post"), Words(zh="何人", en="Who"), Words(zh="时间", en="Time")
_FROM, _UNTIL = Words(zh="自", en="From"), Words(zh="至", en="Until")
_DRILL = Words(zh="〔演练〕{text}", en="[exercise] {text}")


class Watch(Daily):
    """Who was on watch, as the roster had it, and how it changed hands."""

    name = "people.watch"

    def part(self, viewer: Viewer, span: Span) -> Part:
        rows = Shift.objects.filter(since__lt=span.end, until__gt=span.since).select_related("post", "person")
        held: list[list[Cell]] = [
            [row.post.words, row.person.words, max(row.since, span.since), min(row.until, span.until), row.taken_at]
            for row in rows.order_by("post__pk", "since")
        ]
        signed = Handover.objects.filter(taken_at__gte=span.since, taken_at__lt=span.end).select_related(
            "post", "giver", "taker"
        )
        hands: list[list[Cell]] = [
            [
                row.taken_at,
                row.post.words,
                row.giver.words if row.giver else "—",
                row.taker.words,
                len(row.items),
                row.alone or row.remarks,
            ]
            for row in signed.order_by("taken_at")
        ]
        gaps = CoverGap.objects.filter(since__lt=span.end, until__gt=span.since).select_related("post")
        near: list[list[Cell]] = [
            [row.post.words, row.since, row.until, row.closed_at] for row in gaps.order_by("since")
        ]
        return Part(
            [(Words(zh="交接班", en="Handovers"), len(hands))],
            [
                Table(Words(zh="值班人员", en="On watch"), (POST, WHO, _FROM, _UNTIL, Words(zh="接班签字", en="Signed")), (1, 1, 0, 0, 0), held),
                Table(
                    Words(zh="交接班", en="Changes of hands"),
                    (AT, POST, Words(zh="交班", en="From"), Words(zh="接班", en="To"), Words(zh="未了", en="Open"), Words(zh="交代", en="Remarks")),
                    (0, 0, 0, 0, 0, 1), hands,
                ),
                Table(Words(zh="值班空档", en="Gaps in the roster"), (POST, _FROM, _UNTIL, Words(zh="补上", en="Filled")), (1, 0, 0, 0), near),
            ],
        )  # fmt: skip


class Log(Daily):
    name = "people.log"

    def part(self, viewer: Viewer, span: Span) -> Part:
        if not viewer.may(Act.KEEP_LOG):
            return Part()
        rows = LogLine.objects.filter(at__gte=span.since, at__lt=span.end).select_related("person").order_by("pk")
        count, title = rows.count(), Words(zh="值班日志", en="Duty log")
        if count > MOST_LINES:
            title = Words(zh="值班日志（前 {n} 条，共 {all} 条）", en="Duty log (the first {n} of {all} lines)").fill(
                n=MOST_LINES, all=count
            )
        told: list[list[Cell]] = [
            [f"L{one.row.pk}", one.row.at, one.post, one.row.person.words, _text(one.row, span), one.row.tie]
            for one in shown(rows[:MOST_LINES])
        ]
        heads = (
            Words(zh="编号", en="No."),
            AT,
            POST,
            WHO,
            Words(zh="内容", en="What"),
            Words(zh="事件", en="Incident"),
        )
        return Part([(Words(zh="日志", en="Log lines"), count)], [Table(title, heads, (0, 0, 0, 0, 1, 0), told)])


def _text(row: LogLine, span: Span) -> Words:
    said = Words(zh=row.text, en=row.text)
    if row.corrects_id:
        said = Words(zh="（更正 L{n}）{text}", en="(corrects L{n}) {text}").fill(n=row.corrects_id, text=row.text)
    return _DRILL.fill(text=said) if row.exercise and not span.exercise else said


class Rolls(Daily):
    name = "people.rolls"

    def part(self, viewer: Viewer, span: Span) -> Part:
        if not viewer.may(Act.KEEP_LOG):
            return Part()
        rows = RollCall.objects.filter(called_at__gte=span.since, called_at__lt=span.end).select_related(
            "post", "person"
        )
        told: list[list[Cell]] = [
            [row.called_at, row.post.words, row.person.words if row.person else Words(zh="无人在岗", en="nobody held it"), _answer(row), row.note or row.why]
            for row in rows.defer("body").order_by("called_at", "pk")
        ]  # fmt: skip
        heads = (AT, POST, WHO, Words(zh="应答", en="Answer"), Words(zh="说明", en="Note"))
        return Part(
            [(Words(zh="点名", en="Roll-calls"), len(told))],
            [Table(Words(zh="抽查点名", en="Roll-calls"), heads, (0, 0, 0, 0, 1), told)],
        )


def _answer(row: RollCall) -> Words:
    if row.answered_at is None:
        settled = Words(zh="未应答，已核实", en="missed, settled")
        return (
            settled
            if row.settled_at
            else Words(zh="未应答", en="missed")
            if row.missed_at
            else Words(zh="待应答", en="open")
        )
    took = (row.answered_at - row.called_at) // timedelta(seconds=1)
    late = Words(zh="迟答，{n} 秒", en="late, {n} s")
    return (late if row.missed_at else Words(zh="{n} 秒", en="{n} s")).fill(n=took)


class OpenMatters(Daily):
    """As they are now: what was open at a moment of the past is in the handover that was signed then."""

    name = "people.matters"

    def part(self, viewer: Viewer, span: Span) -> Part:
        found = open_matters(viewer, span.now)
        rows: list[list[Cell]] = [[room, one.words] for room, matters in found for one in matters]
        title = Words(zh="未了事项（制表时）", en="Open matters (when this was made)")
        heads = (Words(zh="类别", en="Of"), Words(zh="事项", en="What"))
        return Part([(Words(zh="未了事项", en="Open matters"), len(rows))], [Table(title, heads, (0, 1), rows)])


DAILY = [Watch(), Log(), Rolls(), OpenMatters()]
