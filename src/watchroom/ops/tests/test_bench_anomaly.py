"""The benchmark's published rules on cases worked out by hand, against a plain second writing of them, and for real."""

import io
import json
import tarfile
from math import exp
from pathlib import Path

import numpy as np
import pytest

from watchroom.ops import bench_anomaly as bench
from watchroom.ops import cli, nab
from watchroom.ops.nab import PROFILES, Floats, Profile, Series

pytestmark = pytest.mark.pure
STANDARD = PROFILES["standard"]


def sigmoid(place: float) -> float:
    return -1.0 if place >= 3 else 2 / (1 + exp(5 * place)) - 1


def series(rows: int, *windows: tuple[int, int], name: str = "a/b.csv") -> Series:
    return Series(name, np.arange(rows) * 1000, np.zeros(rows), windows)


def marked(rows: int, **scores: float) -> Floats:
    """Scores of nought but for these rows, named r12 and so on."""
    marks = np.zeros(rows)
    for row, score in scores.items():
        marks[int(row[1:])] = score
    return marks


@pytest.mark.parametrize(("scores", "total"), [
    ({}, -1.0),
    ({"r50": 1}, 1.0),
    ({"r50": 1, "r55": 1}, 1.0),  # only the earliest counts
    ({"r59": 1}, sigmoid(-1 / 10) / sigmoid(-1)),
    ({"r54": 1}, sigmoid(-6 / 10) / sigmoid(-1)),
    ({"r49": 1}, -1.0 - 0.11),  # before any window: a full false detection
    ({"r60": 1}, -1.0 + 0.11 * sigmoid(1 / 9)),  # just behind it: almost none
    ({"r95": 1}, -1.0 - 0.11),  # far behind it
    ({"r14": 1}, -1.0),  # in probation: not scored
    ({"r15": 1}, -1.0 - 0.11),
    ({"r50": 1, "r30": 1, "r90": 1}, 1.0 - 2 * 0.11),
])  # fmt: skip
def test_one_file_with_one_window_by_hand(scores: dict[str, float], total: float) -> None:
    outcome = nab.at([series(100, (50, 59))], [marked(100, **scores)], STANDARD, 0.5)

    assert outcome.score == pytest.approx(100 * (total + 1) / 2)
    assert outcome.windows == 1


def test_the_profiles_weigh_as_published() -> None:
    corpus, scores = [series(100, (50, 59), (70, 79))], [marked(100, r50=1, r30=1)]

    def score(name: str) -> float:
        return nab.at(corpus, scores, PROFILES[name], 0.5).score

    assert score("standard") == pytest.approx(100 * (1 - 1 - 0.11 + 2) / 4)
    assert score("low_fp") == pytest.approx(100 * (1 - 1 - 0.22 + 2) / 4)
    assert score("low_fn") == pytest.approx(100 * (1 - 2 - 0.11 + 4) / 6)


def test_probation_is_a_share_of_the_file_and_never_more_than_750_rows() -> None:
    assert [series(rows).probation for rows in (100, 1127, 5000, 20_000)] == [15, 169, 750, 750]


def test_there_is_one_threshold_for_the_whole_corpus_and_silence_is_an_option() -> None:
    corpus = [series(100, (50, 59)), series(100, name="c/d.csv")]
    loud = [marked(100, r50=0.6), marked(100, **{f"r{k}": 0.6 for k in range(20, 60)})]
    split = [marked(100, r50=0.6), marked(100, r30=0.59)]

    assert nab.best(corpus, loud, STANDARD)[:2] == (0.0, nab.NEVER)
    assert nab.best(corpus, split, STANDARD) == (100.0, 0.6, 1, 1, 0)


def plainly(corpus: list[Series], scores: list[Floats], weigh: Profile, threshold: float) -> float:
    """The rules once more, row by row."""
    total, windows = 0.0, 0
    for one, given in zip(corpus, scores, strict=True):
        probation = min(int(one.value.size * 0.15), 750)
        open_windows = [w for w in one.windows if w[1] >= probation]
        windows += len(open_windows)
        hits = [row for row in range(probation, one.value.size) if given[row] >= threshold]
        for first, last in open_windows:
            inside = [row for row in hits if first <= row <= last]
            width = last - first + 1
            total += sigmoid((inside[0] - last - 1) / width) / sigmoid(-1) * weigh.found if inside else -weigh.missed
        for row in hits:
            if not any(first <= row <= last for first, last in one.windows):
                past = [w for w in one.windows if w[1] < row]
                total += weigh.false * (sigmoid((row - past[-1][1]) / (past[-1][1] - past[-1][0])) if past else -1.0)
    return 100 * (total + windows * weigh.missed) / (windows * (weigh.found + weigh.missed))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("weigh", PROFILES.values(), ids=PROFILES)
def test_the_best_threshold_is_the_best_of_all_by_the_rules_written_once_more(weigh: Profile, seed: int) -> None:
    rng = np.random.default_rng(seed)
    corpus = [series(200, (40, 59), (120, 129)), series(150, (30, 33)), series(90)]
    scores = [np.round(rng.random(one.value.size) ** 6, 2) for one in corpus]

    every = [1.1, *np.unique(np.concatenate(scores))]
    owed = [plainly(corpus, scores, weigh, threshold) for threshold in every]
    for threshold, score in zip(every[::9], owed[::9], strict=True):
        assert nab.at(corpus, scores, weigh, threshold).score == pytest.approx(score)
    assert nab.best(corpus, scores, weigh).score == pytest.approx(max(owed))


def packed(folder: Path, files: dict[str, str]) -> Path:
    with tarfile.open(folder / "nab.tar.gz", "w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return folder


FILES = {
    "data/a/b.csv": "timestamp,value\n2014-04-01 00:00:00,1.5\n2014-04-01 00:05:00,2\n2014-04-01 00:10:00,3\n",
    nab.WINDOWS: json.dumps({"a/b.csv": [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]]}),
}


def test_the_corpus_is_read_from_a_folder_or_an_archive(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / "open" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "open" / name).write_text(text)

    for place in (packed(tmp_path, FILES), tmp_path / "nab.tar.gz", tmp_path / "open"):
        (one,) = nab.read(place)
        assert (one.name, one.value.tolist(), one.windows) == ("a/b.csv", [1.5, 2.0, 3.0], ((1, 2),))
        assert np.diff(one.at_ms).tolist() == [300_000, 300_000]


@pytest.mark.parametrize("broken", [
    {},
    {nab.WINDOWS: FILES[nab.WINDOWS]},
    FILES | {"data/a/b.csv": "timestamp,value\n2014-04-01 00:00:00,much\n"},
    FILES | {nab.WINDOWS: "[]"},
    FILES | {nab.WINDOWS: json.dumps({"a/b.csv": [["2013-01-01 00:00:00", "2013-01-01 00:10:00"]]})},
])  # fmt: skip
def test_a_corpus_that_is_not_one_is_refused_with_what_to_do(tmp_path: Path, broken: dict[str, str]) -> None:
    with pytest.raises(nab.CorpusUnreadable) as refused:
        nab.read(packed(tmp_path, broken))
    assert "WATCHROOM_NAB" in refused.value.words.zh


def test_without_the_data_the_command_says_what_is_lacking_and_does_not_end_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WATCHROOM_NAB", str(tmp_path / "nowhere"))
    monkeypatch.setenv("WATCHROOM_LANG", "en")

    assert cli.main(["bench", "anomaly", "--quick", "--json"]) != 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "WATCHROOM_NAB" in told.err


def test_a_corpus_on_which_the_known_detectors_score_otherwise_gives_no_score(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rows = [f"2014-04-01 {k // 60:02}:{k % 60:02}:00,{k % 7}\n" for k in range(100)]
    late = {"a/b.csv": [["2014-04-01 00:50:00", "2014-04-01 00:59:00"]]}
    long = {"data/a/b.csv": "timestamp,value\n" + "".join(rows), nab.WINDOWS: json.dumps(late)}
    monkeypatch.setenv("WATCHROOM_NAB", str(packed(tmp_path, long)))

    with pytest.raises(bench.ScorerDiffers, match="windowed_gaussian"):
        bench.run(json=True, quick=True)


def test_on_the_real_corpus_the_published_detector_is_reproduced_and_ours_finds_more_than_skyline() -> None:
    if not bench.where().exists():
        pytest.skip("no NAB data here (set WATCHROOM_NAB to it)")
    corpus = nab.read(bench.where())
    assert (len(corpus), sum(len(one.windows) for one in corpus)) == (58, 116)

    gaussian = [bench.windowed_gaussian(one.value) for one in corpus]
    assert nab.best(corpus, gaussian, STANDARD).score == pytest.approx(39.65, abs=0.005)
    ours = [bench.surprises(one) for one in corpus]
    assert nab.best(corpus, ours, STANDARD).score > 70
    assert nab.best(corpus, ours, PROFILES["low_fp"]).score > 62
    alarms = bench.of_alarms(corpus)
    assert alarms["alarms.standard"] == pytest.approx(nab.at(corpus, ours, STANDARD, 0.037).score, abs=0.005)
    assert alarms["alarms.false_a_sensor_week"] < 1
