"""A leader's instruction goes out as an order: to the post that answers it, and to further posts by hand; its deadline, calls,
reminders and answers are those of any order. When all of them are done, the instruction is answered.

The orders of an incident are locked before the instruction, as whoever answers one does.
"""

from datetime import datetime

from watchroom.dispatch import calling, entries
from watchroom.dispatch.faults import NoSuchPost, OrderedAlready
from watchroom.dispatch.models import Order
from watchroom.dispatch.ordering import let_go, send_new
from watchroom.dispatch.owners import named
from watchroom.dispatch.rules import ORDER_SENT, OrderState
from watchroom.dispatch.telling import MOST_NOTE, locked, places, record, shares, short
from watchroom.dispatch.upstream import instruction_of, instruction_to_answer, say_carried_out
from watchroom.incidents.queries import Given
from watchroom.journal.book import Book, Cause, book
from watchroom.kernel.words import Words
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

MOST_TITLE = 120
_TITLE = Words(zh="{leader}批示：{text}", en="Instruction of {leader}: {text}")
_PROOF = Words(zh="承办岗位反馈办理结果", en="the post says what came of it")
_WITHDRAWN = Words(zh="批示已撤回", en="The instruction was withdrawn")
_ANSWERED = Words(zh="批示已反馈，不再发送", en="the instruction is answered; it is no longer sent")
_DONE = "已办结 / Done"


def begin(instruction: int, *, actor: str, cause: Cause = None) -> Order | None:
    """The order to the post that an instruction names. None where it names none, has ended or was given out already."""
    with book(actor=actor, cause=cause) as b:
        given = instruction_of(instruction)
        if not given.is_open or not given.post or named(given.post, b.now) is None:
            return None
        b.in_turn(f"orders:{given.incident}")
        around = locked(given.incident)
        if any(one.instruction_id == given.pk for one in around):
            return None
        return _ordered(b, given, around, given.post, given.text, given.due_at)


def order_instruction(
    viewer: Viewer, incident: int, instruction: int, post: str, *, text: str = "", due_at: datetime | None = None
) -> Order:
    """An instruction to one more post, to a unit (`unit:CODE`) or an agency (`agency:CODE`), in its own words (`text`) or those of the instruction, by its deadline or another.

    Raises AlreadyClosed, NoSuchInstruction, InstructionEnded, NoSuchPost, OrderedAlready, TextTooLong.
    """
    viewer.must(Act.STEER_TASKS)
    text = short(text, MOST_NOTE, Words(zh="指令全文", en="the order"))
    with book(actor=viewer.actor) as b:
        b.in_turn(f"orders:{incident}")
        around = locked(incident)
        given = instruction_to_answer(incident, instruction)
        holder = named(post, b.now)
        if holder is None:
            raise NoSuchPost(post=post[:64])
        if any(one.instruction_id == given.pk and one.post == post and one.is_open for one in around):
            raise OrderedAlready(instruction=given.pk, post=holder)
        return _ordered(b, given, around, post, text or given.text, due_at or given.due_at)


def _ordered(b: Book, given: Given, around: list[Order], post: str, text: str, due_at: datetime | None) -> Order:
    words = _TITLE.fill(leader=given.leader, text=" ".join(text.split()))
    post_words = named(post, b.now) or Words(zh=post, en=post)
    number = sum(one.instruction_id == given.pk for one in around) + 1
    made = Order(
        instruction_id=given.pk, lineage=-given.pk, incident_id=given.incident, code=f"N{given.pk}.{number}", post=post,
        post_zh=post_words.zh, post_en=post_words.en, title_zh=words.zh[:MOST_TITLE], title_en=words.en[:MOST_TITLE],
        zh=words.zh, en=words.en, proof_zh=_PROOF.zh, proof_en=_PROOF.en, base=ORDER_SENT, created_at=b.now, due_at=due_at,
    )  # fmt: skip
    send_new(b, made, places(around, shares(around)))
    return made


def carried_out(b: Book, row: Order, around: list[Order], cause: Cause) -> None:
    """An order of an instruction was done: with the last one that is open the instruction is answered, by what they said."""
    ours = [one for one in around if one.instruction_id == row.instruction_id]
    if row.instruction_id is None or any(one.is_open for one in ours):
        return
    done = [one for one in ours if one.state == OrderState.DONE]
    told = [one.note or _DONE for one in done]
    text = told[0] if len(told) == 1 else "\n".join(f"{o.post_zh}：{said}" for o, said in zip(done, told, strict=True))
    say_carried_out(row.instruction_id, text, actor=b.actor, cause=cause)


def end_withdrawn(instruction: int, *, actor: str, cause: Cause = None) -> int:
    """Ends the open orders of an instruction that was withdrawn; who had them is told. How many there were."""
    with book(actor=actor, cause=cause) as b:
        around = [one for one in locked(instruction_of(instruction).incident) if one.is_open]
        return len(let_go(b, -instruction, around, _WITHDRAWN))


def end_answered(instruction: int, *, actor: str, cause: Cause = None) -> int:
    """The watch entered the answer itself: what is still open of it is done, by that answer. How many there were."""
    with book(actor=actor, cause=cause) as b:
        given = instruction_of(instruction)
        rows = [one for one in locked(given.incident) if one.instruction_id == instruction and one.is_open]
        for row in rows:
            row.state, row.done_at, row.done_by = OrderState.DONE, max(b.now, row.sent_at or b.now), given.answered_by
            row.note = given.answer[:MOST_NOTE]
            row.save()
            record(b, row, entries.OrderDone)
        calling.end_orders(b, rows, _ANSWERED)
    return len(rows)
