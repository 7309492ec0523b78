"""What somebody sends up may be made to harm: every kind is refused, or read without harm, at a bounded cost.

Source: I-01, I-03 and I-04 of the threat tests; the bounds are those of `documents`.
"""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from watchroom.kernel.words import LANGS
from watchroom.plans.documents import faults, read
from watchroom.plans.documents.hostile import HOSTILE, W, package, said, word
from watchroom.plans.documents.text import plain
from watchroom.plans.extraction import bounded, hostile
from watchroom.plans.extraction.extract import extract

pytestmark = [pytest.mark.pure, pytest.mark.once]

MOST_MEMORY = 300 << 10  # KiB that the child may ever have had


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_made_to_harm_is_refused_in_both_languages(what: str):
    made, fault = HOSTILE[what]
    with pytest.raises(fault) as refused:
        read(made(), what)
    assert all(what in refused.value.words.text(lang) and "{" not in refused.value.words.text(lang) for lang in LANGS)


@pytest.mark.parametrize("what", ["bomb of sixty megabytes", "bomb of 629 KB", "a page of three hundred megabytes"])
def test_a_bomb_costs_little_memory_and_little_time(what: str):
    data = HOSTILE[what][0]()
    media = "pdf" if data.startswith(b"%PDF") else "docx"
    code = (
        "import json, resource, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-I', '-m', 'watchroom.plans.documents.child', '{media}', '20', 'read'],"
        " stdin=sys.stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([used.ru_maxrss, used.ru_utime + used.ru_stime]))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    memory, seconds = json.loads(done.stdout)
    assert memory < MOST_MEMORY
    assert seconds < 5, "of processor time, which a busy machine does not lengthen"


HARMLESS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a package within the package": (
        lambda: package({"word/document.xml": f"<w:p {W}><w:r><w:t>读</w:t></w:r></w:p>", "word/embeddings/a.zip": package({"x": "0" * 9_000_000})}),
        "读",
    ),
    "a relation to the outside": (
        lambda: package({"word/document.xml": f"<w:p {W}><w:r><w:t>读</w:t></w:r></w:p>", "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r" Target="http://127.0.0.1:9/x" TargetMode="External"/></Relationships>'}),
        "读",
    ),
    "styles that are based on one another": (
        lambda: word(said("读", '<w:pStyle w:val="a"/>'), styles='<w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'),
        "读",
    ),
    "stars.md": (lambda: ("读" + "**a " * 300_000).encode(), "读"),
    "ticks.md": (lambda: ("读" + "`a" * 300_000).encode(), "读"),
    "lines.md": (lambda: b"a\n" * 500_000, "a a a"),
    "comments.txt": (lambda: b"<!---->" * 200 + b"a", "<!---->"),
    "table.md": (lambda: ("|a" * 300_000 + "\n" + "|--" * 300_000).encode(), "a"),
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_like_harm_and_is_none_is_read(name: str):
    made, begins = HARMLESS[name]
    assert read(made(), name).text.startswith(begins)


def test_a_text_that_takes_too_long_is_given_up_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bounded, "PROCESSOR_S", 1)
    long = plain("".join(piece * 5000 for piece in hostile.HOSTILE) * 10, name="汇编.txt", digest="0" * 64)
    with pytest.raises(faults.RulesSlow) as refused:
        bounded.found_in(long)
    assert all("汇编.txt" in refused.value.words.text(lang) for lang in LANGS)


def test_what_a_process_of_its_own_finds_is_what_was_to_be_found():
    document = plain(
        "某市防汛应急预案\n1 总则\n2 应急响应\n2.1 Ⅰ级响应\n市应急局立即转移群众。", name="a", digest="0" * 64
    )
    assert bounded.found_in(document) == extract(document)
