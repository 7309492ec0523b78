"""What anybody may read without signing in: the public page, the Atom feed, and the CAP documents it lists."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from watchroom.journal.clock import exercise, now_and_exercise, site_now
from watchroom.kernel.canonical import digest
from watchroom.kernel.exercise import EXERCISE_MARK
from watchroom.kernel.words import LANGS, Words
from watchroom.warnings import feed, queries, rules, showing
from watchroom.warnings.drafting import issuer, sender

FRESH_S = 20


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Warnings in force. It holds no token and nothing about the reader, so a cache before the site may keep it."""
    asked = request.GET.get("lang", "")
    lang = asked if asked in LANGS else getattr(request, "lang", "zh")
    now, played = now_and_exercise()
    shown = showing.public(now, lang)
    context = {
        "lang": lang,
        "shown": shown,
        "mark": EXERCISE_MARK if played else "",
        "marked": played or any(card.posting.exercise for card in (*shown.in_force, *shown.ended)),
        "levels": [(level, words, GRAVITY[level]) for level, words in rules.COLOURS.items()],
        "issuer": issuer(),
        "csrf_token": "",
    }
    response = render(request, "warnings/public.html", context)
    response["Content-Language"] = "zh-CN" if lang == "zh" else "en"
    return _cached(response)


GRAVITY = {
    1: Words(zh="特别严重", en="gravest"),
    2: Words(zh="严重", en="severe"),
    3: Words(zh="较重", en="moderate"),
    4: Words(zh="一般", en="minor"),
}


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    postings = queries.postings("cap_feed")
    played = exercise()
    tag = quote_etag(digest([played, *([row.identifier, row.posted_at.isoformat()] for row in postings)])[:32])
    if request.headers.get("If-None-Match") == tag:
        return _cached(HttpResponseNotModified(headers={"ETag": tag}))
    base = request.build_absolute_uri("/").rstrip("/")
    body = feed.atom(postings, sender(), base, site_now(), exercise=played)
    return _cached(HttpResponse(body, content_type="application/atom+xml; charset=utf-8", headers={"ETag": tag}))


@require_safe
def document(request: HttpRequest, identifier: str) -> HttpResponse:
    """One CAP document, for ever the same bytes."""
    posting = queries.posting("cap_feed", identifier)
    if posting is None:
        raise Http404(identifier)
    return _cached(HttpResponse(posting.body.encode(), content_type=f"{feed.CAP_TYPE}; charset=utf-8"))


def _cached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={getattr(settings, 'PUBLIC_FRESH_S', FRESH_S)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
