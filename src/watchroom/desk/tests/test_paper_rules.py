"""What a report's paper does with signs that its font does not have: F45."""

from pathlib import Path

import pytest

from watchroom.desk.report.typeset_child import Drawn, legible

fonts = pytest.importorskip("noto_cjk_sans_otc")


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return Drawn(next(Path(fonts.__file__).parent.glob("*.ttc")).read_bytes())


@pytest.mark.parametrize("name", ["张家口市崇礼区", "䶮", "𠮷", "镕", "臺灣", "Ⅰ级", "（演练）", "ABC é"])
def test_a_name_is_printed_as_it_is_rare_as_it_may_be(name: str, drawn: Drawn) -> None:
    assert legible(name, drawn) == name


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("火🔥", "火〔U+1F525〕"), ("👩\u200d🚒", "〔U+1F469〕\u200d〔U+1F692〕"), ("\ue000", "〔U+E000〕"), ("☎\ufe0f", "☎"),
        ("\U0010ffff", "〔U+10FFFF〕"), ('{"a": "😀"}', '{"a": "〔U+1F600〕"}'),
    ],
)  # fmt: skip
def test_a_sign_without_a_picture_is_printed_as_its_code_and_never_as_a_box(
    text: str, printed: str, drawn: Drawn
) -> None:
    assert legible(text, drawn) == printed
