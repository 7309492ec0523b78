from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchDraft(Fault):
    status = 404
    text = Words(
        zh="没有预案草稿 {draft}。请在草稿列表中选取。",
        en="There is no draft {draft}. Choose one from the list of drafts.",
    )


class NoSuchElement(Fault):
    status = 404
    text = Words(
        zh="草稿里没有要素 {element}。请刷新核对页面。",
        en="The draft has no element {element}. Reload the page of the draft.",
    )


class NoSuchWord(Fault):
    status = 404
    text = Words(zh="没有用词规则 {word}。请刷新用词页面。", en="There is no rule {word}. Reload the page of words.")


class DraftClosed(Fault):
    status = 409
    text = Words(
        zh="这份草稿已生成预案或已放弃，不能再改。需要改的，请重新导入文件。",
        en="This draft has become a plan or was dropped and no longer changes. Bring the document again to change something.",
    )


class CorrectionWrong(Fault):
    status = 422
    text = Words(
        zh="“{field}”写得不对：{why}。请改正后再存。", en="{field} is not right: {why}. Correct it and save again."
    )


class MetadataStays(Fault):
    status = 422
    text = Words(
        zh="预案的基本信息不能删除，只能更正。", en="The particulars of the plan cannot be rejected, only corrected."
    )


class NoDocumentSent(Fault):
    status = 422
    text = Words(
        zh="没有选文件。请选一份预案文件再上传。", en="No file was chosen. Choose a plan document and send it."
    )


class NotADecision(Fault):
    status = 422
    text = Words(
        zh="“{given}”不是可做的决定。可写：{choices}。",
        en="{given} is no decision that can be made. Write one of: {choices}.",
    )


class WordWrong(Fault):
    status = 422
    text = Words(
        zh="这条用词记不下来：标题写 1 至 {most} 个字，内容从所列的里面选。",
        en="These words cannot be kept: write a heading of 1 to {most} characters, and choose what it is about from the list.",
    )


class WordTaken(Fault):
    status = 409
    text = Words(
        zh="“{before}”已采用另一种读法。请先放弃那一条。",
        en="Another reading of “{before}” was accepted. Drop that one first.",
    )
