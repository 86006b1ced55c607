"""What each room tells the whole house: its pages, its queue, its share of a person, its days of deletion.

A room registers in ``AppConfig.ready()``; higher floors read. Values only, no Django: the texts may be lazy
translations, so they are ``object`` here and become words when a page is drawn.

``scope`` is opaque on this floor (the room below knows no geography): a source calls ``audit.values.need(scope)``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

Fact: TypeAlias = str | int | float | bool | None
Key = TypeVar("Key")
Value = TypeVar("Value")


class Severity(StrEnum):
    """How bad it is that an item of the queue still waits. Worst first is the order of the page."""

    LATE = "late"
    NOW = "now"
    SOON = "soon"
    PLAIN = "plain"


class AlreadyRegisteredError(ValueError):
    """Two registrations for one thing: a mistake in the code, found at start."""


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
    """Where items of the queue come from: ``read(scope, now)``, one constant number of queries."""

    room: str
    permission: str
    read: Callable[[object, datetime], Sequence[QueueItem]]


@dataclass(frozen=True, slots=True)
class Retention:
    """When rows of a table go: ``basis`` says what the ``days`` are counted from; ``purge(now)`` answers rows gone."""

    room: str
    table: str
    basis: str
    days: int
    purge: Callable[[datetime], int]


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
    erasure. ``stop(person, purpose, now)`` ends what rests on a consent that was taken back; how many rows it touched.
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


_navigation: dict[str, NavItem] = {}
_citizen_navigation: dict[str, NavItem] = {}
_queues: dict[str, QueueSource] = {}
_retentions: dict[tuple[str, str], Retention] = {}
_person_parts: dict[str, PersonPart] = {}


def _put(shelf: dict[Key, Value], key: Key, value: Value) -> None:
    """Equal twice is harmless (an AppConfig may become ready again in tests); different twice is a mistake."""
    if shelf.setdefault(key, value) != value:
        raise AlreadyRegisteredError(f"{key!r} is registered twice")


def register_nav(*items: NavItem) -> None:
    """Add lines to the navigation; one line for each URL name."""
    for item in items:
        _put(_navigation, item.url_name, item)


def register_citizen_nav(*items: NavItem) -> None:
    """Add places to the bar at the foot of a citizen's pages."""
    for item in items:
        _put(_citizen_navigation, item.url_name, item)


def citizen_navigation() -> tuple[NavItem, ...]:
    """The bar at the foot of a citizen's pages, in order."""
    return tuple(sorted(_citizen_navigation.values(), key=lambda item: (item.order, item.url_name)))


def register_queue(source: QueueSource) -> None:
    """Add a source of queue items; one for each room."""
    _put(_queues, source.room, source)


def register_retention(*rules: Retention) -> None:
    """Add days of deletion; one rule for each table of a room."""
    for rule in rules:
        _put(_retentions, (rule.room, rule.table), rule)


def register_person_part(part: PersonPart) -> None:
    """Add a room's share of a person; one for each room."""
    _put(_person_parts, part.room, part)


def navigation(permissions: Collection[str]) -> tuple[NavItem, ...]:
    """The lines that someone with ``permissions`` may see, in order."""
    seen = [item for item in _navigation.values() if not item.permission or item.permission in permissions]
    return tuple(sorted(seen, key=lambda item: (item.order, item.url_name)))


def queue_sources(permissions: Collection[str]) -> tuple[QueueSource, ...]:
    """The sources that someone with ``permissions`` may see, by room."""
    return tuple(_queues[room] for room in sorted(_queues) if _queues[room].permission in permissions)


def queue(permissions: Collection[str], scope: object, now: datetime) -> tuple[QueueItem, ...]:
    """Everything that waits for this reader, worst first, then what is due first."""
    return in_order(item for source in queue_sources(permissions) for item in source.read(scope, now))


def in_order(items: Iterable[QueueItem]) -> tuple[QueueItem, ...]:
    """Worst first; within one severity what is due first; what has no hour last."""
    rank = {severity: place for place, severity in enumerate(Severity)}
    return tuple(sorted(items, key=lambda i: (rank[i.severity], i.due is None, i.due.timestamp() if i.due else 0.0, i.url)))


def retentions() -> tuple[Retention, ...]:
    """All days of deletion, by room and table."""
    return tuple(_retentions[key] for key in sorted(_retentions))


def person_parts(permissions: Collection[str]) -> tuple[PersonPart, ...]:
    """The shares of a person that someone with ``permissions`` may read, by room."""
    return tuple(_person_parts[room] for room in sorted(_person_parts) if _person_parts[room].permission in permissions)


def all_person_parts() -> tuple[PersonPart, ...]:
    """Every room's share, for erasing and for the person's own copy."""
    return tuple(_person_parts[room] for room in sorted(_person_parts))
