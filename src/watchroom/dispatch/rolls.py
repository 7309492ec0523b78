"""Call-and-confirm (叫应): a list of people, each called until he confirms. Who dialled, who confirmed, who did not."""

from collections.abc import Sequence

from watchroom.dispatch import call_entries as entries
from watchroom.dispatch import calling
from watchroom.dispatch.abouts import Standing, standing
from watchroom.dispatch.answering import receive_order
from watchroom.dispatch.call_answers import answer, finish, locked, must_be_open
from watchroom.dispatch.call_faults import (
    AlreadyAnswered,
    ListWrong,
    NoCallForClosed,
    NoSuchAbout,
    NoSuchCall,
    NoSuchCalled,
    NoSuchRoll,
    NothingToAnswer,
)
from watchroom.dispatch.call_models import Attempt, Call, Called, Roll
from watchroom.dispatch.call_rules import DIALLED_WORDS, CalledState, CallKind, Dialled
from watchroom.dispatch.call_steps import remind
from watchroom.dispatch.calling import Wanted, Ways, record, sendable, who_words
from watchroom.dispatch.models import Order
from watchroom.dispatch.teams.rules import MOST_MINUTES
from watchroom.dispatch.telling import MOST_NOTE, MOST_SAID, short
from watchroom.dispatch.upstream import scene
from watchroom.journal import eyes
from watchroom.journal.book import book
from watchroom.journal.sending import SendState
from watchroom.kernel.words import Words
from watchroom.people import queries as people
from watchroom.people import ways
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.way_models import PHONE
from watchroom.people.way_queries import Link, present, ways_to

MOST_LINES, MOST_IN_LINE, MOST_TITLE, MOST_TEXT = 10_000, 6, 200, 1000
CODE_TEXT = Words(
    zh="{code}，10 分钟内有效。不是您本人在登记，请不要理会",
    en="{code}, good for 10 minutes. If this was not you, ignore it",
)
CODE_TITLE = Words(zh="联系方式验证", en="Verification of a way to reach you")
_TITLE, _TEXT = Words(zh="标题", en="the title"), Words(zh="内容", en="the text")
_WHO, _NOTE = Words(zh="接听人", en="who answered"), Words(zh="备注", en="the note")
_REMINDER = Words(zh="请反馈办理情况", en="say how far it is")


def put_roll(
    viewer: Viewer, code: str, zh: str, en: str, lines: Sequence[Sequence[str]], *, next_person_s: int = 600
) -> Roll:
    """Enters a list or changes it. Raises ListWrong."""
    viewer.must(Act.KEEP_ROSTER)
    zh, en = short(zh, 128, _TITLE), short(en, 128, _TITLE)
    if not code.replace("-", "").replace("_", "").isalnum() or not code.isascii() or len(code) > 64 or not zh:
        raise ListWrong(what=Words(zh="代码或名称不合要求", en="its code or name is not fit"))
    if not 30 <= next_person_s <= 3600:
        raise ListWrong(what=Words(zh="间隔应为 30 至 3600 秒", en="a step takes 30 to 3600 seconds"))
    resolved(lines)
    with book(actor=viewer.actor) as b:
        told = {"zh": zh, "en": en or zh, "lines": [list(line) for line in lines], "next_person_s": next_person_s}
        row, _ = Roll.objects.update_or_create(code=code, defaults=told)
        said = entries.RollSet(code, row.zh, row.en, len(row.lines), next_person_s, row.lines)
        b.record(said, subject=f"roll:{row.pk}")
    return row


def resolved(lines: Sequence[Sequence[str]]) -> list[list[Link]]:
    """Who stands in the lines at this moment. Raises ListWrong for whom the site does not know."""
    if not 1 <= len(lines) <= MOST_LINES or not all(1 <= len(line) <= MOST_IN_LINE for line in lines):
        raise ListWrong(
            what=Words(
                zh=f"应有 1 至 {MOST_LINES:,} 行，每行 1 至 {MOST_IN_LINE} 人",
                en=f"it has 1 to {MOST_LINES:,} lines of 1 to {MOST_IN_LINE} people",
            )
        )
    now = people.now()
    persons = {one.code: one for one in people.people() if one.is_active}
    posts, held, gone = {one.code: one for one in people.posts()}, present(now), people.on_leave(now)

    def link(owner: str) -> Link:
        kind, _, code = owner.partition(":")
        if kind == "post" and code in posts:
            return Link(posts[code], held.get(code))
        if kind == "person" and code in persons:
            return Link(None, persons[code].pk)
        raise ListWrong(what=Words(zh=f"没有“{owner[:80]}”", en=f"there is no “{owner[:80]}”"))

    found = [[link(owner) for owner in line] for line in lines]
    return [[one for one in line if one.person not in gone] or line for line in found]


def start(
    viewer: Viewer, *, title: str = "", text: str = "", roll: str = "", lines: Sequence[Sequence[str]] = (),
    incident: int | None = None, about: str = "", next_person_s: int | None = None,
) -> Call:  # fmt: skip
    """Begins to call: whoever can be sent a message gets it at once; the rest wait on the board for a telephone.

    roll   the code of a list that is kept; or `lines`, as it keeps them
    about  `warning:3` or `order:12`, when it is about one; a warning says title and text itself where none is given, in both
           languages, and the call lives as long as the warning does
    Raises ListWrong, NoSuchRoll, NothingToAnswer, NoSuchIncident, NoCallForClosed, NoSuchAbout.
    """
    viewer.must(Act.DISPATCH_UNIT)
    title, text = short(title, MOST_TITLE, _TITLE), short(text, MOST_TEXT, _TEXT)
    kept = Roll.objects.filter(code=roll).first() if roll else None
    if roll and kept is None:
        raise NoSuchRoll(code=roll[:64])
    found = resolved(kept.lines if kept else lines)
    after = next_person_s if next_person_s is not None else kept.next_person_s if kept else 600
    if not 30 <= after <= 3600:
        raise ListWrong(what=Words(zh="间隔应为 30 至 3600 秒", en="a step takes 30 to 3600 seconds"))
    with book(actor=viewer.actor) as b:
        goal = scene(incident, held=True) if incident is not None else None
        if goal is not None and goal.closed:
            raise NoCallForClosed(incident=goal.number)
        thing = _thing(about)
        if not title and thing is None:
            raise NothingToAnswer(what=_TITLE)
        words, whole = _told(title, text, thing)
        wanted = Wanted(
            CallKind.ROLL, words, whole, found, about=about[:64], incident=incident, priority=1, next_person_s=after,
            exercise=b.in_exercise(incident=incident), good_until=thing.until if thing else None,
        )  # fmt: skip
        (call,) = calling.begin(b, [wanted])
        persons = [link.person for line in found for link in line[:1] if link.person is not None]
        record(b, call, entries.CallBegun, persons=persons)
    return call


def _thing(about: str) -> Standing | None:
    """What it is about, held as it stands. Raises NoSuchAbout, ListWrong for what is over or not yet so."""
    if not about or about.startswith("order:"):
        return None
    found = standing(about, held=True)
    if found is None:
        raise NoSuchAbout(about=about[:64])
    if found.shut is not None:
        raise ListWrong(what=found.shut)
    return found


def _told(title: str, text: str, thing: Standing | None) -> tuple[Words, Words]:
    """In the words that were typed; what was not, or is the thing's own title, in those of the thing, in both languages."""
    if thing is None:
        return Words(zh=title, en=title), Words(zh=text or title, en=text or title)
    own = not title or title in (thing.title.zh, thing.title.en)
    return thing.title if own else Words(zh=title, en=title), Words(zh=text, en=text) if text else thing.text


def dialled(
    viewer: Viewer, called: int, outcome: str, *, said_by: str = "", note: str = "", minutes: int | None = None
) -> Called:
    """How a telephone call to one of them went. Who confirms has answered; for an order that is its receipt.

    minutes  until he is there, of one who was called out and comes

    Raises NoSuchCalled, AlreadyAnswered, ListWrong, and for an order the faults of `receive_order`.
    """
    viewer.must(Act.DISPATCH_UNIT)
    said_by, note = short(said_by, MOST_SAID, _WHO), short(note, min(MOST_NOTE, 500), _NOTE)
    if outcome not in {one.value for one in Dialled}:
        raise ListWrong(what=Words(zh=f"没有“{outcome[:40]}”这种结果", en=f"there is no outcome “{outcome[:40]}”"))
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise ListWrong(what=Words(zh=f"应为 0 至 {MOST_MINUTES} 分钟", en=f"it is 0 to {MOST_MINUTES} minutes"))
    went = Dialled(outcome)
    with book(actor=viewer.actor) as b:
        row = locked(called)
        if not eyes.sees(row.call.incident_id):
            raise NoSuchCalled(called=called)
        must_be_open(row)
        number = row.attempts.filter(channel=PHONE).count() + 1
        reached = went in (Dialled.CONFIRMED, Dialled.DECLINED)
        Attempt.objects.create(
            called=row, channel=PHONE, priority=row.call.priority, key=f"call:{row.pk}:phone:{number}", made_at=b.now,
            next_try_at=b.now, not_after=b.now, tries=1, state=SendState.SENT if reached else SendState.FAILED, sent_at=b.now,
            dialled=went.value, by=viewer.actor, receipt=note[:300],
        )  # fmt: skip
        persons = [row.person_id] if row.person_id else []
        record(
            b,
            row.call,
            entries.CallDialled,
            persons=persons,
            channel=PHONE,
            who=who_words(row),
            why=DIALLED_WORDS[went],
        )
        if went is Dialled.CONFIRMED and row.call.order_id is not None:
            receive_order(viewer, row.call.order_id, said_by=said_by or _name(row))
        elif reached:
            _begun(row, b.now)
            answer(b, row, accept=went is Dialled.CONFIRMED, via=PHONE, said_by=said_by, note=note, minutes=minutes)
    return Called.objects.select_related("call", "person").get(pk=called)


def _begun(row: Called, now: object) -> None:
    """Who stood in was telephoned before his turn: then it is his turn."""
    if row.turn_at is None:
        row.turn_at = now  # type: ignore[assignment]


def _name(row: Called) -> str:
    return row.person.zh if row.person else row.post_zh or "—"


def end(viewer: Viewer, call: int) -> Call:
    """Nobody of a list is called any more. Raises NoSuchCall, AlreadyAnswered."""
    viewer.must(Act.DISPATCH_UNIT)
    with book(actor=viewer.actor) as b:
        row = Call.objects.select_for_update().filter(pk=call, kind=CallKind.ROLL).first()
        if row is None:
            raise NoSuchCall(call=call)
        if row.ended_at is not None:
            raise AlreadyAnswered(who=Words(zh="平台", en="the platform"), at=f"{row.ended_at:%H:%M} UTC")
        finish(b, row, "ended")
    return row


def remind_order(viewer: Viewer, order: int) -> Order:
    """催办: whoever was called and has not answered is sent it again at once; whoever has it is asked how far it is."""
    viewer.must(Act.STEER_TASKS)
    from watchroom.dispatch import queries

    found = queries.order(viewer, order)
    with book(actor=viewer.actor) as b:
        calling.hold(Call.objects.filter(order=order, kind=CallKind.ORDER, ended_at=None).values_list("pk", flat=True))
        rows = list(
            Called.objects.select_for_update(of=("self",)).select_related("call").filter(
                call__order=order, call__kind=CallKind.ORDER, call__ended_at=None, state=CalledState.CALLED
            )
        )  # fmt: skip
        reminded = list[Called]()
        for row in rows:
            known = Ways(*ways_to({row.person_id} if row.person_id else (), {row.post} if row.post else ()))
            if remind(b, row, sendable(known.to(row.person_id, row.post))):
                reminded.append(row)
            row.save(update_fields=["reminders", "reminded_at"])
        if reminded:
            persons = [row.person_id for row in reminded if row.person_id]
            record(b, reminded[0].call, entries.CallReminded, persons=persons, count=len(reminded))
        elif not rows and found.is_open and found.sent_at:
            calling.remind_holder(b, found, _REMINDER)
    return found


def send_code(viewer: Viewer, way: int) -> Call | None:
    """Sends a code to a way, to be typed by whom it reaches. Raises NoSuchWay, NoCodeHere, CodeTooSoon."""
    with book(actor=viewer.actor) as b:
        row, code = ways.make_code(viewer, way)
        lines = [[Link(row.post, row.person_id)]]
        wanted = Wanted(
            CallKind.CODE, CODE_TITLE, CODE_TEXT.fill(code=code), lines, priority=3, asks=False, exercise=b.exercise
        )
        return calling.tell(b, wanted, {0: [row]})
