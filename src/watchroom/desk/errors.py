"""What a person reads when there is no page, no right, or a fault of ours: what happened and what to do now."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import loader

from watchroom.journal import away
from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Lang, Words

NOT_FOUND = (
    Words(zh="没有这个页面", en="There is no such page"),
    Words(
        zh="地址可能有误，或内容已移走。请检查地址，或从值守台用 / 命令查找。",
        en="The address may be wrong, or the thing has moved. Check it, or find it from the console with the / command.",
    ),
)
REFUSED = (
    Words(zh="无权访问", en="Not allowed"),
    Words(
        zh="这个请求未被接受：可能是页面停留过久，或您现任岗位没有这项权限。请重新打开页面再试，或请带班领导处理。",
        en="The request was refused: the page may have been open too long, or your present post has no such right. "
        "Open the page again, or ask the duty leader.",
    ),
)
BAD = (
    Words(zh="请求不完整", en="The request is not complete"),
    Words(
        zh="服务器读不懂这个请求，没有任何改动。请返回检查后再试。",
        en="The server could not read this request, and changed nothing. Go back, check it and try again.",
    ),
)
NO_TEXT = (
    BAD[0],
    Words(
        zh="所填文字里有一个空字符（NUL），不是文字，没有任何改动。多半是粘贴带来的：请重新输入那一处。",
        en="The text holds a NUL, which is no character; nothing was changed. It often comes in by pasting: type that part anew.",
    ),
)
TOO_MUCH = (
    Words(zh="内容太多", en="Too much at once"),
    Words(
        zh="所填内容超过 {most} KB，没有任何改动，也没有截短。请删短；长的内容请作为文件上传。",
        en="What was sent is larger than {most} KB; nothing was changed, and nothing is cut off. Make it shorter, or upload what is long "
        "as a file.",
    ),
)
BROKEN = (
    Words(zh="系统出错", en="Something broke on our side"),
    Words(
        zh="本次操作没有完成，未写入任何改动。请重试；若再次出现，请电话告知系统管理员，并按预案以人工方式继续值守。",
        en="The act was not completed and nothing was written. Try again; if it happens once more, telephone the administrator "
        "and go on with the watch by hand as the plan says.",
    ),
)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _say(request, 404, *NOT_FOUND)


def refused(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    return _say(request, 403, *REFUSED)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        title, text = TOO_MUCH
        return _say(request, 413, title, text.fill(most=(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024))
    return _say(request, 400, *BAD)


def no_text(request: HttpRequest) -> HttpResponse:
    return _say(request, 400, *NO_TEXT)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for our own faults: no database, no session, no context that could fail again."""
    lang: Lang = getattr(request, "lang", "zh")
    fault = away.fault_of(sys.exc_info()[1])
    if fault:
        return without_database(request, fault)
    if _machine(request):
        return JsonResponse({"code": "desk.Broken", "text": BROKEN[1].text(lang), "facts": {}}, status=500)
    text = loader.render_to_string("desk/broken.html", {"lang": lang, "title": BROKEN[0], "text": BROKEN[1]})
    return HttpResponse(text, status=500)


AWAY = Words(zh="暂时不能执行", en="Not possible just now")


def without_database(request: HttpRequest, fault: Fault, typed: list[tuple[str, str]] | None = None) -> HttpResponse:
    """What is said while the database cannot be had, made without asking it: the same act again will do later.

    typed  what the person had written, to be kept on the page
    """
    lang: Lang = getattr(request, "lang", "zh")
    if _machine(request):
        answer: HttpResponse = JsonResponse(fault.said(lang), status=fault.status)
    elif in_place(request):
        told = loader.render_to_string("desk/_refusal.html", {"lang": lang, "fault": fault})
        answer = HttpResponse(told, status=fault.status)
    else:
        said = {"lang": lang, "title": AWAY, "text": fault.words, "status": fault.status, "typed": typed}
        answer = HttpResponse(loader.render_to_string("desk/broken.html", said), status=fault.status)
    answer["Retry-After"], answer["X-Fault"] = str(away.RETRY_S), fault.code
    return answer


FORM_HEADER = "X-Watchroom-Form"  # our own client sends plain forms with it, so that a refusal can be shown in place


def in_place(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers or FORM_HEADER in request.headers


def _machine(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def _say(request: HttpRequest, status: int, title: Words, text: Words) -> HttpResponse:
    lang: Lang = getattr(request, "lang", "zh")
    if _machine(request):
        return JsonResponse({"code": f"desk.{status}", "text": text.text(lang), "facts": {}}, status=status)
    return render(request, "desk/error.html", {"title": title, "text": text, "status": status}, status=status)
