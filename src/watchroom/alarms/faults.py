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


class SameHand(Fault):
    status = 409
    text = Words(
        zh="规则 {rule} 第 {version} 版有您的手笔，不能由您启用。请另一位有权的人核对后启用。",
        en="Your hand is in version {version} of rule {rule}, so you cannot put it live. "
        "Ask another person with that right to read it and do so.",
    )


class RuleChanged(Fault):
    status = 409
    text = Words(
        zh="规则 {rule} 第 {version} 版已不是您看到的内容：现在的草稿是第 {now} 版，指纹 {mark}。没有启用；请重新打开页面核对。",
        en="Version {version} of rule {rule} is not what you saw: the draft is now version {now}, fingerprint {mark}. "
        "Nothing was put live; open the page again and read it.",
    )


class NoDraft(Fault):
    status = 409
    text = Words(
        zh="规则 {rule} 现在没有草稿。请先写一版再启用。",
        en="Rule {rule} has no draft now. Write one first.",
    )


class NoSuchVersion(Fault):
    status = 404
    text = Words(
        zh="规则 {rule} 没有第 {version} 版。请从规则页的版本列表中选择。",
        en="Rule {rule} has no version {version}. Choose one from the list on the rule's page.",
    )


class NotLive(Fault):
    status = 409
    text = Words(zh="规则 {rule} 现在没有启用，无需停用。", en="Rule {rule} is not live; there is nothing to take off.")


class WrongCode(Fault):
    status = 422
    text = Words(
        zh="规则代码“{code}”不能用：只用小写字母、数字、连字符和下划线，以字母或数字开头，最多 64 个字符。",
        en="“{code}” cannot be a rule's code: small letters, digits, hyphen and underscore, beginning with a letter or "
        "digit, 64 characters at most.",
    )


class CodeTaken(Fault):
    status = 409
    text = Words(
        zh="已有代码为 {rule} 的规则。请换一个代码，或打开那条规则修改。",
        en="There is a rule {rule} already. Choose another code, or open that rule and change it.",
    )


class WrongText(Fault):
    status = 422
    text = Words(
        zh="“{name}”不能这样写：{why}。没有保存，请改正。",
        en="“{name}” cannot be written so: {why}. Nothing was saved; correct it.",
    )


class WrongInputs(Fault):
    status = 422
    text = Words(
        zh="检测器“{detector}”的其他输入有误：{why}。没有保存，请改正。",
        en="The further inputs for the detector “{detector}” are wrong: {why}. Nothing was saved; correct them.",
    )


class TrialBusy(Fault):
    status = 503
    text = Words(
        zh="另一项试算正在进行，请几秒钟后再试；规则没有改动。",
        en="Another trial is running. Try again in a few seconds; the rule was not changed.",
    )


class NotTriable(Fault):
    status = 422
    text = Words(
        zh="检测器“{detector}”要结合其他传感器或规则判断，暂不能用一条传感器的历史试算。规则仍可保存，启用前请人工核对。",
        en="The detector “{detector}” judges other sensors or rules besides, which a trial over one sensor's history cannot "
        "do. The rule can still be saved; check it by hand before it goes live.",
    )


class NoSuchSignal(Fault):
    status = 404
    text = Words(
        zh="没有“{kind}”的{colour}预警信号。可用 watchroom rule signals 或规则页查看全部种类和级别。",
        en="There is no {colour} warning signal for “{kind}”. The rules page, or watchroom rule signals, lists all of them.",
    )


class NotExpressible(Fault):
    status = 422
    text = Words(
        zh="{signal}的标准不能写成传感器 {sensor} 的规则：{why}",
        en="The criterion of the {signal} cannot be a rule over the sensor {sensor}: {why}",
    )
