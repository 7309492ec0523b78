"""What is refused about rosters, leave, exchanges and handover."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchRota(Fault):
    status = 404
    text = Words(zh="没有轮班制度 {code}。请在值班页查看。", en="There is no rota {code}. See the duty page.")


class NoSuchShift(Fault):
    status = 404
    text = Words(
        zh="没有班次 {shift}，或已被更改。请刷新值班表再试。",
        en="There is no shift {shift}, or it was changed. Load the roster again and retry.",
    )


class NoSuchPost(Fault):
    status = 404
    text = Words(
        zh="没有岗位 {code}。请在值班页查看岗位。", en="There is no post {code}. See the posts on the duty page."
    )


class RotaWrong(Fault):
    status = 422
    text = Words(
        zh="轮班制度没有保存：{what}。请改正后再提交，已填写的内容都在。",
        en="The rota was not saved: {what}. Correct it and submit again; what you typed is kept.",
    )


class ShiftWrong(Fault):
    status = 422
    text = Words(
        zh="班次没有更改：{what}。请改正后再试。", en="The shift was not changed: {what}. Correct it and try again."
    )


class AnotherMustDecide(Fault):
    status = 409
    text = Words(
        zh="申请人和当事人不能批准自己的申请，请由另一位带班领导或指挥长批准。",
        en="Nobody agrees to a request of his own or about himself: another duty leader or the commander does.",
    )


class AlreadyDecided(Fault):
    status = 409
    text = Words(
        zh="这项申请已是“{state}”，不能再改。需要时请重新申请。",
        en="This request is already “{state}” and stays so. Ask again if need be.",
    )


class NoSuchRequest(Fault):
    status = 404
    text = Words(
        zh="没有申请 {request}，或已被撤销。请刷新值班页。",
        en="There is no request {request}, or it is gone. Load the duty page again.",
    )


class NotHolder(Fault):
    status = 409
    text = Words(
        zh="“{post}”现在不在您手中，不能由您交班。请由在岗人员交班，或由接班人单方接班。",
        en="You do not hold “{post}” now, so you cannot hand it over. Its holder does, or the next one takes it alone.",
    )


class NothingToTake(Fault):
    status = 409
    text = Words(
        zh="“{post}”在两小时内没有待接的班次。请先由带班领导排班或换班。",
        en="No shift of “{post}” begins within two hours or waits to be taken. The duty leader must roster it first.",
    )


class MattersUnread(Fault):
    status = 409
    text = Words(
        zh="还有 {n} 项未了事项没有逐项确认：{what}。请看过并勾选后再签字，没有交接。",
        en="{n} open matters were not ticked: {what}. Read and tick each, then sign; the post has not changed hands.",
    )


class SayWhyAlone(Fault):
    status = 409
    text = Words(
        zh="“{post}”尚未有人交班。请联系在岗人员签字，或写明理由后单方接班。",
        en="Nobody has handed “{post}” over. Have its holder sign, or say why you take it alone.",
    )


class NoDayOfYear(Fault):
    status = 422
    text = Words(
        zh="日期“{day}”不对：请写 2027-01-01 这样的日期，且属于所录入的年份。没有录入。",
        en="The day {day} is wrong: write it like 2027-01-01, a day of the year that is entered. Nothing was entered.",
    )


class RosterFileBad(Fault):
    status = 422
    text = Words(
        zh="值班表没有导入：{why}。请用“导出本月”得到的表样填写后再导入。",
        en="The roster was not imported: {why}. Fill in a sheet like the one that the export of a month gives, and try again.",
    )


class StrengthWrong(Fault):
    status = 422
    text = Words(
        zh="值班力量规定没有保存：{what}。请改正后再提交。",
        en="The strength of the watch was not saved: {what}. Correct it and submit again.",
    )


class NoSuchFeed(Fault):
    status = 404
    text = Words(
        zh="这个日历链接已失效或已更换。请登录后在“我的班次”重新取得。",
        en="This calendar link is none any more, or was renewed. Sign in and get another under “My shifts”.",
    )
