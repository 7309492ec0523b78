"""What plans hand over with a post: responses that run, proposals that wait for a decision, notices that nobody confirmed."""

from datetime import datetime
from itertools import groupby

from watchroom.incidents.models import Incident
from watchroom.kernel.words import Words
from watchroom.people.handing import Handing, Matter
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.plans import queries
from watchroom.plans.models import Activation, Notice
from watchroom.plans.recording import level_of
from watchroom.plans.snapshot import thaw


class Running(Handing):
    name, title = "plans", Words(zh="预案响应", en="Responses")

    def matters(self, viewer: Viewer, now: datetime) -> list[Matter]:
        if not viewer.may(Act.SEE):
            return []
        running = [_running(row) for row in queries.activations(viewer, running_only=True, limit=None)]
        waits = Words(zh="启动建议待决定：{plan}（{number}）", en="a proposal waits for a decision: {plan} ({number})")
        proposed = [
            Matter(
                f"proposal:{row.pk}",
                waits.fill(plan=row.plan.words, number=row.incident.number),
                f"/plans/proposals/{row.pk}",
                urgent=True,
            )
            for row in queries.proposals(viewer, open_only=True, limit=None)
            if row.holds
        ]
        return running + proposed + _notices(queries.open_notices(viewer))


def _running(row: Activation) -> Matter:
    plan = thaw(row.snapshot).plan
    said = Words(zh="{number} 《{plan}》{level}正在运行", en="{number} {plan}, {level}, is running")
    words = said.fill(number=row.incident.number, plan=plan.title.words, level=level_of(plan, row.level).name.words)
    return Matter(f"activation:{row.pk}", words, f"/incidents/{row.incident_id}/response", urgent=True)


def _notices(rows: list[Notice]) -> list[Matter]:
    """One matter for an incident: the posts whose word is awaited."""
    by_incident = groupby(sorted(rows, key=lambda row: row.activation.incident_id), lambda row: row.activation.incident)
    return [_notice(incident, list(dict.fromkeys(row.post_words for row in told))) for incident, told in by_incident]


def _notice(incident: Incident, posts: list[Words]) -> Matter:
    said = Words(zh="{number} 通知未确认：{posts}", en="{number}, notices not confirmed by: {posts}")
    named = Words(zh="、".join(one.zh for one in posts), en=", ".join(one.en for one in posts))
    return Matter(
        f"notices:{incident.pk}", said.fill(number=incident.number, posts=named), f"/incidents/{incident.pk}/response"
    )


HANDING = [Running()]
