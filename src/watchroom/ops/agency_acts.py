"""The words of `watchroom agency`: the tree of agencies, and whom an incident is shared with."""

from watchroom.kernel.words import Words
from watchroom.ops.acting import About, Step, Take

TREE, SHARE, LINES = "watchroom.people.agencies:", "watchroom.incidents.sharing:", "watchroom.ops.plan_lines:"

_CODE = Take("code", Words(zh="单位代码", en="the agency's code"), needed=True)
_WHOSE = Take(
    "agency", Words(zh="单位代码；不写则归本平台", en="the agency's code; without it, the site itself"), "code"
)
_INCIDENT = Take("incident", Words(zh="事件编号，如 I-2026-0001", en="the incident's number, such as I-2026-0001"), "", "incident", True)  # fmt: skip
_WITH = Take("agency", Words(zh="单位代码", en="the agency's code"), needed=True)
_REASON = Take("--reason", Words(zh="理由", en="the reason"), needed=True)
_ABOUT = About("incident", "watchroom.incidents.queries:incident", ("incident",))

STEPS = (
    Step("list", Words(zh="列出单位与辖区", en="list the agencies and jurisdictions"), f"{LINES}agencies_of", "agency", reads=True),
    Step(
        "put", Words(zh="登记或变更一个单位", en="enter or change an agency"), f"{TREE}put_agency", "",
        (
            _CODE, Take("--zh", Words(zh="中文名称", en="its name in Chinese"), needed=True), Take("--en", Words(zh="英文名称", en="its name in English"), needed=True),
            Take("--parent", Words(zh="上级单位代码；不写则直属本平台", en="code of the agency above; without it, the site itself")),
            Take("--upward", Words(zh="上级看得到什么：all 全部，grade 达到分级的和敏感的，shared 只有共享的", en="what those above see: all; grade: of the grade, and sensitive ones; shared: only what is shared"), choices=("all", "grade", "shared")),
            Take("--grade", Words(zh="上级看得到的最低分级，1 至 4", en="the lightest grade that goes up, 1 to 4"), "", "number"),
        ),
    ),
    Step("post", Words(zh="设定一个岗位的归属", en="say whose a post is"), f"{TREE}place_post", "", (Take("post", Words(zh="岗位代码", en="the post's code"), needed=True), _WHOSE)),
    Step("person", Words(zh="设定一个账号不在岗时的归属", en="say whose a person is without any post"), f"{TREE}place_person", "", (Take("person", Words(zh="账号", en="the account"), needed=True), _WHOSE)),
    Step("share", Words(zh="把事件共享给一个单位", en="share an incident with an agency"), f"{SHARE}share", "", (_INCIDENT, _WITH, _REASON), about=_ABOUT),
    Step("unshare", Words(zh="不再共享给一个单位", en="end the sharing with an agency"), f"{SHARE}unshare", "", (_INCIDENT, _WITH, _REASON), about=_ABOUT),
)  # fmt: skip
