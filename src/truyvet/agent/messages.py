"""The messages to the owner: check your history, your status, verify your phone, news. Kinds, states, and when each is due.

No message says who. A message is made once for its reason; reading and putting away are the owner's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from truyvet.proximity.errors import CallerError
from truyvet.proximity.local_day import DAY_S, local_day, local_hour

CHECK_OVERDUE_S: Final = 2 * DAY_S
"""Seconds without a check after which the owner is asked to look."""
PHONE_REMINDER_INTERVAL_S: Final = 7 * DAY_S
"""Bluezone's reminder came every hour, and people stopped reading it."""
QUIET_HOURS: Final = (20, 8)
"""From this local hour until that one no reminder is made; a warning is made at any hour."""


MAX_NEWS_ITEMS: Final = 5
"""As many as the server gives (devices.news)."""
MAX_NEWS_CHARS: Final = 300
"""Letters of one piece of news."""


class MessageKind(StrEnum):
    """Says why the message exists."""

    CHECK = "check"
    VERDICT = "verdict"
    PHONE = "phone"
    NEWS = "news"


class MessageState(StrEnum):
    """Says whether the owner has read it."""

    NEW = "new"
    READ = "read"
    AWAY = "away"


TRANSITIONS: Final = {
    MessageState.NEW: {MessageState.READ, MessageState.AWAY},
    MessageState.READ: {MessageState.AWAY},
    MessageState.AWAY: set[MessageState](),
}


class ExposureStatus(StrEnum):
    """The answer to "am I all right?", worst first."""

    CASE = "case"
    WARNED = "warned"
    BRIEF = "brief"
    UNCHECKED = "unchecked"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class OwnerMessage:
    """A message to be stored. ``about`` distinguishes it within its kind: the same one is never stored twice."""

    kind: MessageKind
    at: int
    about: str
    facts: dict[str, Any]


def next_state(state: MessageState, to: MessageState) -> MessageState:
    """Returns the next state. Raises CallerError when the transition is not allowed."""
    if to not in TRANSITIONS[state]:
        raise CallerError(f"a message that is {state} does not become {to}")
    return to


def exposure_status(exposures: Iterable[dict[str, Any]], case: object, checked_at: int | None, now: int) -> ExposureStatus:
    """Returns the owner's status. ``exposures`` holds exposures as they are stored."""
    kept = list(exposures)
    if case:
        return ExposureStatus.CASE
    if any(each["warns"] for each in kept):
        return ExposureStatus.WARNED
    if checked_at is None or now - checked_at > CHECK_OVERDUE_S:
        return ExposureStatus.UNCHECKED
    return ExposureStatus.BRIEF if kept else ExposureStatus.CLEAR


def due_reminders(now: int, *, begun: int, checked_at: int | None, phone: bool, phone_told: int | None) -> list[OwnerMessage]:
    """Returns the reminders for this moment; the caller drops those that are stored."""
    hour = local_hour(now)
    if hour >= QUIET_HOURS[0] or hour < QUIET_HOURS[1]:
        return []
    messages = []
    since = checked_at if checked_at is not None else begun
    if now - since > CHECK_OVERDUE_S:
        messages.append(OwnerMessage(MessageKind.CHECK, now, f"since {since}", {"since": since}))
    if not phone and now - (phone_told if phone_told is not None else begun) > (
        PHONE_REMINDER_INTERVAL_S if phone_told is not None else DAY_S
    ):
        messages.append(OwnerMessage(MessageKind.PHONE, now, f"on {local_day(now)}", {}))
    return messages


def news_messages(raw: object, now: int) -> list[OwnerMessage]:
    """Returns the news of the server's configuration ``news: [{id, day, vi, en}]``: at most five, short; wrong items are left out."""
    listed = raw if isinstance(raw, list) else []
    items = [
        each for each in listed[:MAX_NEWS_ITEMS] if isinstance(each, dict) and all(isinstance(each.get(name), str) for name in ("id", "vi"))
    ]
    return [OwnerMessage(MessageKind.NEWS, now, each["id"][:40], _news(each)) for each in items]


def _news(raw: dict[str, Any]) -> dict[str, Any]:
    """Returns both texts (the Vietnamese one for a missing English one), and the item's day (days since 1970, or None)."""
    english = raw["en"] if isinstance(raw.get("en"), str) and raw["en"] else raw["vi"]
    try:
        day = (date.fromisoformat(str(raw.get("day"))) - date(1970, 1, 1)).days
    except ValueError:
        day = None
    return {"vi": raw["vi"][:MAX_NEWS_CHARS], "en": english[:MAX_NEWS_CHARS], "day": day}
