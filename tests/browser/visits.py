"""Every page of the site, found from the code, with the first person who may see it: a new page is visited by itself."""

from typing import Any

from django.test import Client

from tests.rights_scene import Site
from tests.routes import address, routes
from tests.test_rights import browser, content, may

WHO = ("lin", "chen", "zhao", "sun", "zhou", "field", "admin")
_found: list[tuple[str, str]] = []


def pages(site: Site) -> list[tuple[str, str]]:
    """Person and address of each route that answers with a whole page. Which routes do is asked once."""
    if not _found:
        clients = {who: browser(who) for who in WHO}
        looks = sorted(route for route in routes(site) if route.startswith("GET ") and "/static/" not in route)
        _found.extend((who, route) for route in looks for who in _who_sees(route, address(route, site), clients))
    return sorted((who, address(route, site)) for who, route in _found)


def _who_sees(route: str, where: str, clients: dict[str, Client]) -> list[str]:
    for who in WHO:
        if not may(who, route):
            continue
        answer: Any = clients[who].get(where)
        said = content(answer)
        if answer.status_code == 200:
            shown = "attachment" not in answer.headers.get("Content-Disposition", "")
            return [who] if shown and said.lstrip()[:9].lower() == b"<!doctype" else []
    return []
