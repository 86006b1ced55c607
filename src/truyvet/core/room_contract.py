"""What a room tells the whole house, in its ``room.py``: one value of the type ``Room``.

Texts may be lazy translations, so they are ``object`` here and become words when a page is drawn. ``scope`` is opaque on this floor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

from truyvet.core.alarm import AlarmKind
from truyvet.core.jobs import Job
from truyvet.core.local_day import LocalDay
from truyvet.core.permission import Permission
from truyvet.core.retention import RetentionRule

Fact: TypeAlias = str | int | float | bool | None


class Severity(StrEnum):
    """How bad it is that an item of the queue still waits. Worst first is the order of the page."""

    LATE = "late"
    NOW = "now"
    SOON = "soon"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One line of the navigation. ``permission`` "" shows it to everyone signed in; ``icon`` is a name in icons.svg."""

    label: object
    url_name: str
    permission: str
    order: int
    icon: str = ""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing that needs somebody. ``title`` and ``text`` name no person; ``due`` is aware, UTC, or None."""

    title: object
    text: object
    due: datetime | None
    url: str
    severity: Severity
    action: object = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class QueueSource:
    """Where items of the queue come from: ``read(scope, now)`` needs a constant number of queries."""

    permission: str
    read: Callable[[object, datetime], Sequence[QueueItem]]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What somebody with this permission can do when nothing waits. The lowest ``order`` that fits is shown on the home page."""

    permission: str
    url_name: str
    verb: object
    text: object
    order: int


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event in a person's page: ``kind`` is a word shown as a tag, ``state`` a state of the ``tag`` component."""

    at: datetime
    kind: object
    title: object
    text: object = ""
    url: str = ""
    state: str = "plain"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class PersonPart:
    """A room's share of a person: what to show, what to hand over, what to erase (``person`` is the row id).

    Every row of ``export`` has a "table". ``label`` heads the room in the person's own copy; ``words`` gives the tables
    ("visit"), fields ("check_in") and values ("source=scan") of the rows in words; ``kept`` says why rows stay after an
    erasure. ``stop(person, purpose, now)`` ends what rests on a consent that was taken back; it returns how many rows it touched.
    """

    room: str
    permission: str
    timeline: Callable[[object, int], Sequence[TimelineEntry]]
    export: Callable[[object, int], Sequence[Mapping[str, Fact]]]
    erase: Callable[[int, datetime], int]
    label: object = ""
    words: Mapping[str, object] = field(default_factory=dict)
    kept: object = ""
    stop: Callable[[int, str, datetime], int] | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """A set of persons whom a campaign may address, as one statement and never as a list.

    ``members(scope, days, now)`` returns a QuerySet of the ids of entries that stand (``days`` only where ``needs_days``);
    ``acted(scope, since)`` one of those who did since then what such a campaign asks for, by which its effect is measured; None where
    nothing can be seen.
    """

    name: str
    label: object
    members: Callable[[object, int, datetime], object]
    needs_days: bool = False
    acted: Callable[[object, datetime], object] | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure by day and commune, counted by a job and kept; a page never counts rows itself.

    ``count(scope, first, last)`` returns {(day, unit id): n} for the local days first..last, both in, with one statement; what is missing
    in it is zero, and the unit None stands for rows without one. Units are communes (the residence, or the place where that is what is
    counted). ``persons`` says that ``n`` counts people, so that the public never sees it below ten. ``looks_back``: for how many days
    before today a figure can still change (results come late). A ``standing`` measure says what stands (people under order); it is
    counted for ``last``, which is today.
    """

    name: str
    label: object
    count: Callable[[Any, LocalDay, LocalDay], Mapping[tuple[LocalDay, int | None], int]]
    persons: bool = True
    looks_back: int = 21
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that a room tells the house. ``name`` is its folder's.

    ``actions`` gives the names of audited actions in words, ``purposes`` those of what they are done for
    ("task:new_case", or "case" for "case:BG-0412"); ``answers`` are named functions that a lower door asks
    ("confirmed_contacts", "before_merge", "case_page_part"); ``at_start`` checks the room's files, so that a wrong one stops the start with
    all that is wrong.
    """

    name: str
    permissions: Sequence[Permission] = ()
    navigation: Sequence[NavItem] = ()
    citizen_navigation: Sequence[NavItem] = ()
    next_steps: Sequence[NextStep] = ()
    queue: Sequence[QueueSource] = ()
    jobs: Sequence[Job] = ()
    alarms: Sequence[AlarmKind] = ()
    retention: Sequence[RetentionRule] = ()
    person: PersonPart | None = None
    actions: Mapping[str, object] = field(default_factory=dict)
    purposes: Mapping[str, object] = field(default_factory=dict)
    answers: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    at_start: Sequence[Callable[[], object]] = ()
    audiences: Sequence[Audience] = ()
    measures: Sequence[Measure] = ()
