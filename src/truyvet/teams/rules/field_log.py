"""The log of a round: what telephones wrote at the doors, and the one state that follows from it.

The state is a function of the *set* of events. Sent twice, in halves or in another order, a log ends in the same state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """What a telephone wrote."""

    VISIT = "visit"
    DIRECTIONS = "directions"
    """How the house is found: the one field that two telephones can write differently."""


class DoorOutcome(StrEnum):
    """What came of one visit."""

    VISITED = "visited"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    MOVED = "moved"


class DoorStatus(StrEnum):
    """How a door stands after all its visits."""

    WAITING = "waiting"
    VISITED = "visited"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    MOVED = "moved"


TRANSITIONS: Final[Mapping[DoorStatus, frozenset[DoorStatus]]] = {
    DoorStatus.WAITING: frozenset(set(DoorStatus) - {DoorStatus.WAITING}),
    DoorStatus.NOBODY_HOME: frozenset({DoorStatus.VISITED, DoorStatus.REFUSED, DoorStatus.MOVED}),
    DoorStatus.VISITED: frozenset({DoorStatus.REFUSED, DoorStatus.MOVED}),
    DoorStatus.REFUSED: frozenset({DoorStatus.VISITED, DoorStatus.MOVED}),
    DoorStatus.MOVED: frozenset({DoorStatus.VISITED, DoorStatus.REFUSED}),
}
"""Nobody home is no conclusion: it replaces none and any conclusion replaces it. Of two conclusions the later visit counts."""
TO_VISIT: Final = frozenset({DoorStatus.WAITING, DoorStatus.NOBODY_HOME})
"""The evening list: doors that nobody has seen from inside."""


@dataclass(frozen=True, slots=True)
class FieldEvent:
    """One entry of the log.

    ``phone`` and ``number``: the telephone and its running number. ``at``: epoch seconds by its corrected clock. ``base``: the event whose
    value stood on the screen when a field was written, "" for the value of the bundle. ``answers``: person code → well or not, of a visit.
    """

    event_id: str
    phone: str
    number: int
    door: str
    kind: EventKind
    at: int
    outcome: DoorOutcome | None = None
    answers: tuple[tuple[str, bool], ...] = ()
    needs: frozenset[str] = frozenset()
    base: str = ""
    value: str = ""

    @property
    def place(self) -> tuple[int, str, int, str]:
        """What orders events alike everywhere: when, then which telephone."""
        return self.at, self.phone, self.number, self.event_id


@dataclass(frozen=True, slots=True)
class DoorState:
    """One door. ``visits``: event ids, oldest first. ``directions`` holds more than one value where two telephones disagree."""

    status: DoorStatus = DoorStatus.WAITING
    visits: tuple[str, ...] = ()
    unwell: int = 0
    needs: int = 0
    directions: tuple[str, ...] = ()

    @property
    def is_contested(self) -> bool:
        """Whether two telephones wrote the field differently, neither knowing of the other."""
        return len(self.directions) > 1


@dataclass(frozen=True, slots=True)
class RoundLog:
    """All doors that something was written of; ``missing``: telephone → running numbers that have not come."""

    doors: Mapping[str, DoorState]
    missing: Mapping[str, tuple[int, ...]]


def merge(events: Iterable[FieldEvent]) -> RoundLog:
    """Returns the state that a log ends in, whatever the order and however often an event stands in it.

    Two visits are two facts and both stay. An event id stands for one body (core.idempotency refuses another one).
    """
    known = {event.event_id: event for event in events}
    by_door: dict[str, list[FieldEvent]] = defaultdict(list)
    numbers: dict[str, set[int]] = defaultdict(set)
    for event in sorted(known.values(), key=lambda each: each.place):
        by_door[event.door].append(event)
        numbers[event.phone].add(event.number)
    gaps = {phone: missing_numbers(seen) for phone, seen in numbers.items()}
    return RoundLog(
        {door: merge_door(of_door) for door, of_door in sorted(by_door.items())},
        {phone: gap for phone, gap in sorted(gaps.items()) if gap},
    )


def missing_numbers(seen: set[int]) -> tuple[int, ...]:
    """Returns the running numbers of one telephone below its highest that have not come."""
    return tuple(sorted(set(range(1, max(seen, default=0))) - seen))


def merge_door(events: Iterable[FieldEvent]) -> DoorState:
    """Returns the state of one door from all events of it, each of which may stand there several times."""
    ordered = sorted({event.event_id: event for event in events}.values(), key=lambda each: each.place)
    visits = [event for event in ordered if event.kind is EventKind.VISIT]
    status, wellness, needs = DoorStatus.WAITING, dict[str, bool](), frozenset[str]()
    for event in visits:
        after = DoorStatus(event.outcome.value) if event.outcome else DoorStatus.WAITING
        if after in TRANSITIONS[status]:
            status = after
        wellness.update(event.answers)
        needs |= event.needs
    heads = _heads([event for event in ordered if event.kind is EventKind.DIRECTIONS])
    return DoorState(
        status, tuple(event.event_id for event in visits), sum(not is_well for is_well in wellness.values()), len(needs),
        heads,
    )  # fmt: skip


def _heads(writes: list[FieldEvent]) -> tuple[str, ...]:
    """Returns the values that no later write has replaced, each once."""
    replaced = {base for event in writes for base in event.base.split() if base != event.event_id}
    return tuple(dict.fromkeys(event.value for event in [each for each in writes if each.event_id not in replaced] or writes))
