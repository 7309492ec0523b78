"""What can go wrong with rules and alarms: what happened, to what, and what to do now."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchAlarm(Fault):
    status = 404
    text = Words(
        zh="没有编号为 {alarm} 的告警。请从值守台的告警列表中打开。",
        en="There is no alarm {alarm}. Open it from the console's list of alarms.",
    )


class NoSuchRule(Fault):
    status = 404
    text = Words(zh="没有代码为 {rule} 的告警规则。请核对代码。", en="There is no alarm rule {rule}. Check its code.")


class AlreadyAcknowledged(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 已由 {who} 于 {at} 确认，无需再次确认。",
        en="{who} acknowledged alarm {alarm} at {at}; it need not be done again.",
    )


class AlreadyLinked(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 已关联到另一起事件。请在该事件中补充情况。",
        en="Alarm {alarm} already belongs to another incident. Add to that incident instead.",
    )


class UnknownDetector(Fault):
    status = 422
    text = Words(
        zh="没有名为 {detector} 的检测器。可用的有：{known}。",
        en="There is no detector {detector}. There are: {known}.",
    )


class WrongSettings(Fault):
    status = 422
    text = Words(
        zh="检测器“{detector}”的设置有误：{errors}。规则未改动，请改正后再保存。",
        en="The settings for the detector “{detector}” are wrong: {errors}. The rule was not changed; correct and save again.",
    )


class NoSuchSensor(Fault):
    status = 422
    text = Words(
        zh="没有代码为 {sensor} 的传感器。请先登记传感器。",
        en="There is no sensor {sensor}. Register the sensor first.",
    )


class WrongQuantity(Fault):
    status = 422
    text = Words(
        zh="检测器“{detector}”不能用于{quantity}。请为传感器 {sensor} 选择其他检测器。",
        en="The detector “{detector}” does not understand {quantity}. Choose another for sensor {sensor}.",
    )


class LimitOutOfRange(Fault):
    status = 422
    text = Words(
        zh="限值 {limit} 超出“{quantity}”的可信范围（{low} 至 {high}），这条规则永远不会正确告警。请核对数值和单位。",
        en="The limit {limit} lies outside what {quantity} can be ({low} to {high}): such a rule could never be right. "
        "Check the number and its unit.",
    )


class WrongPriority(Fault):
    status = 422
    text = Words(zh="优先级须为 1 至 4，不能是 {priority}。", en="A priority is 1 to 4, not {priority}.")


class WordsMissing(Fault):
    status = 422
    text = Words(
        zh="规则 {rule} 缺少：{missing}。告警必须用中英文写明名称、原因、后果和处置，否则不能启用。",
        en="Rule {rule} lacks: {missing}. An alarm must name itself, its cause, its consequence and what to do, "
        "in both languages, before it can be put live.",
    )
