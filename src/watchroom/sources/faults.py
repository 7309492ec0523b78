"""What can be wrong with what arrives, and with what is asked of this room. Each says what to do now."""

from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words

INSTALL = ".build/uv/bin/uv pip install --python .venv -r requirements/connectors.txt"


class TooLarge(Fault):
    status = 413
    text = Words(
        zh="报文 {size} 字节，超过上限 {most} 字节，未解析。请分批发送。",
        en="The message has {size} bytes; the limit is {most}. It was not read. Send it in smaller batches.",
    )


class TooDeep(Fault):
    status = 422
    text = Words(
        zh="报文嵌套超过 {most} 层，未解析。请按文档的列式格式发送。",
        en="The message is nested deeper than {most} levels and was not read. Send it in the columnar form of the manual.",
    )


class TooMany(Fault):
    status = 413
    text = Words(
        zh="一批含 {count} 条读数，上限 {most} 条，整批未收。请分批发送。",
        en="The batch holds {count} readings; the limit is {most}. Nothing was taken. Send smaller batches.",
    )


class NotReadable(Fault):
    status = 422
    text = Words(
        zh="报文既不是数字，也不是 UTF-8 编码的 JSON：{why}。请检查设备的编码和固件。",
        en="The message is neither a number nor JSON in UTF-8: {why}. Check the device's encoding and firmware.",
    )


class WrongShape(Fault):
    status = 422
    text = Words(
        zh="报文结构不符：{why}。应有 sensor、value、measured_at 三列，长度相同。",
        en="The message has the wrong shape: {why}. It needs the columns sensor, value and measured_at, of one length.",
    )


class NotNumber(Fault):
    status = 422
    text = Words(
        zh="值 {value} 不是数字（小数点用“.”，不加引号和单位），该条未收。",
        en="The value {value} is not a number (decimal point, no quotes, no unit); this reading was not taken.",
    )


class NotFinite(Fault):
    status = 422
    text = Words(
        zh="值 {value} 不是有限的数（NaN 或无穷大），该条未收。请检查传感器。",
        en="The value {value} is not finite (NaN or infinity); this reading was not taken. Check the sensor.",
    )


class OutOfRange(Fault):
    status = 422
    text = Words(
        zh="值 {value} 超出 {quantity} 的可信范围 {low} 至 {high} {unit}，该条未收。请检查传感器或单位。",
        en="The value {value} lies outside what {quantity} can be, {low} to {high} {unit}; not taken. Check sensor and unit.",
    )


class WrongUnit(Fault):
    status = 422
    text = Words(
        zh="单位 {given} 与该传感器登记的 {unit} 不符，该条未收。请改设备的单位或重新登记传感器。",
        en="The unit {given} is not the sensor's {unit}; this reading was not taken. Change the device's unit or register the sensor anew.",
    )


class BadTime(Fault):
    status = 422
    text = Words(
        zh="时刻 {given} 读不懂：应为带时区的 ISO 8601 文本或毫秒数，该条未收。",
        en="The time {given} cannot be read: ISO 8601 with an offset, or milliseconds; this reading was not taken.",
    )


class FromFuture(Fault):
    status = 422
    text = Words(
        zh="测量时刻 {measured} 比收到时晚 {ahead}，未收并隔离。请校准设备时钟。",
        en="Measured at {measured}, {ahead} after it was received; set aside. Set the device's clock right.",
    )


class TooOld(Fault):
    status = 422
    text = Words(
        zh="测量时刻 {measured} 早于收到时 {days} 天以上，多半是设备时钟未设，该条未收。请校准设备时钟。",
        en="Measured at {measured}, more than {days} days before it arrived: the device's clock is probably not set. Not taken; set it.",
    )


class UnknownSensor(Fault):
    status = 422
    text = Words(
        zh="没有登记代码为 {sensor} 的传感器，该条未收。请先登记，或改正设备里的代码。",
        en="No sensor is registered as {sensor}; this reading was not taken. Register it, or correct the code in the device.",
    )


class NotItsSensor(Fault):
    status = 422
    text = Words(
        zh="传感器 {sensor} 不属于设备 {device} 的信息源，该条未收。请核对设备与传感器的登记。",
        en="The sensor {sensor} does not belong to the source of device {device}; not taken. Compare the registrations.",
    )


class BadTopic(Fault):
    status = 422
    text = Words(
        zh="主题 {topic} 不是 sensors/设备/传感器 的形式，或含有点、空格。请按此形式发布。",
        en="The topic {topic} is not sensors/device/sensor, or holds a dot or space. Publish in that form.",
    )


class WrongKey(Fault):
    status = 401
    text = Words(
        zh="设备密钥不对或已停用。请用登记该设备时给出的密钥；遗失的，请管理员重发。",
        en="The device key is wrong or was withdrawn. Use the key given when the device was registered, or ask for a new one.",
    )


class StreamDown(Fault):
    status = 503
    text = Words(
        zh="读数流暂时写不进去，本批没有保存。请在 {retry} 秒后原样重发。",
        en="The readings' stream cannot be written just now; this batch was not kept. Send the same batch again in {retry} s.",
    )


class AtTheDoor(Fault):
    status = 401
    text = Words(
        zh="设备 {device} 在 MQTT 入口被拒：{why}。{advice}",
        en="The device {device} was refused at the MQTT door: {why}. {advice}",
    )


class NoSuchSource(Fault):
    status = 404
    text = Words(
        zh="没有代码为 {code} 的信息源。请在信息源页查找。",
        en="There is no source {code}. Look it up on the sources page.",
    )


class NoSuchSensor(Fault):
    status = 404
    text = Words(
        zh="没有代码为 {code} 的传感器。请在信息源页查找。",
        en="There is no sensor {code}. Look it up on the sources page.",
    )


class BadCode(Fault):
    status = 422
    text = Words(
        zh="代码 {code} 不合规：只用小写字母、数字、连字符和下划线，以字母或数字开头，最多 64 字。",
        en="The code {code} will not do: small letters, digits, hyphen and underscore, first a letter or digit, at most 64.",
    )


class ReservedCode(Fault):
    status = 422
    text = Words(
        zh="代码 {code} 由平台自己在 NATS 服务器上使用，设备不能用。请换一个。",
        en="The platform itself uses the code {code} at the NATS server; a device cannot. Choose another.",
    )


class NoSuchConnector(Fault):
    status = 422
    text = Words(
        zh="没有名为 {kind} 的接入方式。现有：{known}。", en="There is no connector named {kind}. There are: {known}."
    )


class BadSettings(Fault):
    status = 422
    text = Words(
        zh="接入设置不合规：{why}。请改正后再存。",
        en="The connector's settings will not do: {why}. Correct them and save again.",
    )


class NoSuchQuantity(Fault):
    status = 422
    text = Words(
        zh="没有名为 {quantity} 的量。现有：{known}。", en="There is no quantity {quantity}. There are: {known}."
    )


class SensorStays(Fault):
    status = 409
    text = Words(
        zh="传感器 {code} 已有读数，其信息源、地点分区和量不能改。请另登记一个传感器。",
        en="The sensor {code} has readings: its source, partition and quantity stay. Register another sensor instead.",
    )


class HalfPosition(Fault):
    status = 422
    text = Words(
        zh="{sensor} 缺了同一时刻的另一半（经度或纬度），无法从所设坐标系换算，整条没有收。请让设备一起发送经纬度。",
        en="{sensor} lacks its other half (longitude or latitude) of the same moment, so it cannot be made WGS 84 and nothing"
        " of the message was taken. Have the device send both together.",
    )


class FeedRefused(Fault):
    status = 502
    text = Words(
        zh="信息源地址 {url} 不在允许之列：{why}。请管理员核准后再用。",
        en="The feed {url} is not allowed: {why}. Ask an administrator to allow it.",
    )


class FeedDown(Fault):
    status = 502
    text = Words(
        zh="取不到 {url}：{why}。保留上次内容，到时再取；持续不通的，请联系发布单位。",
        en="{url} cannot be had: {why}. The last good content is kept and it is asked again; if it lasts, call the issuer.",
    )


class FeedUnreadable(Fault):
    status = 502
    text = Words(
        zh="{url} 的内容读不懂：{why}。保留上次内容；请联系发布单位。",
        en="The content of {url} cannot be read: {why}. The last good content is kept; call the issuer.",
    )


class AreasUnreadable(Fault):
    status = 422
    text = Words(
        zh="边界文件 {file} 未载入：{why}。须是 WGS 84 的 GeoJSON FeatureCollection，每个面带区域代码；原有边界没有变动。",
        en="The file of areas {file} was not loaded: {why}. It must be a GeoJSON FeatureCollection in WGS 84 with a code on"
        " every area; the shapes that are here have not changed.",
    )


class CertificateUnreadable(Fault):
    status = 422
    text = Words(
        zh="证书未收：{why}。请给出发布单位的 PEM 证书，并用 --sender 写明其报文中的 sender。",
        en="The certificate was not taken: {why}. Give the sender's certificate in PEM, and name the sender of its messages"
        " with --sender.",
    )


class Flagged(Fault):
    status = 422
    text = Words(
        zh="{station} 的 {what} 带有标记“{flags}”，不作实测值收入。请以现场观测为准，并询问发布单位。",
        en="The {what} of {station} is flagged “{flags}” and was not taken as measured. Go by what is seen on the spot, and"
        " ask the issuer.",
    )


class Silent(Fault):
    status = 503
    text = Words(
        zh="应到周期为 {every}，已连续 {missed} 期未到（最后一次 {last}）。请检查设备电源和网络，再电话核实现场。",
        en="Due every {every}, silent for {missed} periods (last heard {last}). Check power and network, then ring the site.",
    )


class HistoryBroken(Fault):
    status = 503
    text = Words(
        zh="读数历史读不出来（{folder}：{why}）。告警和当前值不受影响。请管理员运行 watchroom doctor，按提示处理。",
        en="The history of readings cannot be read ({folder}: {why}). Alarms and present values go on. Ask the administrator to run watchroom doctor and do what it says.",
    )


class NoSuchQuarantined(Fault):
    status = 404
    text = Words(
        zh="隔离区没有第 {number} 项：可能已被更新的数据挤出。请回到信息源页查看现有的。",
        en="Nothing with the number {number} is in quarantine: newer data may have pushed it out. See the source's page.",
    )


class NotReplayable(Fault):
    status = 409
    text = Words(
        zh="第 {number} 项不能重新提交：没有保留全部字节，或信息源已改为另一种接入方式。请让设备或发布单位重发。",
        en="Number {number} cannot be offered again: not all its bytes were kept, or its source is of another kind now. Let the"
        " device or issuer send it again.",
    )


class AlreadyReplayed(Fault):
    status = 409
    text = Words(
        zh="第 {number} 项已重新提交并收下，不必再交。",
        en="Number {number} was offered again and taken already; nothing is left to do.",
    )


class UnknownDevice(Fault):
    status = 409
    text = Words(
        zh="设备 {device} 没有登记，不知道数据归谁。请先登记设备，再重新提交。",
        en="The device {device} is not registered, so nobody knows whose data this is. Register it, then offer it again.",
    )


class WrongSpan(Fault):
    status = 422
    text = Words(
        zh="时段不合规：{since} 至 {until}。开始须早于结束，最长 {most} 天，时间须带时区；请改正后再查。",
        en="This span will not do: {since} to {until}. It begins before it ends, is {most} days at most, and its times have an offset; correct it and ask again.",
    )


class WrongDays(Fault):
    status = 422
    text = Words(
        zh="日期不合规：{given}。请给出 1 到 {most} 个日期，如 2026-02-06。",
        en="These days will not do: {given}. Name 1 to {most} days, such as 2026-02-06.",
    )


class WrongExport(Fault):
    status = 422
    text = Words(
        zh="不能这样导出：{why}。请改正后再导出。", en="This cannot be exported: {why}. Correct it and export again."
    )


class TooManyForExcel(Fault):
    status = 422
    text = Words(
        zh="超过 {most} 条，Excel 文件放不下。请缩短时段，或导出 CSV、Parquet。",
        en="More than {most} readings do not fit an Excel file. Take a shorter time, or export CSV or Parquet.",
    )


class WrongKeeping(Fault):
    status = 422
    text = Words(
        zh="保留期不合规：读数 {readings} 天，一刻钟概要 {quarters} 天。读数至少 {least} 天，概要不短于读数，最长 {most} 天；请改正。",
        en="These limits will not do: readings {readings} days, quarters {quarters} days. Readings are kept {least} days at least, quarters as long or longer, {most} at most; correct it.",
    )


class NoArrow(Fault):
    status = 422
    text = Words(
        zh="Arrow 流读不懂：{why}。请发送未压缩的 Arrow IPC 流，列为 sensor、value、measured_at、unit。",
        en="The Arrow stream cannot be read: {why}. Send an uncompressed Arrow IPC stream with the columns sensor, value, measured_at, unit.",
    )


class NoPosition(Fault):
    status = 422
    text = Words(
        zh="位置报文读不懂：{why}，未收。请对照手册检查发送方的设置。",
        en="The position message cannot be read: {why}. Not taken; compare the sender's settings with the manual.",
    )


class ListenerDown(Fault):
    status = 503
    text = Words(
        zh="收不到 {what}：{why}。平台会自动重试；持续不通的，请检查地址、网络和对方系统。",
        en="{what} cannot be heard: {why}. It is tried again by itself; if it lasts, check the address, the network and the other side.",
    )


class NeedsExtra(Fault):
    status = 503
    text = Words(
        zh="这台机器没有安装 {package}，“{what}”用不了。请管理员在平台目录运行：{command}，再重启监测进程。",
        en="{package} is not installed on this machine, so “{what}” cannot be used. Run in Watchroom's folder: {command}; then restart watch.",
    )


class NotOffered(Fault):
    status = 400
    text = Words(
        zh="这里的 SensorThings 接口不支持 {what}。请对照手册“SensorThings”一节改写请求。",
        en="The SensorThings interface here does not offer {what}. Rewrite the request by the manual's section on SensorThings.",
    )


class NoSuchEntity(Fault):
    status = 404
    text = Words(
        zh="这个密钥看不到 {what}：没有登记，或不属于它的信息源。请核对编号。",
        en="This key sees no {what}: it is not registered, or belongs to another source. Check the id.",
    )


class NotRegistered(Fault):
    status = 422
    text = Words(
        zh="{what} 没有登记，没有建立：{why}。请管理员登记，或把对方的名称填入该信息源的设置。",
        en="{what} is not registered and was not made: {why}. Have it registered, or enter its name in the source's settings.",
    )


class NoColumn(Fault):
    status = 422
    text = Words(
        zh="文件里没有“{column}”这一列（有：{has}）。一条也没有收；请核对列名或改信息源的设置。",
        en="The file has no column “{column}” (it has: {has}). Nothing was taken; compare the names or change the source's settings.",
    )


class NotForFiles(Fault):
    status = 409
    text = Words(
        zh="信息源 {code} 不是文件类，不能上传文件。请登记一个接入方式为 files 的信息源。",
        en="The source {code} takes no files. Register a source whose connector is files.",
    )
