from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words
from watchroom.people import duty_entries as duty_entries
from watchroom.people import log_entries as log_entries
from watchroom.people import roll_entries as roll_entries
from watchroom.people import strength_entries as strength_entries
from watchroom.people import todo_entries as todo_entries
from watchroom.people import way_entries as way_entries


@entry("people.person_set", say=Words(zh="账号 {code} 已登记或变更", en="Account {code} was entered or changed"))
@dataclass(frozen=True, slots=True)
class PersonSet(Facts):
    person: int
    code: str
    standing: str
    active: bool


@entry("people.post_set", say=Words(zh="岗位“{zh}”已登记或变更", en="Post “{en}” was entered or changed"))
@dataclass(frozen=True, slots=True)
class PostSet(Facts):
    code: str
    zh: str
    en: str
    role: str


@entry(
    "people.shift_set",
    say=Words(
        zh="排班：{post}，账号 {person}，{since} 至 {until}", en="Roster: {post}, account {person}, {since} to {until}"
    ),
)
@dataclass(frozen=True, slots=True)
class ShiftSet(Facts):
    post: str
    person: int
    since: str
    until: str


@entry(
    "people.link_made",
    say=Words(zh="为账号 {code} 生成了一次性登录链接", en="A single-use sign-in link was made for {code}"),
)
@dataclass(frozen=True, slots=True)
class LinkMade(Facts):
    code: str
    expires: str


@entry("people.signed_in", say=Words(zh="账号 {code} 登录（{how}）", en="Account {code} signed in ({how})"))
@dataclass(frozen=True, slots=True)
class SignedIn(Facts):
    code: str
    how: str


@entry("people.signed_out", say=Words(zh="账号 {code} 退出登录", en="Account {code} signed out"))
@dataclass(frozen=True, slots=True)
class SignedOut(Facts):
    code: str


@entry("people.token_made", say=Words(zh="为账号 {code} 生成了接口令牌", en="An API token was made for {code}"))
@dataclass(frozen=True, slots=True)
class TokenMade(Facts):
    code: str
    expires: str


@entry("people.agency_set", say=Words(zh="单位“{zh}”已登记或变更", en="Agency “{en}” was entered or changed"))
@dataclass(frozen=True, slots=True)
class AgencySet(Facts):
    code: str
    zh: str
    en: str
    parent: str
    upward: str
    grade: int


@entry("people.belongs", say=Words(zh="“{zh}”归属{to_zh}", en="“{en}” belongs to {to_en}"))
@dataclass(frozen=True, slots=True)
class Belongs(Facts):
    """A post's agency, or a person's without any post; `agency` is empty for the site itself."""

    zh: str
    en: str
    agency: str
    to_zh: str
    to_en: str


@entry(
    "people.phone_link_made",
    say=Words(zh="为账号 {code} 生成了外勤手机登录链接", en="A link for a phone of {code} was made"),
)
@dataclass(frozen=True, slots=True)
class PhoneLinkMade(Facts):
    code: str
    expires: str


@entry(
    "people.phone_paired",
    say=Words(zh="账号 {code} 的手机“{name}”已登录外勤", en="Phone “{name}” of {code} signed in for the field"),
)
@dataclass(frozen=True, slots=True)
class PhonePaired(Facts):
    phone: int
    code: str
    name: str
    expires: str


@entry(
    "people.phone_revoked",
    say=Words(zh="账号 {code} 的手机“{name}”已停用", en="Phone “{name}” of {code} was revoked"),
)
@dataclass(frozen=True, slots=True)
class PhoneRevoked(Facts):
    phone: int
    code: str
    name: str
