"""The shortest whole plan file, to begin a plan of one's own with: every part that the check demands, once."""

SKELETON = """\
format: watchroom-plan/1
code: my-plan                # 小写字母、数字、- | lower-case letters, digits, -
version: 1
title: {zh: 某某突发事件应急预案, en: Emergency plan of ...}
kind: special                # overall special department joint event site support unit enterprise_comprehensive enterprise_special on_site
authority:
  name: {zh: 编制单位, en: The authority}
  evaluate_every: 1095d
  drill_every: 365d
notice: {zh: 草稿，未经评审。, en: "A draft, not reviewed."}
scope:
  incident_kinds: [gale]     # 适用的事件种类 | kinds of incident that it is for
bounds: {zh: “以上”含本数，“以下”不含本数。, en: "Lower bounds are included, upper bounds excluded."}

sources:
  - code: own
    title: {zh: 本单位的规定, en: Our own rules}

clauses:
  - number: "3.1"
    text: {zh: 阵风 20.8 m/s 以上的，由指挥长启动Ⅲ级响应。, en: "If gusts reach 20.8 m/s or more, the commander starts level III."}
  - number: "3.2"
    text: {zh: 启动后，各岗位在时限内完成任务。, en: "Once started, each post completes its tasks in time."}

facts:                       # 条件用到的事实：传感器、官方预警，或由人报告 | what conditions speak of
  wind_gust: {title: {zh: 阵风, en: Gust}, unit: m/s, origin: sensor, quantity: wind_gust, stale_after: 10m}

posts:
  - code: duty_leader
    title: {zh: 带班领导, en: Duty leader}
    duty: {zh: 研判呈报。, en: Assesses and forwards.}
  - code: commander
    title: {zh: 指挥长, en: Commander}
    duty: {zh: 决定启动和终止。, en: Starts and ends the response.}

levels:
  - level: 3
    name: {zh: Ⅲ级响应, en: Level III response}
    clause: "3.1"
    when: {fact: wind_gust, at_least: 20.8, unit: m/s, source: own}
    chain: {forwards: duty_leader, decides: commander}
    measures: {zh: 停止露天活动。, en: Open-air activity stops.}

actions:
  - code: stop
    levels: [3]
    post: duty_leader
    deadline: {within: 10m, of: order_sent}
    title: {zh: 停止露天活动, en: Stop open-air activity}
    order: {zh: 请立即停止露天活动，人员进入室内。, en: Stop open-air activity at once and bring everybody indoors.}
    done_when: {zh: 露天无人。, en: Nobody is in the open.}
    clause: "3.2"
    source: own
"""
