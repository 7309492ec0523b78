"""Every environment variable that Watchroom reads, with its default and its words: docs and doctor tell from here."""

import os
from dataclasses import dataclass

from watchroom.kernel.words import Words

LEAST_DISK_MB = 200  # with less nothing starts


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    default: str
    words: Words


def four_numbers(name: str, default: str, *, least: int) -> tuple[int, int, int, int]:
    """One whole number for each alarm priority, 1 to 4. Raises ValueError, which stops the start, for anything else."""
    text = os.environ.get(name, default)
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 4 or not all(part.isdecimal() and least <= int(part) < 10**6 for part in parts):
        raise ValueError(f"{name}: {text!r} is not four whole numbers of at least {least}, such as {default}")
    one, two, three, four = (int(part) for part in parts)
    return one, two, three, four


def disk_low_mb() -> int:
    """Under how many free megabytes a disk is short of room. Raises ValueError, which stops the start, for no number."""
    text = os.environ.get("WATCHROOM_DISK_LOW_MB", "2000")
    if not text.isdecimal() or not LEAST_DISK_MB <= int(text) < 10**9:
        raise ValueError(f"WATCHROOM_DISK_LOW_MB: {text!r} is not a whole number of at least {LEAST_DISK_MB}")
    return int(text)


def _v(name: str, default: str, zh: str, en: str) -> Variable:
    return Variable(name, default, Words(zh=zh, en=en))


ENVIRONMENT = (
    _v("WATCHROOM_DATA", "./var", "全部数据所在的文件夹", "the folder of everything that is kept"),
    _v(
        "DATABASE_URL",
        "SQLite, WATCHROOM_DATA/watchroom.sqlite3",
        "sqlite:///路径，或 postgresql://用户:口令@主机:端口/库名",
        "sqlite:///path, or postgresql://user:password@host:port/name",
    ),
    _v(
        "WATCHROOM_NATS_URL",
        "—",
        "外部 NATS 服务器；不设则自带子进程",
        "an outside NATS server; without it, a child process of ours",
    ),
    _v(
        "WATCHROOM_NATS_DEVICES_URL",
        "—",
        "外部 NATS 服务器上 MQTT 设备所在的账户；不设则不收 MQTT",
        "the account of MQTT devices on an outside NATS server; without it, no MQTT",
    ),
    _v(
        "WATCHROOM_NATS_SYS_URL",
        "—",
        "外部 NATS 服务器的系统账户：读取它的落盘设置，让它重新读入设备用户；不设则由管理员确认和执行",
        "the system account of an outside NATS server: reads how it writes to disk, has it read device users again; "
        "without it its administrator confirms and does so",
    ),
    _v(
        "WATCHROOM_NATS_MQTT",
        "—",
        "设备访问外部 NATS 服务器 MQTT 的地址，例如 10.0.0.5:8602",
        "where devices reach the MQTT of an outside NATS server, such as 10.0.0.5:8602",
    ),
    _v(
        "WATCHROOM_NATS_USERS",
        "WATCHROOM_DATA/nats/users.conf",
        "外部 NATS 服务器包含的设备用户文件，由 watch 写",
        "the file of device users that an outside NATS server includes; watch writes it",
    ),
    _v(
        "WATCHROOM_NATS_SYNC",
        "—",
        "always：外部服务器的管理员已确认 sync_interval: always",
        "always: the administrator of the outside server has confirmed sync_interval: always",
    ),
    _v(
        "WATCHROOM_NATS_REPLICAS",
        "1",
        "流在外部 NATS 集群里的副本数",
        "how many copies of each stream an outside NATS cluster keeps",
    ),
    _v(
        "WATCHROOM_ALARM_ESCALATE_S",
        "60,180,600,1800",
        "P1 至 P4 告警无人确认多少秒后报上一级（带班领导，再到指挥长）；0 为不上报",
        "after how many seconds an alarm P1 to P4 that nobody acknowledged is brought before the next post (duty "
        "leader, then commander); 0 is never",
    ),
    _v(
        "WATCHROOM_ALARM_SHELF_MIN",
        "60,240,480,480",
        "P1 至 P4 告警最多可搁置多少分钟",
        "for how many minutes an alarm P1 to P4 may be shelved at most",
    ),
    _v(
        "WATCHROOM_DISK_LOW_MB",
        "2000",
        "数据、数据库（SQLite）、读数流所在磁盘剩余少于多少 MB 时告警，最少 200",
        "under how many free MB the disks of data, database (SQLite) and streams raise an alarm; 200 at least",
    ),
    _v(
        "WATCHROOM_CARRIERS",
        "WATCHROOM_DATA/carriers.yaml",
        "到人渠道（短信、邮件、即时通讯）的设置文件，权限须为 0600",
        "the file that sets up the carriers (text messages, mail, chat); its mode must be 0600",
    ),
    _v(
        "WATCHROOM_MAILBOX",
        "WATCHROOM_DATA/mailbox.yaml",
        "值班邮箱（IMAP）的设置文件，权限须为 0600；没有则不读邮箱",
        "the file that sets up the mailbox of the watch (IMAP), its mode 0600; without it none is read",
    ),
    _v(
        "WATCHROOM_WATCHDOG",
        "—",
        "外部看护程序的地址（http://主机:端口）；不设则没有人看护本平台",
        "where the watchdog outside listens (http://host:port); without it nobody watches over the platform",
    ),
    _v(
        "WATCHROOM_WATCHDOG_KEY",
        "WATCHROOM_DATA/watchdog.key",
        "与看护程序相同的密钥文件，至少 32 个字符，权限须为 0600",
        "the key file, the same as the watchdog's: 32 characters at least, its mode 0600",
    ),
    _v("WATCHROOM_ZONE", "Asia/Shanghai", "站点时区", "the site's time zone"),
    _v(
        "WATCHROOM_HOSTS",
        "127.0.0.1,localhost,[::1]",
        "网页服务的主机名，逗号分隔",
        "host names that pages are served under, comma-separated",
    ),
    _v(
        "WATCHROOM_WEB_ORIGINS",
        "—",
        "反向代理之后浏览器所见的来源，逗号分隔，例如 https://eoc.example.org",
        "origins that browsers see behind a reverse proxy, comma-separated, such as https://eoc.example.org",
    ),
    _v(
        "WATCHROOM_PROXIES",
        "0",
        "前面有几层自己的反向代理；来访地址取它们写的 X-Forwarded-For",
        "how many reverse proxies of your own stand in front; the client's address is what they write in X-Forwarded-For",
    ),
    _v(
        "WATCHROOM_ALARM_GROUP_S",
        "60",
        "同一处的告警在多少秒内接连发生就合为一组；0 为不合并",
        "within how many seconds alarms of one place or source that begin together become a group; 0: never",
    ),
    _v("WATCHROOM_LIVE_URL", "—", "浏览器访问实时流的地址", "where the browser finds the live stream"),
    _v("WATCHROOM_HOST", "127.0.0.1", "web 和 live 的监听地址", "the address that web and live listen on"),
    _v("WATCHROOM_WEB_PORT", "8600", "页面和接口的端口", "the port of pages and API"),
    _v("WATCHROOM_LIVE_PORT", "8601", "实时流的端口", "the live stream's port"),
    _v("WATCHROOM_WEB_WORKERS", "1–2", "web 的工作进程数", "how many workers web has"),
    _v(
        "WATCHROOM_MQTT_LISTEN",
        "127.0.0.1:8602",
        "设备接入的监听地址，例如 0.0.0.0:8602",
        "where devices connect, such as 0.0.0.0:8602",
    ),
    _v(
        "WATCHROOM_SECRET_KEY",
        "WATCHROOM_DATA/secret.key",
        "签名密钥；不设则首次启动时生成",
        "the signing key; made at the first start without it",
    ),
    _v("WATCHROOM_LOG", "INFO", "日志级别", "the log's level"),
    _v("WATCHROOM_LANG", "LANG", "命令的语言，zh 或 en", "the language of commands, zh or en"),
    _v(
        "WATCHROOM_TOKEN",
        "—",
        "watchroom alarm 以谁的身份办理：本人的接口令牌",
        "as whom watchroom alarm acts: an API token of one's own",
    ),
    _v("WATCHROOM_PROCESS", "—", "本进程的名称，用于心跳文件", "the name of this process, for its pulse file"),
    _v(
        "WATCHROOM_TEST_MIGRATED",
        "—",
        "bin/test 迁移好的空库，测试从它的副本开始",
        "the empty, migrated database of bin/test of which those of the tests are copies",
    ),
    _v("WATCHROOM_CHROMIUM", "—", "浏览器测试所用的 Chromium", "the Chromium of browser tests"),
    _v(
        "WATCHROOM_BENCH_POSTGRES",
        "—",
        "测量所用的 PostgreSQL（空库）；不设则自带临时服务器",
        "an empty PostgreSQL database to measure; without it, a temporary server of our own",
    ),
    _v("WATCHROOM_BENCH_MINUTES", "10", "bench flood 持续几分钟", "how many minutes `bench flood` lasts"),
    _v("WATCHROOM_BENCH_RUNS", "50", "bench kill 的次数", "how often `bench kill` plays the day"),
    _v("WATCHROOM_BENCH_SEED", "—", "bench kill 的随机种子", "the seed of `bench kill`"),
    _v(
        "WATCHROOM_NAB",
        "—",
        "bench anomaly 所用的 NAB 数据，目录或 tar.gz",
        "the NAB data of `bench anomaly`, folder or tar.gz",
    ),
    _v(
        "WATCHROOM_PLANS",
        "—",
        "bench plans 和测试所用预案文件的目录",
        "the folder of plan documents of `bench plans` and of tests",
    ),
    _v(
        "WATCHROOM_DISPATCH_LOG",
        "—",
        "bench dispatch 所用接处警日志的目录",
        "the folder of the dispatch log of `bench dispatch`",
    ),
    _v("WATCHROOM_KILLS", "3", "测试中强杀 nats-server 的次数", "how often a test kills nats-server"),
    _v("WATCHROOM_CAP_EXAMPLES", "—", "测试所用 CAP 样例的目录", "the folder of CAP examples for tests"),
)
