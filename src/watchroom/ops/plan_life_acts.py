"""The words of `watchroom plan` for a plan's life: drafted, reviewed, approved, in force, filed, evaluated, withdrawn."""

from watchroom.kernel.words import Words
from watchroom.ops.acting import About, Step, Take

LIFE, JUDGE = "watchroom.plans.lifecycle:", "watchroom.plans.evaluating:"

_CODE = Take("code", Words(zh="预案代码", en="the plan's code"), needed=True)
_VERSION = Take("version", Words(zh="版本号", en="the version"), "", "number", True)
_DAY = Words(zh="日期，如 2026-01-05", en="the day, such as 2026-01-05")
_NOTE = Take("--note", Words(zh="说明", en="what was found"), needed=True)
_REASON = Take("--reason", Words(zh="理由", en="the reason"), needed=True)
_OF_VERSION = About("version", "watchroom.plans.queries:plan", ("code", "version"))
_KINDS = ("law", "command", "risk", "resources", "event", "drill_lesson", "other")

STEPS = (
    Step(
        "life", Words(zh="列出一份预案的版本、应办事项和修订事由", en="list a plan's versions, what is owed and why it should be revised"),
        "watchroom.plans.life_queries:life", "life", (_CODE,), reads=True,
    ),
    Step(
        "draft", Words(zh="存一份草稿", en="keep a plan file as a draft"), f"{LIFE}put_draft", "version",
        (Take("file", Words(zh="预案文件", en="the plan file"), "content", "file", True),),
    ),
    Step("submit", Words(zh="草稿送审", en="send a draft for review"), f"{LIFE}submit", "version", (_CODE, _VERSION)),
    Step(
        "review", Words(zh="提评审意见", en="give an opinion in review"), f"{LIFE}give_opinion", "opinion",
        (
            _CODE, _VERSION, Take("--agreed", Words(zh="同意人数", en="how many agree"), "", "number", True),
            Take("--present", Words(zh="出席人数（默认 1）", en="how many were present (1 unless said)"), "", "number"),
            Take("--text", Words(zh="意见", en="the opinion"), needed=True),
        ),
    ),
    Step("approve", Words(zh="批准", en="approve what passed its review"), f"{LIFE}approve", "version", (_CODE, _VERSION), about=_OF_VERSION),
    Step(
        "in-force", Words(zh="施行，替代原现行版本", en="put a version in force, in place of the one before"), f"{LIFE}put_in_force", "version",
        (_CODE, _VERSION, Take("--issued-on", Words(zh="印发日期，如 2026-01-05", en="the day of issue, such as 2026-01-05"), needed=True)), about=_OF_VERSION,
    ),
    Step("filed", Words(zh="登记备案", en="record that it was filed"), f"{LIFE}record_filing", "version", (_CODE, _VERSION, Take("--on", _DAY, needed=True))),
    Step(
        "published", Words(zh="登记公布，或不宜公开的原因", en="record its publication, or why it may not be public"), f"{LIFE}record_publishing", "version",
        (_CODE, _VERSION, Take("--on", _DAY), Take("--withheld", Words(zh="不宜公开的原因", en="why it may not be public"))),
    ),
    Step("withdraw", Words(zh="撤回一个版本", en="take a version back"), f"{LIFE}withdraw", "version", (_CODE, _VERSION, _REASON), about=_OF_VERSION),
    Step(
        "evaluate", Words(zh="登记评估", en="record an evaluation"), f"{JUDGE}evaluate", "evaluation",
        (
            _CODE, Take("--on", _DAY, needed=True),
            Take("--conclusion", Words(zh="结论：暂不修订、重新修订、重新修订不再审核", en="the conclusion: keep, revise, or amend without a new review"), needed=True, choices=("keep", "revise", "amend")),
            _NOTE,
            Take("--holds", Words(zh="成立的修订事由和情况，如 law=新标准，可写多次", en="a cause that holds and what has happened, such as law=a new standard; again for more"), "causes", "causes", many=True),
        ),
    ),
    Step(
        "cause", Words(zh="登记修订事由", en="record a cause for revision"), f"{JUDGE}record_cause", "cause",
        (_CODE, Take("kind", Words(zh="事由", en="the cause"), needed=True, choices=_KINDS), _NOTE, Take("--source", Words(zh="来源，如 drill:4", en="what showed it, such as drill:4"))),
    ),
    Step("inspect", Words(zh="立即把现行预案与现场核对", en="check the plans in force against the site now"), "watchroom.plans.checking:check_now"),
)  # fmt: skip
