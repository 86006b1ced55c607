"""Contacts of a case whom staff confirmed. The investigations room above decides, and registers here how to read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from truyvet.audit.values import Scope, require_scope
from truyvet.core import registry


@dataclass(frozen=True, slots=True)
class ConfirmedContact:
    """A person whom a tracer confirmed as a contact of a case: row, code, masked name."""

    person_id: int
    code: str
    masked: str = field(repr=False)


def confirmed_contacts(scope: Scope, case_code: str) -> tuple[ConfirmedContact, ...]:
    """Returns the confirmed contacts of this case within the scope, by code."""
    require_scope(scope)
    found = {
        row.code: row for read in registry.answers("confirmed_contacts") for row in cast(Iterable[ConfirmedContact], read(scope, case_code))
    }
    return tuple(found[code] for code in sorted(found))
