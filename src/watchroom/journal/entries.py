"""What the journal writes about itself."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "journal.set_aside",
    say=Words(
        zh="跟随者 {follower} 处理第 {entry} 条记事失败 {tries} 次，已搁置：{error}",
        en="Follower {follower} failed {tries} times on entry {entry} and set it aside: {error}",
    ),
)
@dataclass(frozen=True, slots=True)
class SetAsideEntry(Facts):
    follower: str
    entry: int
    tries: int
    error: str
