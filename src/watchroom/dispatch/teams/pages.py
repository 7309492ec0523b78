"""Teams and experts on the screen: the register, one team, and an incident's pane with one press to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.dispatch.call_rules import DIALLED_WORDS, Dialled
from watchroom.dispatch.pages import looking, typed
from watchroom.dispatch.teams import calling_out, finding, keeping, own
from watchroom.dispatch.teams.faults import ComingWrong, TeamWrong
from watchroom.dispatch.teams.keeping import Given, member_line, members_of
from watchroom.dispatch.teams.models import Team
from watchroom.dispatch.teams.rules import SORT_WORDS, all_fields
from watchroom.dispatch.upstream import scene
from watchroom.journal import queries as journal
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places

TEXTS = ("code", "sort", "zh", "en", "home", "skills_zh", "skills_en", "agency_zh", "agency_en")
_MINUTES = Words(zh="准备时间不是整数分钟", en="the minutes are no whole number")
_PEOPLE = Words(zh="人数不是整数", en="the number of people is no whole number")


@never_cache
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """All teams and experts, found by field and text; a new one is entered below."""
    viewer = looking(request)
    fault: Fault | None = None
    if request.method == "POST":
        try:
            return redirect(f"/teams/{keeping.put_team(viewer, _given(request)).pk}")
        except Fault as told:
            if told.status == 403:
                raise
            fault = told
    field, text = request.GET.get("field", "")[:64], request.GET.get("q", "")[:64]
    context = {
        "cards": finding.teams(viewer, field, text),
        "field": field,
        "q": text,
        "fault": fault,
        **_form(request, viewer, None),
    }
    return render(request, "dispatch/teams.html", context, status=fault.status if fault else 200)


@never_cache
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One team with its members and how they are reached."""
    viewer = looking(request)
    card = finding.team(viewer, pk)
    context = {
        "card": card, "who": finding.members(viewer, pk), "may_report": viewer.may(Act.REPORT_UNIT), "names": viewer.may(Act.SEE_NAMES),
        **_form(request, viewer, card.team),
    }  # fmt: skip
    return render(request, "dispatch/team.html", context)


def _form(request: HttpRequest, viewer: Viewer, row: Team | None) -> dict[str, object]:
    """What was typed, or the team as it is."""
    may = viewer.may(Act.KEEP_UNITS)
    given: dict[str, object] = {name: typed(request, name)[:500] for name in (*TEXTS, "ready_min")}
    given |= {"fields": request.POST.getlist("fields")[:60], "members": typed(request, "members")[:40_000]}
    if row is not None and may:
        given |= {name: getattr(row, name) for name in TEXTS} | {
            "home": row.home.code,
            "ready_min": row.ready_min,
            "fields": row.fields,
        }
        given["members"] = "\n".join(member_line(one) for one in row.members.select_related("person").order_by("rank"))
    return {
        "given": given, "all_fields": all_fields(), "sorts": [(one.value, words) for one, words in SORT_WORDS.items()], "may": may,
        "homes": places.places(viewer),
    }  # fmt: skip


def _given(request: HttpRequest) -> Given:
    ready = _whole(typed(request, "ready_min"), TeamWrong(what=_MINUTES))
    texts = {name: typed(request, name).strip() for name in TEXTS}
    fields = [one[:64] for one in request.POST.getlist("fields")[:60]]
    return Given(**texts, fields=fields, ready_min=ready or 0, members=members_of(typed(request, "members")))


def _whole(text: str, wrong: Fault) -> int | None:
    clean = text.strip()
    if clean and not (clean.isascii() and clean.isdecimal() and len(clean) < 6):
        raise wrong
    return int(clean) if clean else None


@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    keeping.say_ready(viewer_of(request), pk, away=typed(request, "away"))
    return redirect(f"/teams/{pk}")


@never_cache
@require_GET
def of_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """An incident's pane: who was called out and comes, and whom one press calls."""
    viewer = looking(request)
    goal = scene(pk)
    found = [] if goal.closed else finding.options(viewer, pk)
    context = {
        "incident_pk": pk, "scene": goal, "outs": finding.outs(viewer, pk), "fit": [one for one in found if one.fits],
        "others": [one for one in found if not one.fits], "may_dispatch": viewer.may(Act.DISPATCH_UNIT),
        "may_report": viewer.may(Act.REPORT_UNIT), "callers": viewer.may(Act.SEE_PERSONAL), "back": f"incident:{pk}",
        "outcomes": [(one.value, DIALLED_WORDS[one]) for one in Dialled if one is not Dialled.CONFIRMED],
    }  # fmt: skip
    return render(request, "dispatch/incident_teams.html", context)


@require_POST
def call(request: HttpRequest, pk: int, team: int) -> HttpResponse:
    out = calling_out.call_out(viewer_of(request), pk, team, also=typed(request, "also"))
    return redirect(f"/incidents/{out.incident_id}#pane-teams")


@require_POST
def came(request: HttpRequest, pk: int) -> HttpResponse:
    people = _whole(typed(request, "people"), ComingWrong(what=_PEOPLE))
    return _back(request, calling_out.came(viewer_of(request), pk, people=people).out.incident_id)


@require_POST
def left(request: HttpRequest, pk: int) -> HttpResponse:
    row = calling_out.left(viewer_of(request), pk, reason=typed(request, "reason"))
    return _back(request, row.out.incident_id)


def _back(request: HttpRequest, incident: int) -> HttpResponse:
    return redirect(_MINE.get(typed(request, "back")) or f"/incidents/{incident}#pane-teams")


# ---- what one who is called out says of himself ---------------------------------------------------------------------


_MINE = {"mine": "/called/", "console": "/"}


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The call-outs to this very person, whatever else he may see: a page of its own, and a part of his console."""
    setattr(request, "position", journal.head())  # noqa: B010
    viewer = viewer_of(request)
    context = {"mine": own.own(viewer), "back": "mine", "may_see": viewer.may(Act.SEE)}
    if "HX-Request" in request.headers:
        back = "console" if request.GET.get("of") == "console" else "mine"
        return render(request, "dispatch/_own.html", context | {"back": back})
    return render(request, "dispatch/own.html", context)


@require_POST
def come(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = _whole(typed(request, "minutes"), ComingWrong(what=_MINUTES))
    own.come(viewer_of(request), pk, minutes=minutes)
    return redirect(_MINE.get(typed(request, "back"), "/called/"))


@require_POST
def cannot(request: HttpRequest, pk: int) -> HttpResponse:
    own.cannot(viewer_of(request), pk, reason=typed(request, "reason"))
    return redirect(_MINE.get(typed(request, "back"), "/called/"))
