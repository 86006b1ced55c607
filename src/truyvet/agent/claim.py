"""A case publishes its keys: one code, one certificate, one upload. And chaff, which does the same with nothing in it (threat T6).

Real and chaff take one path: two requests of fixed length, one after the other. What is decided in between is only what fills them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from truyvet.agent.beacons import Entropy
from truyvet.agent.client import Server, b64
from truyvet.agent.diary import DAY, Diary
from truyvet.proximity import hand_codes
from truyvet.proximity.errors import OwnError
from truyvet.proximity.keys import INTERVAL, KEY, PERIOD, DailyKey, interval
from truyvet.proximity.publishing import MOST_KEYS, OLDEST, SECRET, Given, fingerprint, public_from

CHAFF_A_DAY: Final = 0.2


def code(typed: str) -> str:
    """A code as the server wants it, from what a person typed. Raises OwnError: "bad_code" when it cannot be one, "slip" when mistyped.

    A slip is told here and now: it costs no request, and none of the wrong tries that a server counts.
    """
    try:
        return hand_codes.read(typed)
    except hand_codes.CodeMistyped as mistyped:
        raise OwnError("slip" if mistyped.why == "slip" else "bad_code") from None


@dataclass(frozen=True, slots=True)
class Published:
    """What was handed in: how many keys, and from when the last of them is given out (epoch seconds)."""

    keys: int
    public_from: int


def to_give(keys: Sequence[DailyKey], now: int) -> list[Given]:
    """The keys of an upload: no older than the server takes, the latest when there are too many, today's included."""
    fit = [key for key in keys if now - OLDEST <= key.start * INTERVAL <= now]
    return [Given(key) for key in fit[-MOST_KEYS:]]


async def publish(server: Server, diary: Diary, typed: str, now: int, entropy: Entropy, link: dict[str, str] | None = None) -> Published:
    """With a code that a tracer gave. A certificate got before the network failed is used again. Raises Refused, Unreachable, OwnError.

    ``link``: version and language of the text by which the owner ties matches to their case; None when they did not agree.
    """
    given = to_give(diary.own_keys(), now)
    if not given:
        raise OwnError("no_keys")
    waiting = diary.fact("claim")
    if not waiting or waiting["expires"] <= now:
        secret = entropy(2 * SECRET)
        answer = await server.post("verify", {"code": typed, "hmac": b64(fingerprint(given, secret)), "chaff": False})
        waiting = {
            "certificate": str(answer["certificate"]), "secret": secret.hex(), "expires": now + 900,
            "keys": [[each.key.key_data.hex(), each.key.start, each.key.period] for each in given],
        }  # fmt: skip
        diary.note(claim=waiting)
    held = [DailyKey(bytes.fromhex(data), start, period) for data, start, period in waiting["keys"]]
    await server.post("publish", _upload(held, bytes.fromhex(waiting["secret"]), waiting["certificate"], chaff=False, link=link))
    done = Published(len(held), max(public_from(key) for key in held))
    diary.note(claim=None, case={"at": now, "keys": done.keys, "public_from": done.public_from})
    return done


async def chaff(server: Server, now: int, entropy: Entropy) -> None:
    """An upload of nothing, as long as a real one."""
    begin = interval(now) // PERIOD * PERIOD
    made = [DailyKey(entropy(KEY), begin - PERIOD * back) for back in range(14, -1, -1)]
    secret = entropy(2 * SECRET)
    text = hand_codes.write(entropy(5))
    answer = await server.post("verify", {"code": text, "hmac": b64(fingerprint([Given(key) for key in made], secret)), "chaff": True})
    await server.post("publish", _upload(made, secret, str(answer.get("certificate", "")), chaff=True))


def _upload(
    keys: Sequence[DailyKey], secret: bytes, certificate: str, *, chaff: bool, link: dict[str, str] | None = None
) -> dict[str, Any]:
    listed = [
        {
            "key_data": b64(key.key_data), "rolling_start_interval_number": key.start, "rolling_period": key.period,
            "transmission_risk_level": 0,
        }
        for key in keys
    ]  # fmt: skip
    return {"keys": listed, "hmac_secret": b64(secret), "certificate": certificate, "link": link, "chaff": chaff}


def next_chaff(now: int, entropy: Entropy) -> int:
    """When the next chaff is due: a Poisson process of 0.2 a day."""
    drawn = (int.from_bytes(entropy(8), "big") + 1) / (2**64 + 1)
    return now + round(-math.log(drawn) / CHAFF_A_DAY * DAY)
