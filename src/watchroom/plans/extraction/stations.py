"""What conditions of stations and venues count besides people: trains that pass, parts that have started a level."""

import re

from watchroom.plans.extraction.amounts import NUMBER, number
from watchroom.plans.extraction.context import Context
from watchroom.plans.extraction.found import Expr, Leaf
from watchroom.plans.extraction.ranks import mentions
from watchroom.plans.extraction.states import placed

_ABOVE = r"(?:\(?含\)?)?(?:及其?以上|或以上|以上)"
_TRAINS = r"(?:列列车|趟列车|班列车|列车|趟车|班车|列|趟|班)(?:次)?"
_STAY = r"(?:无法|不能|未能|难以|没能)(?:正常|全部|及时)?(?:上|登|乘|挤上)车|上不了车|(?:才能|方能|才可)(?:上|登|乘)车"
# `连续2列车无法上车`, `滞留3列车及以上`: how many trains leave without those who wait.
_MISSED = (
    re.compile(rf"(?P<n>{NUMBER}){_TRAINS}(?:{_ABOVE})?[^,;。\d]{{0,8}}?(?:{_STAY})"),
    re.compile(rf"(?P<n>{NUMBER}){_TRAINS}[^,;。\d]{{0,8}}?(?:仍|还|尚)[^,;。\d]{{0,6}}?(?:{_STAY}|滞留)"),
    re.compile(
        rf"(?:乘客|旅客|客流|人员)[^,;。\d]{{0,10}}(?:滞留|等候|等待)(?:了|超过|达到?)?(?P<n>{NUMBER}){_TRAINS}"
    ),
)
_RIDERS = re.compile("乘客|旅客|客流|上车|登车|乘车|候车")
# `3座及以上车站启动二级响应`: parts of what the plan is for, each with a level of its own.
_STARTED = re.compile(
    rf"(?P<n>{NUMBER})[个座条处家](?:{_ABOVE})?(?:的)?(?P<kind>车站|站区|线路|景区|景点|场馆|场站|校区|院区|厂区|园区|车间|装置|区域|部门|单位|网点|门店|赛段|片区|工区|作业面)"
    rf"(?:{_ABOVE})?[^,;。\d]{{0,8}}?(?:启动|达到)[^,;。]{{0,10}}?级(?P<more>{_ABOVE})?[^,;。]{{0,8}}响应"
)


def told(text: str, context: Context) -> Expr | None:
    """The leaf of a clause that counts trains missed or parts that have started a level."""
    if context.regions:
        return None
    for form in _MISSED:
        if (match := form.search(text)) and _RIDERS.search(text):
            return placed(Leaf(quantity="trains_missed", op=">=", value=int(number(match["n"])), unit="count"), context)
    started = _STARTED.search(text)
    named = mentions(started[0][started.start("kind") - started.start() :]) if started else []
    if started is None or not named:
        return None
    leaf = Leaf.model_validate(
        {"quantity": "response_level", "op": ">=" if started["more"] else "==", "value": named[0].code}
    )
    kind = "station" if started["kind"] == "车站" else None
    made = placed(leaf, context)
    return made.model_copy(update={"min_regions": int(number(started["n"])), "region_kind": kind})
