"""A line of the command line on a terminal: told beforehand, asked, listed where it fits several, refused without the right."""

import pytest

from watchroom.dispatch.actions import put_unit
from watchroom.dispatch.models import Unit
from watchroom.dispatch.tests.scene import Readings, open_gale, put_zone
from watchroom.incidents.models import Incident
from watchroom.journal import queries as journal
from watchroom.kernel.faults import Fault
from watchroom.ops import alarm_words, say_words
from watchroom.people.actions import make_api_token
from watchroom.people.queries import person_by_code
from watchroom.people.testing import Cast
from watchroom.sources import line as stream_line


@pytest.fixture
def gale(cast: Cast) -> Incident:
    stream_line.use(Readings())
    put_zone()
    for number in (1, 2):
        put_unit(f"E0{number}", "fire_engine", f"消防 {number}", f"Engine {number}", "station")
    return open_gale(cast.lin)


@pytest.fixture
def typed(cast: Cast, gale: Incident, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_words, "_setup", lambda: None)
    monkeypatch.setenv(alarm_words.TOKEN, make_api_token(person_by_code("lin")))
    monkeypatch.setenv("WATCHROOM_LANG", "en")


def test_a_line_on_a_terminal_says_what_it_will_do_and_does_it_when_told_to(
    typed: None, gale: Incident, capsys: pytest.CaptureFixture[str]
) -> None:
    assert say_words.main("NOTE #1 all quiet") == 1, "nobody answered"
    said = capsys.readouterr()
    assert f"note on {gale.number}" in said.out
    assert "Nothing was done" in said.err
    assert journal.last(gale.subject, "incidents.noted") is None
    assert say_words.main("NOTE #1 all quiet", yes=True) == 0
    assert journal.last(gale.subject, "incidents.noted") is not None
    assert say_words.main("FIND E01") == 0


def test_a_terminal_lists_what_fits_and_guesses_nothing(typed: None, capsys: pytest.CaptureFixture[str]) -> None:
    before = journal.head()
    assert say_words.main("HOLD Engine flat tyre", yes=True) == 1
    assert "2  E02" in capsys.readouterr().err
    with pytest.raises(say_words.NoSuchChoice):
        say_words.main("HOLD Engine flat tyre", yes=True, choose=3)
    with pytest.raises(say_words.NothingFits):
        say_words.main("zzzzqqq", yes=True)
    with pytest.raises(say_words.ScreenOnly):
        say_words.main("LANG en", yes=True)
    assert journal.head() == before
    assert say_words.main("HOLD Engine flat tyre", yes=True, choose=2) == 0
    assert Unit.objects.get(code="E02").status == "out"


def test_a_terminal_without_the_right_is_refused(typed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(alarm_words.TOKEN, make_api_token(person_by_code("sun")))
    with pytest.raises(Fault, match=r"NotAllowed|dispatch|refuse|may") as refused:
        say_words.main("DISP E01 #1", yes=True)
    assert refused.value.status == 403


def test_a_line_on_a_terminal_is_done_whole_or_not_at_all(typed: None, gale: Incident) -> None:
    before = journal.head()
    with pytest.raises(Fault) as refused:
        say_words.main("NOTE #1 " + "x" * 300, yes=True)
    assert refused.value.code == "desk.LineTooLong"
    assert say_words.main("NOTE #999 x", yes=True) == 1
    assert say_words.main("DISP E01 #999", yes=True) == 1
    assert journal.head() == before
