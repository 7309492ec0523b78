"""Who was called and who has not answered, on the screen: an incident's calls, the unanswered orders, the call board."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.dispatch import call_answers, call_queries, rolls
from watchroom.dispatch.abouts import standing
from watchroom.dispatch.call_faults import ListWrong
from watchroom.dispatch.call_queries import Told
from watchroom.dispatch.call_rules import DIALLED_WORDS, CallKind, Dialled
from watchroom.dispatch.call_texts import text_of
from watchroom.dispatch.pages import answer, looking, typed
from watchroom.dispatch.roll_table import TABLE, lines_of_table
from watchroom.dispatch.upstream import scene
from watchroom.journal.clock import site_now
from watchroom.kernel.clock import as_local
from watchroom.kernel.tables import FORMS, written
from watchroom.kernel.words import LANGS, Words, lang_of
from watchroom.people import sms
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer
from watchroom.people.waiting import watched

_NUMBER = Words(zh="数字填写有误", en="a number is wrong")


@never_cache
@require_GET
def of_incident(request: HttpRequest, pk: int) -> HttpResponse:
    """An incident's pane: whom each of its orders and lists has reached."""
    viewer = looking(request)
    scene(pk)
    told = call_queries.calls(viewer, incident=pk)
    return render(request, "dispatch/incident_calls.html", {"incident_pk": pk, "calls": told, **_may(viewer)})


@never_cache
@require_GET
def unanswered(request: HttpRequest) -> HttpResponse:
    """Every order that was sent and that nobody has answered."""
    viewer = looking(request)
    context = {"calls": call_queries.unanswered(viewer), "back": "unanswered", **_may(viewer)}
    template = "dispatch/_unanswered.html" if "HX-Request" in request.headers else "dispatch/unanswered.html"
    return render(request, template, context)


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The call lists that are kept, and those that run or ran."""
    viewer = looking(request)
    about = request.GET.get("about", "")[:64]
    context = {
        "calls": call_queries.calls(viewer, about=about, kinds=[CallKind.ROLL]), "rolls": call_queries.rolls(viewer),
        "may_keep": viewer.may(Act.KEEP_ROSTER), "about": about, "thing": standing(about) if about else None,
        "incident": request.GET.get("incident", "")[:12], "title": request.GET.get("title", "")[:200], **_may(viewer),
    }  # fmt: skip
    return render(request, "dispatch/calls.html", context)


@never_cache
@require_GET
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: whom to dial next, who confirmed when, who did not."""
    viewer = looking(request)
    told = call_queries.call(viewer, pk)
    context = {"told": told, "parts": _parts(told), "back": f"call:{pk}", **_may(viewer)}
    context["thing"] = standing(told.call.about) if told.call.about else None
    template = "dispatch/_call.html" if "HX-Request" in request.headers else "dispatch/call.html"
    return render(request, template, context)


def _parts(told: Told) -> list[tuple[str, sms.Counted]]:
    """How long its text is over the air, in each language."""
    if not told.rows:
        return []
    called, zone = told.rows[0].called, settings.SITE_ZONE
    return [
        (lang, sms.counted(text_of(told.call, called, lang, exercise=told.call.exercise, zone=zone))) for lang in LANGS
    ]


@never_cache
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of a list as a table: who was called, by what, who confirmed when."""
    viewer = looking(request)
    told, lang = call_queries.call(viewer, pk), lang_of(getattr(request, "lang", "zh"))
    callers = viewer.may(Act.SEE_PERSONAL)
    rows: list[list[str | int | None]] = [[head.text(lang).replace("{zone}", settings.SITE_ZONE) for head in _HEADS]]
    for row in told.rows:
        one = row.called
        times = (one.turn_at, one.sent_at, one.delivered_at, one.read_at, one.answered_at)
        tries = "; ".join(
            f"{each.channel.text(lang)} {each.said.text(lang) if each.said else each.state}" for each in row.tries
        )
        rows.append(
            [
                one.line + 1,
                one.rank + 1,
                row.who.text(lang),
                row.state.text(lang),
                *(_local(at) for at in times),
                one.answered_said if callers else "",
                tries,
                one.note if callers else "",
            ]
        )
    answer = HttpResponse(written("csv", rows), content_type=FORMS["csv"])
    answer["Content-Disposition"] = f'attachment; filename="call-{pk}.csv"'
    return answer


_HEADS = (
    Words(zh="行", en="line"), Words(zh="顺位", en="place"), Words(zh="被叫人", en="who"), Words(zh="状态", en="state"),
    Words(zh="开始呼叫（{zone}）", en="called ({zone})"), Words(zh="已发送", en="sent"), Words(zh="已到达", en="arrived"),
    Words(zh="已阅", en="read"), Words(zh="应答", en="answered"), Words(zh="接听人", en="who answered"),
    Words(zh="经过", en="how"), Words(zh="备注", en="note"),
)  # fmt: skip


def _local(at: Any) -> str:
    return f"{as_local(at, settings.SITE_ZONE):%Y-%m-%d %H:%M:%S}" if at else ""


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    incident, after = typed(request, "incident"), typed(request, "next_person_s")
    made = rolls.start(
        viewer_of(request), title=typed(request, "title"), text=typed(request, "text"), roll=typed(request, "roll"),
        lines=lines_of(typed(request, "lines")), incident=_number(incident) if incident else None,
        about=typed(request, "about"), next_person_s=_number(after) if after else None,
    )  # fmt: skip
    return redirect(f"/callings/{made.pk}")


def lines_of(text: str) -> list[list[str]]:
    """A line each: `person:lin, post:duty_leader`."""
    rows = (line.replace("，", ",").split(",") for line in text[:100_000].splitlines())
    return [found for row in rows if (found := [owner.strip() for owner in row if owner.strip()])]


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 12:
        raise ListWrong(what=_NUMBER)
    return int(text)


@never_cache
@require_POST
def put_list(request: HttpRequest) -> HttpResponse:
    after, viewer, file = typed(request, "next_person_s") or "600", viewer_of(request), request.FILES.get("file")
    viewer.must(Act.KEEP_ROSTER)
    names = (typed(request, "code"), typed(request, "zh"), typed(request, "en"))
    with watched(request):
        lines = (
            lines_of_table(file.read(TABLE.size + 1), typed(request, "encoding"))
            if file is not None
            else lines_of(typed(request, "lines"))
        )
        rolls.put_roll(viewer, *names, lines, next_person_s=_number(after))
    return redirect("/callings/")


@never_cache
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    rolls.end(viewer_of(request), pk)
    return redirect(f"/callings/{pk}")


@never_cache
@require_POST
def dialled(request: HttpRequest, pk: int) -> HttpResponse:
    minutes = typed(request, "minutes").strip()
    row = rolls.dialled(
        viewer_of(request),
        pk,
        typed(request, "outcome"),
        said_by=typed(request, "said_by"),
        note=typed(request, "note"),
        minutes=_number(minutes) if minutes else None,
    )
    if typed(request, "back") == "unanswered":
        return redirect("/orders/unanswered")
    if typed(request, "back").startswith("incident:") and row.call.incident_id is not None:
        return redirect(f"/incidents/{row.call.incident_id}#pane-teams")
    return redirect(f"/callings/{row.call_id}")


@never_cache
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Said by the page itself when the card stands before whom it is for; there is nothing to show."""
    call_answers.seen(viewer_of(request), pk)
    return HttpResponse(status=204)


@never_cache
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    order = call_answers.decline_order(viewer_of(request), pk, reason=typed(request, "reason"))
    return answer(request, order.incident_id)


@never_cache
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    order = rolls.remind_order(viewer_of(request), pk)
    if typed(request, "back") == "unanswered":
        return redirect("/orders/unanswered")
    return answer(request, order.incident_id)


@never_cache
@require_POST
def code(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.own()
    way = typed(request, "way")
    rolls.send_code(viewer, int(way) if way.isdecimal() and len(way) < 13 else 0)
    return redirect("/duty/contacts" if typed(request, "back") == "contacts" else "/duty/ways")


def _may(viewer: Viewer) -> dict[str, Any]:
    return {
        "may_dial": viewer.may(Act.DISPATCH_UNIT), "may_steer": viewer.may(Act.STEER_TASKS), "names": viewer.may(Act.SEE_NAMES),
        "now_s": site_now(), "outcomes": [(one.value, DIALLED_WORDS[one]) for one in Dialled], "callers": viewer.may(Act.SEE_PERSONAL),
    }  # fmt: skip
