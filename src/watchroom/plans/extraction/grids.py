"""Of which power grid a share is: of what kind (`直辖市电网：减供负荷50%以上`), and how large (`负荷2000兆瓦以上的…60%以上`)."""

import re

from watchroom.plans.extraction.amounts import NUMBER
from watchroom.plans.extraction.found import AllOf, AnyOf, Expr, Leaf

SIZE = re.compile(rf"(?:负荷|装机容量){NUMBER}(?:兆瓦|万千瓦)以[上下](?:{NUMBER}(?:兆瓦|万千瓦)以下)?(?=的)")
SHARES = ("load_loss", "power_outage_households")  # what is a share of a grid: deaths are not
_KIND = re.compile(r"(?:\(?[\d一二三四五六七八九十]{1,2}\)?)?([^,;。:()]{1,24}电网):(?=.)")


def kind(text: str) -> tuple[str, str]:
    """The kind of grid that a label names, and the text behind the label; an empty name where there is none."""
    told = _KIND.match(text)
    return (told[1], text[told.end() :]) if told else ("", text)


def of_kind(expr: Expr | None, name: str) -> Expr | None:
    """A tree with its shares taken of the grids of one kind."""
    if expr is None or not name:
        return expr
    if isinstance(expr, Leaf):
        return expr.model_copy(update={"of": name + (expr.of or "")}) if expr.quantity in SHARES else expr
    parts = [one for part in (expr.all if isinstance(expr, AllOf) else expr.any) if (one := of_kind(part, name))]
    return AllOf(all=parts) if isinstance(expr, AllOf) else AnyOf(any=parts)
