"""The form that opens an incident, with what was read out of a call; the calls; and which incidents are one event."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from watchroom.alarms import queries as alarms
from watchroom.incidents import actions as incidents
from watchroom.incidents import forms
from watchroom.incidents.faults import NotFilled, UnknownKind
from watchroom.incidents.intake import actions, queries
from watchroom.incidents.intake.actions import CHANNEL_WORDS, SORT_WORDS
from watchroom.incidents.intake.faults import MailUnfit
from watchroom.incidents.intake.mail import MOST_BYTES, read_mail
from watchroom.incidents.intake.models import Call
from watchroom.incidents.intake.proposals import FIELDS, Proposal
from watchroom.incidents.methane import LETTERS, read
from watchroom.incidents.queries import incident as one_incident
from watchroom.incidents.queries import incidents as open_incidents
from watchroom.incidents.rules import GRADES, HOW_MANY, REPORTED_FACTS
from watchroom.incidents.showing import who
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local, typed_time
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.saying import moment_words
from watchroom.people.viewer import Viewer
from watchroom.places import queries as places
from watchroom.places.faults import NoSuchPlace

_FIELD_OF: dict[type[Fault], str] = {UnknownKind: "kind", NoSuchPlace: "place"}
_KEYS = "1234567890"


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new incident, by an alarm (`?alarm=`) or by telephone; what was typed comes back on every error."""
    viewer = viewer_of(request)
    viewer.must(Act.OPEN_INCIDENT)
    if request.method == "GET":
        return form(request, viewer, _first(request, viewer), {})
    values = forms.typed(request.POST)
    wanted, wrong = forms.wanted(values)
    if wanted["report"]:
        wrong |= read(wanted["report"])[1]
    if wrong:
        return form(request, viewer, values, wrong)
    try:
        if forms.is_number(values["call"]):
            row = actions.open_of_call(viewer, int(values["call"]), wanted)
        elif values["text"]:
            row = actions.open_from_call(viewer, forms.call_of(values), wanted)
        else:
            row = incidents.open_incident(viewer, **wanted)
    except (NotFilled, UnknownKind, NoSuchPlace) as fault:
        return form(request, viewer, values, {_FIELD_OF.get(type(fault), "title_zh"): fault.words}, fault)
    return redirect(f"/incidents/{row.pk}")


@never_cache
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """The same form with what was read out of the call; `take` confirms one proposal. Nothing is written."""
    viewer = viewer_of(request)
    viewer.must(Act.OPEN_INCIDENT)
    values = forms.typed(request.POST)
    try:
        upload = request.FILES.get("mail")
        if upload is not None:
            mail = read_mail(upload.read(MOST_BYTES + 1))
            values |= mail.values
        moments, wrong = forms.moments(values)
        if wrong:
            return form(request, viewer, values, wrong)
        found = queries.read(viewer, values["text"], moments.get("received_at"))
    except (NotFilled, MailUnfit) as fault:
        return form(request, viewer, values, {"text": fault.words}, fault)
    taken = [one for one in request.POST.get("taken", "").split(",") if one.isdecimal()][:40]
    chosen = request.POST.get("take", "").partition(".")
    n, m = (int(one) if one.isdecimal() and len(one) < 4 else -1 for one in (chosen[0], chosen[2]))
    if 0 <= n < len(found) and 0 <= m < len(found[n].choices):
        values |= {name: said for name, said in found[n].choices[m].values.items() if name in values}
        taken.append(str(n))
    return form(request, viewer, values, {}, found=found, taken=taken)


@never_cache
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """All calls, newest first, and those that are of no incident yet."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    loose = request.GET.get("show") == "loose"
    context = {
        "calls": [shown(viewer, one) for one in queries.calls(viewer, loose=loose)], "loose": loose,
        "may_move": viewer.may(Act.REPORT_UP), "open": open_incidents(viewer),
    }  # fmt: skip
    return render(request, "incidents/calls.html", context)


@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keeps the call of the form: with an incident (`to`), or of none yet. The rest of the form is not used."""
    viewer = viewer_of(request)
    values = forms.typed(request.POST)
    to = request.POST.get("to", "")
    of = int(to) if forms.is_number(to) else None
    if wrong := forms.moments(values)[1]:
        return form(request, viewer, values, wrong)
    try:
        if forms.is_number(values["call"]) and of is not None:
            actions.move_call(viewer, int(values["call"]), to=of, reason=SORT_WORDS["same"].zh)
        else:
            actions.take_call(viewer, **forms.call_of(values), incident=of)
    except NotFilled as fault:
        return form(request, viewer, values, {"text": fault.words}, fault)
    return redirect(f"/incidents/{of}" if of is not None else "/calls/?show=loose")


@never_cache
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    number = request.POST.get("to", "").strip()
    to = queries.chosen(viewer, number).pk if number else None
    row = actions.move_call(viewer, pk, to=to, reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{row.incident_id}" if row.incident_id else "/calls/?show=loose")


@never_cache
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    actions.settle_call(viewer_of(request), pk, reason=request.POST.get("reason", ""))
    return redirect("/calls/?show=loose")


@never_cache
@require_GET
def of_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """The pane of an incident: its calls, what it is tied to, and which others may be the same event."""
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    row = one_incident(viewer, pk)
    context = {
        "incident": row, "calls": [shown(viewer, one) for one in queries.calls(viewer, pk)],
        "ties": [(tie, SORT_WORDS[tie.sort], tie.other if tie.incident_id == pk else tie.incident, who(viewer, tie.by)) for tie in queries.ties(viewer, pk)],
        "likely": queries.likely_same(viewer, pk) if row.is_open else [], "sorts": SORT_WORDS.items(),
        "may_move": viewer.may(Act.REPORT_UP),
    }  # fmt: skip
    return render(request, "incidents/_calls.html", context)


@never_cache
@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """`other`: an incident's number; with `turned` that one goes on and this one is the part."""
    viewer = viewer_of(request)
    other = queries.chosen(viewer, request.POST.get("other", "")).pk
    one, two = (other, pk) if request.POST.get("turned") else (pk, other)
    actions.tie(viewer, one, two, sort=request.POST.get("sort", ""), reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")


@never_cache
@require_POST
def untie(request: HttpRequest, pk: int, tie: int) -> HttpResponse:
    actions.untie(viewer_of(request), pk, tie, reason=request.POST.get("reason", ""))
    return redirect(f"/incidents/{pk}")


def shown(viewer: Viewer, call: Call) -> dict[str, Any]:
    """A call as this viewer may see it: what was said and who called is personal."""
    personal = viewer.may(Act.SEE_PERSONAL)
    told = [
        (FIELDS[name], _told(name, value, call.told.get(f"how-{name}", "")))
        for name, value in call.told.items()
        if name in FIELDS and name not in ("kind", "place") and (personal or name != "already_told")
    ]
    return {
        "call": call, "channel": CHANNEL_WORDS[call.channel], "by": who(viewer, call.taken_by), "told": told,
        "text": call.text if personal else None, "who": f"{call.caller} {call.phone}".strip() if personal else "",
    }  # fmt: skip


def _told(name: str, value: str, how: str) -> Words | str:
    """One thing that was confirmed, as it is read: `about 3`, a time with the site's zone, else what was typed."""
    if name in REPORTED_FACTS:
        return HOW_MANY[how].fill(n=value)
    if name not in incidents.MOMENTS:
        return value
    try:
        return moment_words(typed_time(value, settings.SITE_ZONE), year=True)
    except ValueError:
        return value


def _first(request: HttpRequest, viewer: Viewer) -> dict[str, str]:
    asked = request.GET.get("alarm", "")
    if forms.is_number(asked):
        return forms.from_alarm(alarms.alarm(viewer, int(asked)))
    kept = request.GET.get("call", "")
    if forms.is_number(kept):
        return _of_call(viewer, queries.call(viewer, int(kept)))
    return forms.typed(
        {name: request.GET[name] for name in ("title_zh", "title_en", "kind", "place") if name in request.GET}
    )


def _of_call(viewer: Viewer, call: Call) -> dict[str, str]:
    """What the form says at first when it is opened from a call that was kept: its words, and what was confirmed of it."""
    viewer.must(Act.SEE_PERSONAL)
    at = as_local(call.received_at, settings.SITE_ZONE)
    said = {
        "text": call.text,
        "channel": call.channel,
        "caller": call.caller,
        "phone": call.phone,
        "call": str(call.pk),
    }
    return forms.typed({}) | forms.typed({**call.told, **said, "received_at": f"{at:%Y-%m-%dT%H:%M}"})


def form(
    request: HttpRequest, viewer: Viewer, values: dict[str, str], wrong: dict[str, Words], fault: Fault | None = None, *,
    found: Sequence[Proposal] = (), taken: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    viewer.must(Act.OPEN_INCIDENT)
    context = {
        "typed": values, "wrong": wrong, "fault": fault, "kinds": forms.kinds_by_class(),
        "places": places.places(viewer), "grades": GRADES.items(), "channels": CHANNEL_WORDS.items(),
        "letters": {
            name: {"letter": letter, "title": title, "help": hint} for name, (letter, title, hint) in LETTERS.items()
        },
        "counts": [(name, words, values[name], wrong.get(name), values[f"how-{name}"]) for name, words in REPORTED_FACTS.items()],
        "hows": [(code, words.fill(n="n")) for code, words in HOW_MANY.items()],
        "from_alarm": alarms.alarm(viewer, int(values["alarm"])) if forms.is_number(values["alarm"]) else None,
        "pieces": list(_pieces(values["text"], found)), "chips": list(_chips(found, taken)), "taken": ",".join(taken),
        "likely": _likely(viewer, values) if values["text"] else [], "was_read": bool(values["text"]) and request.path.endswith("read"),
    }  # fmt: skip
    return render(request, "incidents/new.html", context, status=422 if wrong else 200)


def _likely(viewer: Viewer, values: dict[str, str]) -> list[queries.Likely]:
    at = forms.moments(values)[0].get("received_at") or site_now()
    return queries.likely(viewer, queries.of_told(values, values["text"], at)) if viewer.may(Act.SEE) else []


def _pieces(text: str, found: Sequence[Proposal]) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the number of the proposal that it says, or nothing."""
    at = 0
    for n, one in enumerate(found, 1):
        if one.start < at:
            continue
        yield text[at : one.start], ""
        yield text[one.start : one.end], str(n)
        at = one.end
    yield text[at:], ""


def _chips(found: Sequence[Proposal], taken: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A chip for each proposal, each of its choices with a key as long as there are any."""
    keys = iter(_KEYS)
    for n, one in enumerate(found):
        done = str(n) in taken
        yield {
            "n": n + 1, "one": one, "taken": done,
            "choices": [(f"{n}.{m}", choice.words, "" if done else next(keys, "")) for m, choice in enumerate(one.choices)],
        }  # fmt: skip
