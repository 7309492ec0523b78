from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class ActUnread(Fault):
    status = 422
    text = Words(
        zh="这一项读不懂（{places}），没有执行。请更新外勤页面后重做，或电话报告值班室。",
        en="This act cannot be read ({places}) and was not done. Reload the field page and do it again, or tell the watch by"
        " telephone.",
    )


class ActTooOld(Fault):
    status = 409
    text = Words(
        zh="这一项是 {at} 所为，超过 {hours} 小时才收到，没有执行。请电话报告值班室，由其补记。",
        en="This was done at {at} and arrived more than {hours} hours later, so it was not taken. Tell the watch by telephone;"
        " they write it down.",
    )


class NoKind(Fault):
    status = 422
    text = Words(
        zh="新事件报告没有写明类别，没有立案。请从列表中选择类别后重报（{kinds}）。",
        en="The report of a new incident names no kind, so none was opened. Choose one of the list and report again ({kinds}).",
    )


class NoSuchDistress(Fault):
    status = 404
    text = Words(
        zh="没有编号 {distress} 的求助，或它已经解除。请从外勤手机页的列表中选取。",
        en="There is no call for help {distress}, or it has ended. Choose it from the list on the page of phones in the field.",
    )


class DistressOwesNote(Fault):
    status = 422
    text = Words(
        zh="求助 {distress} 没有解除：请写明核实的情况（如：已电话联系，人员安全）。",
        en="The call for help {distress} still stands: say what was found out (such as: reached by telephone, safe).",
    )


class FileOwed(Fault):
    status = 422
    text = Words(
        zh="照片或语音没有随附文件，没有执行。请重拍或重录。",
        en="The photo or voice note came without its file and was not taken. Take it again.",
    )


class NotItsPost(Fault):
    status = 403
    text = Words(
        zh="{at} 时您没有承担可以{act}的岗位，没有执行。请电话报告值班室。",
        en="At {at} you held no post that may {act}, so it was not taken. Tell the watch by telephone.",
    )


class NoSuchFieldAct(Fault):
    status = 404
    text = Words(
        zh="没有编号 {act} 的外勤未执行事项。请从列表中选取。",
        en="There is no act {act} from the field that was not taken. Choose it from the list.",
    )


class HasTracker(Fault):
    status = 409
    text = Words(
        zh="{unit} 已有定位终端，位置以终端为准，手机位置没有采用。",
        en="{unit} has a tracker of its own, which tells its position; the phone's was not taken.",
    )


class NotAPosition(Fault):
    status = 422
    text = Words(
        zh="位置超出经纬度范围或过多，没有采用。请重新定位。",
        en="The positions are off the earth or too many and were not taken. Locate again.",
    )


class BatchUnread(Fault):
    status = 422
    text = Words(
        zh="读不懂这次发送（须有手机时刻 sent_at 和不超过 {most} 项的 acts）。没有执行任何操作；内容仍在手机上，请更新外勤页面后再发。",
        en="This sending cannot be read (it owes sent_at, the phone's clock, and acts, {most} at most). Nothing was done and all is"
        " still on the phone; reload the field page and send again.",
    )
