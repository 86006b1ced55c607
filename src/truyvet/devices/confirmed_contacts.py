"""Contacts of a case whom staff confirmed. The investigations room above decides, and registers here how to read them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from truyvet.audit.values import Scope, need


@dataclass(frozen=True, slots=True)
class ConfirmedContact:
    """A person whom a tracer confirmed as a contact of a case: row, code, masked name."""

    person_id: int
    code: str
    masked: str = field(repr=False)


Read = Callable[[Scope, str], Sequence[ConfirmedContact]]
_readers: dict[str, Read] = {}


def register_contacts(room: str, read: Read) -> None:
    """Called once by the room that keeps decisions: ``read(scope, case_code)``, in a constant number of statements."""
    _readers[room] = read


def confirmed_contacts(scope: Scope, case_code: str) -> tuple[ConfirmedContact, ...]:
    """Returns the confirmed contacts of this case within the scope, by code."""
    need(scope)
    found = {row.code: row for read in _readers.values() for row in read(scope, case_code)}
    return tuple(found[code] for code in sorted(found))
