"""Uploads the keys of a case: one code, one certificate, one upload. Chaff does the same with nothing in it (threat T6).

Real and chaff take one path: two requests of fixed length, one after the other. What is decided in between is only what fills them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from truyvet.agent.advertiser import Entropy
from truyvet.agent.device_log import DeviceLog
from truyvet.agent.key_server_client import KeyServer, base64url_encode
from truyvet.proximity import upload_code_format
from truyvet.proximity.diagnosis_keys import MAX_KEY_AGE_S, MAX_KEYS_PER_UPLOAD, MIN_HMAC_SECRET_BYTES, UploadedKey, keys_hmac
from truyvet.proximity.embargo import public_from
from truyvet.proximity.errors import CallerError
from truyvet.proximity.local_day import DAY_S
from truyvet.proximity.rolling_identifiers import INTERVAL_S, KEY_BYTES, TEK_ROLLING_PERIOD, TemporaryExposureKey, interval_number

CHAFF_PER_DAY: Final = 0.2


def read_upload_code(typed: str) -> str:
    """Returns the code as the server wants it. Raises CallerError: "bad_code" when it cannot be one, "slip" when mistyped.

    A slip is told here and now: it costs no request, and none of the wrong tries that a server counts.
    """
    try:
        return upload_code_format.parse_code(typed)
    except upload_code_format.CodeMistyped as mistyped:
        raise CallerError("slip" if mistyped.why == "slip" else "bad_code") from None


@dataclass(frozen=True, slots=True)
class UploadReceipt:
    """How many keys were uploaded, and when the last of them is published (epoch seconds)."""

    keys: int
    public_from: int


def keys_to_upload(keys: Sequence[TemporaryExposureKey], now: int) -> list[UploadedKey]:
    """Returns the keys of an upload: no older than the server accepts, the latest when there are too many, today's included."""
    fit = [key for key in keys if now - MAX_KEY_AGE_S <= key.rolling_start_interval_number * INTERVAL_S <= now]
    return [UploadedKey(key) for key in fit[-MAX_KEYS_PER_UPLOAD:]]


async def upload_keys(
    server: KeyServer, log: DeviceLog, typed: str, now: int, entropy: Entropy, link: dict[str, str] | None = None
) -> UploadReceipt:
    """Uploads with a code that a tracer gave; a certificate got before the network failed is used again.

    ``link``: version and language of the text by which the owner ties matches to their case; None when they did not agree.
    """
    uploaded = keys_to_upload(log.own_keys(), now)
    if not uploaded:
        raise CallerError("no_keys")
    waiting = log.fact("claim")
    if not waiting or waiting["expires"] <= now:
        secret = entropy(2 * MIN_HMAC_SECRET_BYTES)
        answer = await server.post("verify", {"code": typed, "hmac": base64url_encode(keys_hmac(uploaded, secret)), "chaff": False})
        waiting = {
            "certificate": str(answer["certificate"]), "secret": secret.hex(), "expires": now + 900,
            "keys": [[each.key.key_data.hex(), each.key.rolling_start_interval_number, each.key.rolling_period] for each in uploaded],
        }  # fmt: skip
        log.note(claim=waiting)
    certified_keys = [TemporaryExposureKey(bytes.fromhex(data), start, period) for data, start, period in waiting["keys"]]
    await server.post("publish", _upload(certified_keys, bytes.fromhex(waiting["secret"]), waiting["certificate"], chaff=False, link=link))
    receipt = UploadReceipt(len(certified_keys), max(public_from(key) for key in certified_keys))
    log.note(claim=None, case={"at": now, "keys": receipt.keys, "public_from": receipt.public_from})
    return receipt


async def upload_chaff(server: KeyServer, now: int, entropy: Entropy) -> None:
    """Uploads nothing, at the length of a real upload."""
    begin = interval_number(now) // TEK_ROLLING_PERIOD * TEK_ROLLING_PERIOD
    made = [TemporaryExposureKey(entropy(KEY_BYTES), begin - TEK_ROLLING_PERIOD * back) for back in range(14, -1, -1)]
    secret = entropy(2 * MIN_HMAC_SECRET_BYTES)
    text = upload_code_format.code_from_bytes(entropy(5))
    answer = await server.post(
        "verify", {"code": text, "hmac": base64url_encode(keys_hmac([UploadedKey(key) for key in made], secret)), "chaff": True}
    )
    await server.post("publish", _upload(made, secret, str(answer.get("certificate", "")), chaff=True))


def _upload(
    keys: Sequence[TemporaryExposureKey], secret: bytes, certificate: str, *, chaff: bool, link: dict[str, str] | None = None
) -> dict[str, Any]:
    listed = [
        {
            "key_data": base64url_encode(key.key_data),
            "rolling_start_interval_number": key.rolling_start_interval_number, "rolling_period": key.rolling_period,
            "transmission_risk_level": 0,
        }
        for key in keys
    ]  # fmt: skip
    return {"keys": listed, "hmac_secret": base64url_encode(secret), "certificate": certificate, "link": link, "chaff": chaff}


def next_chaff_at(now: int, entropy: Entropy) -> int:
    """Returns when the next chaff is due: a Poisson process of 0.2 a day."""
    drawn = (int.from_bytes(entropy(8), "big") + 1) / (2**64 + 1)
    return now + round(-math.log(drawn) / CHAFF_PER_DAY * DAY_S)
