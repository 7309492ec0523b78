"""`watchroom people`: who has an account, and a way in for a person who stands outside."""

from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say

LINE = Words(zh="{code}  {name}  {posts}  {state}", en="{code}  {name}  {posts}  {state}")
ACTIVE, DISABLED = Words(zh="有效", en="active"), Words(zh="已停用", en="disabled")
LINK = Words(
    zh="{name} 的登录链接（15 分钟内有效，只能用一次；请在本机打开，没有 HTTPS 不要发到别的机器）：\n{url}",
    en="Sign-in link of {name} (valid for 15 minutes, works once; open it on this machine, and without HTTPS send it to no other):\n{url}",
)

PHONE = Words(
    zh="{name} 的外勤手机登录码（15 分钟内有效，只能用一次）。用手机扫码，或在手机上打开：\n{url}\n离线、录音和定位需要 HTTPS。",
    en="Code for a phone of {name} (valid for 15 minutes, works once). Scan it, or open on the phone:\n{url}\n"
    "Opening offline, recording and position need HTTPS.",
)


def phone(code: str) -> int:
    """Prints a link for a phone, and draws it to be scanned. Raises NoSuchPerson."""
    import django

    django.setup()
    import segno

    from watchroom.people import phones, queries

    person = queries.person_by_code(code)
    url = f"{_address()}field/in/{phones.link_for(person)}"
    segno.make(url, error="m").terminal(compact=True)
    say(PHONE, name=person.words, url=url)
    return OK


def link(code: str) -> int:
    """Prints a link. Raises NoSuchPerson."""
    import django

    django.setup()
    from watchroom.people import actions, queries

    person = queries.person_by_code(code)
    say(LINK, name=person.words, url=f"{_address()}sign-in/{actions.make_sign_in_link(person, actor='ops:link')}")
    return OK


def _address() -> str:
    """As browsers come: through the proxy, where there is one."""
    from watchroom.ops import settings
    from watchroom.ops.folder import Folder

    seen = [f"{origin}/" for origin in settings.CSRF_TRUSTED_ORIGINS]
    return seen[0] if seen else str(Folder(settings.DATA).state().get("address", "http://127.0.0.1:8600/"))


def listed() -> int:
    """One account a line: code, name, posts held now, whether it is active."""
    import django

    django.setup()
    from watchroom.people import queries

    for person in queries.people():
        viewer = queries.viewer(person)
        state = ACTIVE if person.is_active else DISABLED
        say(LINE, code=person.code, name=person.words, posts=", ".join(viewer.posts) or "—", state=state)
    return OK
