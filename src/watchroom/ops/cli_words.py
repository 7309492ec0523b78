"""What the `watchroom` command says of its own words and options, in both languages."""

from watchroom.kernel.words import Words
from watchroom.ops import agency_acts, call_words, dispatch_acts, duty_acts, incident_acts, plan_acts, plan_life_acts

W = {
    "watchroom": Words(zh="守望：应急值守指挥平台", en="Watchroom: an emergency-management platform"),
    "up": Words(zh="启动全部进程，Ctrl-C 全部停止", en="start every process; Ctrl-C ends them all"),
    "web": Words(zh="只运行页面和接口进程", en="run only the pages and the API"),
    "live": Words(zh="只运行实时推送进程", en="run only the live stream"),
    "watch": Words(zh="只运行监测进程：接入、判别、历史", en="run only the watch: intake, detection, history"),
    "work": Words(zh="只运行值守进程：跟随、时限、发送", en="run only the work: followers, deadlines, deliveries"),
    "prepare": Words(zh="升级数据库并核对触发器和设置", en="migrate the database; check triggers and settings"),
    "wait": Words(
        zh="数据库连不上就一直等（默认 20 秒）", en="wait for the database without end (default: 20 seconds)"
    ),
    "demo": Words(zh="播放一个赛事日的演练", en="play a competition day as an exercise"),
    "replay": Words(zh="在演练库中从头重放记事簿", en="replay the book from its beginning into a rehearsal database"),
    "dispatch": Words(
        zh="指挥调度：派遣建议、规则、道路封闭、报文", en="dispatch: proposals, rules, closed roads, messages"
    ),
    "duty index": Words(
        zh="核对值班日志的检索索引是否齐全，可重建",
        en="check that the duty log's search index is whole, or make it anew",
    ),
    "map import": Words(
        zh="导入 OpenStreetMap 地图，生成本站的路网", en="import a map of OpenStreetMap as the site's road network"
    ),
    "osm": Words(zh="地图文件（.osm.pbf 或 .osm）", en="the map's file (.osm.pbf or .osm)"),
    "bench-part": Words(zh="其中一部分，如 dispatch 的 proposals", en="one part of it, such as proposals of dispatch"),
    "dispatch read": Words(
        zh="读取急救调度中心的报文（EDXL-DE，JSON 或 XML），只列出建议",
        en="read a health-emergency hub's messages (EDXL-DE, JSON or XML) into proposals, doing nothing",
    ),
    "replay dispatch": Words(
        zh="把接处警日志按真实操作重放，并由记事簿算出到场时间",
        en="play a dispatch centre's log through the real actions, and tell from the book how soon units came",
    ),
    "log-folder": Words(zh="日志所在文件夹（或文件）", en="the folder that holds the log, or the file"),
    "log-speed": Words(zh="实际时间的几倍，或 max 尽快", en="how many times real time, or max: as fast as it goes"),
    "log-limit": Words(zh="只重放最早的 N 次派出", en="only the first N dispatches"),
    "log-zone": Words(zh="日志所用时区", en="the time zone of the log"),
    "log-fresh": Words(zh="清空重放数据，从头开始", en="throw the replay's data away and start over"),
    "verify": Words(
        zh="核验记事簿：哈希链、触发器、锚点、与各表一致",
        en="prove the book: chain, triggers, anchors, agreement with the tables",
    ),
    "causes": Words(
        zh="由一条记事或一项预警回溯到最初的读数", en="from an entry or a warning back to the first reading"
    ),
    "plan": Words(zh="结构化预案", en="structured plans"),
    "plan check": Words(zh="检查预案文件", en="check plan files"),
    "plan import": Words(
        zh="读一份预案文件（Word、PDF、网页、Markdown、文本），说明找到了什么、哪些存疑",
        en="read a plan document (Word, PDF, web page, Markdown, text): what was found in it, and what is unsure",
    ),
    "plan-document": Words(zh="预案文件", en="the plan document"),
    "plan-format": Words(
        zh="输出：yaml 是结构化预案草稿，found 是找到的全部要素，score 是评测格式；不写则为摘要",
        en="what to write: yaml, a draft of the structured plan; found, every element; score, the form for measuring; without it, a summary",
    ),
    "plan-site-words": Words(
        zh="按本站采用的用词读（读本站数据库）",
        en="read with the words that this site has accepted (from its database)",
    ),
    "plan-out": Words(zh="写入这个文件，不写到屏幕", en="write to this file instead of the screen"),
    "plan export": Words(zh="导出预案的一个版本", en="write a version of a plan to a file"),
    "plan diff": Words(zh="逐项比较两个版本", en="compare two versions of a plan, node by node"),
    "plan-code": Words(zh="预案代码", en="the plan's code"),
    "plan-version": Words(zh="版本号；不写则为现行版本", en="the version; without it the one in force"),
    "plan-form": Words(
        zh="yaml 为原文件，docx 为 Word，pdf 为排版", en="yaml as it was written, docx for Word, pdf for paper"
    ),
    "plan-export-out": Words(
        zh="写入这个文件（- 为屏幕）；不写则以代码和版本命名",
        en="the file to write (- for the screen); without it, named by code and version",
    ),
    "plan-side": Words(
        zh="预案文件，或平台上的代码，可加 @版本号",
        en="a plan file, or a code on the platform, with @version if need be",
    ),
    "plan test": Words(
        zh="运行预案旁的测试文件（或文件夹里的全部）：给出事实，核对级别、建议、任务和文字",
        en="run the test file beside a plan (or all of a folder): facts in, levels, proposals, tasks and texts compared",
    ),
    "plan new": Words(
        zh="由答卷生成单位的综合预案和各专项预案（GB/T 29639-2020）；不给答卷就打印一份样例",
        en="make a unit's comprehensive and special plans from its answers (GB/T 29639-2020); without answers, print a sample",
    ),
    "plan-template": Words(zh="模板：enterprise（生产经营单位）", en="template: enterprise"),
    "plan-answers": Words(zh="答卷文件（YAML）", en="the answers (YAML)"),
    "plan-folder": Words(zh="写到这个文件夹", en="write into this folder"),
    "plan-coverage": Words(zh="列出没有测试触及的级别和条件", en="list the levels and conditions that no test touched"),
    "drill": Words(zh="演练（以 WATCHROOM_TOKEN 的本人身份）", en="drills (as the person of WATCHROOM_TOKEN)"),
    "duty": Words(
        zh="值班：谁在岗、值班表、交接班、日志、空档（以 WATCHROOM_TOKEN 的本人身份）",
        en="duty: who is on watch, roster, handover, log, gaps (as the person of WATCHROOM_TOKEN)",
    ),
    "drill list": Words(zh="列出演练和演练日历", en="list the drills and the calendar"),
    "drill plan": Words(zh="由文件计划一次演练", en="plan a drill from a file"),
    "drill script": Words(zh="由一次事件或一天的真实情况生成脚本", en="make a script out of a past incident or a day"),
    "drill start": Words(zh="开始演练", en="begin a drill"),
    "drill pause": Words(zh="暂停演练时钟", en="pause a drill's clock"),
    "drill resume": Words(zh="继续", en="go on"),
    "drill jump": Words(zh="跳到下一项", en="jump to the next inject"),
    "drill speed": Words(zh="设定演练时钟的倍速", en="set the speed of a drill's clock"),
    "drill end": Words(zh="结束演练", en="end a drill"),
    "drill stop": Words(zh="终止演练，转入实战", en="stop a drill for something real"),
    "drill inject": Words(
        zh="往未开始的演练脚本里加一项注入", en="add an inject to the script of a drill that has not begun"
    ),
    "drill evaluated": Words(zh="评估完成", en="finish a drill's evaluation"),
    "drill close": Words(zh="归档", en="close a drill"),
    "drill score": Words(zh="逐项打印评分", en="print a drill's score, act by act"),
    "drill-inject": Words(zh="一项注入（YAML）", en="an inject (YAML)"),
    "drill report": Words(zh="写出演练报告", en="write a drill's report"),
    "drill-file": Words(zh="演练计划（YAML）", en="the plan of the drill (YAML)"),
    "drill-incident": Words(zh="事件编号", en="an incident's number"),
    "drill-day": Words(zh="站点的一天", en="a day of the site"),
    "drill-number": Words(zh="演练编号（D- 之后）", en="the drill's number (behind the D-)"),
    "drill-times": Words(zh="1 至 600 倍", en="1 to 600 times"),
    "rule list": Words(zh="列出告警规则", en="list the alarm rules"),
    "rule try": Words(
        zh="用历史读数试算一条规则：会告警几次、多久", en="try a rule on the readings that were: how often, how long"
    ),
    "rule signals": Words(zh="列出预警信号标准", en="list the published criteria of warning signals"),
    "rule from-signal": Words(
        zh="由一条预警信号标准为传感器起草规则", en="draft a rule for a sensor from a warning signal's criterion"
    ),
    "call": Words(
        zh="呼叫和叫应：谁收到了指令、谁没有应答（以 WATCHROOM_TOKEN 的本人身份）",
        en="calls: whom orders have reached, who has not answered, call lists (as the person of WATCHROOM_TOKEN)",
    ),
    "way": Words(
        zh="联系方式和递补（以 WATCHROOM_TOKEN 的本人身份）",
        en="how people are reached, and who stands in (as the person of WATCHROOM_TOKEN)",
    ),
    "carrier": Words(
        zh="到人渠道：短信、邮件、即时通讯", en="carriers of messages to persons: text messages, mail, chat"
    ),
    "carrier list": Words(zh="列出渠道和是否已设置", en="list the carriers, and whether each is set up"),
    "carrier try": Words(zh="经一个渠道发一条测试消息", en="send a trial message by one"),
    "carrier-name": Words(zh="渠道名", en="the carrier's name"),
    "carrier-address": Words(zh="发到这个号码或地址", en="the number or address to which it goes"),
    "alarm": Words(
        zh="告警：列出，搁置、计划检修、退出服务和恢复（以 WATCHROOM_TOKEN 的本人身份）",
        en="alarms: list them; shelve, plan maintenance, take out of service, end any of them (as the person of WATCHROOM_TOKEN)",
    ),
    "alarm list": Words(zh="列出未解除的告警", en="list the open alarms"),
    "alarm held": Words(
        zh="列出被压下的和计划的：搁置、检修、停用",
        en="list what is held back or planned: shelves, maintenance, outages",
    ),
    "alarm shelve": Words(zh="搁置一条告警，到时自动复现", en="shelve an alarm; it comes back by itself"),
    "alarm maintain": Words(zh="计划检修：期间压下告警", en="plan maintenance: its alarms are held back meanwhile"),
    "alarm out": Words(zh="退出服务，直到有人恢复", en="take out of service until somebody puts it back"),
    "alarm back": Words(zh="结束搁置、检修，或恢复服务", en="end a shelf or a maintenance, or put back into service"),
    "alarm-number": Words(zh="告警编号", en="the alarm's number"),
    "hold-number": Words(zh="alarm held 列出的编号（H 之后）", en="its number in `alarm held` (behind the H)"),
    "minutes": Words(zh="多少分钟", en="for how many minutes"),
    "reason": Words(zh="理由，记入记事", en="the reason; it goes into the journal"),
    "hold-rule": Words(zh="规则代码", en="a rule's code"),
    "hold-sensor": Words(zh="传感器代码", en="a sensor's code"),
    "hold-place": Words(zh="地点代码", en="a place's code"),
    "hold-since": Words(
        zh="开始，如 2026-02-04T22:00（站点时区）", en="begins, such as 2026-02-04T22:00 (site's zone)"
    ),
    "hold-until": Words(zh="结束", en="ends"),
    "rule": Words(zh="告警规则：代码，或 YAML、JSON 文件", en="alarm rules: a code, or a YAML or JSON file"),
    "days": Words(zh="过去几天（1 至 31，默认 30）", en="how many days back (1 to 31, default 30)"),
    "kind": Words(zh="种类，如 rainstorm 或 暴雨", en="kind, such as rainstorm"),
    "colour": Words(zh="颜色：red、orange、yellow、blue，或红、橙、黄、蓝", en="colour: red, orange, yellow or blue"),
    "sensor": Words(zh="传感器代码", en="the sensor's code"),
    "source": Words(zh="信息源：试接、登记、投入使用", en="sources: on trial, registering, into service"),
    "source list": Words(zh="列出信息源及其状态", en="list the sources and how they are"),
    "source kinds": Words(zh="列出接入方式和各自的设置", en="list the ways to connect and the settings of each"),
    "source try": Words(
        zh="试接一个信息源（或改试接中的）：它发来的不成读数、不告警",
        en="set a source up on trial, or change one that is: nothing that it sends is taken",
    ),
    "source look": Words(zh="看试接的信息源发来了什么", en="look at what came of a source on trial"),
    "source ask": Words(
        zh="询问一次试接的信息源，等它答复", en="have a source on trial asked once; wait for its answer"
    ),
    "source key": Words(
        zh="给试接的信息源的设备发密钥（只显示一次）", en="give a device of a source on trial a key, shown once"
    ),
    "source sensor": Words(zh="给试接的信息源登记传感器", en="register a sensor of a source on trial"),
    "source serve": Words(zh="结束试接，投入使用", en="end the trial and put the source into service"),
    "source drop": Words(
        zh="丢弃试接的信息源和留存的报文", en="throw a source on trial away with all that was kept of it"
    ),
    "code": Words(zh="信息源代码", en="the source's code"),
    "source-kind": Words(zh="接入方式，见 source kinds", en="way to connect, see source kinds"),
    "zh": Words(zh="中文名称", en="name in Chinese"),
    "en": Words(zh="英文名称", en="name in English"),
    "every": Words(zh="应到周期，秒（默认 60）", en="period in which it must be heard, seconds (default 60)"),
    "set": Words(zh="一项设置：名称=值", en="one setting: name=value"),
    "settings": Words(zh="设置的 JSON 文件（密码等请写在这里）", en="JSON file of settings (for what is secret)"),
    "device": Words(zh="设备代码", en="the device's code"),
    "place-code": Words(zh="地点代码", en="the place's code"),
    "quantity": Words(zh="要素代码，如 wind_mean", en="code of the quantity, such as wind_mean"),
    "take-kept": Words(zh="试接期间留存的报文也收下", en="take what was kept of the trial too"),
    "sure": Words(zh="确认丢弃，不能恢复", en="yes, throw it away for good"),
    "cap": Words(zh="CAP 预警文件", en="CAP warnings"),
    "cap check": Words(zh="检查 CAP 文件，每个文件输出一行 JSON", en="check CAP files; one JSON object a line"),
    "cap trust": Words(
        zh="登记（或吊销）某发布单位的签名证书", en="register (or revoke) a sender's signing certificate"
    ),
    "pem": Words(zh="PEM 证书文件", en="file of PEM certificates"),
    "sender": Words(zh="发布单位在报文中的 sender", en="the sender as its messages name it"),
    "revoked": Words(zh="吊销这些证书", en="revoke these certificates"),
    "map": Words(zh="地图资料", en="data of the map"),
    "map areas": Words(
        zh="载入区域代码的边界，供只带代码的官方预警使用",
        en="load shapes of area codes, for official warnings that only name codes",
    ),
    "geojson": Words(zh="GeoJSON 文件（可 gzip）", en="GeoJSON file, gzipped or not"),
    "system": Words(
        zh="代码体系：CPEAS（行政区划）、SAME、UGC、EMMA 等",
        en="whose codes: CPEAS (Chinese divisions), SAME, UGC, EMMA or another list",
    ),
    "origin": Words(zh="边界的出处，随预警显示", en="where the shapes come from, shown with the warnings"),
    "key": Words(
        zh="代码所在的属性名（默认自动识别）", en="the property that holds the code (default: the usual ones)"
    ),
    "camera": Words(zh="摄像机", en="cameras"),
    "camera list": Words(zh="列出摄像机及其现状", en="list the cameras and how they are"),
    "camera load": Words(zh="从文件登记摄像机", en="register the cameras of a file"),
    "camera password": Words(
        zh="给摄像机存登录密码（从终端或管道读入，不显示）",
        en="keep the password of a camera's login (read from the terminal or a pipe, not shown)",
    ),
    "camera try": Words(zh="向摄像机取一次画面，只说结果", en="ask a camera for a picture and say only what came"),
    "cameras": Words(zh="YAML 文件，写法见文档“摄像机”", en="a YAML file, as the documents say under “Cameras”"),
    "camera_code": Words(zh="摄像机代码", en="the camera's code"),
    "doctor": Words(zh="检查本机和运行状态", en="check this machine and what runs on it"),
    "watchdog": Words(
        zh="看护程序：在另一台机器上听平台的心跳，停了就呼叫人",
        en="the watchdog: on another machine, hears the platform's beats and calls people when they stop",
    ),
    "watchdog-file": Words(zh="看护文件（YAML，权限 0600）", en="its file (YAML, mode 0600)"),
    "watchdog-try": Words(zh="只向文件中的人各试呼一次", en="only call everybody in the file once, as a test"),
    "docs": Words(
        zh="由代码重写文档中的参考和命令两页", en="write the docs' pages on reference and commands from the code"
    ),
    "bench": Words(zh="运行一项测量", en="run a measurement"),
    "kpi": Words(zh="一个月的告警指标（IEC 62682、EEMUA 191）", en="a month's alarm KPIs (IEC 62682, EEMUA 191)"),
    "month": Words(zh="哪个月，写成 2026-11；不写则为本月", en="which month, written 2026-11; this month without it"),
    "only-exercise": Words(zh="只算演练中的告警", en="the alarms of exercises only"),
    "kpi-out": Words(
        zh="把月报写到文件夹：两种语言的网页和 PDF", en="write the report into a folder: page and PDF in both languages"
    ),
    "agency": Words(zh="单位与辖区，事件共享", en="agencies and jurisdictions, and sharing incidents"),
    "incident board": Words(
        zh="事件看板：力量、点名、未完成的任务", en="an incident's board: units, crew checks, open tasks"
    ),
    "incident form": Words(zh="把一张 ICS 表格写成 PDF", en="write an ICS form as a PDF"),
    "incident attach": Words(zh="给事件加附件", en="add a file to an incident"),
    "incident-number": Words(
        zh="事件编号，如 I-2026-0012 或 12", en="the incident's number, such as I-2026-0012 or 12"
    ),
    "incident-form-code": Words(zh="表格编号，如 201", en="the form's number, such as 201"),
    "incident-form-out": Words(zh="写到哪个文件", en="the file to write"),
    "incident-form-lang": Words(zh="用哪种语言，不写则同终端", en="in which language; the terminal's without it"),
    "incident-file": Words(
        zh="文件：图片、PDF、Office 文档或纯文本", en="a picture, PDF, Office document or plain text"
    ),
    "incident-file-note": Words(zh="说明", en="what it shows"),
    "say": Words(
        zh='办理命令行的一句，如 say "派 E01 #12"', en='do a line of the command line, such as say "DISP E01 #12"'
    ),
    "say-line": Words(zh="动词、对象和内容，写法同屏幕上的“/”", en="verb, object and words, as behind / on the screen"),
    "say-choose": Words(zh="有几项可选时，选第几项", en="which of several choices is meant"),
    "people": Words(zh="人员账号", en="people's accounts"),
    "people link": Words(zh="为某人生成一次性登录链接", en="make a one-time sign-in link for a person"),
    "people phone": Words(
        zh="为某人的手机生成外勤登录码", en="make a code that signs a person's phone in for the field"
    ),
    "people list": Words(zh="列出账号", en="list the accounts"),
    "manage": Words(zh="Django 管理命令", en="Django's own commands"),
    "history": Words(zh="历史数据", en="history"),
    "history files": Words(
        zh="列出历史表现行的 Parquet 文件", en="list the Parquet files that make up the history now"
    ),
    "history kept": Words(
        zh="历史存了多少、各量留多久、最近清除了什么",
        en="what the history holds, how long each quantity is kept, what was let go lately",
    ),
    "history export": Words(zh="把读数导出为 CSV、Excel 或 Parquet", en="export readings as CSV, Excel or Parquet"),
    "quarters": Words(zh="一刻钟概要表的文件", en="the files of the quarters of an hour instead"),
    "sensors": Words(zh="传感器代码", en="codes of sensors"),
    "since": Words(
        zh="从何时起，如 2026-02-06T08:00（不带时差即当地时间）",
        en="from when, such as 2026-02-06T08:00 (without an offset: the site's own time)",
    ),
    "until": Words(zh="到何时（不含）", en="before when"),
    "form": Words(zh="格式", en="form"),
    "no-mark": Words(
        zh="CSV 不带字节序标记；Excel 可能认不出中文", en="no byte-order mark before CSV; Excel may garble Chinese"
    ),
    "export-to": Words(zh="写到哪个文件（默认在当前目录）", en="the file to write (default: here, by its own name)"),
    "nats": Words(zh="NATS 服务器", en="the NATS server"),
    "nats config": Words(
        zh="为外部服务器写出全部配置：账户、流的上限、设备用户、口令",
        en="write the whole configuration of an outside server: accounts, limits, device users, passwords",
    ),
    "nats prepare": Words(
        zh="自带服务器启动之前要备好的：端口、口令、接入口的流",
        en="what our own needs before it starts: ports, secrets, streams",
    ),
    "folder": Words(zh="目录", en="folder"),
    "place": Words(
        zh="该目录在服务器那台机器上的路径（默认相同）",
        en="where that folder will lie on the server's machine (default: the same)",
    ),
    "reach": Words(
        zh="本平台和设备访问它的主机名或地址", en="the name or address by which Watchroom and the devices reach it"
    ),
    "client-port": Words(zh="客户端端口", en="port of clients"),
    "replicas": Words(zh="集群里每个流的副本数", en="how many copies of each stream a cluster keeps"),
    "mqtt-port": Words(zh="MQTT 端口", en="port of MQTT"),
    "host": Words(zh="监听地址", en="address to listen on"),
    "port": Words(zh="页面端口（实时推送用下一个端口）", en="port of the pages (the live stream takes the next one)"),
    "live-port": Words(zh="实时推送端口", en="port of the live stream"),
    "data": Words(zh="数据目录（默认 WATCHROOM_DATA 或 ./var）", en="data folder (default WATCHROOM_DATA or ./var)"),
    "scenario": Words(zh="演练情景", en="exercise scenarios"),
    "scenario stage": Words(zh="按情景布置站点", en="set the site up for a scenario"),
    "scenario play": Words(zh="只运行情景驱动进程", en="run only the scenario's driver"),
    "scenario tell": Words(
        zh="由记事簿讲述并核对这一天，留下成果", en="tell and prove the day from the book; leave its results"
    ),
    "scenario steer": Words(
        zh="查看或改变播放：速度、暂停、自动演示", en="see or change how it is played: speed, pause, autopilot"
    ),
    "at-once": Words(zh="尽快播放，不按墙上时间", en="as fast as it goes, not by the wall clock"),
    "speed": Words(zh="情景时间为实际时间的几倍（1 至 120）", en="how many times real time (1 to 120)"),
    "new": Words(zh="只在空数据库上布置", en="only on an empty database"),
    "pause": Words(zh="暂停（no 为继续）", en="pause (no: go on)"),
    "autopilot": Words(zh="自动演示开（no 为关）", en="autopilot on (no: off)"),
    "fresh": Words(zh="清空演练数据，从头开始", en="throw the demo's data away and start over"),
    "check": Words(zh="不开页面，尽快播完并核对每一步", en="without pages, as fast as it can, checking every step"),
    "out": Words(zh="成果目录（CAP、记事簿、总结报告）", en="folder for the results (CAP, journal, report)"),
    "json": Words(zh="只输出一行 JSON", en="print one line of JSON"),
    "quick": Words(zh="缩短测量，只看能否运行", en="a shorter run, to see that it works"),
    "bench-sensors": Words(zh="传感器数（只用于 history）", en="how many sensors (history only)"),
    "bench-days": Words(zh="天数（只用于 history）", en="how many days (history only)"),
    "files": Words(zh="文件", en="files"),
    "name": Words(zh="名称", en="name"),
    "person": Words(zh="人员代码", en="the person's code"),
    "what": Words(
        zh="记事号，或对象（如 warning:3）、预警号、CAP 标识",
        en="number of an entry, or a subject (such as warning:3), a warning's number or CAP identifier",
    ),
    "to": Words(zh="演练库文件", en="file of the rehearsal database"),
    "export": Words(
        zh="把全部记事写成 JSON 行，供他人核验", en="write all entries as JSON lines, for others to verify"
    ),
    "help": Words(zh="显示帮助", en="show this help"),
    "words": Words(zh="命令", en="commands"),
    "options": Words(zh="选项", en="options"),
    "arguments": Words(zh="参数", en="arguments"),
    "usage": Words(zh="用法：", en="usage: "),
    "wrong": Words(
        zh="命令有误：{why}\n看看：{prog} --help", en="This command is not right: {why}\nSee: {prog} --help"
    ),
    "missing": Words(
        zh="此命令所需的部分没有安装：{what}",
        en="A part that this command needs is not installed: {what}",
    ),
    "database": Words(
        zh="数据库用不了（{why}）。还没有准备过就先运行 watchroom prepare；否则检查 DATABASE_URL 和数据库服务。",
        en="The database cannot be used ({why}). If it was never prepared: watchroom prepare. Otherwise check DATABASE_URL and the server.",
    ),
    "no-file": Words(
        zh="文件 {file} 用不了（{why}），没有写完。请核对路径、权限和磁盘空间，再执行一次。",
        en="The file {file} cannot be used ({why}), and nothing was finished. Check the path, its rights and the room on the disk, and run "
        "it again.",
    ),
    "meanwhile": Words(
        zh="同一时刻另有人写入了同一项，“{command}”没有执行，没有写入任何改动。请先查看现在的内容，仍有需要再执行一次。",
        en="Somebody else wrote the same thing at this very moment: “{command}” was not done and nothing was changed. Look at what "
        "is there now, and run it again if it is still needed.",
    ),
    "setting": Words(zh="设置有误：{why}", en="A setting is wrong: {why}"),
    "incident": Words(
        zh="事件：接报、同一事件的认定、领导批示、看板、表格（以 WATCHROOM_TOKEN 的本人身份）",
        en="incidents: calls, what is one event, leaders' instructions, boards, forms (as the person of WATCHROOM_TOKEN)",
    ),
    "report": Words(
        zh="信息报送：时限、起草、报送、送达、更正（以 WATCHROOM_TOKEN 的本人身份）",
        en="reports upward: limits, drafts, sending, receipts, corrections (as the person of WATCHROOM_TOKEN)",
    ),
} | {
    f"{group} {step.name}": step.words
    for group, steps in (
        ("plan", (*plan_acts.STEPS, *plan_life_acts.STEPS)),
        ("incident", incident_acts.INCIDENTS),
        ("report", incident_acts.REPORTS),
        ("agency", agency_acts.STEPS),
        ("dispatch", dispatch_acts.STEPS),
        ("duty", duty_acts.STEPS),
        ("call", call_words.CALLS),
        ("way", call_words.WAYS),
    )
    for step in steps
}
