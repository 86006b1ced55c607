"""What the agent tells its owner: check your history, the verdict, verify your phone, news. Kinds, states, and when each is due.

No message says who. A message is made once for its reason; reading and putting away are the owner's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from truyvet.agent.diary import DAY
from truyvet.agent.history import LOCAL
from truyvet.proximity.errors import OwnError

STALE: Final = 2 * DAY
"""Seconds without a check after which the owner is asked to look."""
PHONE_EVERY: Final = 7 * DAY
"""Bluezone's reminder came every hour, and people stopped reading it."""
QUIET: Final = (20, 8)
"""From this local hour until that one no reminder is made; a warning is made at any hour."""


NEWS_MOST: Final = 5
NEWS_TEXT: Final = 300
"""Letters of one piece of news."""


class Kind(StrEnum):
    """Why it is told."""

    CHECK = "check"
    VERDICT = "verdict"
    PHONE = "phone"
    NEWS = "news"


class State(StrEnum):
    """Where it stands."""

    NEW = "new"
    READ = "read"
    AWAY = "away"


TRANSITIONS: Final = {State.NEW: {State.READ, State.AWAY}, State.READ: {State.AWAY}, State.AWAY: set[State]()}


class Verdict(StrEnum):
    """The answer to "am I all right?", worst first."""

    CASE = "case"
    WARNED = "warned"
    BRIEF = "brief"
    UNCHECKED = "unchecked"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Told:
    """A message to be kept. ``about`` tells it from others of its kind: the same is never told twice."""

    kind: Kind
    at: int
    about: str
    facts: dict[str, Any]


def moved(state: State, to: State) -> State:
    """The next state. Raises OwnError when there is no such way."""
    if to not in TRANSITIONS[state]:
        raise OwnError(f"a message that is {state} does not become {to}")
    return to


def verdict(found: Iterable[dict[str, Any]], case: object, checked_at: int | None, now: int) -> Verdict:
    """How things stand. ``found``: exposures as they are kept."""
    kept = list(found)
    if case:
        return Verdict.CASE
    if any(each["warns"] for each in kept):
        return Verdict.WARNED
    if checked_at is None or now - checked_at > STALE:
        return Verdict.UNCHECKED
    return Verdict.BRIEF if kept else Verdict.CLEAR


def due(now: int, *, begun: int, checked_at: int | None, phone: bool, phone_told: int | None) -> list[Told]:
    """Reminders for this moment; the caller drops those told before."""
    hour = (now + LOCAL) % DAY // 3600
    if hour >= QUIET[0] or hour < QUIET[1]:
        return []
    told = []
    since = checked_at if checked_at is not None else begun
    if now - since > STALE:
        told.append(Told(Kind.CHECK, now, f"since {since}", {"since": since}))
    if not phone and now - (phone_told if phone_told is not None else begun) > (PHONE_EVERY if phone_told is not None else DAY):
        told.append(Told(Kind.PHONE, now, f"on {now // DAY}", {}))
    return told


def news(said: object, now: int) -> list[Told]:
    """News in the server's configuration: ``news: [{id, day, vi, en}]``, at most five, short texts; what is not so is left out."""
    listed = said if isinstance(said, list) else []
    held = [each for each in listed[:NEWS_MOST] if isinstance(each, dict) and all(isinstance(each.get(name), str) for name in ("id", "vi"))]
    return [Told(Kind.NEWS, now, each["id"][:40], _news(each)) for each in held]


def _news(said: dict[str, Any]) -> dict[str, Any]:
    """Both texts (the Vietnamese one for a missing English one), and the day that the province wrote on it: days since 1970, or None."""
    english = said["en"] if isinstance(said.get("en"), str) and said["en"] else said["vi"]
    try:
        day = (date.fromisoformat(str(said.get("day"))) - date(1970, 1, 1)).days
    except ValueError:
        day = None
    return {"vi": said["vi"][:NEWS_TEXT], "en": english[:NEWS_TEXT], "day": day}
