"""`watchroom call` and `watchroom way`: call people until they confirm, and keep how they are reached; `watchroom carrier`:
what is set up to reach them, and whether it works."""

import sys
from typing import Any

from watchroom.kernel.words import Words
from watchroom.ops.acting import Step, Take
from watchroom.ops.terminal import NOT_OK, OK, complain, say

HERE, ASK, ANSWERS = "watchroom.ops.call_words:", "watchroom.dispatch.call_queries:", "watchroom.dispatch.call_answers:"

_CALL = Take("call", Words(zh="呼叫编号", en="the call's number"), "", "number", True)
_CALLED = Take("called", Words(zh="被叫人在名单中的编号", en="the number of one who is called"), "", "number", True)
_TASK = Take("task", Words(zh="任务编号，如 T12", en="the task's number, such as T12"), "order", "number", True)
_WAY = Take("way", Words(zh="联系方式编号", en="the way's number"), "", "number", True)
_OUTCOMES = ("confirmed", "no_answer", "busy", "wrong", "declined")

CALLS = (
    Step(
        "list", Words(zh="列出呼叫：指令、撤回、催办、叫应", en="list the calls: for orders, recalls, reminders, call lists"),
        f"{ASK}calls", "told",
        (
            Take("incident", Words(zh="事件编号；不写则为全部", en="the incident's number; without it, all"), "", "incident"),
            Take("--open", Words(zh="只列未结束的", en="only those that have not ended"), "open_only", "on"),
        ),
        reads=True,
    ),
    Step(
        "unanswered", Words(zh="列出已下达而无人应答的指令", en="list the orders that nobody has answered"),
        f"{ASK}unanswered", "told", reads=True,
    ),
    Step(
        "show", Words(zh="一次呼叫：每个人送达、应答到哪一步", en="one call: how far it is with each person"),
        f"{HERE}shown", "row", (_CALL,), reads=True,
    ),
    Step(
        "start", Words(zh="开始叫应", en="begin to call a list of people"), f"{HERE}start", "told",
        (
            Take("title", Words(zh="标题；关于预警时不写则用预警的标题", en="the title; without it, about a warning, the warning's own")),
            Take("--text", Words(zh="要告知的内容", en="what is to be said")),
            Take("--list", Words(zh="保存的名单的代码", en="the code of a list that is kept"), "roll"),
            Take("--line", Words(zh="一位及其递补人，如 person:lin,post:duty_leader；可写多次", en="one person and who stands in, such as person:lin,post:duty_leader; again for more"), "lines", many=True),
            Take("--incident", Words(zh="事件编号", en="the incident's number"), "", "incident"),
            Take("--about", Words(zh="关于哪条预警，如 warning:3", en="the warning it is about, such as warning:3")),
        ),
    ),
    Step(
        "dialled", Words(zh="登记一次电话的结果", en="record how a telephone call went"), f"{HERE}dialled", "told",
        (
            _CALLED, Take("outcome", Words(zh="结果", en="how it went"), needed=True, choices=_OUTCOMES),
            Take("--minutes", Words(zh="被叫出动的人几分钟到", en="minutes until one who was called out is there"), "", "number"),
            Take("--said-by", Words(zh="谁接听", en="who answered")), Take("--note", Words(zh="备注", en="a note")),
        ),
    ),
    Step("end", Words(zh="结束叫应", en="end a call list"), f"{HERE}end", "told", (_CALL,)),
    Step(
        "decline", Words(zh="不能执行，随即改叫下一位", en="decline an order; the next in line is called at once"),
        f"{ANSWERS}decline_order", "order", (_TASK, Take("--reason", Words(zh="理由", en="the reason"), needed=True)),
    ),
    Step("seen", Words(zh="已阅一项指令", en="say that an order was read"), f"{ANSWERS}seen", "", (_TASK,)),
    Step("remind", Words(zh="催办", en="remind whoever has not answered"), "watchroom.dispatch.rolls:remind_order", "order", (_TASK,)),
    Step(
        "put-list", Words(zh="登记叫应名单", en="enter a call list, or change it"), f"{HERE}put_list", "",
        (
            Take("code", Words(zh="代码", en="its code"), needed=True), Take("zh", Words(zh="中文名", en="its Chinese name"), needed=True),
            Take("--en", Words(zh="英文名", en="its English name")),
            Take("--line", Words(zh="一位及其递补人；可写多次", en="one person and who stands in; again for more"), "lines", many=True),
        ),
    ),
)  # fmt: skip

WAYS = (
    Step("list", Words(zh="列出自己的联系方式", en="list one's own ways to be reached"), "watchroom.people.way_queries:own_ways", "way", reads=True),
    Step(
        "add", Words(zh="添加联系方式", en="add a way"), "watchroom.people.ways:put_way", "way",
        (
            Take("channel", Words(zh="渠道：phone 或渠道名", en="phone, or a carrier's name"), needed=True),
            Take("address", Words(zh="号码或地址", en="the number or address"), needed=True),
            Take("--owner", Words(zh="person:代码 或 post:代码；不写则为本人", en="person:CODE or post:CODE; without it, oneself")),
            Take("--lang", Words(zh="收件人的语言", en="the receiver's language"), choices=("zh", "en")),
        ),
    ),
    Step("code", Words(zh="发送验证码", en="send a code to it"), "watchroom.dispatch.rolls:send_code", "", (_WAY,)),
    Step(
        "verify", Words(zh="输入收到的验证码", en="type the code that came"), "watchroom.people.ways:verify_way", "way",
        (_WAY, Take("code", Words(zh="验证码", en="the code"), needed=True)),
    ),
    Step("vouch", Words(zh="电话核实一种联系方式", en="say that it was dialled and is right"), "watchroom.people.ways:vouch_for_way", "way", (_WAY,)),
    Step("first", Words(zh="最先使用", en="try it first"), "watchroom.people.ways:move_way", "way", (_WAY,)),
    Step("stop", Words(zh="停用", en="do not use it"), "watchroom.people.ways:stop_way", "way", (_WAY,)),
    Step("resume", Words(zh="恢复使用", en="use it again"), f"{HERE}resume", "way", (_WAY,)),
    Step(
        "quiet", Words(zh="设定安静时段，其间只有紧急指令使用；不写时刻则取消", en="set its quiet hours, in which only urgent orders use it; without times, none"),
        "watchroom.people.ways:quiet_way", "way",
        (
            _WAY, Take("--from", Words(zh="自何时，如 22:00", en="from, such as 22:00"), "start"),
            Take("--until", Words(zh="至何时，如 07:00", en="until, such as 07:00"), "end"),
            Take("--zone", Words(zh="时区；不写则为本站", en="the zone; without it, the site's")),
        ),
    ),
    Step("drop", Words(zh="删除", en="take it away"), "watchroom.people.ways:drop_way", "", (_WAY,)),
    Step(
        "stand-ins", Words(zh="设定岗位的递补顺序", en="set who stands in for a post"), "watchroom.people.ways:set_chain", "",
        (
            Take("post", Words(zh="岗位代码", en="the post's code"), needed=True),
            Take("--step", Words(zh="递补岗位，按顺序写多次", en="a post that stands in; again for the next"), "steps", needed=True, many=True),
            Take("--seconds", Words(zh="每级秒数", en="seconds a step"), "next_person_s", "number"),
        ),
    ),
)  # fmt: skip

CARRIER = Words(zh="{name}  {title}  {state}", en="{name}  {title}  {state}")
SET_UP, NOT_SET_UP = Words(zh="已设置", en="set up"), Words(zh="未设置", en="not set up")
SENT = Words(zh="已交给渠道：{said}", en="handed over: {said}")
WENT_WRONG = Words(zh="没有发出：{why}", en="not sent: {why}")
WRONG_ADDRESS = Words(zh="这不是该渠道的地址", en="this is no address of that channel")
TRY = Words(zh="守望渠道测试，请忽略", en="A trial of Watchroom's channels; please ignore")


def shown(viewer: Any, call: int) -> list[Any]:
    from watchroom.dispatch.call_queries import call as one

    return list(one(viewer, call).rows)


def start(viewer: Any, *, title: str = "", lines: list[str] | None = None, **more: Any) -> Any:
    from watchroom.dispatch import call_queries, rolls

    made = rolls.start(viewer, title=title, lines=_split(lines), **more)
    return call_queries.call(viewer, made.pk)


def dialled(viewer: Any, called: int, outcome: str, **more: Any) -> Any:
    from watchroom.dispatch import call_queries, rolls

    return call_queries.call(viewer, rolls.dialled(viewer, called, outcome, **more).call_id)


def end(viewer: Any, call: int) -> Any:
    from watchroom.dispatch import call_queries, rolls

    rolls.end(viewer, call)
    return call_queries.call(viewer, call)


def put_list(viewer: Any, code: str, zh: str, en: str = "", lines: list[str] | None = None) -> Any:
    from watchroom.dispatch import rolls

    return rolls.put_roll(viewer, code, zh, en, _split(lines))


def resume(viewer: Any, way: int) -> Any:
    from watchroom.people.ways import stop_way

    return stop_way(viewer, way, stop=False)


def _split(lines: list[str] | None) -> list[list[str]]:
    return [[one.strip() for one in line.split(",") if one.strip()] for line in lines or []]


# ---- lines -----------------------------------------------------------------------------------------------------------


def told_line(told: Any) -> Words:
    from watchroom.ops.plan_lines import at

    said = Words(
        zh="C{n}  {title}  {confirmed}/{lines}  {state}  {at}", en="C{n}  {title}  {confirmed}/{lines}  {state}  {at}"
    )
    state = (
        Words(zh="无人应答", en="not answered") if told.unanswered
        else Words(zh="未应答", en="waiting") if told.open else Words(zh="已结束", en="over")
    )  # fmt: skip
    return said.fill(
        n=told.call.pk, title=told.call.words, confirmed=told.confirmed, lines=told.lines, state=state, at=at(told.call.started_at)
    )  # fmt: skip


def row_line(row: Any) -> Words:
    said = Words(zh="{n}  {who}  {state}  {tries}", en="{n}  {who}  {state}  {tries}")
    each = [Words(zh=f"{one.channel.zh} {one.state}", en=f"{one.channel.en} {one.state}") for one in row.tries]
    tries = Words(zh="、".join(one.zh for one in each) or "—", en=", ".join(one.en for one in each) or "—")
    return said.fill(n=row.called.pk, who=row.who, state=row.state, tries=tries)


def way_line(row: Any) -> Words:
    from watchroom.people.ways import channel_words

    state = (
        Words(zh="已停用", en="not used") if row.stopped_at
        else Words(zh="已验证", en="verified") if row.verified_at else Words(zh="未验证", en="not verified")
    )  # fmt: skip
    said = Words(zh="{n}  {rank}  {channel}  {state}", en="{n}  {rank}  {channel}  {state}")
    if row.quiet:
        state = Words(zh=f"{state.zh}，安静时段 {row.quiet.zh}", en=f"{state.en}, quiet hours {row.quiet.en}")
    return said.fill(n=row.pk, rank=row.rank, channel=channel_words(row.channel), state=state)


# ---- carriers --------------------------------------------------------------------------------------------------------


def carriers() -> int:
    """A line for each carrier, and whether the site has set it up. Not well when the file is wrong."""
    import django

    django.setup()
    from watchroom.people import carrier_settings
    from watchroom.people.carrier import CARRIERS

    try:
        known = carrier_settings.set_up()
    except carrier_settings.SettingsBad as bad:
        complain(bad.why)
        return NOT_OK
    for name, kind in sorted(CARRIERS.all.items()):
        say(CARRIER, name=name, title=kind.title, state=SET_UP if name in known else NOT_SET_UP)
    return OK


def attempt(name: str, address: str) -> int:
    """Sends a trial message by a carrier that is set up."""
    import django

    django.setup()
    from watchroom.ops.terminal import text
    from watchroom.people import carrier_settings
    from watchroom.people.carrier import Note, NotSent

    try:
        carrier = carrier_settings.carrier(name)
        note = Note(f"trial:{name}", carrier.address(address), text(TRY), text(TRY), "zh", 0, False)
        taken = carrier.send(note)
    except NotSent as fault:
        complain(WENT_WRONG, why=fault.why)
        return NOT_OK
    except ValueError:
        complain(WRONG_ADDRESS)
        return NOT_OK
    say(SENT, said=taken.said, to=sys.stdout)
    return OK
