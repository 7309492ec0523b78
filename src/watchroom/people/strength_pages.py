"""How strong the watch must be at each response level: shown with what the roster lacks, and set."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from watchroom.kernel.words import Words
from watchroom.people import levels, queries, strength
from watchroom.people.queries import viewer_of
from watchroom.people.rights import Act
from watchroom.people.viewer import Viewer

LEVEL_WORDS: dict[int, Words] = {levels.CALM: Words(zh="日常", en="every day")} | {
    number: Words(zh=f"{roman} 级", en=f"level {roman}") for number, roman in zip(levels.LEVELS, "ⅠⅡⅢⅣⅤⅥ", strict=True)
}


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Adds a rule (`level`, `posts`, `at_least`), or takes one away (`drop`)."""
    viewer = viewer_of(request)
    if request.method == "POST":
        _put(request, viewer)
        return redirect("/duty/strength")
    level, rules = strength.wanted(viewer)
    context = {
        "level": level, "level_words": LEVEL_WORDS[level], "rules": [(one, LEVEL_WORDS[one.rule.level]) for one in rules],
        "levels": LEVEL_WORDS.items(), "posts": queries.posts(), "may_keep": viewer.may(Act.KEEP_ROSTER),
    }  # fmt: skip
    return render(request, "people/strength.html", context)


def _put(request: HttpRequest, viewer: Viewer) -> None:
    viewer.must(Act.KEEP_ROSTER)
    given = request.POST
    level, drop = _number(given.get("level", "")), _number(given.get("drop", ""))
    rules = [
        (one.rule.posts, one.rule.at_least)
        for one in strength.wanted(viewer)[1]
        if one.rule.level == level and one.rule.pk != drop
    ]
    if "drop" not in given:
        rules.append((given.getlist("posts")[:200], _number(given.get("at_least", ""))))
    strength.put(viewer, level, rules)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
