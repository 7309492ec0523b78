"""A sample of the answers of a unit, to be changed. The hotel is fictional; no number reaches anybody."""

SAMPLE = """\
# 单位应急预案答卷 · Answers for a unit's emergency plan
# watchroom plan new --template enterprise --answers answers.yaml --out plans/
profile:
  code: snow-hotel
  name: 雪原酒店
  language: zh                # 答卷所用的语言 the language of the answers: zh, en
  sector: crowded             # high_risk, crowded, other
  address: 样例区样例路 1 号
  people: 320
  business: 住宿、餐饮、会议
  surroundings: 东邻高铁站，西邻停车场
  issued: "2026-11-30"
  effective: "2026-12-10"
  filed_with: 样例区应急管理局
# fire explosion leak confined shock machine fall collapse lift utilities food weather crowd earthquake
risks: [fire, leak, lift, utilities, food, weather, crowd]
groups:
  - {code: rescue, lead: 工程部, members: [保安部]}
  - {code: evacuation, lead: 保安部, members: [客房部]}
  - {code: medical, lead: 人力资源部}
  - {code: logistics, lead: 后勤部}
  - {code: communication, lead: 前厅部}
  - {code: investigation, lead: 保安部, members: [工程部]}
levels:                       # 谁决定 who decides: department_head, deputy_commander, commander
  department: department_head
  unit: deputy_commander
  outside: commander
  injured_unit: 1
  injured_outside: 3
contacts:
  - {title: 值班室, of: watch_officer, kind: telephone, address: 0313-0000000}
  - {title: 工程部值班, of: 工程部, kind: telephone, address: 0313-0000001}
resources:
  - {title: 灭火器, kind: extinguisher, quantity: 120, unit: 具, owner: 保安部}
  - {title: 急救箱, kind: supplies, quantity: 6, unit: 套, owner: 人力资源部}
reports:
  inside_minutes: 5
  outside_minutes: 60
  to: [样例区应急管理局]
review: {day: "2026-11-28", present: 5, agreed: 4, opinion: 补充夜间疏散力量}
"""
