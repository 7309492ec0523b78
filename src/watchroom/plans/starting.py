"""The one transaction of an activation, and the small judgements that every act upon a plan shares. Opens nothing itself."""

from collections.abc import Collection
from datetime import timedelta

from watchroom.incidents import queries as incidents
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.journal.book import Book, Cause, Handle
from watchroom.kernel.canonical import canonical, digest
from watchroom.kernel.text import unfit
from watchroom.kernel.words import Words
from watchroom.people.queries import actor_words
from watchroom.people.viewer import Viewer
from watchroom.plans import entries
from watchroom.plans.faults import AlreadyRunning, IncidentClosed, NoSuchLevel, NotTheDecider, NotToEnd, ReasonOwed
from watchroom.plans.format import Level, PlanFile
from watchroom.plans.loading import load
from watchroom.plans.models import Activation, Notice, Plan, Proposal
from watchroom.plans.recording import activation_facts, level_of, notice_facts, post_words
from watchroom.plans.rules import goes_out
from watchroom.plans.snapshot import freeze, local_text, thaw, values_of
from watchroom.plans.terms import seconds

MOST_REASON = 2000

type Started = tuple[Activation, Handle]


def start(
    b: Book,
    viewer: Viewer,
    incident: Incident,
    plan: Plan,
    level: int,
    *,
    proposal: Proposal | None,
    reason: str,
    cause: Cause,
    ends: Collection[str] = (),
) -> Started:
    """The running one gives way, the plan is frozen, the entry is written, the posts are told.

    Where the plan lets another post sign than the one that decides, the posts are told when it has signed.
    ends  tasks given so far that the new level does not have and that end with the old one; the others go on
    Raises IncidentClosed, NoSuchLevel, NotTheDecider, AlreadyRunning, NotToEnd.
    """
    (incident,) = incidents.locked(incident.pk)
    if not incident.is_open:
        raise IncidentClosed(number=incident.number)
    parsed = load(plan)
    chosen = level_in(parsed, level)
    must_decide(viewer, parsed, chosen)
    running = _give_way(incident, plan, level)
    _must_be_left(ends, running, parsed, level)
    until = b.now + timedelta(seconds=seconds(chosen.lasts)) if chosen.lasts else None
    evidence = proposal.evidence if proposal else []
    values = values_of(incident, parsed, chosen, evidence, by=b.actor, at=b.now, until=until)
    carried = given_so_far(running) - set(ends) if running else set()
    frozen = freeze(plan, values, evidence, carried, ends)
    if running is not None:
        end(b, running, Activation.State.CHANGED, reason)
        lapse(b, [running.pk], Notice.Lapse.CHANGED)
        said = _gave_way(running, chosen, reason, ends)
        b.record(said, subject=running.subject, incident=incident.pk, cause=cause)
    row = Activation.objects.create(
        incident=incident, plan=plan, plan_code=plan.code, version=plan.version, level=level, proposal=proposal,
        previous=running, snapshot=canonical(frozen), snapshot_digest=digest(frozen), at=b.now, by=b.actor, until=until, reason=reason,
        signer=_signer(viewer, chosen),
    )  # fmt: skip
    handle = b.record(
        activation_facts(row, parsed, entries.Activated, reason=reason),
        subject=row.subject,
        incident=incident.pk,
        cause=cause,
    )
    if not row.awaits_signature:
        tell(b, row, parsed, Notice.Matter.STARTED, handle)
    return row, handle


def _signer(viewer: Viewer, level: Level) -> str:
    """The post that has yet to sign: nobody where the plan names none, or who decides holds that post too."""
    signs = level.chain.signs
    return "" if signs is None or signs in viewer.posts else signs


def _give_way(incident: Incident, plan: Plan, level: int) -> Activation | None:
    """The running activation of this plan, which another level takes over. Raises AlreadyRunning for the same level."""
    rows = Activation.objects.select_for_update(of=("self",)).select_related("incident")
    running = rows.filter(incident=incident, plan_code=plan.code, state=Activation.State.RUNNING).first()
    if running is not None and running.level == level:
        name = level_in(thaw(running.snapshot).plan, level).name.words
        raise AlreadyRunning(plan=plan.words, level=name, who=actor_words(running.by), at=local_text(running.at))
    return running


def _gave_way(running: Activation, to: Level, reason: str, ends: Collection[str]) -> entries.Changed:
    words = step_words(running.level, to)
    if ends:
        words = Words(zh="{to}，终止任务 {n} 项", en="{to}, {n} tasks ended").fill(to=words, n=len(set(ends)))
    then = thaw(running.snapshot).plan
    return activation_facts(
        running, then, entries.Changed, reason=reason, to_level=to.level, to_zh=words.zh, to_en=words.en,
        ends=sorted(set(ends)),
    )  # fmt: skip


def step_words(before: int, to: Level) -> Words:
    """1 is the gravest level: a smaller number is a raised response."""
    said = (
        Words(zh="升为{to}", en="raised to {to}") if to.level < before else Words(zh="降为{to}", en="lowered to {to}")
    )
    return said.fill(to=to.name.words)


def given_so_far(running: Activation) -> set[str]:
    """The tasks that the response so far has given: another level does not give them a second time."""
    frozen = thaw(running.snapshot)
    here = frozen.plan.actions_at(running.level)
    return set(frozen.carried) | {one.code for one in here if goes_out(one, signed=running.is_signed)}


def left_at(running: Activation, plan: PlanFile, level: int) -> set[str]:
    """The tasks given so far that the other level does not have."""
    return given_so_far(running) - {one.code for one in plan.actions_at(level)}


def _must_be_left(ends: Collection[str], running: Activation | None, plan: PlanFile, level: int) -> None:
    """Raises NotToEnd for a task that is not left with the level: its post, or who steers tasks, ends it by itself."""
    left = left_at(running, plan, level) if running else set()
    for code in sorted(set(ends) - left):
        raise NotToEnd(task=code[:64], left=", ".join(sorted(left)) or "—")


def end(b: Book, row: Activation, state: Activation.State, reason: str) -> None:
    ended = max(b.now, row.at)  # the clock may have been set back meanwhile
    row.state, row.ended_at, row.ended_by, row.ended_reason = state, ended, b.actor, reason
    row.save(update_fields=["state", "ended_at", "ended_by", "ended_reason"])


def tell(b: Book, row: Activation, plan: PlanFile, matter: Notice.Matter, cause: Cause) -> list[Notice]:
    """A notice to each post that the plan wants told, and to each that was told of a level before this one: whoever knows of a
    response learns how it goes on and ends. Each has to confirm it."""
    before = Notice.objects.filter(activation__in=lineage_of(row)).order_by("pk").values_list("post", flat=True)
    told = dict.fromkeys([*level_of(plan, row.level).chain.told, *before])
    notices = [_notice(row, plan, matter, post, b) for post in told]
    Notice.objects.bulk_create(notices)
    for notice in notices:
        said = notice_facts(notice, plan, entries.Notified)
        b.record(said, subject=notice.subject, incident=row.incident_id, cause=cause)
    return notices


def lineage_of(row: Activation) -> list[int]:
    """An activation and those whose level it changed."""
    found, before = [row.pk], row.previous_id
    while before is not None:
        found.append(before)
        before = Activation.objects.values_list("previous_id", flat=True).get(pk=before)
    return found


def lapse(b: Book, activations: Collection[int], why: Notice.Lapse, cause: Cause = None) -> list[Notice]:
    """What no post has confirmed of these responses is not awaited any more; it stays in the list with why. Those notices."""
    rows = Notice.objects.select_for_update(of=("self",)).select_related("activation")
    found = list(rows.filter(activation__in=activations, confirmed_at=None, lapsed_at=None).order_by("pk"))
    for row in found:
        row.lapsed_at, row.lapsed_why = max(b.now, row.sent_at), why
        row.save(update_fields=["lapsed_at", "lapsed_why"])
        said = notice_facts(row, thaw(row.activation.snapshot).plan, entries.NoticeLapsed)
        b.record(said, subject=row.subject, incident=row.activation.incident_id, cause=cause or last(row.subject))
    return found


def _notice(row: Activation, plan: PlanFile, matter: Notice.Matter, post: str, b: Book) -> Notice:
    words = post_words(plan, post)
    return Notice(activation=row, matter=matter, post=post, post_zh=words.zh, post_en=words.en, sent_at=b.now)


def must_decide(viewer: Viewer, plan: PlanFile, level: Level) -> None:
    """Rights say who may start plans at all; the plan says which post decides this level."""
    must_hold(viewer, plan, level, [level.chain.decides])


def must_hold(viewer: Viewer, plan: PlanFile, level: Level, posts: Collection[str | None]) -> None:
    """Raises NotTheDecider for who holds none of these posts."""
    named = [code for code in posts if code]
    if not viewer.posts or not set(named) & set(viewer.posts):
        raise NotTheDecider(level=level.name.words, decides=post_words(plan, named[0] if named else ""))


def level_in(plan: PlanFile, level: int) -> Level:
    """Raises NoSuchLevel."""
    found = plan.level(level)
    if found is None:
        raise NoSuchLevel(plan=plan.title.words, level=level, levels=", ".join(str(one.level) for one in plan.levels))
    return found


def owed(text: str) -> str:
    """A reason as it is kept. Raises ReasonOwed."""
    text = text.strip()
    if not text or len(text) > MOST_REASON or unfit(text):
        raise ReasonOwed(most=MOST_REASON)
    return text


def last(subject: str, kind: str | None = None) -> int | None:
    entry = journal.last(subject, kind)
    return entry.id if entry else None
