"""What can be wrong with a source on trial. Each says what to do now."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class OnTrial(Fault):
    status = 409
    text = Words(
        zh="信息源 {code} 正在试接：报文已留在试接页，读数未收，不会告警。核对无误后在试接页投入使用。",
        en="Source {code} is on trial: the message is kept for its trial page, no reading was taken and nothing alarms. Put it"
        " into service there when it is right.",
    )


class NotOnTrial(Fault):
    status = 409
    text = Words(
        zh="信息源 {code} 不在试接：已投入使用或已登记。请打开它的页面；要另接一个，请用新的代码。",
        en="Source {code} is not on trial: it is in service or registered already. Open its page; for another source take a new code.",
    )


class NotAsked(Fault):
    status = 409
    text = Words(
        zh="信息源 {code} 不是我们去询问的：它自己发来。请让设备发一条，再看试接页。",
        en="Source {code} is not one that we ask: it sends by itself. Let the device send something and look at the trial page.",
    )


class NamesOwed(Fault):
    status = 422
    text = Words(
        zh="名称须中英文都填，各不超过 128 字，不含控制字符。请补全后再保存。",
        en="Names are owed in both languages, 128 characters each at most and without control characters. Complete them and save.",
    )


class WrongPeriod(Fault):
    status = 422
    text = Words(
        zh="周期须为 1 至 {most} 秒的整数，收到 {given}。请填设备约定的发送间隔。",
        en="The period is a whole number of seconds, 1 to {most}; {given} was given. Say how often the device is to send.",
    )


class StillUsed(Fault):
    status = 409
    text = Words(
        zh="信息源 {code} 不能丢弃：告警规则或收到的预警还在用它（{what}）。请先删除那些规则，或改为投入使用。",
        en="Source {code} cannot be thrown away: alarm rules or warnings received still use it ({what}). Remove those first, or"
        " put it into service.",
    )


class AlreadyOnTrial(Fault):
    status = 409
    text = Words(
        zh="信息源 {code} 已在试接。请从信息源列表打开它的试接页继续，或换一个代码。",
        en="Source {code} is on trial already. Go on with it from the list of sources, or take another code.",
    )


class DeviceElsewhere(Fault):
    status = 409
    text = Words(
        zh="设备 {device} 属于信息源 {code}，密钥未动。请换一个设备代码；确要移过来，先停用它的密钥。",
        en="Device {device} belongs to source {code}; its key was left as it is. Take another code, or withdraw its key first.",
    )
