"""The rooms of the house as they described themselves, and what the house reads from them.

The registry is the only way up: higher rooms and the shell read from it what the lower ones offer, and a lower room reaches nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from truyvet.core.alarm import AlarmKind
from truyvet.core.jobs import Job
from truyvet.core.permission import Permission
from truyvet.core.retention import RetentionRule
from truyvet.core.role import Role
from truyvet.core.room_contract import Audience, Measure, NavItem, NextStep, PersonPart, QueueItem, QueueSource, Room, Severity


class RoomsDisagree(ValueError):
    """Two rooms claim the same thing, or one names what nobody has: a mistake in the code, found at start."""


_rooms: tuple[Room, ...] = ()


def register(rooms: Iterable[Room]) -> None:
    """Sets the rooms of the house, lowest first, after checking them against each other. Raises RoomsDisagree."""
    global _rooms  # noqa: PLW0603  # the registry itself; ``site`` fills it once at start
    found = tuple(rooms)
    _check(found)
    _rooms = found
    roles_permissions.cache_clear()


def rooms() -> tuple[Room, ...]:
    """Returns the rooms, lowest first."""
    return _rooms


def permissions() -> tuple[Permission, ...]:
    """Returns every permission, lowest room first."""
    return tuple(each for room in _rooms for each in room.permissions)


@lru_cache(maxsize=64)
def roles_permissions(role: Role | str) -> frozenset[Permission]:
    """Returns what a role may do; an unknown role may do nothing."""
    return frozenset(each for each in permissions() if role in each.roles)


def role_may(role: Role | str, permission: Permission) -> bool:
    """Whether a role carries a permission."""
    return permission in roles_permissions(role)


def needs_second_factor(role: Role | str) -> bool:
    """Whether holders of this role must have a second factor."""
    return any(each.needs_second_factor for each in roles_permissions(role))


def navigation(permissions: Collection[str]) -> tuple[NavItem, ...]:
    """Returns the lines that someone with ``permissions`` may see, in order."""
    return _in_nav_order(each for room in _rooms for each in room.navigation if not each.permission or each.permission in permissions)


def citizen_navigation() -> tuple[NavItem, ...]:
    """Returns the bar at the foot of a citizen's pages, in order."""
    return _in_nav_order(each for room in _rooms for each in room.citizen_navigation)


def next_step(permissions: Collection[str]) -> NextStep | None:
    """Returns what someone with ``permissions`` can do when nothing waits."""
    fitting = (each for room in _rooms for each in room.next_steps if each.permission in permissions)
    return min(fitting, key=lambda each: each.order, default=None)


def queue_sources(permissions: Collection[str]) -> tuple[QueueSource, ...]:
    """Returns the sources that someone with ``permissions`` may see, by room."""
    return tuple(each for room in _by_name() for each in room.queue if each.permission in permissions)


def queue(permissions: Collection[str], scope: object, now: datetime) -> tuple[QueueItem, ...]:
    """Returns everything that waits for this reader, worst first, then what is due first."""
    return in_order(item for source in queue_sources(permissions) for item in source.read(scope, now))


def in_order(items: Iterable[QueueItem]) -> tuple[QueueItem, ...]:
    """Returns the items worst first; within one severity what is due first; what has no hour last."""
    rank = {severity: place for place, severity in enumerate(Severity)}
    return tuple(sorted(items, key=lambda i: (rank[i.severity], i.due is None, i.due.timestamp() if i.due else 0.0, i.url)))


def retention_rules() -> tuple[RetentionRule, ...]:
    """Returns all rules of deletion in the order in which they run: highest rooms first, since their rows point at lower ones."""
    return tuple(each for room in reversed(_rooms) for each in sorted(room.retention, key=lambda rule: rule.table))


def jobs() -> tuple[Job, ...]:
    """Returns all declared work, lowest room first."""
    return tuple(each for room in _rooms for each in room.jobs)


def alarms() -> tuple[AlarmKind, ...]:
    """Returns everything that can be the matter, lowest room first."""
    return tuple(each for room in _rooms for each in room.alarms)


def person_parts(permissions: Collection[str] | None = None) -> tuple[PersonPart, ...]:
    """Returns the shares of a person that someone with ``permissions`` may read, by room; all of them without ``permissions``."""
    parts = (room.person for room in _by_name() if room.person is not None)
    return tuple(part for part in parts if permissions is None or part.permission in permissions)


def action_name(action: str) -> str:
    """Returns the name of an audited action in the reader's language; its code when no room has named it."""
    return str(next((room.actions[action] for room in _rooms if action in room.actions), action))


def purpose_name(purpose: str) -> str:
    """Returns what an act was done for in the reader's language, without the code of the case; "" when no room has named it."""
    names = {key: words for room in _rooms for key, words in room.purposes.items()}
    return str(names.get(purpose, names.get(purpose.partition(":")[0], "")))


def answers(question: str) -> tuple[Callable[..., object], ...]:
    """Returns the functions by which rooms answer a lower door's ``question``, lowest room first."""
    return tuple(room.answers[question] for room in _rooms if question in room.answers)


def audiences() -> tuple[Audience, ...]:
    """Returns the sets of persons that rooms offer to campaigns, lowest room first."""
    return tuple(each for room in _rooms for each in room.audiences)


def measures() -> tuple[Measure, ...]:
    """Returns what rooms count by day and commune, lowest room first."""
    return tuple(each for room in _rooms for each in room.measures)


def start() -> None:
    """Runs every room's checks of its own files. What they raise stops the start."""
    for room in _rooms:
        for check in room.at_start:
            check()


def _by_name() -> list[Room]:
    return sorted(_rooms, key=lambda room: room.name)


def _in_nav_order(items: Iterable[NavItem]) -> tuple[NavItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.order, item.url_name)))


def _check(found: Sequence[Room]) -> None:
    _once("room", (room.name for room in found))
    _once("permission", (each.value for room in found for each in room.permissions))
    _once("audience", (each.name for room in found for each in room.audiences))
    _once("measure", (each.name for room in found for each in room.measures))
    _once("job", (each.name for room in found for each in room.jobs))
    _once("alarm", (each.name for room in found for each in room.alarms))
    _once("rule of deletion", (f"{each.room}.{each.table}" for room in found for each in room.retention))
    _once("line of the navigation", (each.url_name for room in found for each in room.navigation))
    known = {each.value for room in found for each in room.permissions}
    for room in found:
        misplaced = [each.room for each in room.retention if each.room != room.name]
        misplaced += [room.person.room] if room.person is not None and room.person.room != room.name else []
        if misplaced:
            raise RoomsDisagree(f"{room.name} speaks for {', '.join(misplaced)}")
        unknown = sorted(_permissions_named(room) - known)
        if unknown:
            raise RoomsDisagree(f"{room.name}: nobody has the permission {', '.join(unknown)}")


def _permissions_named(room: Room) -> set[str]:
    """The permissions that a room asks for; the empty one stands for everyone signed in."""
    named = {each.permission for each in room.navigation} | {each.permission for each in room.queue}
    named |= {each.permission for each in room.next_steps}
    return (named | ({room.person.permission} if room.person is not None else set())) - {""}


def _once(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise RoomsDisagree(f"{what} {name!r} is claimed twice")
        seen.add(name)
