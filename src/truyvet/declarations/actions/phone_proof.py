"""Proves a declaration that was sent while signed out, when the same phone sends it again after its one-time code was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from truyvet.areas.rules.risk_areas import RiskArea
from truyvet.audit.values import Scope
from truyvet.declarations.actions.parse import ParsedDeclaration, parse_declaration
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import verified_phone_hashes
from truyvet.people.queries.declarant_lookups import known_names


@dataclass(frozen=True, slots=True)
class PhoneProof:
    """A stored row and the declaration that proves it."""

    row: Declaration
    declaration: ParsedDeclaration

    def write(self, change: int) -> None:
        """Marks the row as proved and links it to its person."""
        row, submission = self.row, self.declaration.submission
        assert submission.person_id is not None
        if row.made_for == "self":
            row.person_id = submission.person_id
        else:
            row.declarer_id = submission.person_id
        row.verified, row.entry_hash, row.change = True, "", change
        row.save(update_fields=["person", "declarer", "verified", "entry_hash", "change"])


def phone_proof(scope: Scope, row: Declaration, submission: Submission, risk_areas: Sequence[RiskArea]) -> PhoneProof | None:
    """Returns the proof, or None when the submission proves nothing.

    A declaration of oneself needs the phone number and the year of birth that it names: a phone that a family shares proves
    its owner, not another member of the family.
    """
    try:
        parsed = replace(parse_declaration(replace(submission, sent_at=None), row.received_at, risk_areas), made_at=row.made_at)
    except DeclarationRefused:
        return None
    if row.made_for == "self" and not _same(scope, submission.person_id or 0, parsed):
        return None
    return PhoneProof(row, parsed)


def _same(scope: Scope, person_id: int, declaration: ParsedDeclaration) -> bool:
    year = known_names(scope, (person_id,)).get(person_id, ("", None))[1]
    if year is not None and declaration.subject.birth_year is not None and year != declaration.subject.birth_year:
        return False
    return bool(declaration.number) and keyed_hash("phone", declaration.number) in verified_phone_hashes(scope, person_id)
