r"""Formulas between dollar signs (`$2 5 \%$`), as readers of print write what they saw, in the signs that people use.

A formula that is more than numbers, units and bounds stays as it is written.
"""

import re

MOST = 80  # characters of a formula that is read
_FORMULA = re.compile(rf"(?<![\\$])\$(?!\$)([^$\n]{{1,{MOST}}})(?<!\\)\$(?!\d)")
_WRAPPED = re.compile(r"\\(?:mathrm|mathbf|mathsf|mathit|text|textrm|rm|operatorname)\s*\{([^{}]*)\}")
_SIGNS = {
    "geqslant": "≥", "geq": "≥", "ge": "≥", "leqslant": "≤", "leq": "≤", "le": "≤", "gt": ">", "lt": "<", "sim": "～",
    "times": "×", "pm": "±", "circ": "°", "mu": "μ", "cdot": "·", "textcelsius": "℃", "degree": "°", "quad": " ",
}  # fmt: skip
_SIGN = re.compile(r"\\([A-Za-z]+)\s?")
_RAISED = re.compile(r"\^\s*(?:\{\s*([23°])\s*\}|([23°]))")
_POWERS = {"2": "²", "3": "³", "°": "°"}
_NUMBER = re.compile(r"\d[\d ]*(?:\.[\d ]*)?(?<! )")
_LEFT = re.compile(r"[\\{}^_$]")


def spoken(text: str) -> str:
    """The text with its formulas in the usual signs."""
    return _FORMULA.sub(_said, text) if "$" in text else text


def _said(found: re.Match[str]) -> str:
    inner = found[1].strip()
    if "\\" not in inner:
        return inner.replace(" ", "") if _NUMBER.fullmatch(inner) and inner == found[1] else found[0]
    made = inner.replace("~", " ")
    for _ in range(2):  # one within another
        made = _WRAPPED.sub(r"\1", made)
    made = made.replace("\\%", "%").replace("\\,", "").replace("\\;", "").replace("\\ ", " ").replace("\\:", "")
    made = _SIGN.sub(lambda sign: _SIGNS.get(sign[1], sign[0]), made)
    made = _RAISED.sub(lambda raised: _POWERS[raised[1] or raised[2]], made)
    made = re.sub(r"(?<=[\d.]) +(?=[\d.%°℃])|(?<=[°≥≤><～]) +|(?<=\S) +(?=[≥≤><～%])", "", made).strip()
    made = re.sub(" {2,}", " ", made)
    return found[0] if _LEFT.search(made) else made.replace("°C", "℃")
