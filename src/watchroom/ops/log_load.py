"""The load of `watchroom bench log`: a log of so many lines, and searches of each sort; prints one line of JSON."""

import json
import random
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import batched

from django.db import connection

from watchroom.journal.book import book
from watchroom.people import actions, log_actions, log_index, log_queries, queries
from watchroom.people.log_queries import Asked
from watchroom.people.models import LogLine
from watchroom.people.rights import Role

PLACES = ["雪如意", "北侧看台", "云顶滑雪公园", "古杨树", "颁奖广场", "崇礼高铁站", "太子城", "医院", "三号门", "东停车场", "缆车二站", "转播中心", "运动员村", "清水河大桥", "黄土嘴隧道", "长城岭", "乐园路", "重阳街", "变电站"]  # fmt: skip
WHAT = ["停电", "恢复供电", "积雪", "结冰", "大风", "缆车停运", "有人摔倒", "旅客滞留", "道路拥堵", "火情", "烟雾", "漏水", "断网", "电话不通", "传感器无数据", "车辆抛锚", "物资到位", "观众聚集", "走失儿童", "水位上涨", "设备重启", "乐队彩排", "队长更换", "重新核对"]  # fmt: skip
WHO = [
    "值班员",
    "带班领导",
    "气象台",
    "交警",
    "消防支队",
    "供电公司",
    "医疗队",
    "安保组",
    "志愿者",
    "场馆经理",
    "通信保障组",
    "除雪队",
    "市应急局",
    "省总值班室",
    "调度员",
]
DOES = ["来电报告", "已通知", "正在核实", "已处置", "要求加派人手", "请示领导", "已到现场", "预计二十分钟恢复", "按预案处理", "转告下一班", "记录在案", "无人员伤亡", "继续观察", "待复查"]  # fmt: skip
ENGLISH = (
    "generator started", "power restored", "north stand closed", "gondola stopped", "visitor fell on the stairs", "road blocked by snow",
    "called the duty leader", "fire brigade on scene", "sensor shows no data", "water level rising", "phone line dead", "ambulance on its way",
)  # fmt: skip
RARE = "清点库房时发现饕餮纹样的铜器一件"
SEARCHES = {
    "two_characters": "停电", "pinyin": "tingdian", "initials": "td", "three_initials": "xry", "one_character": "乐", "one_syllable": "yi",
    "reading": "zhongyangjie", "two_terms": "雪如意 停电", "mixed": "xry td", "rare": "饕餮", "rare_pinyin": "taotie", "rare_initials": "ttwy",
    "absent": "龙卷风", "absent_initials": "qzxq", "absent_word": "zeppelin", "word": "gondola", "two_words": "gener gate 12", "figure": "编号123",
    "reversed": "电停", "long": "气象台来电报告 雪如意北侧看台停电",
}  # fmt: skip
FIRST, STEP = datetime(2023, 1, 1, tzinfo=UTC), timedelta(seconds=95)


def line(dice: random.Random) -> str:
    if dice.random() < 0.25:
        return f"{dice.choice(ENGLISH)} at gate {dice.randint(1, 40)}, {dice.choice(ENGLISH)}"
    said = f"{dice.choice(WHO)}{dice.choice(DOES)}，{dice.choice(PLACES)}{dice.choice(WHAT)}，{dice.choice(DOES)}"
    return said + (f"，编号{dice.randint(1, 9999)}" if dice.random() < 0.3 else "")


def lay(count: int) -> float:
    """Seconds."""
    began, dice = time.perf_counter(), random.Random(1)
    for code, role in (("watch_officer", Role.DUTY_OFFICER), ("duty_leader", Role.DUTY_LEADER)):
        actions.put_post(code, code, code, role)
    person = actions.put_person("lin", "林晓", "Lin Xiao", Role.DUTY_OFFICER)
    rows = (
        LogLine(
            pk=n, at=FIRST + STEP * n, person_id=person.pk, post=("watch_officer", "duty_leader")[n % 50 == 0],
            incident=n % 500 if n % 9 == 0 else None, text=RARE if n == count // 3 else line(dice),
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP INDEX people_logmark_marks")
        for batch in batched(rows, 10_000):
            with book(actor="bench:log"):
                LogLine.objects.bulk_create(batch)
                log_index.put((row.pk, log_actions.marks_of(row)) for row in batch)
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE INDEX people_logmark_marks ON people_logmark USING gin (marks) WITH (fastupdate = off)"
            )
            cursor.execute("ANALYZE people_logmark")
            cursor.execute("ANALYZE people_logline")
    return time.perf_counter() - began


def asked(text: str, count: int) -> dict[str, Asked]:
    """The same words everywhere, in a month of the past, of the rarer post, and of one incident."""
    since = FIRST + STEP * (count // 2)
    return {
        "": Asked(text), ".month": Asked(text, since, since + timedelta(days=30)), ".post": Asked(text, post="duty_leader"),
        ".incident": Asked(text, incident=45),
    }  # fmt: skip


def measure(count: int, rounds: int) -> dict[str, object]:
    """For each search the median and the worst, ms; and which lines it gave, to be compared between databases."""
    viewer = queries.viewer(queries.person_by_code("lin"))
    times: dict[str, list[float]] = {}
    gave: dict[str, list[int]] = {}
    for name, text in {**SEARCHES, "all": ""}.items():
        for more, one in asked(text, count).items():
            for _ in range(rounds):
                began = time.perf_counter()
                found = log_queries.search(viewer, one)
                times.setdefault(name + more, []).append((time.perf_counter() - began) * 1000)
            gave[name + more] = [*(row.pk for row in found.lines), found.older or 0]
    return {"ms": times, "gave": gave}


def main(count: str, rounds: str) -> None:
    laid = lay(int(count))
    print(json.dumps({"laid_s": laid} | measure(int(count), int(rounds))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
