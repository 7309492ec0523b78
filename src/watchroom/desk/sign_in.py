"""Signing in: by name and password, counted and locked by axes, or by a link that works once."""

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from watchroom.desk.context import tabs
from watchroom.desk.prefs import safe_next
from watchroom.kernel.clock import SystemClock
from watchroom.kernel.peers import sender
from watchroom.kernel.words import Words
from watchroom.people import actions
from watchroom.people import queries as people
from watchroom.people.faults import LinkSpent
from watchroom.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
LONGEST = 128
MOST_WRONG = 30  # from one address, whatever the accounts, within the time that a lock lasts
WRONG = Words(
    zh="账号或密码不对。连续 5 次不对将锁定 15 分钟；忘记密码请找系统管理员。",
    en="That name and password do not match. Five wrong tries lock it for 15 minutes; for a lost password ask the administrator.",
)
LOCKED = Words(
    zh="此账号在这台设备上已锁定 15 分钟。急需登录请电话联系带班领导，用登录链接进入。",
    en="This account is locked on this device for 15 minutes. If it is urgent, telephone the duty leader for a sign-in link.",
)
CROWDED = Words(
    zh="这个地址在 15 分钟内登录失败过多，暂不接受密码登录。急需登录请用一次性登录链接。",
    en="Too many sign-ins failed from this address within 15 minutes; passwords are not taken for now. If it is urgent, "
    "use a one-time sign-in link.",
)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    after = request.POST.get("next") or request.GET.get("next") or "/"
    if request.method == "GET":
        return _form(request, after)
    code, password = request.POST.get("code", "").strip(), request.POST.get("password", "")
    if len(code) > LONGEST or len(password) > LONGEST:
        return _form(request, after, WRONG, code[:LONGEST], 400)
    if _crowded(request):
        return _form(request, after, CROWDED, code, 429)
    person = authenticate(request, code=code, password=password)  # by the field's own name, or axes counts for nobody
    if person is None:
        locked = getattr(request, "axes_locked_out", False)
        return _form(request, after, LOCKED if locked else WRONG, code, 429 if locked else 401)
    login(request, person, backend=BACKEND)
    if isinstance(person, Person):
        actions.signed_in(person)
        after = _home(person) if after == "/" else after
    return HttpResponseRedirect(safe_next(request, after))


def _home(person: Person) -> str:
    """The first page that is open to somebody: an administrator looks after the sources, not at the situation."""
    found = tabs(people.viewer(person))
    return found[0][0] if found else "/"


def locked_out(
    request: HttpRequest, response: Any = None, credentials: Any = None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """What axes answers for a locked account: the same form, with how to get in all the same."""
    return _form(request, request.POST.get("next", "/"), LOCKED, request.POST.get("code", "")[:LONGEST], 429)


def address_of(request: HttpRequest) -> str:
    """Whose address a wrong password counts against: the peer's; behind proxies of ours, what the outermost of them saw."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    return sender(peer, request.headers.get("X-Forwarded-For", ""), settings.PROXIES)


def _crowded(request: HttpRequest) -> bool:
    """Whether somebody tries one account after another from here."""
    since = SystemClock().now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = AccessAttempt.objects.filter(ip_address=address_of(request), attempt_time__gt=since)
    return bool((tried.aggregate(wrong=Sum("failures_since_start"))["wrong"] or 0) >= MOST_WRONG)


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link opens a page with one button: only the button signs in, so that a preview of the link spends nothing."""
    if request.method == "GET":
        return render(request, "desk/sign_in_link.html", {"token": token})
    if len(token) > LONGEST:
        raise LinkSpent(code="CODE")
    person = actions.spend_link(token)
    login(request, person, backend=BACKEND)
    return redirect(_home(person))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    person = request.user
    logout(request)
    if isinstance(person, Person):
        actions.signed_out(person)
    return redirect("/sign-in")


def _form(
    request: HttpRequest, after: str, why: Words | None = None, code: str = "", status: int = 200
) -> HttpResponse:
    context = {"after": safe_next(request, after), "why": why, "code": code}
    return render(request, "desk/sign_in.html", context, status=status)
