"""The duty log among the rooms: tied to incidents, written from the command line and from a terminal."""

import json

import pytest
from django.test import Client

from watchroom.incidents.actions import open_incident
from watchroom.journal.models import Entry
from watchroom.ops.cli import main
from watchroom.people import actions, log_actions, log_queries, queries
from watchroom.people.log_faults import NoSuchTie
from watchroom.people.log_queries import Asked
from watchroom.people.models import LogLine, Person
from watchroom.people.testing import Cast


def as_(code: str, lang: str) -> Client:
    client = Client(headers={"Accept-Language": lang})
    client.force_login(Person.objects.get(code=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def palette(client: Client, text: str) -> str:
    return client.get("/command", {"q": text}).content.decode()


@pytest.mark.django_db
def test_a_number_behind_the_sign_ties_a_line_to_an_incident(cast: Cast) -> None:
    incident = open_incident(cast.lin, title_zh="停电", kind="other")
    short, tail = incident.number, int(incident.number.rpartition("-")[2])
    for text in (f"#{tail} 已恢复", f"已恢复 ＃{short}", f"恢复#{short.lower()}，继续观察"):
        row = log_actions.write(cast.lin, text)
        assert (row.incident, row.tie) == (incident.pk, short), text
        assert Entry.objects.get(subject=row.subject).incident == incident.pk
    assert log_actions.write(cast.lin, "已恢复", incident=short).incident == incident.pk
    assert log_actions.write(cast.lin, "#3主变跳闸，3#泵停").incident is None
    assert len(log_queries.search(cast.lin, Asked(incident=incident.pk)).lines) == 4
    before = LogLine.objects.count()
    with pytest.raises(NoSuchTie):
        log_actions.write(cast.lin, "#999 已恢复")
    assert LogLine.objects.count() == before


@pytest.mark.django_db
def test_a_line_is_written_from_the_command_line_and_says_beforehand_what_it_does(cast: Cast) -> None:
    client: Client = as_("lin", "zh")
    assert "记入值班日志" in palette(client, "日志 两部电话已测试")
    assert "没有事件" in palette(client, "rizhi #999 已恢复")
    done = client.post("/command", {"line": "log 两部电话 <b>已测试</b>"}).json()
    assert done == {"said": "log"}
    row = LogLine.objects.get()
    assert (row.text, row.post) == ("两部电话 <b>已测试</b>", "watch_officer")
    page = client.get("/duty/").content.decode()
    assert "&lt;b&gt;已测试" in page
    assert "<b>已测试" not in page
    assert as_("wall", "zh").post("/command", {"line": "log 试"}).status_code == 403


@pytest.mark.django_db
def test_the_page_finds_corrects_and_keeps_what_was_typed_when_it_refuses(cast: Cast) -> None:
    client: Client = as_("lin", "en")
    client.post("/duty/log", {"text": "三号门停电"})
    line = LogLine.objects.get()
    assert "三号门停电" in client.get("/duty/log?q=td").content.decode()
    assert "No line matches" in client.get("/duty/log?q=generator").content.decode()
    client.post("/duty/log", {"text": "四号门停电", "corrects": f"L{line.pk}"})
    page = client.get("/duty/log").content.decode()
    assert "Corrected by L" in page
    assert "<s>三号门停电</s>" in page
    refused = client.post("/duty/log", {"text": "#999 停电"})
    assert (refused.status_code, 'value="#999 停电"' in refused.content.decode()) == (422, True)
    for bad in (
        "?from=2026-99-99",
        "?incident=999999999999",
        "?before=99999999999999999999999",
        "?q=%00%27%22",
        "?from=0001-01-01&to=9999-12-31",
        "?post=%27",
    ):
        assert client.get(f"/duty/log{bad}").status_code in (200, 400, 422), bad
    assert client.get("/duty/log?from=0001-01-01&to=9999-12-31").content.decode().count("<tr id=") == 2


@pytest.mark.django_db
def test_a_terminal_writes_and_searches_as_the_person_of_its_token(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_LANG", "en")
    monkeypatch.setenv("WATCHROOM_TOKEN", actions.make_api_token(queries.person_by_code("lin")))
    assert main(["duty", "write", "雪如意停电"]) == 0
    capsys.readouterr()
    assert main(["duty", "log", "xrytd", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["text"], one["person"], one["post"]) for one in told] == [("雪如意停电", "lin", "watch_officer")]
    assert main(["duty", "log", "xry", "--post", "duty_leader"]) == 0
    assert main(["duty", "who", "--json"]) == 0
    out = capsys.readouterr().out
    assert '"person_en": "Lin Xiao"' in out
    for words in (["roster"], ["gaps"], ["matters", "watch_officer"], ["who", "--post", "watch_officer"]):
        assert main(["duty", *words]) == 0, words
    assert "Lin Xiao" in capsys.readouterr().out
    assert main(["duty", "who", "--post", "nobody"]) == 1
    monkeypatch.setenv("WATCHROOM_TOKEN", "wrong")
    assert main(["duty", "write", "试"]) == 1
    assert LogLine.objects.count() == 1
