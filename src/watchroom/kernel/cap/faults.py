"""What the CAP reader and writer refuse, each with the reason as a short code for machines."""

from typing import ClassVar

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class CapRefused(Fault):
    """Base: the bytes were not read as an alert. `reason` is the short code that `cap check` prints."""

    status = 422
    reason: ClassVar[str] = "cap.refused"
    text = Words(
        zh="CAP 文件未被接受。请与发送方核对后重新提交。",
        en="The CAP file was refused. Check it with its sender and submit it again.",
    )


class CapTooLarge(CapRefused):
    reason = "cap.too_large"
    text = Words(
        zh="CAP 文件超过 {limit} 字节的上限，没有读取。",
        en="The CAP file is larger than the limit of {limit} bytes and was not read.",
    )


class CapDoctype(CapRefused):
    reason = "cap.doctype"
    text = Words(
        zh="第 {line} 行含有 DOCTYPE 声明。预警报文不得携带 DOCTYPE 或实体定义，已拒收，未作解析。",
        en="Line {line} holds a DOCTYPE. An alert may carry neither a DOCTYPE nor entity definitions; "
        "it was refused before parsing.",
    )


class CapEncodingUnknown(CapRefused):
    reason = "cap.encoding_unknown"
    text = Words(
        zh="无法确定文件的字符编码（声明为 {declared}）。为避免乱码，已搁置，请发送方以 UTF-8 重发。",
        en="The character encoding cannot be told (declared: {declared}). Set aside rather than garbled; "
        "ask the sender for UTF-8.",
    )


class CapNotXml(CapRefused):
    reason = "cap.not_xml"
    text = Words(
        zh="文件不是格式良好的 XML，问题在第 {line} 行。文件可能被截断或不是 CAP，请重新获取。",
        en="The file is not well-formed XML; the trouble is at line {line}. It may be cut off or not CAP: fetch it again.",
    )


class CapTooDeep(CapRefused):
    reason = "cap.too_deep"
    text = Words(
        zh="文件的元素嵌套超过 {limit} 层，已拒收。",
        en="The file nests its elements deeper than {limit} levels and was refused.",
    )


class CapTooMany(CapRefused):
    reason = "cap.too_many"
    text = Words(
        zh="文件中的{what}超过 {limit} 个，已拒收。",
        en="The file holds more than {limit} {what} and was refused.",
    )


class CapNoAlert(CapRefused):
    reason = "cap.no_alert"
    text = Words(
        zh="文件中没有 CAP 预警报文：{what}。",
        en="The file holds no CAP alert: {what}.",
    )


class CapNoFile(CapRefused):
    reason = "cap.no_file"
    text = Words(
        zh="文件无法打开：{why}。请核对路径和权限。",
        en="The file cannot be opened: {why}. Check the path and the permissions.",
    )


class CapUnwritable(Fault):
    """Our own alert does not meet the rules of the writer; nothing was written."""

    status = 422
    text = Words(
        zh="预警报文不能写出：{why}。请改正后重试。",
        en="The alert cannot be written: {why}. Correct it and try again.",
    )
