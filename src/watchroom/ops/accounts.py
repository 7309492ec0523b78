"""`watchroom people`: who has an account, and a way in for a person who stands outside."""

from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, say

LINE = Words(zh="{code}  {name}  {posts}  {state}", en="{code}  {name}  {posts}  {state}")
ACTIVE, DISABLED = Words(zh="有效", en="active"), Words(zh="已停用", en="disabled")
LINK = Words(
    zh="{name} 的登录链接（15 分钟内有效，只能用一次；请在本机打开，没有 HTTPS 不要发到别的机器）：\n{url}",
    en="Sign-in link of {name} (valid for 15 minutes, works once; open it on this machine, and without HTTPS send it to no other):\n{url}",
)


def link(code: str) -> int:
    """Prints a link. Raises NoSuchPerson."""
    import django

    django.setup()
    from watchroom.ops import settings
    from watchroom.ops.folder import Folder
    from watchroom.people import actions, queries

    person = queries.person_by_code(code)
    seen = [f"{origin}/" for origin in settings.CSRF_TRUSTED_ORIGINS]  # as browsers come, through the proxy
    address = seen[0] if seen else Folder(settings.DATA).state().get("address", "http://127.0.0.1:8600/")
    say(LINK, name=person.words, url=f"{address}sign-in/{actions.make_sign_in_link(person, actor='ops:link')}")
    return OK


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
