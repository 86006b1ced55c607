"""Which entry a check-out closes, decided from all that is known of one person at one venue.

The answer depends on the moments alone, never on the order in which they arrived: a gate that was offline for
hours gives the same visits as one that was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Moment = tuple[int, int]
"""(epoch second, row id)"""


def pair(entries: Iterable[Moment], exits: Iterable[Moment], longest: int) -> dict[int, int]:
    """Exit row id → the row id of the entry it closes.

    An exit closes the entry right before it: no other entry and no other exit of the venue lies between them. An
    entry followed by an entry stays open (the way out was forgotten); an exit after an exit, or more than
    ``longest`` seconds after the entry, closes nothing. At one and the same second an entry that was open before is
    closed first; otherwise the entry of that second is.
    """
    events = sorted([(at, 1, row) for at, row in entries] + [(at, 0, row) for at, row in exits])
    closed: dict[int, int] = {}
    waiting: Moment | None = None
    place = 0
    while place < len(events):
        at = events[place][0]
        same = place
        while same < len(events) and events[same][0] == at:
            same += 1
        going_out = [row for _, kind, row in events[place:same] if kind == 0]
        coming_in = [row for _, kind, row in events[place:same] if kind == 1]
        waiting = _at_one_second(at, going_out, coming_in, waiting, longest, closed)
        place = same
    return closed


def _at_one_second(
    at: int,
    going_out: Sequence[int],
    coming_in: Sequence[int],
    waiting: Moment | None,
    longest: int,
    closed: dict[int, int],
) -> Moment | None:
    left = list(going_out)
    if left and waiting is not None:
        if at - waiting[0] <= longest:
            closed[left.pop(0)] = waiting[1]
        waiting = None
    if coming_in:
        waiting = (at, coming_in[-1])
        if left:
            closed[left.pop(0)] = coming_in[-1]
            waiting = None
    return waiting
