"""Addresses under their first word: a request is compared with its own room's alone, not with each of seven hundred."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

type Address = URLPattern | URLResolver


def by_first_word(addresses: Iterable[Address]) -> list[Address]:
    """The same addresses under the same names. Those that share a first word stand under it, in their order.

    What has no first word of its own (the root, a word that is the whole address, a pattern of another kind) is left as it is.
    """
    found: list[Address] = []
    under: dict[str, list[Address]] = {}
    for one in _flat(addresses):
        word, slash, rest = str(one.pattern).partition("/")
        if not isinstance(one, URLPattern) or not isinstance(one.pattern, RoutePattern) or not slash or "<" in word:
            found.append(one)
            continue
        if word not in under:
            under[word] = []
            found.append(URLResolver(RoutePattern(f"{word}/"), under[word]))
        shorter = RoutePattern(rest, name=one.name, is_endpoint=True)
        under[word].append(URLPattern(shorter, one.callback, one.default_args, one.name))
    return found


def _flat(addresses: Iterable[Address]) -> Iterable[Address]:
    """What a room brings under no word and no name of its own stands beside the others."""
    for one in addresses:
        if isinstance(one, URLResolver) and not str(one.pattern) and not one.namespace:
            yield from _flat(one.url_patterns)
        else:
            yield one
