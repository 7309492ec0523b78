"""What can be wrong with a table that somebody sends. Each says what to do now."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoFile(Fault):
    status = 422
    text = Words(
        zh="没有选文件，什么也没有收。请先选一个文件。",
        en="No file was chosen; nothing was taken. Choose a file first.",
    )


class FileTooLarge(Fault):
    status = 413
    text = Words(
        zh="文件 {size} 字节，超过上限 {most} 字节，未读取。请拆成几个文件。",
        en="The file has {size} bytes; the limit is {most}. It was not read. Split it.",
    )


class BadFile(Fault):
    status = 422
    text = Words(
        zh="文件读不出来：{why}。一条也没有收；请用原软件另存为 CSV（UTF-8）、Excel 或 Parquet 再送。",
        en="The file cannot be read: {why}. Nothing was taken; save it anew as CSV (UTF-8), Excel or Parquet and send it again.",
    )


class TooManyRows(Fault):
    status = 413
    text = Words(
        zh="文件过大：上限 {most} 行、{cells} 格、{columns} 列。一条也没有收，请拆成几个文件。",
        en="The file is too large: at most {most} rows, {cells} cells, {columns} columns. Nothing was taken; split it.",
    )
