"""The secret of a camera's login: one file a camera in the data folder, for its owner alone, in no row and no entry.

Where `web` runs on several machines, the folder `cameras` belongs on each of them.
"""

from pathlib import Path

from django.conf import settings

from watchroom.kernel.words import Words
from watchroom.sources.address import private
from watchroom.sources.faults import FeedDown
from watchroom.sources.fetching import Login

FOLDER = "cameras"
MOST_SECRET = 200


def keep(code: str, secret: str) -> None:
    """Keeps a secret; an empty one takes it away."""
    path = _path(code)
    if secret:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        private(path, secret + "\n")
    else:
        path.unlink(missing_ok=True)


def kept(code: str) -> bool:
    return _path(code).exists()


def login(code: str, user: str) -> Login | None:
    """None without a user. Raises FeedDown when its file cannot be read."""
    if not user:
        return None
    path = _path(code)
    try:
        return Login(user, path.read_text().rstrip("\n") if path.exists() else "")
    except (OSError, UnicodeDecodeError):
        why = Words(zh="存放其密码的文件读不出来", en="the file with its password cannot be read")
        raise FeedDown(url=code, why=why) from None


def _path(code: str) -> Path:
    return Path(settings.DATA) / FOLDER / f"{code}.txt"
