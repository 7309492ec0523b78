"""Forms from settings models: nothing typed is lost, everything wrong is said beside its field, in both languages."""

from typing import Literal, Self

import pytest
from pydantic import Field, model_validator

from watchroom.kernel import form
from watchroom.kernel.plugin import Settings
from watchroom.kernel.words import LANGS, Words


class Sample(Settings):
    limit: float = Field(allow_inf_nan=False, json_schema_extra={"zh": "限值", "en": "Limit"})
    clear: float | None = Field(None, json_schema_extra={"zh": "恢复值", "en": "Clears at"})
    every_s: int = Field(
        60, ge=10, le=3600, json_schema_extra={"zh": "周期", "en": "Every", "help_zh": "秒", "help_en": "s"}
    )
    way: Literal["above", "below", "odd"] = Field("above", json_schema_extra={"zh": "方向", "en": "Direction"})
    private: bool = Field(False, json_schema_extra={"zh": "内网", "en": "Private"})
    name: str = Field("", max_length=5, json_schema_extra={"zh": "名称", "en": "Name"})
    codes: list[str] = Field(default_factory=list, max_length=2, json_schema_extra={"zh": "代码", "en": "Codes"})
    steps: list[dict[str, float]] = Field(default_factory=list, json_schema_extra={"zh": "步", "en": "Steps"})

    @model_validator(mode="after")
    def quiet_side(self) -> Self:
        if self.clear is not None and self.clear > self.limit:
            raise ValueError("恢复值过高 / clear is too high")
        return self


def test_every_setting_is_a_field_of_its_kind_with_its_default() -> None:
    found = {one.name: one for one in form.fields(Sample)}

    assert {name: one.kind for name, one in found.items()} == {
        "limit": "number", "clear": "number", "every_s": "whole", "way": "choice", "private": "switch", "name": "text",
        "codes": "list", "steps": "json",
    }  # fmt: skip
    assert [name for name, one in found.items() if one.required] == ["limit"]
    assert (found["every_s"].typed, found["every_s"].help, found["every_s"].bounds) == (
        "60", Words(zh="秒", en="s"), Words(zh="10 至 3600", en="10 to 3600"),
    )  # fmt: skip
    assert found["way"].choices[0] == ("above", Words(zh="达到或高于", en="at or above"))
    assert found["way"].choices[2] == ("odd", Words(zh="odd", en="odd"))


def test_what_was_typed_becomes_the_settings_that_were_meant_and_back() -> None:
    typed = {
        "limit": " 4.5 ", "clear": "−3", "every_s": "300", "way": "below", "private": "1", "name": "x", "codes": "a\n\n b ",
        "steps": '[{"at": 1.5}]',
    }  # fmt: skip
    read = form.read(Sample, typed)

    assert read.well
    assert read.given == {
        "limit": 4.5, "clear": -3.0, "every_s": 300, "way": "below", "private": True, "name": "x", "codes": ["a", "b"],
        "steps": [{"at": 1.5}],
    }  # fmt: skip
    again = form.read(Sample, form.typed_of(Sample, read.given))
    assert again.given == read.given
    empty = form.read(Sample, {"limit": "4"})
    assert Sample.model_validate(empty.given) == Sample(limit=4)


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({}, "limit", "必填"),
        ({"limit": "4,5"}, "limit", "须为数字"),
        ({"limit": "abc"}, "limit", "须为数字"),
        ({"limit": "nan"}, "limit", "须为数字"),
        ({"limit": "inf"}, "limit", "须为数字"),
        ({"limit": "4", "every_s": "4.5"}, "every_s", "须为整数"),
        ({"limit": "4", "every_s": "9"}, "every_s", "不能小于 10"),
        ({"limit": "4", "every_s": "3601"}, "every_s", "不能大于 3600"),
        ({"limit": "4", "way": "sideways"}, "way", "请从列表中选择"),
        ({"limit": "4", "name": "too long"}, "name", "最多 5 个字"),
        ({"limit": "4", "name": "a\x00b"}, "name", "不是文字的字符 U+0000"),
        ({"limit": "4", "codes": "a\nb\nc"}, "codes", "最多 2 项"),
        ({"limit": "4", "steps": "[NaN]"}, "steps", "须为 JSON"),
        ({"limit": "4", "steps": "[" * 50_000}, "steps", "最多 4000 个字"),
        ({"limit": "4", "steps": '[{"at": "x"}]'}, "steps", "须为数字"),
        ({"limit": "9" * 5000}, "limit", "最多 4000 个字"),
        ({"limit": "4", "every_s": "9" * 4500}, "every_s", "最多 4000 个字"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_in_both_languages(typed: dict[str, str], field: str, told: str) -> None:
    read = form.read(Sample, typed)

    assert list(read.wrong) == [field]
    assert told in read.wrong[field].zh
    assert all(read.wrong[field].text(lang).strip() for lang in LANGS)
    shown = next(one for one in form.fields(Sample, typed, read.wrong) if one.name == field)
    assert (shown.typed, shown.wrong) == (typed.get(field, ""), read.wrong[field])


def test_what_does_not_go_together_is_told_of_the_whole() -> None:
    read = form.read(Sample, {"limit": "4", "clear": "5"})

    assert (read.wrong, read.whole) == ({}, Words(zh="恢复值过高", en="clear is too high"))


class Locked(Settings):
    host: str = Field(json_schema_extra={"zh": "地址", "en": "Host"})
    word: str = Field("public", json_schema_extra={"zh": "口令", "en": "Word", "secret": True})
    sign: Literal["", "\t", ","] = Field("", json_schema_extra={"zh": "分隔", "en": "Sign"})


def test_a_secret_is_never_shown_and_stays_when_it_is_left_empty() -> None:
    kept = {"host": "a", "word": "s3cret", "sign": ""}
    (_, word, _) = form.fields(Locked, form.typed_of(Locked, kept))
    assert (word.kind, word.typed) == ("secret", "")
    assert form.fields(Locked, {"host": "a", "word": "typed"})[1].typed == ""
    assert form.without_secrets(Locked, kept) == kept | {"word": form.HIDDEN}
    assert form.read(Locked, {"host": "b", "word": ""}, kept).given["word"] == "s3cret"
    assert form.read(Locked, {"host": "b", "word": "new"}, kept).given["word"] == "new"
    assert "word" not in form.read(Locked, {"host": "b"}).given
    assert form.with_secrets(Locked, {"host": "b", "word": form.HIDDEN}, kept)["word"] == "s3cret"
    assert form.with_secrets(Locked, {"host": "b", "word": "new"}, kept)["word"] == "new"


def test_a_choice_may_be_a_tab_or_nothing_and_has_words() -> None:
    (_, _, sign) = form.fields(Locked)
    assert [(value, words.en) for value, words in sign.choices] == [("", "not given"), ("\t", "tab"), (",", ",")]
    assert form.read(Locked, {"host": "b", "sign": "\t"}).given["sign"] == "\t"
