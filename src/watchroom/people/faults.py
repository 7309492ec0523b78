from watchroom.kernel.faults import Fault
from watchroom.kernel.words import Words


class NotSignedIn(Fault):
    status = 401
    text = Words(zh="请先登录，再{act}。", en="Sign in first to {act}.")


class NotAllowed(Fault):
    status = 403
    text = Words(
        zh="您当前的岗位不能{act}，此事由{who}办理。没有执行任何操作。",
        en="Your post may not {act}; that is for: {who}. Nothing was done.",
    )


class LinkSpent(Fault):
    status = 410
    text = Words(
        zh="此登录链接已失效（已用过、已过期或不存在）。请让值班室重新生成：watchroom people link {code}",
        en="This sign-in link no longer works (used, expired or unknown). Have a new one made: watchroom people link {code}",
    )


class ShiftOverlaps(Fault):
    status = 409
    text = Words(
        zh="岗位 {post} 在 {since} 至 {until} 之间已有 {holder} 值班，同一时刻只能有一人。请先调整原班次。",
        en="{holder} already holds {post} between {since} and {until}; one person at a time. Change that shift first.",
    )


class WeakPassword(Fault):
    status = 422
    text = Words(
        zh="{code} 的密码过短、过于常见或与账号相似，没有采用。请用 12 个字符以上、别处没有用过的密码，或只用登录链接。",
        en="The password of {code} is too short, too common or too like the account; it was not taken. Use 12 characters or more "
        "that are used nowhere else, or sign in by link alone.",
    )


class NoSuchPerson(Fault):
    status = 404
    text = Words(
        zh="没有账号 {code}。请用 watchroom people list 查看。",
        en="There is no account {code}. See watchroom people list.",
    )


class NotYours(Fault):
    status = 403
    text = Words(
        zh="这件事须由 {who} 本人办理。没有执行任何操作。", en="This is for {who} to do in person. Nothing was done."
    )


class NoSuchAgency(Fault):
    status = 404
    text = Words(
        zh="没有单位 {code}。请在“单位”页查看，或先登记。",
        en="There is no agency {code}. See the page of agencies, or enter it first.",
    )


class AgencyWrong(Fault):
    status = 422
    text = Words(zh="没有登记：{what}。请改正后再提交。", en="Not entered: {what}. Correct it and submit again.")


class PhoneRevoked(Fault):
    status = 401
    text = Words(
        zh="这部手机（{phone}）已于 {at} 停用，不能再收发。未发出的内容仍在本机；请与值班室联系，重新扫码登录后再发。",
        en="This phone ({phone}) was revoked at {at} and takes part no more. What it has not sent is still kept on it; ask the"
        " watch for a new code, sign in again, and it is sent.",
    )


class PhoneUnknown(Fault):
    status = 401
    text = Words(
        zh="这部手机没有登录外勤，或登录已到期。未发出的内容仍在本机；请向值班室要一个新的登录码，扫码后再发。",
        en="This phone is not signed in for the field, or its time is over. What it has not sent is still kept on it; ask the"
        " watch for a new code, sign in again, and it is sent.",
    )


class NoSuchPhone(Fault):
    status = 404
    text = Words(
        zh="没有编号 {phone} 的手机。请从外勤手机列表中选取。",
        en="There is no phone {phone}. Choose it from the list of phones.",
    )
