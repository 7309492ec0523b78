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


class AlarmIsOthers(Fault):
    status = 409
    text = Words(
        zh="告警 {alarm} 已由{whose}立案，该事件未向您的单位共享。请与{whose}联系。",
        en="{whose} has opened an incident from alarm {alarm}, which is not shared with your agency. Speak with {whose}.",
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


class NotYoursToShare(Fault):
    status = 403
    text = Words(
        zh="{number} 是{whose}的事件，共享由它或其上级决定。没有执行任何操作。",
        en="{number} belongs to {whose}; it, or those above it, decide whom it is shared with. Nothing was done.",
    )


class SharedAlready(Fault):
    status = 409
    text = Words(
        zh="{agency}已能看到 {number}，无需再共享。", en="{agency} sees {number} already; there is nothing to share."
    )


class NotShared(Fault):
    status = 409
    text = Words(
        zh="{number} 没有共享给{agency}，无可撤销。", en="{number} is not shared with {agency}; nothing was ended."
    )


class FigureFalls(Fault):
    status = 409
    text = Words(
        zh="{number} 的{what}累计数已报 {before}，不能改报 {now}：累计数只增不减。若前报有误，请先更正前一份报告。",
        en="{what} of {number} was reported as {before} in all and cannot become {now}: a figure in all never falls. If the report"
        " before was wrong, correct it first.",
    )


class NoSuchInstruction(Fault):
    status = 404
    text = Words(
        zh="{number} 没有批示 N{instruction}。请从批示列表中选取。",
        en="{number} has no instruction N{instruction}. Choose it from the list of instructions.",
    )


class InstructionEnded(Fault):
    status = 409
    text = Words(
        zh="批示 N{instruction} 已于 {at} 反馈或撤回，没有改动。",
        en="Instruction N{instruction} was answered or withdrawn at {at}; nothing was changed.",
    )


class FileNotTaken(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”没有收：{why}。没有任何改动，请换一个文件。",
        en="The file “{name}” was not taken: {why}. Nothing was changed; choose another one.",
    )


class TooManyFiles(Fault):
    status = 409
    text = Words(
        zh="{number} 已有 {most} 个附件，不能再加。请把有关材料合并成一个文件。",
        en="{number} has {most} files already and takes no more. Put what belongs together into one file.",
    )


class NoSuchFile(Fault):
    status = 404
    text = Words(
        zh="这起事件没有附件 {file}。请从附件列表打开。",
        en="This incident has no file {file}. Open one from its list of files.",
    )


class TemplateUnfit(Fault):
    status = 422
    text = Words(
        zh="模板“{name}”没有收下：{why}。请在 Word 中改好，另存为 .docx 后再放入；在用的模板没有变。",
        en="The template “{name}” was not taken: {why}. Mend it in Word, save it as .docx and put it in again; what is in service is unchanged.",
    )


class NoSuchTemplate(Fault):
    status = 404
    text = Words(
        zh="没有快报模板第 {number} 版。请从模板列表中选。",
        en="There is no version {number} of the template for briefs. Choose one of the list.",
    )


class TemplateInUse(Fault):
    status = 409
    text = Words(
        zh="快报已在用{which}，没有改动。要换，请选另一版。",
        en="Briefs are made from {which} already; nothing was changed. Choose another to change it.",
    )


class TemplateNotFilled(Fault):
    status = 503
    text = Words(
        zh="快报没有写成：模板第 {number} 版{why}。请先用 PDF，并告知系统管理员换回上一版模板。",
        en="The brief was not written: of template {number}, {why}. Take the PDF for now, and ask the administrator to put the version before back.",
    )


class NoSuchForm(Fault):
    status = 404
    text = Words(
        zh="没有表格 {form}，有的是：{forms}。请改正编号。",
        en="There is no form {form}; there are: {forms}. Correct the number.",
    )


class FormChanged(Fault):
    status = 409
    text = Words(
        zh="表格 {form} 已由{who}存为第 {version} 版，您填的是旧版，没有保存。请对照新版再填。",
        en="Form {form} was saved as version {version} by {who}; yours began from an older one and was not saved. Compare and fill it in again.",
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
