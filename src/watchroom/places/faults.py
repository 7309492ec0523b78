from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchPlace(Fault):
    status = 404
    text = Words(
        zh="没有代码为 {code} 的地点。请在命令行用“查找”按名称查。",
        en="There is no place {code}. Look it up by name with the find command.",
    )


class UnknownKind(Fault):
    status = 422
    text = Words(
        zh="地点类别 {kind} 不在目录中，可用：{kinds}。",
        en="There is no kind of place {kind}; there are: {kinds}.",
    )


class NumberWithoutSource(Fault):
    status = 422
    text = Words(
        zh="{code} 填了人口或容量，却没有写来源。请补充来源后再登记。",
        en="{code} states a population or a capacity without a source. Add the source and record it again.",
    )


class PartOfItself(Fault):
    status = 422
    text = Words(
        zh="{code} 不能成为自身的一部分。请改正上级地点。",
        en="{code} cannot be a part of itself. Correct the parent.",
    )
