"""Decides which check-in a check-out closes, from all that is known of one person at one venue.

The answer depends on the moments alone, never on the order in which they arrived: a gate that was offline for
hours gives the same visits as one that was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import groupby
from typing import Final

Moment = tuple[int, int]
"""(epoch second, row id)"""
SAME_PASSAGE_S: Final = 60
"""Seconds: scans of one person at one venue that follow each other within this time are one passage."""


class ScanWay(IntEnum):
    """The direction of a scan, in the order in which scans of one second count."""

    OUT = 0
    IN = 1
    EITHER = 2


@dataclass(frozen=True, slots=True)
class PairedVisits:
    """``check_outs``: check-out row → check-in row it closes. ``outs``: the same for two-way rows, which are visits themselves.

    ``void``: two-way rows that are no entry: a check-out, or a passage that was scanned twice.
    """

    check_outs: dict[int, int] = field(default_factory=dict)
    outs: dict[int, int] = field(default_factory=dict)
    void: set[int] = field(default_factory=set)


Event = tuple[int, ScanWay, int]
"""(epoch second, way, row id)"""


def pair(entries: Iterable[Moment], exits: Iterable[Moment], longest: int) -> dict[int, int]:
    """Returns check-out row id → row id of the check-in it closes, where every gate has one direction."""
    return resolve(entries, exits, (), longest).check_outs


def resolve(
    entries: Iterable[Moment], exits: Iterable[Moment], both: Iterable[Moment], longest: int, waiting: Moment | None = None
) -> PairedVisits:
    """Pairs check-outs with check-ins. ``both``: scans of two-way gates. ``longest``: seconds of a stay.

    An exit closes the entry right before it: no other entry and no other exit of the venue lies between them. An
    entry followed by an entry stays open (the check-out was forgotten); an exit after an exit, or more than
    ``longest`` seconds after the entry, closes nothing. At one and the same second an entry that was open before is
    closed first; otherwise the entry of that second is.

    A two-way scan checks out a person who is inside, and checks in one who is not. It adds nothing to a
    passage in which another gate said the way; scanned several times in one passage, the first scan counts.

    ``waiting``: an entry that is open before all of these.
    """
    events = [(at, ScanWay.IN, row) for at, row in entries]
    events += [(at, ScanWay.OUT, row) for at, row in exits]
    events += [(at, ScanWay.EITHER, row) for at, row in both]
    found = PairedVisits()
    for passage in passages(events):
        said = [event for event in passage if event[1] is not ScanWay.EITHER]
        silent = [row for _, way, row in passage if way is ScanWay.EITHER]
        if said:
            found.void.update(silent)
            for at, same in groupby(said, key=lambda event: event[0]):
                waiting = _told(at, list(same), waiting, longest, found)
        else:
            found.void.update(silent[1:])
            waiting = _either(passage[0][0], silent[0], waiting, longest, found)
    return found


def passages(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yields events by time, grouped when they follow each other within SAME_PASSAGE_S."""
    together: list[Event] = []
    for event in sorted(events):
        if together and event[0] - together[-1][0] > SAME_PASSAGE_S:
            yield together
            together = []
        together.append(event)
    if together:
        yield together


def _either(at: int, row: int, waiting: Moment | None, longest: int, found: PairedVisits) -> Moment | None:
    if waiting is None or at - waiting[0] > longest:
        return at, row
    found.outs[row] = waiting[1]
    found.void.add(row)
    return None


def _told(at: int, events: Sequence[Event], waiting: Moment | None, longest: int, found: PairedVisits) -> Moment | None:
    """What is open after one second in which gates said the way."""
    left = [row for _, way, row in events if way is ScanWay.OUT]
    coming_in = [row for _, way, row in events if way is ScanWay.IN]
    if left and waiting is not None:
        if at - waiting[0] <= longest:
            found.check_outs[left.pop(0)] = waiting[1]
        waiting = None
    if coming_in:
        waiting = (at, coming_in[-1])
        if left:
            found.check_outs[left.pop(0)] = coming_in[-1]
            waiting = None
    return waiting
