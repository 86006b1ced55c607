"""A message that goes to a browser first, and as a text to the telephone when no answer came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PAYLOAD_BYTES: Final = 1_024
"""Each push is padded to this size, so that its length tells a push service nothing. RFC 8030 §7.2 has services take 4,096."""
TITLE: Final = "Truy Vết"
MAX_DEVICES: Final = 5
"""Ours: a telephone, a tablet and a computer or two. Of more, the oldest is forgotten."""


@dataclass(frozen=True, slots=True)
class PushRule:
    """The figures of ``data/push.toml``. ``hosts``: the push services that are spoken to; ``text_after``: by the name of the text."""

    version: str
    source: str
    hosts: frozenset[str]
    text_after: Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class TurnTimes:
    """When each channel has its turn; browsers always at once. The text is never later for a second channel before it."""

    email: datetime
    text: datetime


def turn_times(now: datetime, *, template: str, devices: int, has_email: bool, rule: PushRule) -> TurnTimes:
    """Returns when an e-mail and when a text may go: the e-mail at once, or at half of the wait where a browser was told; the text at once
    where neither was, else when its reader has had time to answer."""
    wait = rule.text_after.get(template, timedelta())
    return TurnTimes(email=now + wait / 2 if devices else now, text=now + wait if devices or has_email else now)


def push_address(device: str, path: str) -> str:
    """Returns what the outbox sends a push to: the code of the device, and the page of ours that it opens. Raises ValueError."""
    if not device.isalnum() or not path.startswith("/") or path.startswith("//") or "\\" in path:
        raise ValueError("push address")
    return device + path


def read_push_address(address: str) -> tuple[str, str]:
    """Returns the code of the device, and the path."""
    device, _, rest = address.partition("/")
    return device, f"/{rest}"


def push_payload(text: str, language: str, path: str) -> bytes:
    """Returns what the service worker reads: a title, the words, and the page to open. Always ``PAYLOAD_BYTES`` long."""
    told = json.dumps({"title": TITLE, "body": text, "lang": language, "path": path}, ensure_ascii=False).encode()
    if len(told) > PAYLOAD_BYTES:
        raise ValueError("payload")
    return told.ljust(PAYLOAD_BYTES)
