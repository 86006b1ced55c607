"""A webhook call in our words: who wrote, what they want. Anything that is not understood is an event that nobody answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from truyvet.core.text_folding import fold


class ZaloEventKind(StrEnum):
    """What happened."""

    TEXT = "text"
    FOLLOW = "follow"
    RECEIPT = "receipt"
    """A message of ours reached a telephone."""
    OTHER = "other"
    """Nothing to answer: pictures, that somebody read a message, what this page does not know."""


class ZaloRequest(StrEnum):
    """What somebody who wrote wants."""

    DECLARE = "declare"
    CODE = "code"
    HELP = "help"


KINDS: Final[Mapping[str, ZaloEventKind]] = {
    "user_send_text": ZaloEventKind.TEXT,
    "follow": ZaloEventKind.FOLLOW,
    "user_received_message": ZaloEventKind.RECEIPT,
}
REQUEST_WORDS: Final[Mapping[str, tuple[ZaloRequest, str]]] = {
    **dict.fromkeys(("khai bao", "khaibao", "khai", "khai bao y te", "to khai", "1"), (ZaloRequest.DECLARE, "vi")),
    **dict.fromkeys(("ma", "ma qr", "maqr", "qr", "ma cua toi", "the", "2"), (ZaloRequest.CODE, "vi")),
    **dict.fromkeys(("declare", "declaration", "health declaration"), (ZaloRequest.DECLARE, "en")),
    **dict.fromkeys(("code", "my code", "pass"), (ZaloRequest.CODE, "en")),
    **dict.fromkeys(("help", "hello", "hi"), (ZaloRequest.HELP, "en")),
}
"""Words, folded, and the language of the answer. Entries of the page's menu send them with a #."""
MAX_LETTERS: Final = 64


@dataclass(frozen=True, slots=True, repr=False)
class ZaloCall:
    """``key`` is the same when the same event is sent again; ``user`` is Zalo's number of the person for this page, or "";
    ``message_id`` Zalo's number of a message."""

    kind: ZaloEventKind
    key: str
    user: str
    text: str
    timestamp: str
    message_id: str = ""


NOTHING: Final = ZaloCall(ZaloEventKind.OTHER, "", "", "", "")


def read_call(body: bytes) -> ZaloCall:
    """Returns the event of a body, whatever it holds. Never raises."""
    try:
        body_json = json.loads(body)
    except (ValueError, RecursionError):
        return NOTHING
    if not isinstance(body_json, dict):
        return NOTHING
    name, stamp = _text(body_json, "event_name"), _text(body_json, "timestamp")
    message = _table(body_json, "message")
    user = _text(_table(body_json, "follower"), "id") or _text(_table(body_json, "sender"), "id")
    own = _text(message, "msg_id")
    key = f"{name}:{own}" if own else f"{name}:{user}:{stamp}"
    known, short = KINDS.get(name, ZaloEventKind.OTHER), user if len(user) <= MAX_LETTERS else ""
    return ZaloCall(known, key, short, _text(message, "text"), stamp, own)


def request_in_text(text: str) -> tuple[ZaloRequest, str]:
    """Returns what a text asks for, and the language ("vi", "en") of the answer."""
    words = fold(text[:MAX_LETTERS].replace("#", " "))
    return REQUEST_WORDS.get(words.strip(" .!?"), (ZaloRequest.HELP, "vi"))


def _table(body_json: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = body_json.get(name)
    return found if isinstance(found, dict) else {}


def _text(body_json: Mapping[str, object], name: str) -> str:
    found = body_json.get(name)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**18:
        return str(found)
    return found if isinstance(found, str) else ""
