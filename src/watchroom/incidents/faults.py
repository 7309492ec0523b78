from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchIncident(Fault):
    status = 404
    text = Words(
        zh="没有事件 {incident}。请核对编号，或从事件列表中选取。",
        en="There is no incident {incident}. Check the number, or choose it from the list of incidents.",
    )


class NotFilled(Fault):
    status = 422
    text = Words(
        zh="{what}：{why}。已填内容仍在，请改正后再提交。",
        en="{what}: {why}. What you typed is kept; correct it and submit again.",
    )


class UnknownKind(Fault):
    status = 422
    text = Words(
        zh="没有“{kind}”这类事件。可选：{kinds}。", en="There is no kind of incident {kind}. Choose one of: {kinds}."
    )


class AlarmHasIncident(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 已由 {who} 于 {at} 立案为 {number}。请直接处理该事件。",
        en="Alarm {alarm} was made incident {number} by {who} at {at}. Go on with that incident.",
    )


class AlreadyClosed(Fault):
    status = 409
    text = Words(
        zh="{number} 已由 {who} 于 {at} 结案。如情况再起，请另立事件。",
        en="{number} was closed by {who} at {at}. Open a new incident if it has begun again.",
    )


class StillRunning(Fault):
    status = 409
    text = Words(
        zh="{number} 还不能结案：{what}。请先了结以上各项。",
        en="{number} cannot be closed yet: {what}. Settle these first.",
    )


class ReportOutOfOrder(Fault):
    status = 409
    text = Words(
        zh="{number} 现在不能作{kind}：{why}。",
        en="{number} cannot have this report now ({kind}): {why}.",
    )


class NoSuchPicture(Fault):
    status = 404
    text = Words(
        zh="该事件没有留存这幅画面（或不是为您打开的）。请从事件页“留存的画面”里打开。",
        en="No such picture is kept for the incident (or it was not opened for you). Open it on the incident's page, under"
        " “Kept pictures”.",
    )


class NoSuchClock(Fault):
    status = 422
    text = Words(
        zh="{number} 没有这项正在计时的报送时限（{clock}）。请刷新后从列表中选取。",
        en="{number} has no such reporting limit running ({clock}). Reload, and choose from the list.",
    )


class NotMetSo(Fault):
    status = 422
    text = Words(
        zh="{number} 的“{what}”不能用{how}销号：电话和书面分别计时，各种报告各有时限。请改选方式或种类，或取消勾选这一项。",
        en="“{what}” of {number} is not met {how}: telephone and writing, and each kind of report, are counted apart. Choose"
        " the other channel or kind, or leave this limit out.",
    )


class NoSuchReport(Fault):
    status = 404
    text = Words(
        zh="{number} 没有报告 {report}。请从报送列表中选取。",
        en="{number} has no report {report}. Choose it from the list of reports.",
    )


class RuleUnfit(Fault):
    status = 422
    text = Words(
        zh="报送规则不能采用：{why}。已填内容仍在，请改正后再提交。",
        en="The reporting rule cannot be taken: {why}. What you typed is kept; correct it and submit again.",
    )


class NoSuchRule(Fault):
    status = 404
    text = Words(
        zh="没有报送规则“{code}”。请从报送规则页选取。",
        en="There is no reporting rule {code}. Choose it on the page of reporting rules.",
    )


class BadMedia(Fault):
    status = 422
    text = Words(
        zh="照片或语音没有采用：{why}。没有任何改动；请重拍或重录。",
        en="The photo or voice note was not taken: {why}. Nothing was changed; take it again.",
    )


class NoSuchMedia(Fault):
    status = 404
    text = Words(
        zh="{number} 没有编号 {media} 的现场影音。请从事件页中选取。",
        en="{number} has no photo or voice note {media}. Choose it on the incident's page.",
    )
