"""The signature of a message, as the Standard Webhooks specification has it; pure."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """Return a fresh secret in the form receivers configure."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers(code: str, body: bytes, held: Iterable[str], *, at: datetime) -> dict[str, str]:
    """Return the headers that sign this body now, once with each secret in force."""
    moment = str(int(at.timestamp()))
    return {
        "content-type": "application/json",
        "user-agent": "Lianban",
        "webhook-id": code,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(_signature(code, moment, body, each) for each in held),
    }


def _signature(code: str, moment: str, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = b".".join([code.encode(), moment.encode(), body])
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
