"""Messages that carriers' own samples send: an order, and the same in an exercise."""

from watchroom.people.carrier import Note

ORDER = Note(
    key="call:7:3:1", to="+8613800000000", subject="守望指令 7", lang="zh", number=7, exercise=False,
    text="守望指令：关闭看台（场馆安保）。限 02-06 11:30（Asia/Shanghai）。回复 1 7 签收，回复 2 7 不能执行。",
)  # fmt: skip
EXERCISE = Note(
    key="call:8:3:1", to="duty@example.org", subject="EXERCISE: Watchroom order 8", lang="en", number=8, exercise=True,
    text="EXERCISE: Watchroom order: close the stands (venue security). 【演练】",
)  # fmt: skip
