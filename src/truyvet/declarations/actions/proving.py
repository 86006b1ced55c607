"""A declaration sent while signed out, sent again by the same phone after its code was typed: now somebody stands behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from truyvet.audit.values import Scope
from truyvet.declarations.actions.reading import Read, read
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules.said import DeclarationRefused, Said
from truyvet.people.keyed import keyed_hash
from truyvet.people.queries import verified_phone_hashes
from truyvet.people.queries.declaring import known_names


@dataclass(frozen=True, slots=True)
class Proof:
    """A row and what it says, about to be proved."""

    row: Declaration
    read: Read

    def write(self, change: int) -> None:
        """Put the person behind their declaration."""
        row, said = self.row, self.read.said
        assert said.person_id is not None
        if row.made_for == "self":
            row.person_id = said.person_id
        else:
            row.declarer_id = said.person_id
        row.verified, row.who, row.change = True, "", change
        row.save(update_fields=["person", "declarer", "verified", "who", "change"])


def proved(scope: Scope, row: Declaration, said: Said) -> Proof | None:
    """The proof, or None when it is none. Only for oneself, by the number that the declaration itself names, in the year
    of birth that it names: a phone that a family shares proves its owner, not whoever held it before."""
    try:
        again = replace(read(replace(said, sent_at=None), row.received_at), made_at=row.made_at)
    except DeclarationRefused:
        return None
    if row.made_for == "self" and not _same(scope, said.person_id or 0, again):
        return None
    return Proof(row, again)


def _same(scope: Scope, person_id: int, told: Read) -> bool:
    year = known_names(scope, (person_id,)).get(person_id, ("", None))[1]
    if year is not None and told.subject.birth_year is not None and year != told.subject.birth_year:
        return False
    return bool(told.number) and keyed_hash("phone", told.number) in verified_phone_hashes(scope, person_id)
