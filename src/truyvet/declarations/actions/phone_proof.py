"""Proves a declaration that was sent while signed out, once its sender has signed in: by the number and the year of birth that it names."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope
from truyvet.core.encryption import DecryptionFailed
from truyvet.core.text_folding import fold
from truyvet.declarations.actions.parse import ParsedDeclaration, phone_number
from truyvet.declarations.answer_encryption import unseal_answers
from truyvet.declarations.models import Declaration
from truyvet.declarations.rules import forms, subject
from truyvet.declarations.rules.submission import Submission
from truyvet.declarations.rules.triage import TriageClass, TriageResult
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import verified_phone_hashes
from truyvet.people.queries.declarant_lookups import known_names


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


def _same(scope: Scope, person_id: int, declaration: ParsedDeclaration) -> bool:
    year = known_names(scope, (person_id,)).get(person_id, ("", None))[1]
    if year is not None and declaration.subject.birth_year is not None and year != declaration.subject.birth_year:
        return False
    return bool(declaration.number) and keyed_hash("phone", declaration.number) in verified_phone_hashes(scope, person_id)
