"""GET /command?q= draws the palette; POST /command does the chosen line, which may be longer than what was typed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.desk.command.grammar import parse, verbs_like
from watchroom.desk.command.verbs import options, run, sure
from watchroom.kernel.words import Lang
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    viewer.must(Act.SEE)
    if request.method == "POST":
        lang: Lang = getattr(request, "lang", "zh")
        return JsonResponse(run(viewer, request.POST.get("line", ""), lang))
    text = request.GET.get("q", "")
    line = parse(text)
    found = options(viewer, line, request.GET.get("chosen", "")[:64])
    verbs = [] if line.verb else verbs_like(text)
    told = {"line": line, "options": found, "sure": sure(line, found), "verbs": verbs, "typed": text}
    return render(request, "desk/_palette.html", told)
