"""Addresses under their first word are the same addresses, in the same order, under the same names."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.urls.resolvers import RegexPattern

from watchroom.desk.routing import by_first_word


def view(request: HttpRequest, **given: object) -> HttpResponse:
    return HttpResponse()


ROOM: list[URLPattern | URLResolver] = [
    path("orders/<int:pk>", view, name="order"),
    path("", view, name="start"),
    path("orders", view, name="all"),
]
ADDRESSES: list[URLPattern | URLResolver] = [
    path("", view, name="root"),
    path("orders/new", view, {"kind": "new"}, name="new"),
    path("orders/<slug:code>", view, name="by-code"),
    path("orders/<int:pk>/lines/<int:line>", view, name="line"),
    path("<str:any>/last", view, name="any"),
    re_path(r"^files/(?P<name>.+)$", view, name="file"),
    path("api/", (by_first_word(ROOM), "rest", "v1")),
    path("", include(ROOM)),
]
ASKED = ["", "orders", "orders/", "orders/new", "orders/abc", "orders/7", "orders/7/lines/2", "orders/x/lines/2", "files/a/b",
         "other/last", "orders/last", "api/orders/3", "api/orders", "api/", "api/orders/x", "none", "orders/a/b/c"]  # fmt: skip


def said(addresses: list[URLPattern | URLResolver], asked: str) -> object:
    try:
        found = URLResolver(RegexPattern(r"^"), addresses).resolve(asked)
    except Http404:
        return None
    return (found.view_name, found.func, found.args, found.kwargs, found.route, found.namespaces)


@pytest.mark.parametrize("asked", ASKED)
def test_an_address_is_answered_by_the_same_view_with_the_same_arguments(asked: str) -> None:
    assert said(by_first_word(ADDRESSES), asked) == said(ADDRESSES, asked)


def test_names_lead_to_the_same_addresses() -> None:
    old, new = (URLResolver(RegexPattern(r"^/"), one) for one in (ADDRESSES, by_first_word(ADDRESSES)))
    assert {name for name in old.reverse_dict if isinstance(name, str)} == {
        name for name in new.reverse_dict if isinstance(name, str)
    }
    assert old.reverse("line", pk=7, line=2) == new.reverse("line", pk=7, line=2) == "orders/7/lines/2"
    assert set(old.namespace_dict) == set(new.namespace_dict) == {"v1"}


def test_what_shares_a_first_word_is_looked_for_under_it_alone() -> None:
    (words,) = [
        one for one in by_first_word(ADDRESSES) if isinstance(one, URLResolver) and str(one.pattern) == "orders/"
    ]
    assert [str(one.pattern) for one in words.url_patterns] == [
        "new",
        "<slug:code>",
        "<int:pk>/lines/<int:line>",
        "<int:pk>",
    ]
