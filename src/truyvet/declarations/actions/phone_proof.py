"""Proves a declaration that was sent while signed out, once its sender has signed in: by the number and the year of birth that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.encryption import DecryptionFailed
from truyvet.core.text_folding import fold
from truyvet.declarations.actions.declared_contacts import record_declared_contacts
from truyvet.declarations.actions.gate_status import update_gate_status
from truyvet.declarations.actions.parse import ParsedDeclaration, phone_number
from truyvet.declarations.actions.person_matching import complete_declarers
from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.models import Declaration, Relative
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.declaration_time import RETENTION_DAYS
from truyvet.declarations.rules.submission import Submission
from truyvet.declarations.rules.triage import TriageClass, TriageResult
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import verified_phone_hashes
from truyvet.people.queries.declarant_lookups import known_names
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.places import queries as places


@dataclass(frozen=True, slots=True)
class PhoneProof:
    """A stored row and the declaration that it holds, as one of the person who proves it."""

    row: Declaration
    declaration: ParsedDeclaration

    def write(self, change: int) -> bool:
        """Marks the row as proved and links it to its person; False when another request did so a moment ago."""
        row, person_id = self.row, self.declaration.submission.person_id
        assert person_id is not None
        if row.made_for == "self":
            row.person_id = person_id
        else:
            row.declarer_id = person_id
        row.verified, row.entry_hash, row.change = True, "", change
        link = {"person_id": row.person_id, "declarer_id": row.declarer_id}
        return bool(Declaration.objects.filter(pk=row.pk, verified=False).update(**link, verified=True, entry_hash="", change=change))


def phone_proof(scope: Scope, row: Declaration, person_id: int, *, tie: str = "", is_their_word: bool = False) -> PhoneProof | None:
    """Returns the proof, or None when being signed in as ``person_id`` proves nothing about the row.

    A declaration of oneself needs the phone number and the year of birth that it names: a phone that a family shares proves
    its owner, not another member of the family. ``is_their_word``: they were asked, and said that it is theirs.
    """
    stored = stored_declaration(row, person_id, tie)
    # Without the hash it was disowned (``disown_declaration``): its sender is somebody else.
    if stored is None or not row.entry_hash or (row.made_for == "self" and not is_their_word and not _same(scope, person_id, stored)):
        return None
    return PhoneProof(row, stored)


def stored_declaration(row: Declaration, person_id: int | None, tie: str = "") -> ParsedDeclaration | None:
    """Returns a stored row as it was parsed, sent by ``person_id``; None when its form or its key is gone."""
    try:
        form, answers = forms.form(row.form), unseal_answers(row.answers)
    except (forms.UnknownForm, DecryptionFailed):
        return None
    about = subject.subject_of(form, answers)
    return ParsedDeclaration(
        submission=Submission(
            event_id=row.event_id, form=row.form, answers=answers, made_at=row.made_at, version=row.version, language=row.language,
            consent=row.consent, made_for=row.made_for, channel=row.channel, person_id=person_id, tie=tie,
        ),
        form=form, made_at=row.made_at, answers=answers, triage_result=TriageResult(TriageClass(row.triage), tuple(row.reasons), 0, None),
        subject=about, number=phone_number(about.phone), folded_name=fold(about.name), entry_hash=row.entry_hash,
        places=subject.named_places(form, answers), contacts=subject.named_contacts(form, answers),
    )  # fmt: skip


def stand_behind(
    *,
    by: By,
    now: datetime,
    scope: Scope,
    pairs: Sequence[tuple[Declaration, ParsedDeclaration]],
    communes: dict[str, int],
    entropy: Entropy,
) -> None:
    """Does what only a proved phone or a member of staff may cause: gate status, person data, contacts, relatives."""
    if not pairs:
        return
    update_gate_status(by=by, now=now, declarations=[row for row, _ in pairs])
    own = [each for row, each in pairs if row.made_for == "self" and each.submission.person_id is not None]
    complete_declarers(by=by, now=now, scope=scope, own=own, communes=communes)
    declared = [(row, each.places, each.contacts) for row, each in pairs]
    record_declared_contacts(by=by, now=now, scope=scope, declared=declared, entropy=entropy)
    last = scope.on + timedelta(days=RETENTION_DAYS)
    near = {
        (row.declarer_id, row.person_id): each.submission.tie
        for row, each in pairs
        if row.declarer_id is not None and row.declarer_id != row.person_id
    }
    Relative.objects.bulk_create(
        (Relative(declarer_id=declarer, person_id=person, tie=tie, delete_on=last) for (declarer, person), tie in near.items()),
        update_conflicts=True, unique_fields=["declarer", "person"], update_fields=["delete_on", "tie"],
    )  # fmt: skip


def write_proofs(*, by: By, now: datetime, scope: Scope, proofs: Sequence[PhoneProof | None], entropy: Entropy) -> list[PhoneProof]:
    """Makes declarations proved ones, with all that follows; returns those that another request had not proved before."""
    written = [proof for proof in proofs if proof is not None and proof.write(next_change())]
    codes = {proof.declaration.subject.commune_code for proof in written if proof.declaration.subject.commune_code}
    communes = {code: unit.id for code, unit in places.units_by_code(scope, codes, scope.on).items()} if codes else {}
    pairs = [(proof.row, proof.declaration) for proof in written]
    stand_behind(by=by, now=now, scope=scope, pairs=pairs, communes=communes, entropy=entropy)
    return written


def _same(scope: Scope, person_id: int, declaration: ParsedDeclaration) -> bool:
    year = known_names(scope, (person_id,)).get(person_id, ("", None))[1]
    if year is not None and declaration.subject.birth_year is not None and year != declaration.subject.birth_year:
        return False
    return bool(declaration.number) and keyed_hash("phone", declaration.number) in verified_phone_hashes(scope, person_id)
