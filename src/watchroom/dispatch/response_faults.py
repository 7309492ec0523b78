"""What may go wrong with rules, closures, proposals and maps of roads."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchDispatchRule(Fault):
    status = 404
    text = Words(zh="没有代码为 {code} 的{family}规则。", en="There is no rule {code} among: {family}.")


class DispatchRuleUnfit(Fault):
    status = 422
    text = Words(
        zh="这条规则不能施行：{why}。没有任何改动，请改正后重新提交。",
        en="The rule cannot be put in force: {why}. Nothing was changed; correct it and submit again.",
    )


class NoSuchClosure(Fault):
    status = 404
    text = Words(zh="没有编号 {closure} 的道路封闭。", en="There is no closure {closure}.")


class ClosureOver(Fault):
    status = 409
    text = Words(
        zh="“{closure}”已于 {at} 恢复通行，没有改动。",
        en="“{closure}” was opened to traffic again at {at}; nothing was changed.",
    )


class ClosureSpan(Fault):
    status = 422
    text = Words(
        zh="封闭的结束时间须晚于开始时间和现在。没有记录，请改正时间。",
        en="A closure must end after it begins, and after now. Nothing was recorded; correct the times.",
    )


class TooManyClosures(Fault):
    status = 409
    text = Words(
        zh="同时有效的道路封闭已达 {most} 处。请先解除已经恢复通行的。",
        en="There are {most} closures in force already. Lift those that are open again first.",
    )


class ProposalStale(Fault):
    status = 409
    text = Words(
        zh="这份派遣建议已超过 {minutes} 分钟或不是本系统给出的，没有派出力量。请刷新后再定。",
        en="This proposal is more than {minutes} min old or is not ours; no unit was sent. Ask for it anew and decide then.",
    )


class NothingChosen(Fault):
    status = 422
    text = Words(zh="没有勾选任何力量，没有派出。", en="No unit is ticked, so none was sent.")


class TooManyChosen(Fault):
    status = 422
    text = Words(
        zh="一次最多派出 {most} 支力量，没有派出。", en="At most {most} units are sent at once; none was sent."
    )


class ChosenTwice(Fault):
    status = 422
    text = Words(
        zh="{unit} 同时勾选给了 {first} 和 {second}，没有派出任何力量。请只保留一处。",
        en="{unit} is ticked for {first} and for {second}; no unit was sent. Leave it at one of them.",
    )


class DifferenceReasonOwed(Fault):
    status = 422
    text = Words(
        zh="{number}：派出的力量与建议不同，请写明理由。没有派出力量。",
        en="{number}: what is sent differs from what is proposed; give the reason. No unit was sent.",
    )


class TooManyIncidents(Fault):
    status = 422
    text = Words(
        zh="一次最多为 {most} 起事件提出派遣建议。", en="Proposals are made for at most {most} incidents at once."
    )


class MapRefused(Fault):
    status = 422
    text = Words(
        zh="地图 {file} 没有导入：{why}。原有路网没有变动。",
        en="The map {file} was not imported: {why}. The roads that were there are unchanged.",
    )


class NoRoadEngine(Fault):
    status = 503
    text = Words(
        zh="没有安装路网组件。请按 requirements/roads.txt 安装后重试。",
        en="The road engine is not installed. Install requirements/roads.txt and try again.",
    )


class NoSuchStock(Fault):
    status = 404
    text = Words(zh="没有编号 {stock} 的库存。", en="There is no stock {stock}.")


class NotSoMuch(Fault):
    status = 409
    text = Words(
        zh="{place}的{item}只有 {left} {measure}，不能出 {n}。没有改动；请先核对实物，不足的从别处调。",
        en="{place} has only {left} {measure} of {item}, so {n} cannot go out. Nothing was changed; count what is there, or take it from elsewhere.",
    )


class StockWrong(Fault):
    status = 422
    text = Words(
        zh="{what}“{value}”不符合要求，没有改动。请改正后重新提交。",
        en="{what} “{value}” will not do; nothing was changed. Correct it and submit again.",
    )
