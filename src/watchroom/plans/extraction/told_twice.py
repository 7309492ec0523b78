"""What a clause says to hold already or to be ahead, at once: `降雨量已达或将达100毫米`, `预测或正在发生强降雨`."""

import re

# `降雨量已达或将达100毫米`: measured or forecast.
_ALREADY_OR_AHEAD = re.compile(
    r"(已经?(?:达到?|超过|出现|发生)|\b(?:exceed|reach|pass)(?:s|es|ed|ing)?)(?:或者?(?:预[计报]|可能|即将|将|有可能)(?:将|会|可能)?(?:达到?|超过|出现|发生)"
    r"|,? or (?:is|are) (?:forecast|expected|predicted|projected|anticipated|likely) to (?:exceed|reach|pass)\b)",
    re.IGNORECASE,
)
# `可能发生或已发生漫坝`: the same, told the other way round.
_AHEAD_OR_ALREADY = re.compile(
    r"(?:可能|即将|将|有可能)(?:会)?(达到?|超过|出现|发生)或者?已经?(?:达到?|超过|出现|发生)"
)
_AHEAD_OR_NOW = re.compile(r"预[测计报]或者?(?=(?:正在|已经?)(?:发生|出现))")  # `预测或正在发生强降雨`


def told_twice(text: str) -> tuple[str, bool]:
    """The clause as of what has happened, and whether what is ahead counts as well: `可能发生或已发生漫坝` is `发生漫坝`."""
    once = _AHEAD_OR_NOW.sub("", _AHEAD_OR_ALREADY.sub(r"\1", _ALREADY_OR_AHEAD.sub(r"\1", text)))
    return once, once != text
