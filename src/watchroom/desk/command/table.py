"""The verbs of the command line, pure: one table, which the screen, the API and the shell read."""

from dataclasses import dataclass

from watchroom.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Verb:
    """code  how a chosen line spells it
    spellings  as it may be typed, the first of each language is shown
    takes  the kinds of things that may follow, the likeliest first
    """

    code: str
    title: Words
    spellings: tuple[str, ...]
    takes: tuple[str, ...]
    hint: Words

    @property
    def written(self) -> Words:
        """As each language writes it first."""
        en, zh = self.spellings[:2]
        return Words(zh=zh, en=en)


VERBS: tuple[Verb, ...] = (
    Verb(
        "ack", Words(zh="确认告警", en="Acknowledge an alarm"), ("ACK", "确认", "queren", "qr"), ("alarm",),
        Words(zh="确认 ＋ 告警；不写对象即为当前一条", en="ACK + alarm; without one, the alarm at hand"),
    ),
    Verb(
        "shelve", Words(zh="搁置告警", en="Shelve an alarm"), ("SHELVE", "搁置", "gezhi", "gz"), ("alarm",),
        Words(zh="搁置 ＋ 告警 ＋ 分钟 ＋ 理由", en="SHELVE + alarm + minutes + reason"),
    ),
    Verb(
        "maint", Words(zh="计划检修", en="Plan maintenance"), ("MAINT", "检修", "jianxiu", "jx"), ("place", "sensor", "rule"),
        Words(zh="检修 ＋ 地点、传感器或规则 ＋ 22:00-23:30 ＋ 理由", en="MAINT + place, sensor or rule + 22:00-23:30 + reason"),
    ),
    Verb(
        "out", Words(zh="退出服务", en="Take out of service"), ("OUT", "退出服务", "tuichu", "tc"), ("sensor", "rule"),
        Words(zh="退出服务 ＋ 传感器或规则 ＋ 理由", en="OUT + sensor or rule + reason"),
    ),
    Verb(
        "back", Words(zh="结束搁置、检修或停用", en="End a shelf, maintenance or outage"), ("BACK", "恢复", "huifu", "hf"), ("hold",),
        Words(zh="恢复 ＋ 被压下的告警或对象", en="BACK + what is held back"),
    ),
    Verb(
        "new", Words(zh="立案", en="Open an incident"), ("NEW", "立案", "lian", "la"), ("alarm", "place"),
        Words(zh="立案 ＋ 告警，或 立案 ＋ 地点 ＋ 情况", en="NEW + alarm, or NEW + place + what happened"),
    ),
    Verb(
        "disp", Words(zh="派遣力量", en="Dispatch a unit"), ("DISP", "派", "pai", "D"), ("unit",),
        Words(zh="派 ＋ 单位 ＋ 事件", en="DISP + unit + incident"),
    ),
    Verb(
        "call", Words(zh="呼叫队伍或专家", en="Call a team or experts out"), ("CALL", "呼叫", "hujiao", "hj", "出动", "chudong"), ("team",),
        Words(zh="呼叫 ＋ 队伍或专家组 ＋ 事件", en="CALL + team or experts + incident"),
    ),
    Verb(
        "stat", Words(zh="报力量状态", en="Report a unit's status"), ("STAT", "报", "bao"), ("unit",),
        Words(zh="报 ＋ 单位 ＋ 状态或电台代码 ＋ 时间", en="STAT + unit + status or radio code + time"),
    ),
    Verb(
        "enr", Words(zh="力量出发", en="A unit is en route"), ("ENR", "出发", "chufa", "cf"), ("unit",),
        Words(zh="出发 ＋ 单位 ＋ 时间（早先的才写）", en="ENR + unit + time, if it was earlier"),
    ),
    Verb(
        "arr", Words(zh="力量到场", en="A unit is on scene"), ("ARR", "到达", "daoda", "到场", "dd"), ("unit",),
        Words(zh="到达 ＋ 单位 ＋ 时间（早先的才写）", en="ARR + unit + time, if it was earlier"),
    ),
    Verb(
        "clr", Words(zh="力量撤出", en="A unit is clear"), ("CLR", "清", "qing", "撤出", "chechu", "cc"), ("unit",),
        Words(zh="清 ＋ 单位 ＋ 时间（早先的才写）", en="CLR + unit + time, if it was earlier"),
    ),
    Verb(
        "hold", Words(zh="留置力量", en="Hold a unit back"), ("HOLD", "留置", "liuzhi", "lz"), ("unit",),
        Words(zh="留置 ＋ 单位 ＋ 理由：停用，不再派遣", en="HOLD + unit + reason: out of service, not to be sent"),
    ),
    Verb(
        "par", Words(zh="在场点名", en="Check a crew"), ("PAR", "点名", "dianming", "dm"), ("unit",),
        Words(zh="点名 ＋ 单位 ＋ 人数（不写即全员在）", en="PAR + unit + number present, all if none is written"),
    ),
    Verb(
        "note", Words(zh="记一笔", en="Note on an incident"), ("NOTE", "记", "ji", "N"), ("incident",),
        Words(zh="记 ＋ 事件编号（#12）＋ 内容；不写编号即所选事件", en="NOTE + incident (#12) + text; without one, the chosen incident"),
    ),
    Verb(
        "log", Words(zh="记值班日志", en="Write in the duty log"), ("LOG", "日志", "rizhi", "rz"), (),
        Words(zh="日志 ＋ 内容；写 #12 即关联事件", en="LOG + text; #12 in it ties it to an incident"),
    ),
    Verb(
        "plan", Words(zh="呈报或启动预案", en="Forward or start a plan"), ("PLAN", "预案", "yuan", "ya"), ("proposal", "plan"),
        Words(zh="预案 ＋ 启动建议或事件编号；写预案名即打开预案", en="PLAN + proposal or incident number; a plan's name opens it"),
    ),
    Verb(
        "warn", Words(zh="起草预警", en="Draft a warning"), ("WARN", "预警", "yujing", "yj"), ("incident", "warning"),
        Words(zh="预警 ＋ 事件：起草；预警 ＋ 预警编号：打开", en="WARN + incident drafts one; WARN + number opens it"),
    ),
    Verb(
        "recv", Words(zh="签收任务", en="Receive a task"), ("RECV", "签收", "qianshou", "qs"), ("order",),
        Words(zh="签收 ＋ 任务；别岗的再写谁来电", en="RECV + task; another post's: then who called"),
    ),
    Verb(
        "prog", Words(zh="报任务进展", en="Report progress"), ("PROG", "进展", "jinzhan", "jz"), ("order",),
        Words(zh="进展 ＋ 任务 ＋ 百分数或说明；别岗的再写 / 谁来电", en="PROG + task + percentage or words; another post's: / who called"),
    ),
    Verb(
        "done", Words(zh="报任务完成", en="Report a task done"), ("DONE", "完成", "wancheng", "wc"), ("order",),
        Words(zh="完成 ＋ 任务 ＋ 说明；别岗的写谁来电", en="DONE + task + note; another post's: who called"),
    ),
    Verb(
        "block", Words(zh="报任务受阻", en="Report a task blocked"), ("BLOCK", "受阻", "shouzu", "sz"), ("order",),
        Words(zh="受阻 ＋ 任务 ＋ 原因 / 须由谁解决；别岗的再写 / 谁来电", en="BLOCK + task + why / who must act; another post's: / who called"),
    ),
    Verb(
        "skip", Words(zh="任务不适用", en="Leave a task out"), ("NA", "不适用", "bushiyong", "bsy"), ("order",),
        Words(zh="不适用 ＋ 任务 ＋ 理由", en="NA + task + reason"),
    ),
    Verb(
        "go", Words(zh="地图到地点", en="Map to a place"), ("GO", "去", "qu"), ("place", "incident", "unit"),
        Words(zh="去 ＋ 地点、事件或单位", en="GO + place, incident or unit"),
    ),
    Verb(
        "find", Words(zh="查找", en="Find"), ("FIND", "查找", "chazhao", "cz", "找"),
        ("alarm", "incident", "unit", "team", "order", "place", "person", "sensor", "warning", "plan", "page"),
        Words(zh="查找 ＋ 名称、编号或拼音", en="FIND + name, number or pinyin"),
    ),
    Verb(
        "handover", Words(zh="交接班", en="Hand a post over"), ("HANDOVER", "交接班", "jiaojieban", "jjb"), ("post",),
        Words(zh="交接班 ＋ 岗位；不写即本人的岗位", en="HANDOVER + post; without one, your own"),
    ),
    Verb(
        "lang", Words(zh="切换语言", en="Switch the language"), ("LANG", "语言", "yuyan", "yy"), ("lang",),
        Words(zh="语言 ＋ 中文 / English", en="LANG + 中文 / English"),
    ),
    Verb(
        "theme", Words(zh="切换主题", en="Switch the theme"), ("THEME", "主题", "zhuti", "zt"), ("theme",),
        Words(zh="主题 ＋ 暗色 / 夜间 / 浅色", en="THEME + dark / night / light"),
    ),
)  # fmt: skip
BY_CODE = {verb.code: verb for verb in VERBS}
