"""A webhook call in our words: who wrote, what they want. Anything that is not understood is an event that nobody answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from truyvet.places.rules import fold


class Kind(StrEnum):
    """What happened."""

    TEXT = "text"
    FOLLOW = "follow"
    OTHER = "other"
    """Nothing to answer: receipts, pictures, what this page does not know."""


class Wish(StrEnum):
    """What somebody who wrote wants."""

    DECLARE = "declare"
    CODE = "code"
    HELP = "help"


KINDS: Final[Mapping[str, Kind]] = {"user_send_text": Kind.TEXT, "follow": Kind.FOLLOW}
WISHES: Final[Mapping[str, tuple[Wish, str]]] = {
    **dict.fromkeys(("khai bao", "khaibao", "khai", "khai bao y te", "to khai", "1"), (Wish.DECLARE, "vi")),
    **dict.fromkeys(("ma", "ma qr", "maqr", "qr", "ma cua toi", "the", "2"), (Wish.CODE, "vi")),
    **dict.fromkeys(("declare", "declaration", "health declaration"), (Wish.DECLARE, "en")),
    **dict.fromkeys(("code", "my code", "pass"), (Wish.CODE, "en")),
    **dict.fromkeys(("help", "hello", "hi"), (Wish.HELP, "en")),
}
"""Words, folded, and the language of the answer. Entries of the page's menu send them with a #."""
LONGEST: Final = 64


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """``key`` is the same when the same event is sent again; ``user`` is Zalo's number of the person for this page, or ""."""

    kind: Kind
    key: str
    user: str
    text: str
    timestamp: str


NOTHING: Final = Event(Kind.OTHER, "", "", "", "")


def read(body: bytes) -> Event:
    """The event of a body, whatever it holds. Never raises."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return NOTHING
    if not isinstance(said, dict):
        return NOTHING
    name, stamp = _text(said, "event_name"), _text(said, "timestamp")
    message = _table(said, "message")
    user = _text(_table(said, "follower"), "id") or _text(_table(said, "sender"), "id")
    own = _text(message, "msg_id")
    key = f"{name}:{own}" if own else f"{name}:{user}:{stamp}"
    return Event(KINDS.get(name, Kind.OTHER), key, user if len(user) <= LONGEST else "", _text(message, "text"), stamp)


def wish(text: str) -> tuple[Wish, str]:
    """What a text asks for, and the language ("vi", "en") of the answer."""
    words = fold(text[:LONGEST].replace("#", " "))
    return WISHES.get(words.strip(" .!?"), (Wish.HELP, "vi"))


def _table(said: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _text(said: Mapping[str, object], name: str) -> str:
    found = said.get(name)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**18:
        return str(found)
    return found if isinstance(found, str) else ""
