"""Teams and expert groups over the API: kept, found for an incident, called out, came and left."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from watchroom.dispatch.call_api import CallOut as CallTold
from watchroom.dispatch.call_api import call_out as call_told
from watchroom.dispatch.call_models import Called
from watchroom.dispatch.orders_out import once_keyed
from watchroom.dispatch.teams import calling_out, finding, keeping, own
from watchroom.dispatch.teams.finding import Card, Option, Out
from watchroom.dispatch.teams.keeping import Given
from watchroom.dispatch.teams.models import Coming
from watchroom.dispatch.teams.own import Own
from watchroom.dispatch.teams.rules import (
    MOST_CAME,
    MOST_FIELDS,
    MOST_MEMBERS,
    MOST_MINUTES,
    MOST_READY_MIN,
    MOST_REASON,
)
from watchroom.kernel.clock import Instant
from watchroom.people.queries import viewer_of
from watchroom.people.viewer import Viewer

router = Router()


class MemberIn(Schema):
    """`person`: the code of somebody with an account; `title_*`: what he is in it, or what he knows. English empty: as Chinese."""

    person: str = Field(max_length=64)
    title_zh: str = Field(default="", max_length=64)
    title_en: str = Field(default="", max_length=64)


class TeamIn(Schema):
    """A team, of which one answers for all, or experts, of whom each is asked; the one of this code is changed.

    `fields`: kinds or classes of incidents. `ready_min`: minutes from the call until they set out. `members`: in the order of calling.
    """

    code: str = Field(max_length=64)
    sort: Literal["team", "experts"]
    zh: str = Field(max_length=128)
    en: str = Field(default="", max_length=128)
    home: str = Field(max_length=64)
    fields: list[str] = Field(default=[], max_length=MOST_FIELDS)
    skills_zh: str = Field(default="", max_length=500)
    skills_en: str = Field(default="", max_length=500)
    agency_zh: str = Field(default="", max_length=128)
    agency_en: str = Field(default="", max_length=128)
    ready_min: int = Field(default=0, ge=0, le=MOST_READY_MIN)
    members: list[MemberIn] = Field(default=[], max_length=MOST_MEMBERS)


class ReadyIn(Schema):
    """`away` empty: they can be called out; else why they cannot."""

    away: str = Field(default="", max_length=200)


class TeamOut(Schema):
    """`away`: why it cannot be called out now; `out`: the numbers of the incidents to which it was called."""

    id: int
    code: str
    sort: str
    zh: str
    en: str
    fields: list[str]
    skills_zh: str
    skills_en: str
    agency_zh: str
    agency_en: str
    home: str
    ready_min: int
    away: str
    since: Instant
    members: int
    out: list[str]


class WhoOut(Schema):
    """A member as far as the viewer may know him; `ways`: how he is reached."""

    zh: str
    en: str
    title_zh: str
    title_en: str
    ways: list[str]


class WholeTeamOut(TeamOut):
    who: list[WhoOut]


class OptionOut(Schema):
    """`minutes`: from the call until it is there, `ready_min` among them; None where the incident has no position."""

    team: TeamOut
    fits: bool
    minutes: int | None
    said_zh: str
    said_en: str
    how_zh: str
    how_en: str


class ComingOut(Schema):
    """One who comes. `due_at`: by when, as he said; `people`: with how many he came."""

    called: int
    minutes: int | None
    due_at: Instant | None
    came_at: Instant | None
    people: int | None
    left_at: Instant | None


class OutOut(Schema):
    """A team that was called out; `call`: who was asked, and what each answered."""

    id: int
    team: str
    zh: str
    en: str
    at: Instant
    also: str
    over: bool
    call: CallTold
    coming: list[ComingOut]


class OfIncidentOut(Schema):
    called: list[OutOut]
    could: list[OptionOut]


class CallIn(Schema):
    """`also`: the reason for calling one that is out elsewhere, or that cannot be called now."""

    also: str = Field(default="", max_length=200)


class CameIn(Schema):
    people: int | None = Field(default=None, ge=0, le=MOST_CAME)


class LeftIn(Schema):
    """`reason`: why one who said that he comes no longer does."""

    reason: str = Field(default="", max_length=MOST_REASON)


class ComeIn(Schema):
    """`minutes`: until he is there, if he says."""

    minutes: int | None = Field(default=None, ge=0, le=MOST_MINUTES)


class CannotIn(Schema):
    reason: str = Field(default="", max_length=MOST_REASON)


class OwnOut(Schema):
    """A call-out to oneself. `called`: the number under which one answers; `answer_by`: until then one is waited for.

    `for_all`: one answers for the whole team. `coming`: what one has said, if anything.
    """

    called: int
    team: str
    zh: str
    en: str
    title_zh: str
    title_en: str
    for_all: bool
    incident: int
    number: str
    incident_zh: str
    incident_en: str
    where_zh: str
    where_en: str
    lon: float | None
    lat: float | None
    exercise: bool
    text_zh: str
    text_en: str
    called_at: Instant
    answer_by: Instant | None
    coming: ComingOut | None


def team_out(card: Card) -> TeamOut:
    row = card.team
    return TeamOut(
        id=row.pk, code=row.code, sort=row.sort, zh=row.zh, en=row.en, fields=row.fields, skills_zh=row.skills_zh, skills_en=row.skills_en, agency_zh=row.agency_zh,
        agency_en=row.agency_en, home=row.home.code, ready_min=row.ready_min, away=row.away, since=row.since, members=card.n,
        out=[one.en for one in card.out],
    )  # fmt: skip


def option_out(one: Option) -> OptionOut:
    far = one.arrival
    return OptionOut(
        team=team_out(one.card), fits=one.fits, minutes=one.minutes, said_zh=far.said.zh if far else "", said_en=far.said.en if far else "",
        how_zh=far.how.zh if far else "", how_en=far.how.en if far else "",
    )  # fmt: skip


def coming_out(row: Coming) -> ComingOut:
    return ComingOut(
        called=row.called_id,
        minutes=row.minutes,
        due_at=row.due_at,
        came_at=row.came_at,
        people=row.came_n,
        left_at=row.left_at,
    )


def out_out(one: Out) -> OutOut:
    row = one.row
    return OutOut(
        id=row.pk, team=row.team.code, zh=row.team.zh, en=row.team.en, at=row.at, also=row.also, over=one.is_over, call=call_told(one.told),
        coming=[coming_out(each) for each in one.coming.values()],
    )  # fmt: skip


class SaidOut(Schema):
    """What one has answered: accepted or declined. `mine`: the call-out as it stands; None where it is over for oneself."""

    called: int
    state: str
    mine: OwnOut | None


def own_out(each: Own) -> OwnOut:
    team, row = each.out.team, each.incident
    return OwnOut(
        called=each.called.pk, team=team.code, zh=team.zh, en=team.en, title_zh=each.title.zh if each.title else "", title_en=each.title.en if each.title else "", for_all=each.for_all, incident=row.pk,
        number=row.number, incident_zh=row.zh, incident_en=row.en, where_zh=row.where_words.zh, where_en=row.where_words.en,
        lon=row.lon, lat=row.lat, exercise=each.called.call.exercise, text_zh=each.called.call.text_zh,
        text_en=each.called.call.text_en, called_at=each.called.turn_at or each.out.at, answer_by=each.answer_by,
        coming=coming_out(each.coming) if each.coming else None,
    )  # fmt: skip


@router.get(
    "/teams",
    response=list[TeamOut],
    summary="Teams and expert groups; for a kind of incident, or whose names hold a text",
)
def teams(request: HttpRequest, field: str = "", q: str = "") -> list[TeamOut]:
    return [team_out(card) for card in finding.teams(viewer_of(request), field[:64], q)]


@router.get("/teams/{int:team}", response=WholeTeamOut, summary="One team with its members")
def team(request: HttpRequest, team: int) -> WholeTeamOut:
    viewer = viewer_of(request)
    card = finding.team(viewer, team)
    who = [
        WhoOut(
            zh=one.words.zh,
            en=one.words.en,
            title_zh=one.row.title_zh,
            title_en=one.row.title_en,
            ways=[address for _, address in one.ways],
        )
        for one in finding.members(viewer, team)
    ]
    return WholeTeamOut(**team_out(card).model_dump(), who=who)


@router.post("/teams", response=TeamOut, summary="Enter a team or an expert group, or change it (登记应急队伍、专家)")
def put(request: HttpRequest, body: TeamIn) -> TeamOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> TeamOut:
        told = body.model_dump() | {"members": [(one.person, one.title_zh, one.title_en) for one in body.members]}
        return team_out(finding.team(viewer, keeping.put_team(viewer, Given(**told)).pk))

    return once_keyed(request, body, act)


@router.post(
    "/teams/{int:team}/ready", response=TeamOut, summary="Say that it can be called out again, or why it cannot"
)
def ready(request: HttpRequest, team: int, body: ReadyIn) -> TeamOut:
    viewer = viewer_of(request)
    return team_out(finding.team(viewer, keeping.say_ready(viewer, team, away=body.away).pk))


@router.get(
    "/incidents/{incident}/teams",
    response=OfIncidentOut,
    summary="Who was called out, and who could be: those fit and soonest first",
)
def of_incident(request: HttpRequest, incident: int) -> OfIncidentOut:
    viewer = viewer_of(request)
    could = [option_out(one) for one in finding.options(viewer, incident)]
    return OfIncidentOut(called=[out_out(one) for one in finding.outs(viewer, incident)], could=could)


@router.post(
    "/incidents/{incident}/teams/{team}/call", response=OutOut, summary="Call a team or experts out (呼叫出动)"
)
def call(request: HttpRequest, incident: int, team: int, body: CallIn) -> OutOut | dict[str, object]:
    viewer = viewer_of(request)

    def act() -> OutOut:
        made = calling_out.call_out(viewer, incident, team, also=body.also)
        return out_out(next(one for one in finding.outs(viewer, incident) if one.row.pk == made.pk))

    return once_keyed(request, body, act)


@router.post("/called/{int:called}/came", response=ComingOut, summary="One who was called out is there")
def came(request: HttpRequest, called: int, body: CameIn) -> ComingOut | dict[str, object]:
    viewer = viewer_of(request)
    return once_keyed(
        request,
        body,
        lambda: coming_out(calling_out.came(viewer, called, people=body.people)),
        own=calling_out.is_own(viewer, called),
    )


@router.post("/called/{int:called}/left", response=ComingOut, summary="One who came has left, or comes no longer")
def left(request: HttpRequest, called: int, body: LeftIn) -> ComingOut | dict[str, object]:
    viewer = viewer_of(request)
    return once_keyed(
        request,
        body,
        lambda: coming_out(calling_out.left(viewer, called, reason=body.reason)),
        own=calling_out.is_own(viewer, called),
    )


@router.get(
    "/called/mine", response=list[OwnOut], summary="The call-outs that wait for one's own answer, or to which one comes"
)
def mine(request: HttpRequest) -> list[OwnOut]:
    return [own_out(each) for each in own.own(viewer_of(request))]


@router.post("/called/{int:called}/come", response=SaidOut, summary="I come, within so many minutes (到场)")
def come(request: HttpRequest, called: int, body: ComeIn) -> SaidOut | dict[str, object]:
    """For oneself alone: what another says is `dialled`."""
    viewer = viewer_of(request)
    return once_keyed(request, body, lambda: _said(viewer, own.come(viewer, called, minutes=body.minutes)), own=True)


@router.post(
    "/called/{int:called}/cannot", response=SaidOut, summary="I cannot come: of a team the next one is called at once"
)
def cannot(request: HttpRequest, called: int, body: CannotIn) -> SaidOut | dict[str, object]:
    viewer = viewer_of(request)
    return once_keyed(request, body, lambda: _said(viewer, own.cannot(viewer, called, reason=body.reason)), own=True)


def _said(viewer: Viewer, row: Called) -> SaidOut:
    found = own.one(viewer, row.pk)
    return SaidOut(called=row.pk, state=row.state, mine=own_out(found) if found else None)
