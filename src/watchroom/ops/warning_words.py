"""`watchroom cap trust` and `watchroom map areas`: what the site is given so that it can judge and draw official warnings."""

from pathlib import Path

from watchroom.kernel.words import Words
from watchroom.ops.terminal import OK, complain, say

TRUSTED = Words(
    zh="已登记 {sender} 的证书：{subject}，有效至 {until}（指纹 {mark}…）",
    en="Registered for {sender}: {subject}, in force until {until} (fingerprint {mark}…)",
)
REVOKED = Words(
    zh="已吊销 {sender} 的证书：{subject}（指纹 {mark}…）；用它签名的预警只显示，不参与自动判断",
    en="Revoked for {sender}: {subject} (fingerprint {mark}…); what it signed is shown and moves nothing by itself",
)
JUDGED = Words(
    zh="重新核验了在效的预警，{n} 条有变化", en="Warnings in force were judged again; {n} came out otherwise"
)
LOADED = Words(
    zh="载入 {taken} 个区域的边界（体系 {system}）", en="Shapes of {taken} areas were loaded (codes of {system})"
)
NOT_TAKEN = Words(zh="有 {n} 个没有载入，其中第一个：{why}", en="{n} were not taken; the first of them: {why}")


def trust(file: Path, sender: str, *, revoked: bool) -> int:
    """Takes or revokes a sender's certificates. Raises CertificateUnreadable."""
    import django

    django.setup()
    from watchroom.sources import bulletins
    from watchroom.sources import trust as certificates
    from watchroom.sources.faults import CertificateUnreadable

    try:
        with file.open("rb") as opened:
            pem = opened.read(certificates.MOST_BYTES + 1)
    except OSError as error:
        raise CertificateUnreadable(why=error.strerror or type(error).__name__) from error
    for one in certificates.give(pem, sender, revoked=revoked):
        words = REVOKED if one.revoked else TRUSTED
        say(words, sender=one.sender, subject=one.subject, until=f"{one.until:%Y-%m-%d}", mark=one.fingerprint[:16])
    say(JUDGED, n=bulletins.judge_again(bulletins.standing(sender.strip()), actor="ops:trust"))
    return OK


def areas(file: Path, system: str, source: str, key: str) -> int:
    """Loads shapes of area codes. Raises AreasUnreadable."""
    import django

    django.setup()
    from watchroom.sources import area_codes, bulletins

    loaded = area_codes.load(file, system=system.upper(), source=source, key=key)
    say(LOADED, taken=loaded.taken, system=system.upper())
    if loaded.why is not None:
        complain(NOT_TAKEN, n=loaded.refused, why=loaded.why)
    say(JUDGED, n=bulletins.judge_again(bulletins.standing(), actor="ops:areas"))
    return OK
