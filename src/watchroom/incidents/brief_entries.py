"""What the book says of the site's own template for briefs."""

from dataclasses import dataclass

from watchroom.journal.facts import Facts, entry
from watchroom.kernel.words import Words


@entry(
    "incidents.brief_template_put",
    say=Words(
        zh="收下快报模板第 {number} 版（SHA-256 {mark}…）", en="Template {number} for briefs put in (SHA-256 {mark}…)"
    ),
)
@dataclass(frozen=True, slots=True)
class BriefTemplatePut(Facts):
    number: int
    size: int
    digest: str
    mark: str


@entry(
    "incidents.brief_template_used",
    say=Words(
        zh="快报改用模板第 {number} 版，理由：{reason}", en="Briefs are made from template {number}, because: {reason}"
    ),
    without=(
        "number",
        Words(
            zh="快报改用平台自己的版式，理由：{reason}",
            en="Briefs are made in the platform's own form, because: {reason}",
        ),
    ),
)
@dataclass(frozen=True, slots=True)
class BriefTemplateUsed(Facts):
    """`number` 0: the platform's own form."""

    number: int
    reason: str
