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
