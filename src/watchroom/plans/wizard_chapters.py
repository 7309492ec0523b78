"""The chapters of a unit's plans after GB/T 29639-2020, filled with its answers. Our own wording of what each must hold."""

from collections.abc import Iterator, Sequence

from watchroom.kernel.words import Words
from watchroom.plans.wizard_answers import DECIDERS, GROUPS, SECTORS, Answers
from watchroom.plans.wizard_risks import Risk

type Chapter = tuple[str, Words]


def comprehensive_clauses(answers: Answers, risks: Sequence[Risk]) -> Iterator[Chapter]:
    names = Words(zh="、".join(r.title.zh for r in risks), en="; ".join(r.title.en for r in risks))
    yield (
        "1.1",
        Words(
            zh="适用范围：本预案适用于{unit}生产经营活动中发生的下列事故：{risks}。",
            en="Scope: accidents at {unit} of these kinds: {risks}.",
        ).fill(unit=answers.profile.name, risks=names),
    )
    yield _grading(answers)
    yield "2", _organisation(answers)
    yield from _response(answers)
    yield (
        "4",
        Words(
            zh="后期处置：清理污染物，恢复生产秩序，救治和安抚人员，处理善后赔偿，评估应急处置并提出预案修订建议。",
            en="Aftermath: clean up, resume work, treat and care for people, settle claims, evaluate the response and propose changes to the plan.",
        ),
    )
    yield "5", _support(answers)
    yield from _annexes(answers, names)


def special_clauses(answers: Answers, risk: Risk) -> Iterator[Chapter]:
    yield (
        "1.1",
        Words(
            zh="适用范围：本预案适用于{unit}的{risk}事故，与综合应急预案衔接。",
            en="Scope: {risk} at {unit}; it goes with the comprehensive plan.",
        ).fill(unit=answers.profile.name, risk=risk.title),
    )
    yield _grading(answers)
    yield "2", _organisation(answers)
    yield from _response(answers)
    yield "4.1", Words(zh="事故风险描述：{what}", en="The risk: {what}").fill(what=risk.what)
    steps = Words(
        zh="；".join(one.title.zh for one in risk.measures), en="; ".join(one.title.en for one in risk.measures)
    )
    yield (
        "4.2",
        Words(
            zh="处置措施和现场处置方案：{steps}。各项的责任岗位、时限和完成标准见任务，应急处置卡随任务下发。",
            en="Measures and on-site procedure: {steps}. Posts, time limits and done criteria stand in the tasks; the action cards go with them.",
        ).fill(steps=steps),
    )
    yield "4.3", Words(zh="注意事项：{cautions}", en="Cautions: {cautions}").fill(cautions=risk.cautions)
    yield "5", _support(answers)


def _grading(answers: Answers) -> Chapter:
    """Three levels by who can control; grading the response need not copy the grades of accidents (6.1.2)."""
    given = answers.levels
    return "1.2", Words(
        zh="响应分级：部门能够控制的为Ⅲ级，由{a}决定；超出部门、单位能够控制，或者受伤 {i} 人以上、{o} 人以下的为Ⅱ级，由{b}决定；超出单位控制能力，或者受伤 {o} 人以上，或者死亡 1 人以上的为Ⅰ级，由{c}决定并请求外部支援。",
        en="Levels: what the department can control is level III, decided by: {a}; what is beyond it but within the unit's control, or {i} or more but under {o} injured, is level II, decided by: {b}; what is beyond the unit, or {o} or more injured, or 1 or more dead, is level I, decided by: {c}, with help from outside.",
    ).fill(
        a=DECIDERS[given.department],
        b=DECIDERS[given.unit],
        c=DECIDERS[given.outside],
        i=given.injured_unit,
        o=given.injured_outside,
    )


def _organisation(answers: Answers) -> Words:
    groups = [
        Words(zh="{g}由{lead}牵头", en="{g}: led by {lead}").fill(g=GROUPS[one.code][0], lead=one.lead)
        for one in answers.groups
    ]
    listed = Words(zh="，".join(g.zh for g in groups), en="; ".join(g.en for g in groups))
    return Words(
        zh="应急组织机构及职责：设应急指挥部，总指挥由主要负责人担任，下设应急办公室和应急小组：{groups}。",
        en="Organisation: a headquarters under the head of the unit, with an office and groups. {groups}.",
    ).fill(groups=listed)


def _response(answers: Answers) -> Iterator[Chapter]:
    reports = answers.reports
    to = Words(zh="、".join(reports.to), en=", ".join(reports.to))
    yield (
        "3.1",
        Words(
            zh="信息报告：值班室 24 小时接报；现场人员立即报告，值班员 {inside} 分钟内报值班领导和总指挥，单位 {outside} 分钟内报{to}；每日至少续报一次，30 日内（交通、火灾 7 日内）伤亡变化当日补报。值班领导组织研判，达不到响应条件的可以启动预警、做好准备。",
            en="Reports: the watch room takes reports around the clock. Those on the spot report at once, the watch officer within {inside} min to the duty leader and the commander, the unit within {outside} min to {to}; follow-ups at least daily, changes of casualties within 30 days (traffic, fire: 7) the same day. The duty leader assesses; below the conditions a warning may be given and preparations made.",
        ).fill(inside=reports.inside_minutes, outside=reports.outside_minutes, to=to),
    )
    yield (
        "3.2",
        Words(
            zh="预警：明确信息来源、发布方式和内容；预警后各组做好队伍、物资、通信准备；风险消除后由发布人解除。",
            en="Warning: its source, way and content are set; the groups prepare teams, supplies and communication; whoever gave it lifts it when the risk is gone.",
        ),
    )
    yield (
        "3.3",
        Words(
            zh="响应启动：由有权决定的人启动，或者信息达到条件时自动启动并由人确认；启动后召开会议、上报信息、调集资源、公开信息、保障后勤和经费。避免响应不足和响应过度。",
            en="Start: by whoever may decide, or by itself when the conditions are met, confirmed by a person; then meeting, report, resources, information, logistics and money. Neither too little nor too much.",
        ),
    )
    yield (
        "3.4",
        Words(
            zh="应急处置：警戒疏散、人员搜救、医疗救治、现场监测、技术支持、工程抢险、环境保护和个体防护。",
            en="Response: cordon and evacuation, search, treatment, monitoring, technical support, engineering, environment, personal protection.",
        ),
    )
    yield (
        "3.5",
        Words(
            zh="应急支援：超出控制能力时向政府和社会力量请求支援，外部力量到达后移交指挥权并配合。",
            en="Support: beyond the unit's control it asks government and others, hands command over when they arrive and assists.",
        ),
    )
    yield (
        "3.6",
        Words(
            zh="响应终止：险情消除、人员安全、没有次生风险的，由启动响应的人终止。",
            en="End: when the danger is gone, people are safe and nothing more may follow, whoever started the response ends it.",
        ),
    )


def _support(answers: Answers) -> Words:
    return Words(
        zh="应急保障：通信与信息（联系方式见附件五）、应急队伍、物资装备（清单 {n} 项见附件四）、经费、交通和技术。演练周期：{cycle}天，预案每三年评估一次。",
        en="Support: communication (annex 5), teams, equipment ({n} items, annex 4), money, transport, technology. Exercised every {cycle} days, evaluated every three years.",
    ).fill(n=len(answers.resources), cycle=SECTORS[answers.profile.sector][1].removesuffix("d"))


def _annexes(answers: Answers, risks: Words) -> Iterator[Chapter]:
    profile = answers.profile
    yield (
        "附件一",
        Words(
            zh="单位概况：{name}，地址{address}，{people} 人，主要业务：{business}。周边：{around}。",
            en="The unit: {name}, {address}, {people} people, business: {business}. Surroundings: {around}.",
        ).fill(
            name=profile.name,
            address=profile.address,
            people=profile.people,
            business=profile.business,
            around=profile.surroundings or "—",
        ),
    )
    yield "附件二", Words(zh="风险评估结果：{risks}。", en="Risks found: {risks}.").fill(risks=risks)
    yield (
        "附件三",
        Words(
            zh="预案体系与衔接：综合应急预案统领各专项预案和现场处置方案，与属地政府预案衔接，报{to}备案。",
            en="System and links: this plan heads the special plans and on-site procedures, ties in with the local government's plans and is filed with {to}.",
        ).fill(to=profile.filed_with),
    )
    listed = [f"{one.title} {one.quantity} {one.unit}" for one in answers.resources]
    yield (
        "附件四",
        Words(zh="物资装备清单：{items}。", en="Equipment: {items}.").fill(
            items=Words(zh="；".join(listed) or "—", en="; ".join(listed) or "—")
        ),
    )
    yield (
        "附件五",
        Words(
            zh="有关部门、岗位的联系方式见本预案“联系方式”，共 {n} 条，有变动时及时更新。",
            en="The contacts of this plan, {n} in all, kept up to date.",
        ).fill(n=len(answers.contacts)),
    )
    yield (
        "附件六",
        Words(
            zh="格式文本：事故信息报告单，响应启动和终止记录，信息公开文本。",
            en="Forms: accident report, record of start and end, text for the public.",
        ),
    )
    yield (
        "附件七",
        Words(
            zh="关键路线、标识和图纸：疏散路线、集合点、警戒范围、救援力量位置、危险源、消防设施、重要防护目标、送医路线，由本单位补图。",
            en="Routes, signs and drawings: evacuation routes, assembly points, cordon, rescue forces, hazard sources, fire equipment, protected sites, way to the hospital; the unit adds them.",
        ),
    )
    yield (
        "附件八",
        Words(
            zh="与相邻单位和专业队伍的应急救援协议，由本单位附后。",
            en="Agreements with neighbours and specialist teams; the unit adds them.",
        ),
    )
    if answers.review is not None:
        review = answers.review
        outcome = Words(zh="通过", en="passed") if review.passed else Words(zh="未通过", en="not passed")
        yield (
            "评审",
            Words(
                zh="评审：{on}，出席 {present} 人，同意 {agreed} 人，{outcome}。意见：{opinion}",
                en="Review: {on}, {present} present, {agreed} agreed, {outcome}. Opinion: {opinion}",
            ).fill(
                on=review.day, present=review.present, agreed=review.agreed, outcome=outcome, opinion=review.opinion
            ),
        )
