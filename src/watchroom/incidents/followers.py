"""A report or an answer that is overdue is an alarm: the report until its sending is entered, its limit moves, or the
incident is closed; the answer until it is given."""

from watchroom.alarms.platform import INSTRUCTION_LATE, MAIL_WAITS, MAILBOX_DOWN, REPORT_LATE, raise_about, return_about
from watchroom.incidents.intake import mailbox
from watchroom.incidents.models import Call, Instruction, ReportClock
from watchroom.journal.followers import Follower
from watchroom.journal.models import Entry
from watchroom.kernel.words import Words


class AlarmOfLateReports(Follower):
    """It writes upstream, as the platform's other alarms about itself do: no reaction follows from one by itself."""

    name = "incidents.late_reports"
    kinds = ("incidents.report_late", "incidents.sent", "incidents.basis_set", "incidents.closed")

    def handle(self, entry: Entry) -> None:
        actor, facts = f"follower:{self.name}", entry.facts
        if entry.kind != "incidents.report_late":
            for pk, late in self._late_of(entry.incident):
                if not late:
                    return_about(REPORT_LATE, f"report-clock:{pk}", entry.at, actor=actor)
            return
        clock = ReportClock.objects.get(pk=facts["clock"])
        if not clock.runs:
            return  # sent, or closed, before anybody could be told
        names = Words(zh="{number} {what_zh}", en="{number} {what_en}").fill(**facts)
        detail = Words(zh="应报{to_zh}。{source_zh}。", en="To {to_en}. {source_en}.").fill(**facts)
        raise_about(
            REPORT_LATE,
            f"report-clock:{clock.pk}",
            names,
            detail,
            clock.due_at,
            entry=entry.id,
            actor=actor,
            incident=entry.incident,
        )

    def _late_of(self, incident: int | None) -> list[tuple[int, bool]]:
        """Each clock with whether it is late still."""
        rows = ReportClock.objects.filter(incident=incident)
        return [(one.pk, one.runs and one.late_at is not None) for one in rows]


class AlarmOfLateInstructions(Follower):
    """An instruction that nobody answered in time is an alarm until it is answered or withdrawn."""

    name = "incidents.late_instructions"
    kinds = ("incidents.instruction_late", "incidents.instruction_answered", "incidents.instruction_withdrawn")

    def handle(self, entry: Entry) -> None:
        actor, facts = f"follower:{self.name}", entry.facts
        about = f"instruction:{facts['instruction']}"
        if entry.kind != "incidents.instruction_late":
            return_about(INSTRUCTION_LATE, about, entry.at, actor=actor)
            return
        made = Instruction.objects.get(pk=facts["instruction"])
        if not made.is_open or made.due_at is None:
            return  # answered before anybody could be told
        names = Words(zh="{number} 批示 N{instruction}", en="{number} instruction N{instruction}").fill(**facts)
        detail = Words(zh="{leader}：{text}。承办：{whom}。", en="{leader}: {text}. To answer: {whom}.").fill(**facts)
        raise_about(
            INSTRUCTION_LATE, about, names, detail, made.due_at, entry=entry.id, actor=actor, incident=entry.incident
        )


class AlarmOfMail(Follower):
    """A mail that came in by itself is an alarm until somebody put it to an incident or settled it: no telephone rang."""

    name = "incidents.mail"
    kinds = (
        "incidents.call_taken", "incidents.call_moved", "incidents.call_settled", "incidents.mailbox_down", "incidents.mailbox_back",
    )  # fmt: skip

    def handle(self, entry: Entry) -> None:
        actor = f"follower:{self.name}"
        match entry.kind:
            case "incidents.call_taken":
                call = Call.objects.filter(pk=entry.facts["call"], incident=None, settled_at=None).first()
                if entry.actor == mailbox.ACTOR and call is not None:
                    names = Words(zh="接报 C{n}（邮件）", en="Call C{n} (mail)").fill(n=call.pk)
                    raise_about(MAIL_WAITS, entry.subject, names, entry.say(), entry.at, entry=entry.id, actor=actor)
            case "incidents.mailbox_down":
                names = Words(zh="值班邮箱", en="Mailbox of the watch")
                raise_about(MAILBOX_DOWN, entry.subject, names, entry.say(), entry.at, entry=entry.id, actor=actor)
            case "incidents.mailbox_back":
                return_about(MAILBOX_DOWN, entry.subject, entry.at, actor=actor)
            case _:
                return_about(MAIL_WAITS, entry.subject, entry.at, actor=actor)


FOLLOWERS = [AlarmOfLateReports(), AlarmOfLateInstructions(), AlarmOfMail()]
