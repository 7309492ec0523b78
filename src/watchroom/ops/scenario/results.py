"""What a played day leaves: the story as a table, the released CAP, the journal, the after-action report."""

import json
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from watchroom.journal import verify
from watchroom.journal.models import Entry
from watchroom.kernel.clock import as_local, iso
from watchroom.kernel.words import LANGS, Words
from watchroom.ops.scenario import content
from watchroom.ops.scenario.entries import ScenarioBegun
from watchroom.ops.scenario.proofs import book_faults, cap_faults, history_faults
from watchroom.ops.scenario.steps import EXPECTED
from watchroom.ops.scenario.story import Book, Told, tell
from watchroom.ops.terminal import NOT_OK, OK, lang, say, text

HEADS = (
    Words(zh="步骤", en="step"), Words(zh="对象", en="subject"), Words(zh="执行者", en="actor"),
    Words(zh="起因", en="cause"), Words(zh="情景时间", en="simulated time"), Words(zh="延迟", en="latency"),
)  # fmt: skip
WRONG = Words(zh="✗ {step}：{why}", en="✗ {step}: {why}")
STORY = Words(zh="story: {right} of {all} steps", en="story: {right} of {all} steps")
LEFT = Words(zh="成果在 {out}：{what}", en="Results are in {out}: {what}")
NOT_MADE = Words(zh="没有做成：{what}（{why}）", en="not made: {what} ({why})")
WIDTHS = (62, 12, 24, 40, 14, 9)


def report(out: Path) -> int:
    """Prints the story and leaves the results in `out`. OK only if every step happened as it had to."""
    entries = list(Entry.objects.order_by("id"))
    told = tell(Book(entries), EXPECTED)
    print_table(told)
    wrong = [text(WRONG, step=one.expected.words, why=one.wrong) for one in told if one.wrong]
    made, not_made = leave(out, told)
    wrong += [text(fault) for fault in (*book_faults(entries), *cap_faults(out.glob("cap/*.xml")), *_history(entries))][
        :20
    ]
    for line in wrong + not_made:
        print(line)
    say(LEFT, out=out, what=", ".join(made))
    right = sum(one.wrong is None for one in told)
    say(STORY, right=right, all=len(told))
    return OK if right == len(told) and not wrong and not not_made else NOT_OK


def print_table(told: Sequence[Told]) -> None:
    _row([head.text(lang()) for head in HEADS])
    print("-" * (sum(WIDTHS) + 2 * len(WIDTHS)))
    for one in told:
        _row(cells(one))


def cells(one: Told) -> list[str]:
    """One line of the table. Everything but the latency is the same each time."""
    step = f"{'✗' if one.wrong else '✓'} {one.expected.item:>2} {one.expected.words.text(lang())}"
    if one.entry is None:
        return [step, "—", "—", "—", "—", "—"]
    at = as_local(one.entry.at, settings.SITE_ZONE).strftime("%H:%M:%S.%f")[:-3]
    latency = f"{one.latency_ms:.0f} ms" if one.latency_ms is not None else "—"
    return [step, one.entry.subject, one.entry.actor, _because(one.cause, one.entry), at, latency]


def _because(cause: Entry | None, entry: Entry) -> str:
    return f"{cause.kind} {cause.subject}" if cause else _batch(entry)


def _batch(entry: Entry) -> str:
    """The partition of the readings that began the chain; how they were cut into messages differs from run to run."""
    return str(entry.facts["batch"]).partition("@")[0] if entry.facts.get("batch") else "—"


def _row(cells: Sequence[str]) -> None:
    print("  ".join(_padded(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip())


def _padded(cell: str, width: int) -> str:
    """Filled to a width in which a Han character counts twice; cut where it is too long."""
    shown, used = "", 0
    for char in cell:
        wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used + wide > width - (1 if len(cell) > width else 0):
            return shown + "…" + " " * (width - used - 1)
        shown, used = shown + char, used + wide
    return shown + " " * (width - used)


def _history(entries: Sequence[Entry]) -> Iterator[Words]:
    day = next((content.load(e.facts["scenario"]) for e in entries if e.kind == ScenarioBegun.kind), None)
    if day is not None:
        left = {str(entry.facts["code"]) for entry in entries if entry.kind == "dispatch.unit_en_route"}
        yield from history_faults(day, sorted(left))


def leave(out: Path, told: Sequence[Told]) -> tuple[list[str], list[str]]:
    """Writes the results. What was made, and what could not be."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    made, not_made = [], []
    for name, make in (("cap", _caps), ("journal.jsonl", _journal), ("report", _reports)):
        try:
            make(out)
            made.append(name)
        except Exception as error:  # each result for itself: one that fails does not take the others with it
            not_made.append(text(NOT_MADE, what=name, why=f"{type(error).__name__}: {error}"[:300]))
    (out / "story.json").write_text(json.dumps([_as_json(one) for one in told], ensure_ascii=False, indent=1) + "\n")
    return [*made, "story.json"], not_made


def _as_json(one: Told) -> dict[str, object]:
    return {
        "item": one.expected.item, "step_zh": one.expected.words.zh, "step_en": one.expected.words.en,
        "happened": one.wrong is None, "kind": one.expected.kind, "entry": one.entry.id if one.entry else None,
        "subject": one.entry.subject if one.entry else None, "actor": one.entry.actor if one.entry else None,
        "cause": one.cause.id if one.cause else None,
        "because": _because(one.cause, one.entry) if one.entry else None, "at": iso(one.entry.at) if one.entry else None,
        "latency_ms": one.latency_ms, "count": one.count,
    }  # fmt: skip


def _caps(out: Path) -> None:
    """Every document that left the house, under the number of its warning."""
    from watchroom.warnings.models import Warning

    folder = out / "cap"
    folder.mkdir()
    released = Warning.objects.exclude(document="").order_by("pk")
    if not released:
        raise LookupError("no warning was released")
    for row in released:
        (folder / f"{row.number}.xml").write_text(row.document, encoding="utf-8")
        if row.cancel_document:
            (folder / f"{row.number}-cancel.xml").write_text(row.cancel_document, encoding="utf-8")


def _journal(out: Path) -> None:
    with (out / "journal.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in verify.export())


def _reports(out: Path) -> None:
    from watchroom.desk.report import build

    first = Entry.objects.filter(kind="incidents.opened").order_by("id").first()
    if first is None or first.incident is None:
        raise LookupError("no incident was opened")
    for each in LANGS:
        build(first.incident, each, out / "report")
