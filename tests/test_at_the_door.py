"""What was turned away before a page took it is said as every refusal is: in the reader's language, where he looks, as asked for."""

from django.test import Client

from watchroom.kernel.faults import AT_THE_DOOR
from watchroom.ops.door import BodyTooLarge, BodyTooSlow
from watchroom.people import testing

LARGE = {AT_THE_DOOR: BodyTooLarge(most=33)}


def test_a_person_reads_it_on_a_page_and_in_place(cast: testing.Cast) -> None:
    page = Client().post("/sign-in", headers={"Accept-Language": "en"}, **LARGE)  # type: ignore[arg-type]
    assert page.status_code == 413
    assert "over 33 MB" in page.content.decode()

    placed = Client().post("/sign-in", headers={"X-Watchroom-Form": "1"}, **LARGE)  # type: ignore[arg-type]
    assert placed.headers["X-Fault"] == "ops.BodyTooLarge"
    assert 'class="refusal"' in placed.content.decode()
    assert "超过 33 MB" in placed.content.decode()


def test_a_program_is_told_its_code(cast: testing.Cast) -> None:
    told = Client().post("/api/incidents", **{AT_THE_DOOR: BodyTooSlow()})  # type: ignore[arg-type]

    assert (told.status_code, told.json()["code"]) == (408, "ops.BodyTooSlow")
