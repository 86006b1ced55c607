"""Whom a notice is for, what it may become, and who must look at it. Moments are epoch seconds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from truyvet.core.refusal import Refused

MAX_TOLD_BY_ONE: Final = 100
"""More persons than this are told only when a second tracer agrees (issue 10; ours, no decision names a number)."""
MAX_WINDOW_S: Final = 7 * 86_400
"""Ours: a case in a ward or dormitory stays for days; a longer stay is a slip of the pen."""
MIN_REASON_CHARS: Final = 5
"""Ours: the shortest reason that says anything is two words ("đã hỏi"); a full stop typed to get past the field is none."""
MIN_PERSONS_AT_PUBLIC_PLACE: Final = 5
"""Ours, as small figures are hidden: where fewer others are known to have been, the name of the place points at who is ill."""
RECIPIENT_DAYS: Final = 28
"""Ours: visits go after 21 days; a week more so that a correction still reaches everybody who was told."""


TEXT_NAMESPACE: Final = UUID("c1f5be9a-52d3-4a5e-8f0a-1de4a5d4b8c7")
"""Ours, drawn once: the same version for the same person is the same message."""


def text_event(recipient_id: int, version: int) -> UUID:
    """Returns the event id of the text that tells somebody of one version of a notice."""
    return uuid5(TEXT_NAMESPACE, f"{recipient_id}:{version}")


class NoticeKind(StrEnum):
    """``venue``: for everybody who was there in the window; ``exposure``: for those whom the newest trace found exposed there."""

    VENUE = "venue"
    EXPOSURE = "exposure"


class NoticeState(StrEnum):
    """Where a notice stands: for a second tracer, sent to those who were there (a correction leaves it so), taken back, or not wanted."""

    WAITING = "waiting"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


TRANSITIONS: Final[Mapping[NoticeState, frozenset[NoticeState]]] = {
    NoticeState.WAITING: frozenset({NoticeState.SENT, NoticeState.WITHDRAWN}),
    NoticeState.SENT: frozenset({NoticeState.SENT, NoticeState.WITHDRAWN}),
    NoticeState.WITHDRAWN: frozenset(),
    NoticeState.DECLINED: frozenset(),
}
"""Who declined or withdrew decides anew with another notice."""
STANDING_STATES: Final = (NoticeState.WAITING, NoticeState.SENT)


class TextState(StrEnum):
    """What became of the text to a telephone: not asked yet, in the outbox, or nobody to send it to."""

    PENDING = "pending"
    QUEUED = "queued"
    NO_NUMBER = "no_number"
    """No proved number, or no consent to messages. The pages show the notice all the same."""
    UNNEEDED = "unneeded"
    """Taken back before anything was sent or opened."""


class NoticeText(StrEnum):
    """The two texts to a telephone, by the name of their template."""

    WHOLE = "venue_notice"
    CORRECTION = "notice_correction"


class NoticeRefused(Refused):
    """A step was not taken; ``code`` stands in labels.REFUSALS."""


class NoticeAbsent(Exception):
    """There is no such notice, visit or case within the reader's scope."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """What a tracer decides: for whom, from when until when, whether everybody may read of the place, and why."""

    kind: NoticeKind
    start: int
    end: int
    is_public: bool
    reason: str
    is_sure: bool = False
    """The tracer was told how few others are known to have been there, and publishes the place all the same."""


@dataclass(frozen=True, slots=True)
class PresenceSpan:
    """From the first to the last moment of somebody within the window, and how many seconds of it they were there."""

    start: int
    end: int
    seconds: int


def spans_within(presences: Iterable[tuple[int, int, int]], start: int, end: int, without: Collection[int]) -> dict[int, PresenceSpan]:
    """Returns person → span of those of (person, from, until) who were there between ``start`` and ``end``, each person once.

    Two stays of a person count together, and a moment in both once.
    """
    stays: dict[int, list[tuple[int, int]]] = {}
    for person, first, last in presences:
        if person not in without and first < end and last > start:
            stays.setdefault(person, []).append((max(first, start), min(last, end)))
    return {person: _span(sorted(each)) for person, each in stays.items()}


def _span(stays: list[tuple[int, int]]) -> PresenceSpan:
    seconds, until = 0, stays[0][0]
    for first, last in stays:
        seconds += max(0, last - max(first, until))
        until = max(until, last)
    return PresenceSpan(stays[0][0], until, seconds)


def check_draft(draft: NoticeDraft, now: int, first_kept: int) -> None:
    """Raises NoticeRefused ("window", "future", "too_old", "reason") when this cannot be told."""
    if not 0 < draft.end - draft.start <= MAX_WINDOW_S:
        raise NoticeRefused("window")
    if draft.end > now:
        raise NoticeRefused("future")
    if draft.end < first_kept:
        raise NoticeRefused("too_old")
    if len(draft.reason.strip()) < MIN_REASON_CHARS:
        raise NoticeRefused("reason")


def check_publication(draft: NoticeDraft, known: int) -> None:
    """Raises NoticeRefused ("nobody_known", "few_known") when a place is published where so few others are known and nobody said so."""
    if draft.is_public and not draft.is_sure and known < MIN_PERSONS_AT_PUBLIC_PLACE:
        raise NoticeRefused("few_known" if known else "nobody_known")


def needs_second_person(known: int, *, is_public: bool) -> bool:
    """Returns whether one tracer alone may not decide this: it tells very many, or names a place where very few were."""
    return known > MAX_TOLD_BY_ONE or (is_public and known < MIN_PERSONS_AT_PUBLIC_PLACE)


def due_text(texted_version: int, opened_version: int, *, is_concerned: bool) -> NoticeText | None:
    """Returns the text that somebody now needs: the first is the whole notice; None where nothing reached them that could be wrong."""
    if is_concerned and not texted_version:
        return NoticeText.WHOLE
    return NoticeText.CORRECTION if texted_version or opened_version else None
