"""Keys of devices: made, recognised, and made again for the MQTT server's file of users. Apart from people's accounts."""

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

_SALT = "watchroom.sources.device"


def new_serial() -> str:
    return secrets.token_hex(8)


def key_of(device: str, serial: str) -> str:
    """The key of a device, from the site's secret: 43 letters, digits, `-` and `_`."""
    made = salted_hmac(_SALT, f"{device}:{serial}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest_of(key: str) -> str:
    """What the database keeps. A key has 256 bits of chance, so a plain digest cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()
