"""The duty log: what is written stays, and is found by characters, by pinyin and by words, the same on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.conftest import T0, SetClock
from watchroom.journal.models import Entry
from watchroom.journal.verify import verify
from watchroom.people import log_actions, log_index, log_queries, log_whole, log_words
from watchroom.people.faults import NotAllowed, NotSignedIn
from watchroom.people.log_faults import LogLineWrong, NoSuchLine
from watchroom.people.log_queries import Asked
from watchroom.people.models import LogLine
from watchroom.people.testing import Cast

LINES = (
    "雪如意北侧看台停电，已通知供电公司",
    "重庆队教练长时间滞留，乐队改在三号门集合",
    "Generator P3-2 started at gate 12",
    "西安报告：除雪车 13 号抛锚",
    "值班员已复核，无异常",
)


def write(cast: Cast, *texts: str) -> list[int]:
    return [log_actions.write(cast.lin, text).pk for text in texts]


def texts(cast: Cast, text: str = "", **more: object) -> list[str]:
    return [row.text for row in log_queries.search(cast.lin, Asked(text, **more)).lines]  # type: ignore[arg-type]


FINDS = {
    "停电": 0, "停": 0, "tingdian": 0, "ting'dian": 0, "ting dian": 0, "td": 0, "TINGDIAN": 0, "xry td": 0, "ｔｄ": 0, "北侧 停电": 0,
    "chongqing": 1, "zhongqing": 1, "cq": 1, "zq": 1, "changshijian": 1, "zhangshijian": 1, "yuedui": 1, "ledui": 1, "yd": 1, "ld": 1,
    "三号门": 1, "重庆 乐队": 1, "generator": 2, "gener": 2, "GENERATOR p3": 2, "p3-2": 2, "gate 12": 2, "12": 2,
    "xian": 3, "xi'an": 3, "xa": 3, "13 号": 3, "13": 3, "zhibanyuan": 4, "zby": 4, "fuhe": 4,
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("text", FINDS)
def test_a_line_is_found_by_characters_by_any_reading_by_initials_and_by_words(text: str, cast: Cast) -> None:
    write(cast, *LINES)
    assert texts(cast, text) == [LINES[FINDS[text]]]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["电停", "enerator", "dianting", "p3-3", "停电 发电", "tin", "gate 21", "1", "é"])
def test_what_a_line_does_not_say_does_not_find_it(text: str, cast: Cast) -> None:
    write(cast, *LINES)
    assert texts(cast, text) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE people_logline; --", '" OR "1"="1', "停电\" OR marks:*", "NEAR(停 电)", "a* b* -c ^d", "x'y'z", "\\'|!&():*<->", "NOT 停电", "停\x00电",
        "🚒", "%%", "_", "(" * 90, "🚒停电", "ا ل", "𠮷野家", "a" * 5000,
    ],
)  # fmt: skip
def test_whatever_is_typed_is_only_looked_for(text: str, cast: Cast) -> None:
    written = write(cast, *LINES)
    found = log_queries.search(cast.lin, Asked(text))
    assert LogLine.objects.count() == len(written)
    assert all(row.pk in written for row in found.lines)


_SAYS = st.text(alphabet="停电重庆长乐行和3号门ab cdP-'，:、gx12西安", max_size=24)


@pytest.mark.pure
@settings(max_examples=400, deadline=None)
@given(_SAYS, _SAYS)
def test_the_index_misses_nothing_that_matches(text: str, asked: str) -> None:
    """The index may give too much, never too little: else the search would lose lines that the rule finds."""
    held = log_words.marks(text)
    for term in log_words.terms(asked):
        if log_words.found(term, log_words.plain(text)):
            assert any(one <= held for one in log_words.wanted(term)), (term, text)


@pytest.mark.pure
@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="停电重庆长乐行和号门西安", min_size=2, max_size=12), st.data())
def test_each_part_is_found_by_each_way_of_reading_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    part = text[start : data.draw(st.integers(start + 2, len(text)))]
    read = [data.draw(st.sampled_from(log_words.readings(char))) for char in part]
    for term in (part, "'".join(read), "".join(one[0] for one in read)):
        assert log_words.found(term, log_words.plain(text)), (term, text)
        assert any(one <= log_words.marks(text) for one in log_words.wanted(term)), (term, text)


@pytest.mark.pure
@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900), st.integers(-40, 940))
def test_marks_of_a_span_are_those_of_its_days_and_of_no_other(first: date, length: int, at: int) -> None:
    last, day = first + timedelta(days=length), first + timedelta(days=at)
    assert bool(log_words.days(first, last) & log_words.of_line("x", None, day)) == (first <= day <= last)


@pytest.mark.django_db
def test_a_line_is_an_entry_with_person_post_and_time_and_the_table_agrees_with_the_book(
    cast: Cast, clock: SetClock
) -> None:
    row = log_actions.write(cast.lin, "  两部电话\n已测试 ")
    said = Entry.objects.get(subject=row.subject)
    assert (row.text, row.at, row.post, row.person_id) == ("两部电话 已测试", T0, "watch_officer", cast.lin.person)
    assert (said.kind, said.actor, said.facts["text"]) == ("people.log_written", cast.lin.actor, "两部电话 已测试")
    assert "两部电话" in said.say(personal=True).zh
    assert "两部电话" not in said.say().zh
    assert list(verify()) == []
    LogLine.objects.filter(pk=row.pk).update(text="没有测试")
    assert [row.subject in one.words.zh for one in verify()] == [True]


@pytest.mark.django_db
def test_a_correction_is_a_line_of_its_own_and_both_are_seen(cast: Cast) -> None:
    wrong = log_actions.write(cast.lin, "三号门关闭")
    right = log_actions.write(cast.chen, "四号门关闭", corrects=wrong.pk)
    found = log_queries.search(cast.lin, Asked("关闭")).lines
    assert [(row.text, row.corrects_id) for row in found] == [("四号门关闭", wrong.pk), ("三号门关闭", None)]
    assert [one.pk for one in found[1].corrections.all()] == [right.pk]
    assert Entry.objects.get(subject=right.subject).kind == "people.log_corrected"
    with pytest.raises(NoSuchLine):
        log_actions.write(cast.lin, "更正", corrects=10**6)


@pytest.mark.django_db
def test_lines_are_narrowed_by_time_post_and_page(cast: Cast, clock: SetClock) -> None:
    for hour in range(60):
        clock.set(T0 + timedelta(hours=hour))
        log_actions.write(cast.lin if hour % 2 else cast.chen, f"巡查 {hour:02d} 点")
    since, until = T0 + timedelta(hours=10), T0 + timedelta(hours=20)
    assert len(texts(cast, "xuncha", since=since, until=until, limit=100)) == 10
    assert texts(cast, since=since, until=until, post="duty_leader", limit=2) == ["巡查 18 点", "巡查 16 点"]
    first = log_queries.search(cast.lin, Asked("xc", limit=25))
    second = log_queries.search(cast.lin, Asked("xc", limit=25, before=first.older))
    third = log_queries.search(cast.lin, Asked("xc", limit=25, before=second.older))
    seen = [row.text for one in (first, second, third) for row in one.lines]
    assert seen == [f"巡查 {hour:02d} 点" for hour in reversed(range(60))]
    assert third.older is None
    assert texts(cast, since=datetime(1999, 1, 1, tzinfo=UTC), until=datetime(1999, 2, 1, tzinfo=UTC)) == []
    assert len(texts(cast, until=datetime(9999, 1, 1, tzinfo=UTC), since=datetime(2, 1, 1, tzinfo=UTC), limit=99)) == 60


@pytest.mark.django_db
@pytest.mark.parametrize("near", [1, 3, 5, 20_000])
def test_a_line_is_found_whether_it_is_among_the_newest_or_far_below(
    near: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_index, "NEAR", near)
    numbers = write(cast, *(f"{n} 号门停电" if n % 3 else f"{n} 号门结冰" for n in range(12)))
    dark = [pk for n, pk in enumerate(numbers) if n % 3][::-1]
    for limit in (1, 2, 7, 8, 50):
        page = log_queries.search(cast.lin, Asked("停电", limit=limit))
        assert [row.pk for row in page.lines] == dark[:limit]
    below = log_queries.search(cast.lin, Asked("td", limit=3, before=dark[2]))
    assert [row.pk for row in below.lines] == dark[3:6]
    assert texts(cast, "0 号门结冰") == ["0 号门结冰"]


@pytest.mark.django_db
def test_a_search_that_would_look_at_too_much_says_where_it_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_queries, "MOST_LOOKED", 10)
    monkeypatch.setattr(log_queries, "_FIRST", 10)
    write(cast, *(f"电停 {n}" for n in range(30)))
    found = log_queries.search(cast.lin, Asked("停电", limit=2))
    assert (list(found.lines), found.cut) == ([], False), "the index knows that none has the two in this order"
    write(cast, *("是事" for _ in range(30)))
    found = log_queries.search(cast.lin, Asked("事是 x", limit=2))
    assert found.lines == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   ", "\n\t\x00", "长" * 1001])
def test_a_line_that_says_nothing_or_too_much_is_refused(text: str, cast: Cast) -> None:
    with pytest.raises(LogLineWrong):
        log_actions.write(cast.lin, text)
    assert not LogLine.objects.exists()


@pytest.mark.django_db
def test_nobody_but_the_watch_writes_and_reads(cast: Cast) -> None:
    write(cast, LINES[0])
    for viewer, fault in ((cast.guest, NotAllowed), (cast.wall, NotAllowed), (cast.nobody, NotSignedIn)):
        with pytest.raises(fault):
            log_actions.write(viewer, "试")
        with pytest.raises(fault):
            log_queries.search(viewer, Asked())


@pytest.mark.django_db
def test_a_line_and_its_index_are_kept_together_or_not_at_all(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(log_index, "put", fails)
        with pytest.raises(RuntimeError):
            log_actions.write(cast.lin, LINES[0])
    assert not LogLine.objects.exists()
    assert not Entry.objects.filter(kind="people.log_written").exists()


def lose(*numbers: int) -> None:
    """As if the index had been put back from another day: without these lines, and with one that the log has not."""
    log_index.lay(log_index.TABLE)
    kept = LogLine.objects.exclude(pk__in=numbers)
    log_index.put((row.pk, log_actions.marks_of(row)) for row in kept)
    log_index.put([(10_000, {log_words.post_mark("watch_officer"), "stray"})])


@pytest.mark.django_db
def test_an_index_that_is_not_whole_is_known_and_made_anew(cast: Cast) -> None:
    numbers = write(cast, *LINES)
    assert log_whole.look() == log_whole.Whole(len(LINES), [], [], [])
    lose(numbers[1])
    assert log_whole.look() == log_whole.Whole(len(LINES), [numbers[1]], [10_000], [])
    assert texts(cast, "重庆") == []

    told = list[tuple[int, int]]()
    assert log_whole.rebuild(lambda done, of: told.append((done, of)), actor="ops:cli") == len(LINES)
    assert told == [(len(LINES), len(LINES))]
    assert log_whole.look().ok
    assert texts(cast, "重庆") == [LINES[1]]
    [later] = write(cast, "重建之后照常可记")
    assert (texts(cast, "照常"), log_whole.look().ok, later > numbers[-1]) == (["重建之后照常可记"], True, True)
    assert Entry.objects.get(kind="people.log_indexed").facts == {"lines": len(LINES)}
    assert list(verify()) == []


@pytest.mark.django_db
def test_a_line_that_is_known_but_not_found_by_what_it_says_is_told(cast: Cast) -> None:
    [number] = write(cast, LINES[0])
    log_index.lay(log_index.TABLE)
    log_index.put([(number, {log_words.post_mark("watch_officer")})])
    assert log_whole.look() == log_whole.Whole(1, [], [], [number])


@pytest.mark.django_db
def test_what_is_written_while_the_index_is_made_anew_is_in_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_whole, "BATCH", 2)
    write(cast, *LINES)
    log_index.lay(log_index.NEXT)  # what one that was cut short has left
    halt = log_index.halt_writers

    def just_before() -> None:
        write(cast, "换上之前又记一条")
        halt()

    monkeypatch.setattr(log_index, "halt_writers", just_before)
    assert log_whole.rebuild(lambda done, of: None, actor="ops:cli") == len(LINES) + 1
    assert (texts(cast, "又记"), log_whole.look().ok) == (["换上之前又记一条"], True)
