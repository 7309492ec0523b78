"""What measures look like: how lists of them begin, who a heading obliges, what only starts a response and is none. `plain` texts."""

import re
from collections.abc import Collection, Sequence

CONDITIONED = re.compile(r"(?:启动|响应|预警|触发|判定|发布){0,2}(?:条件|标准|情形):")  # `启动条件：…`, an item
WHEN_ONLY = re.compile(
    r"(?:[^,;。]{2,40}[后时],)?[^,;。]{2,30}?(?:根据|按照|视)[^,;。]{0,200}(?:,或[^,;。]{0,200}){0,8},?(?:组织|分别|及时|立即)?,?[。:]?"
)
STOP = re.compile("[,;。:]")
LISTS = re.compile(
    r"(?:采取|开展|做好|落实|实施|组织)[^,;。]{0,10}(?:以下|下列|如下)[^,;。]{0,10}(?:措施|工作|行动|任务|处置)[。]$"
)
ONCE_STARTED = re.compile(
    r"(?:响应|预案)[^,;。]{0,8}启动[^,;。]{0,4}后|启动[^,;。]{0,10}(?:响应|预案)后"
    r"|按照?(?:下列|以下|如下)[^,;。]{0,8}(?:程序|内容|步骤|流程)[^,;。]{0,8}(?:响应|处置|行动|实施|开展)"
)
SET_UP = re.compile(r"(?:成立|设立|组成|派出)(?![^,;。]{0,20}后)")
# `县指挥部在灾区成立前方指挥部，负责开展以下工作：`: the list is what the new body does.
FOUNDS = re.compile(r"(?:成立|设立|组建)(?=[^,;。]{2,20},(?:主要|具体)?(?:负责|承担|开展|组织))")
STARTS_BELOW = re.compile(
    r"(?:启动|发布|响应|预警|程序)[^,;。]{0,10}:$"
)  # `可能发生较大事件(Ⅲ级)时,…按如下程序启动预警:`
STARTED_BY_WHOM = re.compile(
    r"(?P<level>[^,;。:由经]{1,6}级[^,;。:由经]{0,4}响应)(?:由|经)[^,;。]{2,30}?(?:启动|发布|实施)[,;。]"
)
OPENS = re.compile(r"[^。;]{2,60}?(?:启动|进入)[^,。;]{0,10}级[^,。;]{0,6}响应。")
GRADES = re.compile(r"(?:确定|研判)[^,;。]{0,8}响应级别")
# `第七条 发生一般灾害时，启动Ⅳ级响应，由…决定。`: an article that starts the level whose measures stand below it.
STARTS_ARTICLE = re.compile(
    r"[^。;:]{0,60}?(?:启动|进入)(?:[省市县区镇乡]级)?(?P<level>[^,;。:后时]{0,10}级[^,;。:后时]{0,6}响应)(?:状态)?(?=[,;。:])"
)
REFERS = re.compile(  # a sentence that only says where more is told
    r"(?:详见|参见|见)附[件录表图][^,。;]{0,40}[。;]?$"
    r"|(?:措施|程序|职责|办法|事项)[^;。]{0,10}在[^,;。]{0,24}(?:预案|方案)中?(?:予以|作出|加以)?(?:进一步|具体)?(?:明确|规定|细化)[。;]?$"
)
HAS_TO = ("应", "要", "须", "必须", "负责", "组织")
THEIR_MEASURES = re.compile(  # `县水利局主要采取措施`, a heading
    r"(?<=.)(?:应当?|须)?(?:主要)?(?:采取)?的?(?:以下|下列)?(?:应急|响应|处置|主要|行动|工作|具体|处理){0,2}(?:措施|行动|任务|程序|职责|流程|步骤|工作)?(?:[和与及](?:措施|行动|任务|程序|职责|流程|步骤))?(?:如下)?$"
)
PLACED = re.compile(r"[^省市县区镇乡街道州校厂院]?[省市县区镇乡州校厂院]|[县市区]级")  # where a body belongs
ANYBODY = {"专人", "专职人员"}  # names that say nothing where a heading names who acts
ITS_HEAD = ("负责人", "主要负责人")  # of the group that acts, and nobody beside it
ANSWERS = re.compile(r"(?:预警|防御)期?(?:响应|行动|措施)")
LABELLED = re.compile(r"(?:应急|响应|处置|主要){0,2}(?:措施|行动|程序|流程):")
LIKE = re.compile(r"(?:按照|参照|依照|按)[^,;。]{0,20}")
INLINE = re.compile(r"(?:下列|以下|如下)[^,;。:]{0,12}:(?=[^。]{6,300}?;)")
STARTED_BY = re.compile(r"(?:^|[,;。当由])([^,;。当由]{2,20}?)(?:决定|宣布)?启动[^,;。]{0,10}(?:响应|预警|预案)")
ACTS_FIRST = re.compile(
    r"(?:应|要|须|立即)[^,;。]{0,10}(?:组织|开展|采取|实施)[^,;。]{0,14}(?:处置|救援|抢险|救治|疏散|措施)"
)
SIGNED = re.compile(r"[^,;。]{0,24}(?:签发|宣布|启动|发布|批准)后[^,;。]{0,12},")  # `启动文件签发后1小时内,由…`
STARTED = re.compile(r"[^,;。]{0,24}响应[^,;。]{0,6}(?:启动)?(?:之)?后")
# `三级响应启动后,…`, `启动二级应急响应后,…`, `发布一级、二级预警后,…`: for which levels all that follows is.
_OF_LEVELS = (
    r"(?:[^,;。:级色前]{0,8}[级色](?:[、和及或][^,;。:级色前]{1,3}[级色]){0,3}(?:应急)?(?:响应|预警)(?:信息|信号)?)"
)
LEVEL_STARTED = re.compile(
    rf"(?:在|当)?(?:{_OF_LEVELS}(?:启动|生效|开始|发布)|(?:启动|进入|发布){_OF_LEVELS})之?后(?=[,:]|$)"
)
WARNED = re.compile(rf"发布{_OF_LEVELS}之?后,")
ANY_STARTED = re.compile(r"(?:启动应急响应|应急响应启动)后,")
ONCE_IN_FORCE = re.compile(r"启动(?:[^,;。:级后]{0,3}级)?[^,;。:级后]{0,12}响应后,")
ONLY_STARTS = re.compile(
    r"(?:[^。;]{2,80}?,)?(?:即|则|应|可)?(?:(?:由|经|报请?)[^,;。]{2,24}?(?:批准|同意|决定)?后?)?启动(?:[^,;。]{0,10}级[^,;。]{0,6}|相应)响应"
    r"(?:,?(?:并|同时)(?:及时|立即)?(?:报|向)[^,;。]{2,24}(?:备案|备查)|,?(?:由|经)[^,;。]{2,30}?(?:决定|批准|宣布|同意))?[。;]?(?:在[^,;。]{2,24}基础上,?)?"
    r"|[^,;。]{0,16}(?:应急)?(?:响应)?(?:分为|实行|设)(?:[^,;。]{1,8}|[^,;。]{2,40}级和[^,;。]{1,4})级(?:应急)?(?:响应)?(?:,[^,;。]{0,8}对应[^。;]{2,60}|,(?:分别)?应对[^。;]{2,60})?[。;]?"
    r"|[^,;。]{2,30}提出启动[^,;。]{0,12}(?:响应|预案)的?(?:建议|请示)(?:,(?:报|经|呈)[^,;。]{2,24}?(?:批准|同意|决定|审定)(?:后?,?(?:启动|实施|宣布))?)?[。;]?"
    r"|[^,;。]{2,30}响应的?(?:通知|文件|命令)[^,;。]{0,30}(?:印发|下发)[。;]?"
    r"|(?:[^。;]{2,120}?,)?[^,;。]{2,30}提出(?:启动|实施)[^,;。]{0,24}响应[^,;。]{0,12}的?建议(?:,(?:由|经|报)[^,;。]{2,24}?(?:审核|审定|同意)后?)?"
    r"(?:,(?:报|由|经)?[^,;。]{2,24}?(?:批准|决定)(?:启动[^,;。]{0,12})?)?(?:[;,]遇?紧急情况下?,?(?:可?由)[^,;。]{2,24}决定)?[。;]?"
    r"|(?:[^,;。]{2,24},)?[^,;。]{2,24}?(?:可以?)?(?:直接)?决定(?:启动|实施)[^,;。]{0,14}响应[。;]?"
)
# Behind the condition of a level, who decides that it is taken: `由值班站长决定实施，…`.
DECIDED_ON = re.compile(
    r"[,;。]?(?:经|由)[^,;。]{2,20}?(?:决定|批准|同意|下令)(?:后)?(?:(?:启动|实施|执行)(?:[ⅠⅡⅢⅣ一二三四]级[^,;。]{0,8})?)?(?:[,;。]|$)"
)
DECIDED = re.compile(r"[^,;。]{2,16}响应,?由[^,;。]{2,40}?(?:决定|批准|宣布|确定)(?:启动)?(?=[,;。])")
STARTS_IT = re.compile(  # but whoever asks others to start theirs does something
    r"(?![^,;。]{0,24}(?:报请|提请|请求|申请|建议))[^,;。:由]{2,24}?(?:视情|决定)*启动[^,;。:后时]{0,6}响应,"
    r"|[^。;:]{4,60}?时,由[^,;。:]{2,24}?(?:视情|决定)*启动[^,;。:后时]{0,8}(?:响应|预警),"
)
ONLY_ENDS = re.compile(
    r"[^。;]{2,80}[,的]由[^,;。]{2,24}(?:宣布|决定)(?:应急)?(?:响应(?:结束|终止|解除)|(?:结束|终止|解除)(?:应急)?响应)[。;]?"
)
A_CASE = re.compile(r"的(?:[^,;。的]{0,6}(?:事故|事件|灾害|险情|情况|情形))?[;。]?$")  # `能够自行处置的事故。`
# `Ⅰ级响应由总指挥启动。除采取…`: who starts it, before what is done.
STARTED_FIRST = re.compile(r"[^,;。]{0,6}级(?:应急)?响应(?:由|经)[^,;。]{2,24}(?:启动|批准|决定|宣布)。")
# What may stand before who acts: `发生一般突发事件，`, `在Ⅳ级响应的基础上，`.
BEFORE_WHO = re.compile(r"(?:(?:发生|出现|在|除|接到|接报|必要时|同时)[^,;。]{0,40},){0,2}")
TOLD_PUBLIC = re.compile(r"面向社会(?:公布|发布)|向社会(?:公布|发布)")
HAS_TO_GO_ON = re.compile(r"[^。;:]{2,40}?时,(?:必须|应当?|须|要)(?:立即|及时|迅速|马上)?")  # an item without a subject
# `任何单位和个人不得擅自发布`: nobody in particular has to do anything.
FORBIDS = re.compile(r"(?:任何|其[他它])[^,;。]{0,24},?不得[^,;。]*")
MAY_ONLY = re.compile(r"[^;。]{2,60}?有权(?!限)[^;。]*[。;]?")  # what somebody may do

ONLY_FORBIDS = re.compile(
    rf"(?:(?:未经|凡)[^,;。]{{2,24}},|[^,;。]{{2,24}}[前后时的间],)?[^,;。]{{0,6}}?{FORBIDS.pattern}[。;]?"
)
REPORTS = re.compile(
    r"(?:通知就近|续报|补报|向[^,;。]{1,60}(?:报告|汇报|上报|报送|通报)|(?:报告|上报|报送|汇报)[^,;。:]{2,}|(?<=[内,后即时])报(?=[省市县区国乡镇领上])[^,;。:]{2,})|\b(?:notif(?:y|ies)|informs?|reports? to|situation reports?)\b"
)

TITLED = re.compile(r"([^,;。:()]{2,14})(?:[。:](?!\d)|(?<!\d)[。:])(?=.{6})")  # but no time of the day (`当日6:00前`)
DONE = re.compile(r"(?:应|要|须|立即)[^;。]{4,}[;。]")  # something is ordered already before a list in the line
PREAMBLE = re.compile(
    r"(?:为|根据|依据|按照)(?!主)[^。;]{4,500}(?:制定|制订|编制|拟定)(?:了)?(?:本|此|该|如下)[^。;,]{0,16}?(?:预案|方案|办法|规定|规程|措施|机制)[。:]?"
)  # why there is a plan
# Whose measures those of a level build on, told without their level.
ON_THOSE_ABOVE = re.compile(
    r"在(?:采取|落实|做好|完成)?(?:上述|前述|以上)(?:各项|有关|相关|工作|行动|响应|预警|防范|应急){0,3}(?:措施|工作|行动)?的?基础(?:之)?上|除(?:采取|落实)?上述[^,;。]{0,8}(?:措施|工作|行动)外|(?:响应|预警)(?:启动)?后,还(?:应|须|要)"
)
MOST_LEAD = 60  # characters of a sentence before a list that may say for which level it is


def in_full(name: str, known: Collection[str]) -> str:
    """A heading may leave away where a body belongs (`指挥部` for `县指挥部`)."""
    longer = [one for one in known if one.endswith(name) and PLACED.fullmatch(one.removesuffix(name))]
    return longer[0] if name not in known and len(longer) == 1 else name


def obliged(plain: str, name: str) -> bool:
    """Whether the body is told that it has to act: `市医院应…`."""
    return plain.startswith(HAS_TO, plain.find(name) + len(name))


def reports_last(lead: str) -> bool:
    """Whether the last sentence of a lead, just before its list, only tells somebody of the situation."""
    return REPORTS.search(lead, lead.rstrip("。").rfind("。") + 1) is not None


_STEP = re.compile(r"赶赴|疏散|撤离|扑救|抢险|抢修|救援|救护|救治|现场处置")
MOST_STEP = 32  # characters of a step
LEAST_STEPS = 4


def bare_steps(listed: Sequence[str], orders: int) -> bool:
    """Whether a list below a chapter on the response gives short orders without a stop (`关闭进水阀门`), of which `orders`
    begin with what is to be done."""
    short = len(listed) > 1 and all(len(plain) <= MOST_STEP and plain[-1:] not in "。;:." for plain in listed)
    return short and 3 * orders >= len(listed)


def steps(listed: Sequence[str]) -> bool:
    """Whether a list below a chapter on the procedure tells the response itself, step by step in a few words each."""
    short = len(listed) >= LEAST_STEPS and all(len(plain) <= MOST_STEP for plain in listed)
    return short and any(_STEP.search(plain) for plain in listed)
