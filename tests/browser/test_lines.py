"""The command line under tired hands: a double press, a key that is held, a line that is too long."""

from collections.abc import Callable
from typing import Any

from tests.browser import scene
from tests.browser.states import ready, until
from watchroom.dispatch.models import Unit
from watchroom.journal.models import Entry

type PageOf = Callable[..., Any]


def console(page_of: PageOf, live_server: Any) -> Any:
    scene.lay()
    return ready(page_of("lin"), f"{live_server.url}/")


TWICE = "(form => { form.requestSubmit(); form.requestSubmit(); })(document.querySelector('form.cmdline'))"


def test_a_double_press_and_a_key_that_is_held_do_a_line_once(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    page.keyboard.press("/")
    page.keyboard.type("NOTE #1 the lift stands")
    page.wait_for_selector("#wr-palette .opt[aria-selected=true][data-line^='note incident']")
    page.evaluate(TWICE)
    until(page, "document.querySelector('#wr-palette').hidden")
    page.keyboard.press("/")
    page.keyboard.type("NOTE #1 it goes again")
    page.wait_for_selector("#wr-palette .opt[aria-selected=true][data-line$='it goes again']")
    with page.expect_response("**/command") as sent:
        for _ in range(5):
            page.keyboard.down("Enter")  # the first is a press, the others the repetition of a key that is held
    assert sent.value.status == 200
    until(page, "document.querySelector('#wr-palette').hidden")
    texts = [one.facts["text"] for one in Entry.objects.filter(kind="incidents.noted").order_by("id")]
    assert texts == ["the lift stands", "it goes again"]


def test_what_cannot_be_taken_back_is_not_done_by_the_second_half_of_a_double_press(
    page_of: PageOf, live_server: Any
) -> None:
    page = console(page_of, live_server)
    unit = Unit.objects.get(status="dispatched")
    page.keyboard.press("/")
    page.keyboard.type(f"HOLD {unit.code} flat tyre")
    page.wait_for_selector("#wr-palette .opt[aria-selected=true][data-asks]")
    page.evaluate(TWICE)
    page.wait_for_selector("#wr-palette .asks[data-read]")
    unit.refresh_from_db()
    assert unit.status == "dispatched"
    page.keyboard.press("Enter")
    until(page, "document.querySelector('#wr-palette').hidden")
    unit.refresh_from_db()
    assert unit.status == "out"


def test_a_line_that_was_pasted_too_long_is_refused_in_words_and_stays(page_of: PageOf, live_server: Any) -> None:
    page = console(page_of, live_server)
    shown = Entry.objects.exclude(kind="dispatch.call_read")  # an order on the page says by itself that it was shown
    before = shown.count()
    page.keyboard.press("/")
    page.fill("#wr-cmd", "NOTE #1 " + "东门积水" * 90)
    page.wait_for_selector("#wr-palette .refusal", state="visible")
    assert "命令超过 200 字" in page.locator("#wr-palette .refusal").inner_text()
    page.keyboard.press("Enter")
    assert len(page.input_value("#wr-cmd")) == 368
    assert shown.count() == before
