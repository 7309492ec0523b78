"""The platform watches itself: its built-in rules, and the alarms that they raise without a sensor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from watchroom.alarms import changes as step
from watchroom.alarms.actions import whole
from watchroom.alarms.entries import ToldMore
from watchroom.alarms.holding import settle, values
from watchroom.alarms.models import PLATFORM, Alarm, Rule
from watchroom.alarms.rule_entries import RulePut
from watchroom.alarms.rules import STANDING, State
from watchroom.journal.book import Book, book
from watchroom.kernel.words import LANGS, Words

PREFIX = "platform-"
SOURCE_SILENT, STREAM_FULL, SET_ASIDE = f"{PREFIX}source-silent", f"{PREFIX}stream-full", f"{PREFIX}set-aside"
DELIVERY_FAILED, DISK_LOW = f"{PREFIX}delivery-failed", f"{PREFIX}disk-low"
PLAN_UNFIT, ROSTER_GAP = f"{PREFIX}plan-unfit", f"{PREFIX}roster-gap"
REPORT_LATE, INSTRUCTION_LATE = f"{PREFIX}report-late", f"{PREFIX}instruction-late"
UNANSWERED, UNIT_LOST = f"{PREFIX}unanswered", f"{PREFIX}unit-lost"
DISTRESS = f"{PREFIX}distress"
UNSUPERVISED = f"{PREFIX}unsupervised"
MAIL_WAITS, MAILBOX_DOWN = f"{PREFIX}mail-waits", f"{PREFIX}mailbox-down"
ROLL_MISSED, WATCH_WEAK = f"{PREFIX}roll-missed", f"{PREFIX}watch-weak"


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A rule of our own. Latched: what it is about does not end by itself, so a person says when it was put right."""

    priority: int
    title: Words
    cause: Words
    consequence: Words
    action: Words
    latched: bool = False


BUILT_IN: Mapping[str, BuiltIn] = {
    SOURCE_SILENT: BuiltIn(
        3,
        Words(zh="信息源中断", en="Source silent"),
        Words(
            zh="设备断电、网络中断，或设备密钥失效。连续三个周期没有收到数据。",
            en="The device has no power, the network is down, or its key is no longer valid. Three periods passed "
            "without data.",
        ),
        Words(
            zh="该信息源的全部传感器不再更新：相关告警既不会发出，也不会恢复；地图上的数值是旧的。",
            en="None of its sensors is up to date: their alarms are neither raised nor returned, and the map shows "
            "old values.",
        ),
        Words(
            zh="打开数据源页查看原因；电话联系设备所在点位，改用人工观测，并在事件中记录。",
            en="Open the source's page for the reason. Telephone the post where the device stands, have somebody look "
            "instead, and note it.",
        ),
    ),
    STREAM_FULL: BuiltIn(
        2,
        Words(zh="读数流将满", en="Stream of readings filling"),
        Words(
            zh="监测进程没有在读，或来源发送过多，或磁盘空间不足。",
            en="The watch process does not read, a source sends too much, or the disk is short of room.",
        ),
        Words(
            zh="写满后最早的读数会被丢弃，其中的超限可能永远不会告警。",
            en="When it is full its oldest readings go, and what they would have alarmed for is never known.",
        ),
        Words(
            zh="运行 watchroom doctor；确认监测进程在运行，查看磁盘余量，必要时停用过量的来源。",
            en="Run watchroom doctor. See that the watch process runs and that the disk has room; stop a source that "
            "sends too much.",
        ),
    ),
    SET_ASIDE: BuiltIn(
        2,
        Words(zh="自动处理停滞", en="Automatic reaction stalled"),
        Words(
            zh="跟随者多次处理同一条记事失败，已搁置该条，其余照常。多为程序缺陷或数据异常。",
            en="A follower failed on an entry again and again and set it aside; all others go on. Mostly a defect of "
            "the program, or data that it did not expect.",
        ),
        Words(
            zh="与这一对象有关的后续自动处理（建议、指令、建议模型等）不再进行。",
            en="What would follow by itself for that subject, such as proposals, orders or advice, does not happen.",
        ),
        Words(
            zh="人工处理该对象的后续事项；运行 watchroom doctor，把原因告诉管理员；处理完毕后复位本告警。",
            en="Do by hand what should follow. Run watchroom doctor and tell the administrator the reason. Reset this "
            "alarm when it is put right.",
        ),
        latched=True,
    ),
    DELIVERY_FAILED: BuiltIn(
        2,
        Words(zh="信息未送达", en="Delivery failed"),
        Words(
            zh="渠道拒收、地址或凭据失效，或网络长时间不通，已不再自动重试。",
            en="The channel refused it, its address or credentials are no longer valid, or the network was away too long. "
            "It is not tried again by itself.",
        ),
        Words(
            zh="该渠道的公众没有收到这条预警或解除通知，可能不知道危险，或仍以为危险存在。",
            en="Those whom this channel reaches have not had the warning or its cancellation: they may not know of the "
            "danger, or believe that it lasts.",
        ),
        Words(
            zh="打开该预警，看未送达的原因；能修复的修复后重新发送，否则改用电话、广播等其他渠道通知。办妥后复位本告警。",
            en="Open the warning and read why. Put it right and send it again, or tell people by telephone, broadcast or "
            "another channel. Reset this alarm when that is done.",
        ),
        latched=True,
    ),
    DISK_LOW: BuiltIn(
        2,
        Words(zh="磁盘将满", en="Disk nearly full"),
        Words(
            zh="读数历史、日志、备份或其他程序的文件占满了磁盘。",
            en="History, logs, copies, or files of other programs fill the disk.",
        ),
        Words(
            zh="写满后不能确认告警、立案、下指令，新读数也收不进来；已确认收下的不会丢失。",
            en="Once it is full no alarm can be acknowledged, no incident opened, no order given, and no reading is taken in. "
            "What was accepted before is not lost.",
        ),
        Words(
            zh="立即电话告知系统管理员：运行 watchroom doctor；移走备份和旧日志，缩短读数历史的保留期，或扩大磁盘。腾出后自动恢复。",
            en="Telephone the administrator at once: run watchroom doctor; move copies and old logs away, keep the history for "
            "a shorter time, or enlarge the disk. It goes on by itself.",
        ),
    ),
    UNSUPERVISED: BuiltIn(
        2,
        Words(zh="平台无外部看护", en="Platform unsupervised"),
        Words(
            zh="外部的看护程序没有运行、网络不通，或两边的密钥、时钟不一致。已两分钟没有人听到本平台的心跳。",
            en="The watchdog outside does not run, the line to it is down, or keys or clocks differ. For two minutes nobody has "
            "heard this platform's beats.",
        ),
        Words(
            zh="平台照常运行；但此时它若停下，不会有任何人接到电话。",
            en="The platform goes on. But should it stop now, nobody is called.",
        ),
        Words(
            zh="电话告知系统管理员：恢复看护程序（watchroom watchdog）；在此之前，请隔壁岗位每十分钟看一次本台。恢复后自动解除。",
            en="Telephone the administrator: start the watchdog (watchroom watchdog) again. Until then have the next desk look at "
            "this console every ten minutes. It returns by itself.",
        ),
    ),
    PLAN_UNFIT: BuiltIn(
        3,
        Words(zh="预案体检不合格", en="Plan found unfit"),
        Words(
            zh="岗位无人在岗、地点或资源已变、与上级预案不一致，或到期未评估、未备案。每日 6 时逐项核对。",
            en="A post without a holder, a place or resource that has changed, a difference to the upper plan, or filing that "
            "is overdue. Checked every day at six.",
        ),
        Words(
            zh="启动这个预案时，部分任务可能无人接收，或按错误的地点、时限执行。",
            en="When the plan is started, some of its tasks may reach nobody, or be done by a wrong place or time limit.",
        ),
        Words(
            zh="打开预案的版本页，按体检结果逐条处理：补齐值班表、更正地图，或起草修订版。改正后自动恢复。",
            en="Open the plan's versions page and go through the findings: complete the roster, correct the map, or draft a "
            "revision. It returns by itself.",
        ),
    ),
    ROSTER_GAP: BuiltIn(
        2,
        Words(zh="值班空档", en="Gap in the roster"),
        Words(
            zh="值班表上该岗位有一段时间没有人：没有排班、请假未安排替班，或人员账号已停用。",
            en="The roster leaves the post without anybody for a time: no shift, leave without a substitute, or an account "
            "that was closed.",
        ),
        Words(
            zh="空档内发给该岗位的指令和告警没有人接，只能由带班领导代接。",
            en="Orders and alarms for the post reach nobody in that time; the duty leader has to stand in.",
        ),
        Words(
            zh="打开值班页，为空档安排人员或改派班次；来不及时电话通知本班继续值守。补上后自动恢复。",
            en="Open the duty page and put somebody in the gap, or give a shift to somebody else; if time is short, telephone "
            "the present holder to stay. It returns by itself.",
        ),
    ),
    DISTRESS: BuiltIn(
        1,
        Words(zh="外勤求助", en="Call for help from the field"),
        Words(
            zh="外勤人员在手机上长按了求助键：本人或同伴遇险，或急需增援。",
            en="Somebody in the field held the key for help on his phone: he or somebody with him is in danger, or needs help at once.",
        ),
        Words(
            zh="人员可能已受伤、被困或失去联系；手机给出的位置会过时。",
            en="People may be hurt, trapped or out of reach; the position that the phone gave grows old.",
        ),
        Words(
            zh="立即确认本告警，手机上会显示“值班室已知”；打电话或用电台联系本人，派最近的力量前往所示位置。本人报告脱险，或在“外勤手机”页写明核实情况，即恢复。",
            en="Acknowledge this at once: the phone then shows that the watch knows. Telephone or radio the person and send the nearest "
            "unit to the position. It returns when the person says that he is safe, or when what was found out is entered on the "
            "page of phones in the field.",
        ),
    ),
    UNANSWERED: BuiltIn(
        1,
        Words(zh="指令无人应答", en="Order not answered"),
        Words(
            zh="已按递补顺序叫到最后一级，仍没有人应答；或所有联系方式都没有送达。",
            en="Everybody in the line was called, to its end, and nobody has answered; or no way reaches any of them.",
        ),
        Words(
            zh="这项指令或叫应没有人接手，要做的事没有人在做。",
            en="Nobody has taken the order or confirmed the call: what it asks for is not being done.",
        ),
        Words(
            zh="打开“未应答的指令”或该叫应名单，逐一打电话并登记结果；仍不通就改派他人。有人应答后自动恢复。",
            en="Open the unanswered orders or the call list, telephone one after another and record how it went; if nobody can be "
            "had, give the task to another. It returns by itself when somebody answers.",
        ),
    ),
    UNIT_LOST: BuiltIn(
        2,
        Words(zh="派出力量未到场", en="Unit sent will not arrive"),
        Words(
            zh="已派的力量在到场前改派、取消、停用，或未报到场就转为待命。",
            en="A unit that was sent was diverted, called off or taken out of service before it arrived, or is free again without "
            "having reported on scene.",
        ),
        Words(
            zh="事件的力量少于所需，现场可能还在等它。",
            en="The incident has less than it needs, and those on scene may still be waiting for it.",
        ),
        Words(
            zh="点击对象打开派遣建议，派出补缺的力量，并告知现场指挥；确实不再需要的，改事件分级或派遣需求，或确认本告警。补足、不再缺或结案后自动恢复。",
            en="Open the proposal behind what this is about, send what lacks, and tell the commander on scene. If it is needed no "
            "more, grade the incident anew, change the dispatch needs, or acknowledge this. It returns by itself when what lacked "
            "was sent or is needed no more, or the incident is closed.",
        ),
    ),
    ROLL_MISSED: BuiltIn(
        2,
        Words(zh="点名无人应答", en="Roll-call not answered"),
        Words(
            zh="在岗人不在屏幕旁、睡着、离岗，手机没电，或该岗位此刻没有人。",
            en="The holder is not at the screen, asleep or gone, the phone is dead, or nobody holds the post.",
        ),
        Words(
            zh="发给该岗位的告警和指令此刻可能没有人看到。",
            en="Alarms and orders for the post may reach nobody at this moment.",
        ),
        Words(
            zh="立即打电话或到岗查看；不能到岗的另派人接。本人补应答，或在点名页写明核实情况，即恢复。",
            en="Telephone, or go and look; put somebody else on the post if need be. It returns when the person answers, or when "
            "what was found out is entered on the page of roll-calls.",
        ),
    ),
    WATCH_WEAK: BuiltIn(
        2,
        Words(zh="值班力量不足", en="Watch too weak"),
        Words(
            zh="按规定，这一响应级别应有更多岗位在岗；值班表没有排够，或有人请假。",
            en="By the rule, more posts must be held at this response level; the roster has too few, or somebody is on leave.",
        ),
        Words(
            zh="响应期间的指令、报送和接报可能无人办理。",
            en="Orders, reports and calls may find nobody while the response runs.",
        ),
        Words(
            zh="打开值班页的“值班力量”，为所列岗位加派人员；补足或响应结束后自动恢复。",
            en="Open the strength of the watch from the duty page and put people on the posts that it names. It returns by itself "
            "when they are there, or when the response ends.",
        ),
    ),
    REPORT_LATE: BuiltIn(
        2,
        Words(zh="信息报送超时", en="Report upward overdue"),
        Words(
            zh="到时限还没有记下送达：没有报，或报了没有登记。",
            en="No sending was entered by the limit: nobody reported, or nobody wrote it down.",
        ),
        Words(
            zh="上级不知情，不能及时支援；按规定属于迟报。",
            en="The level above does not know and cannot help in time; by the rules the report is late.",
        ),
        Words(
            zh="立即打电话报告，再打开事件的报送栏，登记何时、以何方式、由谁接收。登记后自动恢复。",
            en="Telephone the report now. Then open the incident's reports and enter when, how and who took it. It returns "
            "by itself.",
        ),
    ),
    MAIL_WAITS: BuiltIn(
        2,
        Words(zh="来信待办", en="A mail waits"),
        Words(
            zh="值班邮箱收到一封邮件，已记为接报，还没有人看。",
            en="A mail came into the mailbox of the watch and was kept as a call; nobody has seen to it.",
        ),
        Words(zh="邮件里可能报告了险情，没有人在办。", en="It may tell of an emergency that nobody deals with."),
        Words(
            zh="打开“接报记录”的待办，看原文；归到事件、据以立案，或写明办理情况办结。办结后自动恢复。",
            en="Open what is to be seen to among the calls and read it; put it to an incident, open one, or settle it with what was "
            "done. It returns by itself.",
        ),
    ),
    MAILBOX_DOWN: BuiltIn(
        2,
        Words(zh="值班邮箱读不到", en="Mailbox of the watch cannot be read"),
        Words(
            zh="邮件服务器没有应答、拒绝登录，或 mailbox.yaml 设置不对。",
            en="The mail server does not answer or refuses the sign-in, or mailbox.yaml is set up wrongly.",
        ),
        Words(zh="发到值班邮箱的报告没有人看到。", en="Reports that are mailed to the watch are seen by nobody."),
        Words(
            zh="请用邮件程序直接查看邮箱，并告知系统管理员核对网络、口令和 mailbox.yaml。读到后自动恢复。",
            en="Look into the mailbox with a mail program, and tell the administrator to check the network, the password and "
            "mailbox.yaml. It returns by itself.",
        ),
    ),
    INSTRUCTION_LATE: BuiltIn(
        3,
        Words(zh="批示超时未反馈", en="Leader's instruction overdue"),
        Words(
            zh="到时限还没有记下反馈：没有办，或办了没有登记。",
            en="No answer was entered by the limit: nobody acted, or nobody wrote it down.",
        ),
        Words(
            zh="领导的要求没有落实，也不知道卡在哪里。",
            en="What the leader asked for is not done, and he does not know what holds it up.",
        ),
        Words(
            zh="联系承办岗位，问明进展；打开事件的批示栏登记反馈。登记后自动恢复。",
            en="Ask who is to answer how it stands. Then open the incident's instructions and enter the answer. It returns by "
            "itself.",
        ),
    ),
}


def raise_about(
    code: str, about: str, names: Words, detail: Words, at: datetime, *, entry: int, actor: str, incident: int | None = None
) -> Alarm:  # fmt: skip
    """Raises an alarm of a built-in rule about something, or gives the one that stands about it already; of a latched
    rule also one that is over but that nobody has seen: what happens again and again until then is one alarm.

    names   the thing in words;  detail  what is wrong with it now
    at      since when; with rule and `about` the alarm's identity
    entry   the one that says so: the cause
    incident  whose matter it is: whoever does not see that incident does not see the alarm
    """
    with book(actor=actor, cause=entry) as b:
        rule = _rule(b, code)
        joins = STANDING | ({State.LATCHED_UNACK} if rule.latched else set())
        found = _of(rule, about).filter(state__in=values(joins)).first() or _of(rule, about).filter(onset=at).first()
        if found:
            return found
        row = Alarm.objects.create(
            rule=rule, about=about, about_zh=names.zh[:128], about_en=names.en[:128], detail_zh=detail.zh,
            detail_en=detail.en, onset=at, raised_at=b.now, measured_at=at, announced_at=b.now, state=State.UNACK.value,
            priority=rule.priority, value=0, peak=0, latched=rule.latched, batch=f"entry:{entry}",
            incident=incident,
        )  # fmt: skip
        raised = step.record_raised(b, row)
        settle(b, [row], raised)
    return row


def tell_about(code: str, about: str, detail: Words, *, entry: int, actor: str) -> Alarm | None:
    """What is known by now of an alarm that stands: its words change, its state does not. None when none stands."""
    with book(actor=actor, cause=entry) as b:
        rows = whole().filter(rule__code=code, about=about, sensor=None, state__in=values(STANDING))
        row = rows.select_for_update(of=("self",)).first()
        if row is not None and row.detail != detail:
            row.detail_zh, row.detail_en = detail.zh, detail.en
            row.save(update_fields=["detail_zh", "detail_en"])
            step.record(b, row, ToldMore, entry)
    return row


def return_about(code: str, about: str, at: datetime, *, actor: str, entry: int | None = None) -> Alarm | None:
    """It is well again since `at`. None when no alarm stands about it. `entry`: what says so, where the alarm was raised
    in this very transaction; else its raising is the cause."""
    with book(actor=actor, cause=entry) as b:
        rows = whole().filter(rule__code=code, about=about, sensor=None, state__in=values(STANDING))
        row = rows.select_for_update(of=("self",)).first()
        if row is not None:
            step.end_condition(b, row, at)
            settle(b, [row])
    return row


def _of(rule: Rule, about: str) -> QuerySet[Alarm]:
    return whole().filter(rule=rule, about=about, sensor=None).select_for_update(of=("self",))


def _rule(b: Book, code: str) -> Rule:
    """The rule as it is built in: entered when it is first needed, and again when its words have changed."""
    built = BUILT_IN[code]
    texts = {"title": built.title, "cause": built.cause, "consequence": built.consequence, "action": built.action}
    told: dict[str, Any] = {f"{name}_{lang}": words.text(lang) for name, words in texts.items() for lang in LANGS}
    wanted: dict[str, Any] = {"priority": built.priority, "latched": built.latched, "live": True, **told}
    row = Rule.objects.filter(code=code).first() or Rule(code=code, detector=PLATFORM, version=0)
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    put = RulePut(
        rule=code, version=row.version, live=True, detector=PLATFORM, sensor="", partition=-1, settings="{}",
        priority=built.priority, latched=built.latched, **told,
    )  # fmt: skip
    b.record(put, subject=f"rule:{row.pk}")
    return row
