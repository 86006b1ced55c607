"""The hot door's inside: who sends is asked for a whole group at once, each is weighed, and one transaction takes them all.

A view hands in what was sent and the key of the browser's session, not the session: on most requests nothing but the
group's own thread speaks with the database.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from truyvet.audit.values import By
from truyvet.declarations.actions import Declared, declare_many
from truyvet.declarations.rules.budget import OF_A_PERSON, OF_AN_ADDRESS, Buckets
from truyvet.declarations.rules.said import DeclarationRefused, Said
from truyvet.declarations.views.zalo import came_by
from truyvet.people.doors import CITIZEN, Citizen
from truyvet.people.keyed import keyed_hash
from truyvet.people.sessions import citizens, key_in, opened
from truyvet.web import clock
from truyvet.web.doors import address_of
from truyvet.web.grouping import Grouped

ADDRESSES: Final = Buckets(OF_AN_ADDRESS)
PERSONS: Final = Buckets(OF_A_PERSON)
BY: Final = By(actor="anonymous", role=CITIZEN, purpose="self")
_WEIGHING: Final = threading.Lock()


class TooMany(Exception):
    """The sender's bucket is empty; it holds one again after ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(wait)


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """What one request brought. ``said`` is the refusal where it was no declaration: whoever sends that is weighed too.

    ``session`` is the key that the browser's cookie holds, "" without one; ``sender`` the keyed hash of its address.
    """

    said: Said | DeclarationRefused
    session: str
    sender: str
    now: datetime


def hand_in(request: HttpRequest, said: Said | DeclarationRefused) -> Declared:
    """Hand in one declaration and wait until it is durable, together with whatever others send at this moment.

    Raises TooMany, DeclarationRefused, EventConflict; TimeoutError when the group is late: it may still be written.
    """
    sent = Sent(said, key_in(request.COOKIES), keyed_hash("address", address_of(request)), clock.now())
    if not sent.session:
        # Nobody is signed in, so a flood is turned away here and does not stand in line.
        _weigh(sent.sender, None)
        if isinstance(said, DeclarationRefused):
            raise said
    return _GROUPED.submit(sent)


def _write(group: Sequence[Sent]) -> list[Declared | Exception]:
    """One group: its sessions in one query, their persons in another, the declarations in one transaction."""
    at = clock.real_now()
    sessions = opened({sent.session for sent in group if sent.session}, at)
    known = citizens(sessions, at)
    answers: dict[int, Declared | Exception] = {}
    taken: dict[int, Said] = {}
    for place, sent in enumerate(group):
        citizen = known.get(sent.session)
        try:
            if sent.session:
                _weigh(sent.sender, citizen)
        except TooMany as too_many:
            answers[place] = too_many
            continue
        if isinstance(sent.said, DeclarationRefused):
            answers[place] = sent.said
        else:
            channel = came_by(sessions.get(sent.session, {}))
            taken[place] = replace(sent.said, person_id=citizen.person_id if citizen else None, channel=channel)
    if taken:
        # In one order in every process: two groups that hold the same events never wait for each other.
        order = sorted(taken, key=lambda place: taken[place].event_id)
        declared = declare_many(by=BY, now=max(sent.now for sent in group), said=[taken[place] for place in order])
        answers.update(zip(order, declared, strict=True))
    return [answers[place] for place in range(len(group))]


def _weigh(sender: str, citizen: Citizen | None) -> None:
    """Take one out of the sender's bucket. An address is kept for a while in memory only, and only as a hash. Raises TooMany."""
    at = clock.real_now().timestamp()
    # Two threads at one bucket would each put back what the other took, or a full one.
    with _WEIGHING:
        wait = PERSONS.take(citizen.code, at) if citizen else ADDRESSES.take(sender, at)
    if wait:
        raise TooMany(wait)


_GROUPED: Final[Grouped[Sent, Declared]] = Grouped(_write, lull=0.15)
