"""Gives declarations that were sent while signed out to the person who has signed in, or takes their name off them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.declarations.actions.phone_proof import PhoneProof, phone_proof, write_proofs
from truyvet.declarations.queries.ownership import UnprovedDeclaration, unproved_declarations
from truyvet.people.queries.declarant_lookups import known_names
from truyvet.people.rules.pseudonyms import Entropy


def adopt_declarations(
    *, by: By, now: datetime, scope: Scope, person_id: int, event_ids: Collection[UUID], said_mine: str = "",
    entropy: Entropy = secrets.token_bytes,
) -> list[str]:  # fmt: skip
    """Makes the person's own those declarations of their browser that their number and year prove; returns their codes.

    ``said_mine``: the code of one of which they said so themselves. While nothing is known of the person but the number, and the browser
    holds declarations of several people under it, none is anybody's until they say which.
    """
    with transaction.atomic():
        found = unproved_declarations(scope, person_id, event_ids)
        proofs = [_proof(scope, each, person_id, event_ids, said_mine) for each in found]
        several = len({proof.row.entry_hash for proof in proofs if proof is not None}) > 1
        if several and not all(known_names(scope, (person_id,)).get(person_id, ("", None))):
            proofs = [proof for proof in proofs if proof is not None and proof.row.code == said_mine]
        written = write_proofs(by=by, now=now, scope=scope, proofs=proofs, entropy=entropy)
        codes = sorted(proof.row.code for proof in written)
        if codes:
            record(
                by=by, now=now, action="declarations.adopt", subject=f"declaration:{codes[0]}", facts={"proved": len(codes)},
                also=tuple(f"declaration:{code}" for code in codes[1:]),
            )  # fmt: skip
    return codes


def _proof(scope: Scope, each: UnprovedDeclaration, person_id: int, event_ids: Collection[UUID], said_mine: str) -> PhoneProof | None:
    is_their_word = each.row.code == said_mine
    if not is_their_word and each.row.event_id not in event_ids:
        return None  # it came from elsewhere, and a stranger may have typed this number
    return phone_proof(scope, each.row, person_id, is_their_word=is_their_word)


def disown_declaration(*, by: By, now: datetime, scope: Scope, person_id: int, event_ids: Collection[UUID], code: str) -> UUID | None:
    """Records that a declaration is not this person's, and takes their number off it; returns its event id, None when there is none.

    It stays on the watch of its commune: whoever sent it may need help. Of another number it stays as it is, for its own sender.
    """
    with transaction.atomic():
        each = next((each for each in unproved_declarations(scope, person_id, event_ids) if each.row.code == code), None)
        if each is None:
            return None
        if each.is_of_number:
            each.row.entry_hash = ""
            each.row.save(update_fields=["entry_hash"])
        record(by=by, now=now, action="declarations.disown", subject=f"declaration:{code}", facts={"of_number": each.is_of_number})
        event_id: UUID = each.row.event_id
        return event_id
