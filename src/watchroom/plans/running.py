"""What people do with a response that runs: sign it, change its level, extend it, hand it over, end it; and its notices."""

from collections.abc import Collection
from datetime import datetime, timedelta

from watchroom.journal.book import Book, Handle, book
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words
from watchroom.people.rights import Act, Role
from watchroom.people.viewer import Viewer
from watchroom.plans import entries
from watchroom.plans.faults import (
    AlreadyConfirmed,
    AlreadyTransferred,
    NoSuchActivation,
    NoSuchNotice,
    NoticeOver,
    NotLater,
    NotRunning,
    NotTheDecider,
    NotToSign,
    NotYourNotice,
    WhoSaidIt,
    WordsOwed,
)
from watchroom.plans.models import Activation, Notice
from watchroom.plans.recording import LAPSES, activation_facts, notice_facts, post_words
from watchroom.plans.rules import remind_at
from watchroom.plans.snapshot import Frozen, local_text, thaw
from watchroom.plans.starting import (
    Started,
    end,
    lapse,
    last,
    level_in,
    lineage_of,
    must_decide,
    must_hold,
    owed,
    start,
    tell,
)

MOST_NAME, MOST_TO, MOST_STAYS = 128, 200, 2000
_WATCH = frozenset({Role.DUTY_OFFICER, Role.DUTY_LEADER})


def sign(viewer: Viewer, activation: int, *, said_by: str = "") -> Activation:
    """The post that the plan lets sign signs the order; what waited for it goes out.

    said_by  who gave the signature on the telephone, recorded by the duty leader; never by who decided
    Raises NoSuchActivation, NotRunning, NotToSign, NotTheDecider, WhoSaidIt.
    """
    viewer.must(Act.FORWARD_PROPOSAL if said_by else Act.ACTIVATE_PLAN)
    said_by = _line(said_by, MOST_NAME, Words(zh="告知人", en="who said so")) if said_by else ""
    with book(actor=viewer.actor) as b:
        row, frozen = _running(activation)
        if not row.awaits_signature:
            raise NotToSign(plan=frozen.plan.title.words)
        if not said_by:
            must_hold(viewer, frozen.plan, level_in(frozen.plan, row.level), [row.signer])
        elif viewer.actor == row.by:
            raise NotTheDecider(
                level=level_in(frozen.plan, row.level).name.words, decides=post_words(frozen.plan, row.signer)
            )
        row.signed_at, row.signed_by, row.signed_said = max(b.now, row.at), b.actor, said_by
        row.save(update_fields=["signed_at", "signed_by", "signed_said"])
        handle = _record(b, row, frozen, entries.Signed, said_by=said_by)
        tell(b, row, frozen.plan, Notice.Matter.STARTED, handle)
    return row


def change_level(viewer: Viewer, activation: int, level: int, *, reason: str, ends: Collection[str] = ()) -> Activation:
    """Raises or lowers the response, by the post that decides the new level, under the same version of the plan.

    ends  codes of tasks that only the level left has and that end with it (`queries.left_behind`); the others go on
    Raises NoSuchActivation, NotRunning, AlreadyRunning, NoSuchLevel, NotTheDecider, NotToEnd, ReasonOwed, IncidentClosed.
    """
    viewer.must(Act.ACTIVATE_PLAN)
    reason = owed(reason)
    with book(actor=viewer.actor) as b:
        row, _ = _running(activation)
        made: Started = start(
            b, viewer, row.incident, row.plan, level, proposal=None, reason=reason, cause=last(row.subject), ends=ends
        )
    return made[0]


def extend(viewer: Viewer, activation: int, until: datetime, *, reason: str) -> Activation:
    """A new expected end, with the reason. Raises NotRunning, NotLater, NotTheDecider, ReasonOwed."""
    viewer.must(Act.ACTIVATE_PLAN)
    reason = owed(reason)
    with book(actor=viewer.actor) as b:
        row, frozen = _running(activation)
        must_decide(viewer, frozen.plan, level_in(frozen.plan, row.level))
        least = max(b.now, row.until or row.at)
        if until <= least:
            raise NotLater(at=local_text(least))
        row.until, row.reminded_at = until, None
        row.save(update_fields=["until", "reminded_at"])
        _record(b, row, frozen, entries.Extended, reason=reason)
    return row


def transfer(viewer: Viewer, activation: int, *, to: str, stays: str, reason: str) -> Activation:
    """The lead goes to a higher authority; our response goes on with what stays ours, until we end it.

    to  the authority in words; stays  what remains ours
    Raises NotRunning, AlreadyTransferred, NotTheDecider, WordsOwed, ReasonOwed.
    """
    viewer.must(Act.STAND_DOWN)
    reason = owed(reason)
    to = _line(to, MOST_TO, Words(zh="移交给谁", en="to whom"))
    stays = _line(stays, MOST_STAYS, Words(zh="我方保留的工作", en="what stays ours"))
    with book(actor=viewer.actor) as b:
        row, frozen = _running(activation)
        must_hold(viewer, frozen.plan, level_in(frozen.plan, row.level), lifters(row, frozen))
        if row.transferred_at is not None:
            raise AlreadyTransferred(
                to=row.transferred_to, who=actor_words(row.transferred_by), at=local_text(row.transferred_at)
            )
        row.transferred_to, row.transferred_at, row.transferred_by, row.stays = to, max(b.now, row.at), b.actor, stays
        row.save(update_fields=["transferred_to", "transferred_at", "transferred_by", "stays"])
        _record(b, row, frozen, entries.Transferred, reason=reason)
    return row


def stand_down(viewer: Viewer, activation: int, *, reason: str) -> Activation:
    """Ends the response: by the post that the plan names for it, else by the post that activated it.

    An order that was not signed yet may be refused so by its signer. Raises NoSuchActivation, NotRunning, NotTheDecider.
    """
    viewer.must(Act.STAND_DOWN)
    reason = owed(reason)
    with book(actor=viewer.actor) as b:
        row, frozen = _running(activation)
        must_hold(viewer, frozen.plan, level_in(frozen.plan, row.level), lifters(row, frozen))
        end(b, row, Activation.State.STOOD_DOWN, reason)
        handle = _record(b, row, frozen, entries.StoodDown, reason=reason)
        lapse(b, lineage_of(row), Notice.Lapse.ENDED, handle)
        if row.is_signed:  # who was not told of a beginning is not told of an end
            tell(b, row, frozen.plan, Notice.Matter.ENDED, handle)
        _end_those_before(b, row, reason, handle)
    return row


def lifters(row: Activation, frozen: Frozen) -> list[str]:
    """The posts that may end it: whom the plan names, else who activated and who decides its level."""
    named = frozen.plan.ending.decides if frozen.plan.ending else None
    chain = level_in(frozen.plan, row.level).chain
    posts = [named] if named else [chain.decides, row.by.partition(":")[0]]
    return [post for post in [*posts, row.signer if row.awaits_signature else None] if post]


def confirm(viewer: Viewer, notice: int, *, said_by: str = "") -> Notice:
    """A told post confirms that it knows; or the watch records what it said on the telephone (`said_by`).

    Raises NoSuchNotice, NotYourNotice, WhoSaidIt, AlreadyConfirmed, NoticeOver.
    """
    viewer.must(Act.ACT_ON_ORDER)
    said_by = _line(said_by, MOST_NAME, Words(zh="告知人", en="who said so")) if said_by else ""
    with book(actor=viewer.actor) as b:
        rows = Notice.objects.select_for_update(of=("self",)).select_related("activation")
        row = rows.filter(pk=notice).first()
        if row is None:
            raise NoSuchNotice(notice=notice)
        if row.confirmed_at is not None:
            raise AlreadyConfirmed(who=actor_words(row.confirmed_by), at=local_text(row.confirmed_at))
        if row.lapsed_at is not None:
            raise NoticeOver(post=row.post_words, why=LAPSES[row.lapsed_why], at=local_text(row.lapsed_at))
        if row.post not in viewer.posts:
            if viewer.roles.isdisjoint(_WATCH):
                raise NotYourNotice(post=row.post_words)
            if not said_by:
                raise WhoSaidIt(post=row.post_words)
        row.confirmed_at, row.confirmed_by, row.confirmed_said = max(b.now, row.sent_at), b.actor, said_by
        row.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_said"])
        facts = notice_facts(row, thaw(row.activation.snapshot).plan, entries.Confirmed, said_by=said_by)
        b.record(facts, subject=row.subject, incident=row.activation.incident_id, cause=last(row.subject))
    return row


def lapse_closed(incident: int, *, actor: str, cause: int) -> int:
    """A closed incident's notices are not awaited any more. How many were."""
    with book(actor=actor, cause=cause) as b:
        activations = list(Activation.objects.filter(incident=incident).values_list("pk", flat=True))
        return len(lapse(b, activations, Notice.Lapse.CLOSED, cause))


def remind(activation: int) -> bool:
    """Says once that the expected end comes near. False if it does not yet, or was said, or the response has ended."""
    with book(actor="work:plans.ending") as b:
        rows = Activation.objects.select_for_update(of=("self",)).select_related("incident")
        row = rows.filter(pk=activation, state=Activation.State.RUNNING, reminded_at=None).first()
        if row is None or row.until is None or b.now < remind_at(row.at, row.until):
            return False
        row.reminded_at = b.now
        row.save(update_fields=["reminded_at"])
        _record(b, row, thaw(row.snapshot), entries.Ending)
    return True


def to_remind(now: datetime) -> list[int]:
    """Responses whose expected end comes near and of which that was not said yet."""
    rows = Activation.objects.filter(state=Activation.State.RUNNING, reminded_at=None, until__lt=now + _LONGEST)
    return [pk for pk, at, until in rows.values_list("pk", "at", "until") if until and now >= remind_at(at, until)]


_LONGEST = timedelta(hours=1)


def _end_those_before(b: Book, row: Activation, reason: str, cause: Handle) -> None:
    """With a response end the levels that led to it: the tasks that they gave went on until now."""
    before = row.previous_id
    while before is not None:
        earlier = Activation.objects.select_for_update(of=("self",)).select_related("incident").get(pk=before)
        earlier.state = Activation.State.STOOD_DOWN
        earlier.save(update_fields=["state"])
        said = activation_facts(earlier, thaw(earlier.snapshot).plan, entries.StoodDown, reason=reason)
        b.record(said, subject=earlier.subject, incident=earlier.incident_id, cause=cause)
        before = earlier.previous_id


def _running(pk: int) -> tuple[Activation, Frozen]:
    rows = Activation.objects.select_for_update(of=("self",)).select_related("incident", "plan")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NoSuchActivation(activation=pk)
    frozen = thaw(row.snapshot)
    if not row.is_running:
        raise NotRunning(plan=frozen.plan.title.words, who=actor_words(row.ended_by), at=local_text(row.ended_at))
    return row, frozen


def _record[F: entries.ActivationFacts](
    b: Book, row: Activation, frozen: Frozen, kind: type[F], *, reason: str = "", said_by: str = ""
) -> Handle:
    said = activation_facts(row, frozen.plan, kind, reason=reason, said_by=said_by)
    return b.record(said, subject=row.subject, incident=row.incident_id, cause=last(row.subject))


def _line(text: str, most: int, what: Words) -> str:
    """One line of typed words. Raises WordsOwed."""
    text = " ".join(text.split())
    if not text or len(text) > most or unfit(text):
        raise WordsOwed(what=what, most=most)
    return text
