"""The panes of the console and of an incident: which room draws what, found by address. The desk composes, owns no table."""

import copy
import logging
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pane:
    """A fragment that a room draws.

    url      its address; `{pk}` is the incident's
    follows  subject prefixes whose entries change it
    """

    name: str
    title: Words
    url: str
    follows: str

    def at(self, pk: int) -> str:
        return self.url.format(pk=pk)


ALARMS = Pane("alarms", Words(zh="告警", en="Alarms"), "/alarms/queue", "alarm: group:")
INCIDENTS = Pane("incidents", Words(zh="事件", en="Incidents"), "/incidents/list", "incident: activation: warning:")
OWN = Pane("own", Words(zh="我的出动", en="My call-outs"), "/called/?of=console", "calling: callout:")
CHOSEN = Pane(
    "chosen", Words(zh="所选事件", en="Chosen incident"), "/incidents/{pk}/summary",
    "incident: proposal: activation: order: unit: advice: warning:",
)  # fmt: skip

INCIDENT_PANES = (
    Pane("plan", Words(zh="预案", en="Plan"), "/incidents/{pk}/plans", "proposal: activation: incident: plan:"),
    Pane("orders", Words(zh="指令", en="Orders"), "/incidents/{pk}/orders", "order: activation:"),
    Pane("reached", Words(zh="送达", en="Reached"), "/incidents/{pk}/reached", "calling: order:"),
    Pane("units", Words(zh="力量", en="Units"), "/incidents/{pk}/units", "unit:"),
    Pane("teams", Words(zh="队伍和专家", en="Teams and experts"), "/incidents/{pk}/teams", "callout: calling: team:"),
    Pane("advice", Words(zh="辅助决策", en="Advice"), "/incidents/{pk}/advice", "advice:"),
    Pane("warnings", Words(zh="发布", en="Warnings"), "/incidents/{pk}/warnings", "warning:"),
    Pane("reports", Words(zh="报送", en="Reports"), "/incidents/{pk}/reports", "incident: report:"),
    Pane("timeline", Words(zh="时间线", en="Timeline"), "/incidents/{pk}/timeline", "incident:"),
)


def exists(url: str) -> bool:
    try:
        resolve(url.partition("?")[0])
    except Resolver404:
        return False
    return True


def draw(request: HttpRequest, url: str) -> HttpResponse:
    """The room's own answer for one of its addresses, as a fragment, with its own rights checked."""
    path, _, query = url.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        raise Http404(url) from None
    get_token(request)  # made before the copy: on a first visit every form of the page must carry the one new token
    asked = copy.copy(request)
    asked.META = {**request.META, "HTTP_HX_REQUEST": "true"}
    asked.__dict__.pop("headers", None)
    asked.method, asked.path, asked.path_info, asked.GET = "GET", path, path, QueryDict(query)
    answer: HttpResponse = match.func(asked, *match.args, **match.kwargs)
    return answer


def fragment(request: HttpRequest, url: str) -> SafeString:
    """The same as HTML to put into a page. One room's trouble is told in its own pane and never blanks the others."""
    if not exists(url):
        return mark_safe("")
    try:
        answer = draw(request, url)
        if answer.status_code == 200:
            return mark_safe(answer.content.decode())
        return _failed(request, None)
    except Fault as fault:
        return _failed(request, fault)
    except Exception:
        _log.exception("the pane %s could not be drawn", url)
        return _failed(request, None)


def _failed(request: HttpRequest, fault: Fault | None) -> SafeString:
    return render_to_string("desk/_pane_failed.html", {"fault": fault}, request)
