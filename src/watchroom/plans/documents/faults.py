"""What may be wrong with a plan document that somebody brings."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class DocumentTooLarge(Fault):
    status = 413
    text = Words(
        zh="文件“{name}”有 {size} 字节，最多 {most} 字节。请压缩或删去其中的图片后再导入。",
        en="The file “{name}” has {size} bytes; at most {most} are taken. Shrink or remove its pictures and bring it again.",
    )


class DocumentTooHeavy(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”没有读：{what}超过 {most}。请只导入预案正文；文件来历不明的，请勿再打开。",
        en="The file “{name}” was not read: {what}, more than {most}. Bring the plan's own text only; if you do not know where the file comes from, do not open it.",
    )


class DocumentUnsafe(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”没有读：{what}，正常的文档不会有。请在 Word 中另存为新文件后再导入；文件来历不明的，请勿打开。",
        en="The file “{name}” was not read: {what}, which no ordinary document has. Save it as a new file in Word and bring that; if you do not know where it comes from, do not open it.",
    )


class DocumentLocked(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”有打开口令或已加密。请去掉口令，另存后再导入。",
        en="The file “{name}” is encrypted or has a password. Remove the password, save it, and bring it again.",
    )


class DocumentBroken(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”已损坏，读不出来（{why}）。请用原来的程序打开，另存后再导入。",
        en="The file “{name}” is broken and cannot be read ({why}). Open it in the program it comes from, save it, and bring it again.",
    )


class DocumentUnknown(Fault):
    status = 415
    text = Words(
        zh="“{name}”不是能读的文档（{what}）。能读：Word（.docx）、PDF、网页、Markdown、纯文本；请另存为其中一种。",
        en="“{name}” is not a document that can be read ({what}). Word (.docx), PDF, web page, Markdown and plain text can; save it as one of these.",
    )


class DocumentEmpty(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”里没有文字。请确认选对了文件。",
        en="There is no text in the file “{name}”. Make sure that it is the right one.",
    )


class DocumentScanned(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”的 {pages} 页都是图片（扫描件），没有文字。请在服务器上安装文字识别程序 tesseract 及简体中文数据 chi_sim，或导入原来的 Word 文件。",
        en="All {pages} pages of “{name}” are pictures (a scan), without text. Install the program tesseract with its data chi_sim on the server, or bring the Word file that it was made from.",
    )


class DocumentSlow(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”没有读完：超过了 {seconds} 秒或所许的内存。请拆成几个文件，或另存后再导入。",
        en="The file “{name}” was not read to its end: it took more than {seconds} s or the memory it may have. Split it, or save it anew and bring it again.",
    )


class RulesSlow(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”的文字已读出，但按规则查找内容时超过了 {seconds} 秒或所许的内存。请只导入一份预案的正文，删去汇编中的其他内容和长表，再导入。",
        en="The text of “{name}” was read, but looking through it by the rules took more than {seconds} s or the memory it may have. Bring the text of one plan only, without what else is bound in with it and without long tables.",
    )


class RulesFailed(Fault):
    status = 422
    text = Words(
        zh="文件“{name}”的文字已读出，但按规则查找内容时出错（{why}）。请把文件和这句话交给系统管理员；可先分章导入，找出出错的一段。",
        en="The text of “{name}” was read, but looking through it by the rules failed ({why}). Give the file and this sentence to your administrator; bringing it chapter by chapter shows which part it is.",
    )
