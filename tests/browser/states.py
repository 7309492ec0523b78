"""Waiting for states of a page, never for times: what is slow on one machine is not an error on another."""

from typing import Any

_TRIES, _PAUSE_MS = 1500, 20  # how long a state that never comes is waited for
_SETTLED = """
    document.readyState === "complete" && document.fonts.status === "loaded" &&
    ![...document.querySelectorAll(".loading, [aria-busy=true], wr-map:not([data-settled]), wr-area:empty, wr-plot:empty")]
        .some((el) => el.checkVisibility())
"""
_DRAWN = f"""() => new Promise((done) => {{
    requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
    setTimeout(done, {_TRIES * _PAUSE_MS}, false);
}})"""


def until(page: Any, script: str) -> None:
    """Waits for an expression to be true (the page's policy forbids the browser's own way of waiting)."""
    waited = f"""() => new Promise((done) => {{
        const holds = () => {{ try {{ return Boolean({script}); }} catch {{ return false; }} }};
        const look = (left) => holds() ? done(true) : left ? setTimeout(look, {_PAUSE_MS}, left - 1) : done(false);
        look({_TRIES});
    }})"""
    if not page.evaluate(waited):
        raise AssertionError(f"never true: {script}")


def settled(page: Any) -> None:
    """Everything that the page asks for by itself is there: panes, fonts, plots, the map with its labels."""
    until(page, _SETTLED)


def drawn(page: Any) -> None:
    """Whatever follows a change of size or of words has been laid out and drawn."""
    if not page.evaluate(_DRAWN):
        raise AssertionError("the browser draws nothing")


def ready(page: Any, address: str) -> Any:
    page.goto(address)
    settled(page)
    return page
