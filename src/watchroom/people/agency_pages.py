"""The page of agencies: the tree, whose each post is, and what of each those above see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from watchroom.people import agencies, queries
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    may = viewer.may(Act.ADMIN)
    if not may:
        viewer.must(Act.SEE)
    rows = agencies.agencies()
    posts = queries.posts()
    of = {row.pk: [one for one in posts if one.agency_id == row.pk] for row, _ in rows}
    context = {
        "rows": [(row, depth, of[row.pk], agencies.UPWARD[row.upward]) for row, depth in rows],
        "ours": [one for one in posts if one.agency_id is None],
        "upward": agencies.UPWARD.items(), "grades": agencies.FROM.items(), "posts": posts,
        "people": queries.people() if may else [], "may": may, "site": agencies.SITE,
    }  # fmt: skip
    return render(request, "people/agencies.html", context)


@never_cache
@require_POST
def put(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("zh", "en", "parent", "upward")}
    grade = request.POST.get("grade", "3")
    agencies.put_agency(
        viewer_of(request), request.POST.get("code", ""), **given, grade=int(grade) if grade in ("1", "2", "3", "4") else 0
    )  # fmt: skip
    return redirect("/agencies/")


@never_cache
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    agencies.place_post(viewer_of(request), request.POST.get("post", ""), request.POST.get("agency", ""))
    return redirect("/agencies/")


@never_cache
@require_POST
def person(request: HttpRequest) -> HttpResponse:
    agencies.place_person(viewer_of(request), request.POST.get("person", ""), request.POST.get("agency", ""))
    return redirect("/agencies/")
