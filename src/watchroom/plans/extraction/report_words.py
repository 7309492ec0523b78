"""What reports look like: towards whom, what goes on with the report before, when a clause is no report. `plain` texts."""

import re
from collections.abc import Sequence

from watchroom.plans.extraction.named import Named

MOST = 12  # verbs in one clause whose receivers are looked for
_OWN = r"(?:本[^,;。、的]{1,4}的|本(?:项目部?|单位|公司|部门|校|院|店|厂|车间)(?!主要|负责|领导))?"
TOWARDS = re.compile(r"(?<![方指倾走流风导去朝])(?<!(?<!规)定)向(?!导|外|社会|公众|媒体)" + _OWN)
DECIDES = re.compile(r"(?:决定|宣布|批准|建议)[^,;。]{0,12}(?:启动|终止|响应)")
UPWARD = re.compile(r"逐级(?:向上(?:一级)?(?:报告|上报|报送)|上报(?!时|制度|程序|的|和|、|要求|到|至|直))")
AT_ANY_TIME = re.compile(r"随时(?:报告|上报|汇报)(?![\u4e00-\u9fff])")  # beside a report by a limit: one without
# Named in general beside others, and yet senders: `各乡镇`, none of which is left out, and bodies told by what they do.
TOLD_APART = re.compile(
    r"各(?!有关|相关|级|部门|单位|地)[\u4e00-\u9fff]{1,4}$|(?!有关|相关|其[他它余]|各)[\u4e00-\u9fff]{1,8}(?<!有关)(?<!相关)(?<!其他)(?<!其它)(?:部门|单位)$"
)
AND = re.compile("以及|[和及与、]")
NOBODY = re.compile(
    "(?:同级|本级|当地)?(?:的)?(?:其[他它])?(?:有关|相关|其[他它])[^,;。、]{0,4}(?:部门|单位|方面|机构)"
)  # `通报有关部门` names nobody
NOT_SAID = re.compile("是否|包括|除.{2,24}外$")
SIGNS = re.compile(r"由[^,;。]{2,40}(?:签发|审核|审签|审批|批准)")
INFORMS = re.compile("通报|抄送|抄报")  # with its receiver behind it, where the same clauses report to others
SAME_TIME = re.compile("同时(?:向|报(?!警)|上报|报送|电话)")  # with what is done at once, where no limit is told
GOES_ON = re.compile("(?:同时)?并(?!发|非)")  # a sentence that goes on with the report of the one before
AND_INFORMS = re.compile("(?:并|同时)(?:及时|立即)?(?:通报|抄送|抄报)(?!会)")
TOLD = "报告"  # a report without a name of its own among STAGE
ADDS = re.compile("并|同时|同步|且|通报|抄")  # a clause that goes on with the report before it
STAGE = re.compile("首报|初报|续报|终报|核报|补报")  # one after the other, each with its own limit
LATER = re.compile("随后|其后|事后")
IN_TIME = re.compile("及时|尽快|适时|规定的?时[间限]")
TO_OTHERS = re.compile("向|通报|抄送|抄报")
SHARES = re.compile(r"向[^,;。]{2,60}通报[^,;。]{0,12}情况")
# What a duty has to say to be one of telling others what happens, and not of reports on work in general.
SITUATION = re.compile(
    r"^(?!.*(?:汇报|报告)[^,;。]{0,4}工作).*?(?:立即|及时|随时|马上|第一时间|\d ?(?:分钟|小时)|情况|险情|火情|症状|疫情)"
)
SUPERIORS = re.compile(r"上级(?=(?:报告|汇报|上报|反映|报送)(?!的))")
POSTS = ("负责人", "组长", "副组长", "队长", "联络员")
COMMANDS = ("command", "field_command", "office")
OWN_KINDS = ("working_group", "member", "expert_group", "office")  # `各工作组`, of the plan's own organisation
ROLES = ("reporting", "response", "warning", "procedure", "conditions", "level_rule")
WATCHED = re.compile(r"监测|预报|预警|信息")  # chapters on what may come
HEAD = re.compile(r"(?:负责同志|领导同志|负责人|(?:主要|分管|有关)领导)$")  # people of a body
FILED = re.compile("备案|备查")  # `报县教育局备案`: papers are filed, and no situation is told
OUTCOME = re.compile("情况|结果|处置|处理")  # unless it is how something came out
TO_DECIDE = re.compile("审定|审批|审核|审签|批准|同意|发布(?!会)|公布|解除")  # `报指挥部审定后实施`
TO = re.compile(r"(?:(?:并|和|、|与|及)(?:通报|通知|告知))?(?:至|给|到| to | ?)" + _OWN)
LOOSE = re.compile("随时|视情|加密|必要时")
# `首报在1小时内、逐级上报时间不得超过2小时`: the limit of a report that was told of before.
OWN_LIMIT = re.compile(r"(?:逐级)?(?:上报|报告|报送|续报|初报|首报)的?(?:总)?(?:时间|时限)[^,;。]{0,14}?不得?[超晚迟]")
# When a report goes to somebody else or by another way: `节假日期间报值班室`.
LATEST = re.compile("但?(?:最迟|最晚|最长|时间|时限)*(?:不得|不能|不)(?:超过|晚于|迟于)")
DAYS = re.compile(
    r"(?:法定|国家法定)?(?:节假日|双休日|休息日|公休日|周末|工作日(?!内)|夜间|非工作时间|工作时间|上班时间|下班后|正常上班期间)"
    r"(?:(?:和|及|、|或者?|以及)(?:节假日|双休日|休息日|公休日|周末|夜间|非工作时间|下班后))*(?:期间|时间|时段|内)?"
)
CONTACT = re.compile(
    r"\((?:联系|值班|应急|报警)?(?:电话|手机|传真|VHF|邮箱)(?:号码)?:?[^()]{0,40}\)"
)  # how to reach a receiver
BY_CALL = re.compile(r"拨打|[“\"]?(?:119|120|110)")
NOT_NAMED = re.compile(r"(?:并|再|同时)?由[xX×*＊某]{2,4}(?![县市区省镇局])")  # a form's blank for who it is
BY_WAY = re.compile(r"^(?:报告|报警|上报)?(?:方法|方式|途径|形式)(?:为|是|:)")
BRACKETED = re.compile(r"(?:\([^()]{0,60}\))?")  # what may stand behind a limit, at the end of its clause
CONDITION = re.compile(r"(?:(?<!小)时|后|前|的|情况下|期间)$")
# Whoever comes to know of something: `任何个人发现险情时`, `从事运输、贮存活动的单位和个人,`.
ANYONE = re.compile(
    r"(?:凡)?(?P<who>(?:任何|一切|所有|(?=[^,;。:]{2,30}的(?:单位|组织|部门|企业|个人)))(?:[^,;。:]{2,30}的)?"
    r"(?:(?:单位|组织|部门|企业|公民)(?:、|和|或者?|及|以及))?个?人)(?=发现|获悉|得知|应(?!急)|都|均|一旦|必须|$)"
)
NO_NAME = re.compile("通报|的同时")  # `涉及学生的同时通报县教育局` is taken for a name where it ends like one
# What is to be done at once or within a limit, and is no report: `立即赶到现场`, `24小时内派出工作组`.
OTHER = re.compile("(?:派出|派遣|赶到|赶赴|到达|抵达|前往|采取|组织|启动|开展|进行|停止|切断|疏散|拨打)")
_THERE = re.compile("等((?:现场|在场)(?:有关|相关)?人员)")


def as_one(plain: str, names: Sequence[Named]) -> str | None:
    """Those of whom any one reports, as one sender: `甲或乙`, and the people of `司机、售票员等现场有关人员`."""
    if len(names) == 2 and plain[names[0].end : names[1].start] == "或":
        return plain[names[0].start : names[1].end]
    there = _THERE.search(plain, names[0].end, names[-1].end) if len(names) > 1 else None
    return there[1] if there else None
