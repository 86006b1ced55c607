"""The queue behind the submission door: it looks up the senders of a whole batch at once and stores it in one transaction.

A view hands in what was sent and the key of the browser's session, not the session: on most requests nothing but the
group's own thread speaks with the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from truyvet.audit.values import By
from truyvet.core import rate_limit
from truyvet.core.rate_limit import RateLimit, sender_network
from truyvet.declarations.actions import DeclarationResult, declare_many
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.declarations.views.zalo import channel_of
from truyvet.people.citizen_door import CITIZEN, Citizen
from truyvet.people.citizen_sessions import citizens, session_contents, session_key
from truyvet.web import clock
from truyvet.web.doors import sender_address
from truyvet.web.group_commit import GroupCommit

ADDRESSES: Final = RateLimit("declarations.address", 900, 36_000)
"""A whole shift behind one address of a mobile network or a factory: 5,000 people in a quarter of an hour and more."""
PERSONS: Final = RateLimit("declarations.person", 30, 30)
"""Somebody signed in: themselves, a large family, and mistakes."""
BY: Final = By(actor="anonymous", role=CITIZEN, purpose="self")


class TooManySubmissions(Exception):
    """The sender's bucket is empty; it holds one again after ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)


@dataclass(frozen=True, slots=True, repr=False)
class QueuedSubmission:
    """What one request brought. ``submission`` is the refusal when it was no declaration: its sender is rate-limited too.

    ``session`` is the key that the browser's cookie holds, "" without one; ``sender`` its network.
    """

    submission: Submission | DeclarationRefused
    session: str
    sender: str
    now: datetime


def submit_and_wait(request: HttpRequest, submission: Submission | DeclarationRefused) -> DeclarationResult:
    """Submits one declaration and waits until it is durable, together with whatever others send at this moment.

    Raises TooManySubmissions, DeclarationRefused, IdempotencyConflict; TimeoutError when the group is late: it may still be written.
    """
    queued = QueuedSubmission(submission, session_key(request.COOKIES), sender_network(sender_address(request)), clock.now())
    if not queued.session:
        # Nobody is signed in, so a flood is turned away here and does not stand in line.
        _weigh(queued.sender, None)
        if isinstance(submission, DeclarationRefused):
            raise submission
    return _GROUPED.submit(queued)


def _write(group: Sequence[QueuedSubmission]) -> list[DeclarationResult | Exception]:
    """Stores one batch: its sessions in one query, their persons in another, the declarations in one transaction."""
    at = clock.real_now()
    sessions = session_contents({queued.session for queued in group if queued.session}, at)
    citizens_by_session = citizens(sessions, at)
    answers: dict[int, DeclarationResult | Exception] = {}
    submissions: dict[int, Submission] = {}
    for place, queued in enumerate(group):
        citizen = citizens_by_session.get(queued.session)
        try:
            if queued.session:
                _weigh(queued.sender, citizen)
        except TooManySubmissions as too_many:
            answers[place] = too_many
            continue
        if isinstance(queued.submission, DeclarationRefused):
            answers[place] = queued.submission
        else:
            channel = channel_of(sessions.get(queued.session, {}))
            submissions[place] = replace(queued.submission, person_id=citizen.person_id if citizen else None, channel=channel)
    if submissions:
        # In one order in every process: two groups that hold the same events never wait for each other.
        order = sorted(submissions, key=lambda place: submissions[place].event_id)
        declared = declare_many(by=BY, now=max(queued.now for queued in group), submissions=[submissions[place] for place in order])
        answers.update(zip(order, declared, strict=True))
    return [answers[place] for place in range(len(group))]


def _weigh(sender: str, citizen: Citizen | None) -> None:
    """Take one out of the sender's bucket. An address is kept for a while in memory only, and only as a hash. Raises TooManySubmissions."""
    at = clock.real_now().timestamp()
    wait = rate_limit.take(PERSONS, citizen.code, at) if citizen else rate_limit.take(ADDRESSES, sender, at)
    if wait:
        raise TooManySubmissions(wait)


_GROUPED: Final[GroupCommit[QueuedSubmission, DeclarationResult]] = GroupCommit(_write, wait_share=0.15)
