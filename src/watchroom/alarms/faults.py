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


class NoSuchGroup(Fault):
    status = 404
    text = Words(
        zh="没有编号为 {group} 的告警组。请从值守台的告警列表中打开。",
        en="There is no group of alarms {group}. Open it from the console's list of alarms.",
    )


class GroupIsApart(Fault):
    status = 409
    text = Words(
        zh="告警组 {group} 已经拆开，或已并入范围更大的一组。请在告警列表中查看这些告警。",
        en="The group of alarms {group} was taken apart, or became part of a wider one. Look for its alarms in the list.",
    )


class NoSuchRange(Fault):
    status = 422
    text = Words(
        zh="看不懂时间范围“{given}”。范围写 day、week 或 month，日期写成 2026-11-30。",
        en="The range “{given}” is not understood. Ranges are day, week and month; a date is written 2026-11-30.",
    )


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


class WrongInputs(Fault):
    status = 422
    text = Words(
        zh="检测器“{detector}”需要 {least} 至 {most} 个输入（{of}），各不相同，且与设置中的名称数相符；给出的是 {given} 个。请改正后再保存。",
        en="The detector “{detector}” takes {least} to {most} inputs ({of}), all different, and as many as its settings "
        "name; {given} were given. Correct and save again.",
    )


class WrongInput(Fault):
    status = 422
    text = Words(
        zh="输入 {input} 不能用：{why}。规则未改动，请改正后再保存。",
        en="The input {input} cannot be used: {why}. The rule was not changed; correct and save again.",
    )


class OtherPartition(Fault):
    status = 422
    text = Words(
        zh="输入 {input} 在第 {partition} 分区，传感器 {sensor} 在第 {own} 分区，一条规则只能看同一分区。请换一个同一分区（同一区域）的输入。",
        en="The input {input} is in partition {partition}, the sensor {sensor} in partition {own}; a rule sees one partition "
        "only. Choose an input of the same partition (the same zone).",
    )


class TooFarApart(Fault):
    status = 422
    text = Words(
        zh="{one} 与 {other} 相距 {apart} 米，超过规则允许的 {within} 米。请核对位置，或改大距离。",
        en="{one} and {other} are {apart} m apart, more than the {within} m that the rule allows. Check their positions, "
        "or allow more.",
    )


class InputInUse(Fault):
    status = 409
    text = Words(
        zh="规则 {rule} 是组合规则 {user} 的输入，不能停用、换传感器或改成组合条件。请先停用或修改 {user}。",
        en="The rule {rule} is an input of the rule {user}: it cannot be taken off, moved or made a combination. "
        "Take off or change {user} first.",
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


class TrialBusy(Fault):
    status = 503
    text = Words(
        zh="另一项试算正在进行，请几秒钟后再试；规则没有改动。",
        en="Another trial is running. Try again in a few seconds; the rule was not changed.",
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


class BuiltInRule(Fault):
    status = 422
    text = Words(
        zh="规则 {rule} 是平台自查的内置规则，不能改动或停用。需要时可把它的告警搁置或退出服务。",
        en="The rule {rule} is built in: by it the platform watches itself, and it cannot be changed or taken off. "
        "Shelve its alarms or take them out of service instead.",
    )


class WrongSuppressor(Fault):
    status = 422
    text = Words(
        zh="规则 {rule} 不能由 {above} 抑制：{above} 不存在，或两者互相抑制，告警会全部消失。请另选上级规则。",
        en="The rule {rule} cannot be held back by {above}: there is no such rule, or they would hold back each other "
        "and nothing would be heard. Choose another.",
    )


class NotFilled(Fault):
    status = 422
    text = Words(
        zh="{what}：{why}。已填内容仍在，请改正后再提交。",
        en="{what}: {why}. What you typed is kept; correct it and submit again.",
    )


class AlreadyCleared(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 已解除，没有需要处理的。再次出现时会是一条新告警。",
        en="Alarm {alarm} has cleared; there is nothing left to do. If it happens again it will be a new alarm.",
    )


class NothingChosen(Fault):
    status = 422
    text = Words(
        zh="没有选中要确认的告警，或一次超过 {most} 条。请刷新列表，只确认看得见的告警。",
        en="No alarms were chosen to be acknowledged, or more than {most} at once. Refresh the list and acknowledge "
        "those that you see.",
    )


class NotLatched(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 不在“锁存待复位”状态：条件须已消失，并且已有人确认，才能复位。",
        en="Alarm {alarm} is not waiting for its reset: its condition must be gone, and a person must have "
        "acknowledged it first.",
    )


class LeaderShelves(Fault):
    status = 403
    text = Words(
        zh="告警 {alarm} 为 P1（生命安全），只有带班领导可以搁置。请确认告警，并请带班领导处理。",
        en="Alarm {alarm} is P1 (life safety): only the duty leader may shelve it. Acknowledge it, and ask the leader.",
    )


class ShelfTooLong(Fault):
    status = 422
    text = Words(
        zh="P{priority} 告警可搁置 1 至 {most} 分钟。请改短时间；需要更久请用计划检修或退出服务。",
        en="A P{priority} alarm may be shelved for 1 to {most} minutes. Give less; for longer plan a maintenance or "
        "take it out of service.",
    )


class NotShelved(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 没有被搁置，或搁置已到时。请看它现在的状态。",
        en="Alarm {alarm} is not shelved, or its time has run out. See the state that it has now.",
    )


class OneThing(Fault):
    status = 422
    text = Words(
        zh="请只选一项：一条规则、一个传感器，或（计划检修时）一处地点。",
        en="Choose exactly one thing: a rule, a sensor, or for planned maintenance a place.",
    )


class AlreadyOut(Fault):
    status = 409
    text = Words(
        zh="“{what}”的告警已退出服务。请在“被压下的告警”页查看由谁、因何。",
        en="The alarms of “{what}” are out of service already. The page of held alarms says by whom and why.",
    )


class WrongTimes(Fault):
    status = 422
    text = Words(
        zh="检修时间有误：开始须早于结束，结束须在现在之后，总长不超过 {days} 天。请改正时间。",
        en="The times of the maintenance are wrong: it must begin before it ends, end in the future, and last at most "
        "{days} days. Correct them.",
    )


class NoSuchPlaceThere(Fault):
    status = 422
    text = Words(zh="没有代码为 {place} 的地点。请核对代码。", en="There is no place {place}. Check its code.")


class NoSuchHold(Fault):
    status = 404
    text = Words(
        zh="没有编号为 {hold} 的搁置、检修或停用。请从“被压下的告警”页打开。",
        en="There is no shelf, maintenance or outage {hold}. Open it from the page of held alarms.",
    )


class HoldEndedBefore(Fault):
    status = 409
    text = Words(
        zh="编号 {hold} 的搁置、检修或停用已经结束，无需再次结束。",
        en="The shelf, maintenance or outage {hold} has ended before; it need not be done again.",
    )


class NobodyThere(Fault):
    status = 422
    text = Words(
        zh="“{person}”现在不在岗，不能接手告警。请从在岗人员中选择。",
        en="“{person}” is not on watch now and cannot be given an alarm. Choose somebody who is.",
    )


class SilenceTooLong(Fault):
    status = 422
    text = Words(
        zh="静音须为 0 至 {most} 分钟（0 为恢复声音）。静音只对您本人，告警仍须确认。",
        en="A silence lasts 0 to {most} minutes (0: sound on again). It is yours alone, and acknowledges nothing.",
    )
