"""`watchroom cap check`: one JSON object a file, whatever the file is."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from watchroom.kernel.cap.check import check, main
from watchroom.kernel.cap.tests import samples

KEYS = ["file", "readable", "version", "schema_ok", "signature", "errors", "alert"]


def saved(folder: Path, content: bytes, name: str = "a.xml") -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def test_a_sound_file_says_what_it_holds(tmp_path: Path) -> None:
    said = check(saved(tmp_path, samples.SMALL.encode()))

    assert list(said)[: len(KEYS)] == KEYS
    assert (said["readable"], said["version"], said["schema_ok"], said["signature"]) == (True, "1.2", True, "none")
    assert said["errors"] == []
    assert said["container"] is None
    assert said["alert"] == {
        "identifier": "ZONE-1",
        "sender": "eoc@example.org",
        "sent": "2026-02-06T11:21:00+08:00",
        "status": "Exercise",
        "msg_type": "Alert",
        "scope": "Public",
        "languages": ["zh-CN"],
        "events": ["大风"],
        "info": 1,
        "area": 1,
        "polygon": 1,
        "circle": 0,
        "geocode": 0,
        "resource": 0,
    }


def test_a_readable_file_may_still_break_the_schema(tmp_path: Path) -> None:
    said = check(saved(tmp_path, samples.with_line("<scope>Public</scope>", "")))

    assert (said["readable"], said["schema_ok"]) == (True, False)
    assert [(one["code"], one["place"]) for one in said["errors"]] == [("cap.missing", "alert (line 2)")]
    assert said["errors"][0]["text_zh"] == "缺少必需的元素 scope。"
    assert said["errors"][0]["text_en"] == "The required element scope is missing."


def test_bytes_that_only_we_can_read_do_not_keep_the_standard(tmp_path: Path) -> None:
    said = check(saved(tmp_path, samples.SMALL.encode("gbk")))

    assert (said["readable"], said["schema_ok"], said["encoding"]) == (True, False, "gb18030")
    assert [one["code"] for one in said["errors"]] == ["cap.encoding_declared_wrongly"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE alert [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><alert>&x;</alert>", "cap.doctype"),
        (b"<html/>", "cap.no_alert"),
        (b"", "cap.not_xml"),
        (b" " * (2 << 20), "cap.too_large"),
        (gzip.compress(b" " * (2 << 20)), "cap.too_large"),
    ],
)
def test_what_cannot_be_read_says_why_and_has_no_alert(tmp_path: Path, content: bytes, code: str) -> None:
    said = check(saved(tmp_path, content))

    assert (said["readable"], said["schema_ok"], said["version"], said["alert"]) == (False, False, None, None)
    assert [one["code"] for one in said["errors"]] == [code]


def test_a_missing_file_and_a_folder_are_answers_too(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xml", tmp_path, "a\x00b"):
        assert [one["code"] for one in check(path)["errors"]] == ["cap.no_file"]


def test_a_feed_says_what_it_is_and_reads_the_alert_inside(tmp_path: Path) -> None:
    inner = samples.SMALL.partition("?>")[2]
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content>{inner}</content></entry><entry/></feed>"
    said = check(saved(tmp_path, feed.encode()))

    assert said["alert"]["identifier"] == "ZONE-1"
    assert said["schema_ok"] is True
    assert {key: said["container"][key] for key in ("kind", "entries", "alerts", "alerts_schema_ok")} == {
        "kind": "atom",
        "entries": 2,
        "alerts": 1,
        "alerts_schema_ok": 1,
    }


def test_a_feed_without_alerts_is_named_and_not_readable_as_cap(tmp_path: Path) -> None:
    said = check(saved(tmp_path, b"<feed xmlns='http://www.w3.org/2005/Atom'><entry/></feed>"))

    assert (said["readable"], said["alert"], said["container"]["kind"], said["container"]["alerts"]) == (
        False,
        None,
        "atom",
        0,
    )


def test_the_command_prints_a_line_a_file_and_ends_with_nought_only_if_all_were_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = saved(tmp_path, samples.SMALL.encode(), "好.xml"), saved(tmp_path, b"<html/>", "b.xml")

    assert main([good]) == 0
    assert main([good, bad, good]) == 1
    assert main([]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [good, good, bad, good]


def test_a_compressed_file_is_read_as_its_content(tmp_path: Path) -> None:
    assert check(saved(tmp_path, gzip.compress(samples.SMALL.encode()), "a.xml.gz"))["readable"] is True


MOST_EVENT = 40  # letters of an event's name that the index keeps
# Two of the examples are not told as the index tells them, and why.
OTHERWISE = {
    # Its bytes are not those of the encoding that it declares: the index's parser gave up, we read it and say so.
    "valid/cap-library__earthquake_957b2c.cap": ("version", "n_alert", "status", "msgType", "scope", "sent", "sender", "lang",
        "events", "n_info", "n_area", "n_circle"),
    # An alert in a namespace that is not of CAP: the index counts none, we read it by its names, without a version.
    "invalid/capparselib__invalid_xmlns_4ac95d.cap": ("version", "n_alert"),
}  # fmt: skip


def test_every_shared_example_is_told_as_the_index_tells_it_in_every_column(tmp_path: Path) -> None:
    folder = samples.shared()
    files = [(row, str(folder / row["file"])) for row in samples.index(folder)]
    files += [(row, saved(tmp_path, data, f"{row['n']}.xml")) for row, data in samples.mexican(folder)]
    differ = set()

    for row, path in files:
        told, stated = told_of(check(path)), stated_by(row)
        assert told.keys() == stated.keys()
        wrong = tuple(name for name in stated if told[name] != stated[name])
        assert wrong == OTHERWISE.get(row.get("file", ""), ()), (path, [(told[name], stated[name]) for name in wrong])
        differ |= {path} if wrong else set()
    assert (len(files), len(differ)) == (425, 2)


def told_of(said: dict[str, Any]) -> dict[str, object]:
    alert, container = said["alert"] or {}, said["container"]
    sound = f"{container['alerts_schema_ok']} of {container['alerts']}" if container and container["alerts"] else ""
    return {
        "xsd": f"container: {sound or 'no'}" if container else "pass" if said["schema_ok"] else "fail",
        "signed": said["signature"] != "none", "version": said["version"] or "",
        "n_alert": container["alerts"] if container else int(said["readable"]), "status": alert.get("status", ""),
        "msgType": alert.get("msg_type", ""), "scope": alert.get("scope", ""), "sent": alert.get("sent", ""),
        "sender": alert.get("sender", ""), "lang": alert.get("languages", []), "events": list(dict.fromkeys(event[:MOST_EVENT] for event in alert.get("events", []))),
        **{f"n_{name}": alert.get(name, 0) for name in ("info", "area", "polygon", "circle", "geocode", "resource")},
    }  # fmt: skip


def stated_by(row: dict[str, str]) -> dict[str, object]:
    """`-` stands for a language that is not stated: the standard's default. A block without an event adds none."""
    verdict = row["xsd"].partition(" embedded")[0] if row["xsd"].startswith("container") else row["xsd"][:4]
    languages = [part if part != "-" else "en-US" for part in row["lang"].split("|") if part]
    return {
        "xsd": verdict if verdict.startswith("container") or verdict == "pass" else "fail",
        "signed": row["signed"] not in ("", "0"), "version": row["ver"],
        "n_alert": int(row["n_alert"]), "status": row["status"], "msgType": row["msgType"], "scope": row["scope"],
        "sent": row["sent"], "sender": row["sender"], "lang": list(dict.fromkeys(languages)),
        "events": list(dict.fromkeys(part for part in row["events"].split("|") if part)),
        **{f"n_{name}": int(row[f"n_{name}"] or 0) for name in ("info", "area", "polygon", "circle", "geocode", "resource")},
    }  # fmt: skip
