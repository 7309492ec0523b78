"""What is refused about teams and experts."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NoSuchTeam(Fault):
    status = 404
    text = Words(
        zh="没有应急队伍或专家组 {team}。请在“队伍和专家”页核对。",
        en="There is no team or expert group {team}. Look it up on the page of teams and experts.",
    )


class TeamWrong(Fault):
    status = 422
    text = Words(
        zh="队伍没有保存：{what}。请改正后再提交。",
        en="The team was not saved: {what}. Correct it and submit again.",
    )


class TeamNobody(Fault):
    status = 409
    text = Words(
        zh="{team}没有登记成员，叫不到人，没有出动。请先登记成员。",
        en="{team} has no members, so nobody can be called; it was not called out. Enter its members first.",
    )


class TeamOutAlready(Fault):
    status = 409
    text = Words(
        zh="{team}已于 {at} 为本事件出动，没有再叫。进展见本事件的“队伍和专家”。",
        en="{team} was called out to this incident at {at}; nobody was called again. See its teams and experts for how far it is.",
    )


class TeamElsewhere(Fault):
    status = 409
    text = Words(
        zh="{team}正在 {where} 出动，没有叫。确要同时出动，请写明理由再叫一次；或先请其撤出。",
        en="{team} is out at {where}; nobody was called. To call it out to both, give the reason and call again; or let it leave there first.",
    )


class TeamAway(Fault):
    status = 409
    text = Words(
        zh="{team}现在不能出动：{why}。没有叫。确要叫，请写明理由再叫一次。",
        en="{team} cannot be called out now: {why}. Nobody was called. To call it all the same, give the reason and call again.",
    )


class NotOfACallOut(Fault):
    status = 404
    text = Words(
        zh="编号 {called} 不是队伍或专家出动中的人。请刷新后再试。",
        en="{called} is nobody of a team or expert group that was called out. Load the page again and retry.",
    )


class ComingWrong(Fault):
    status = 409
    text = Words(
        zh="没有登记：{what}。请刷新后再试。",
        en="Nothing was recorded: {what}. Load the page again and retry.",
    )
