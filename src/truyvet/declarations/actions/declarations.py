"""Stores declarations: each once for its event id, however often it arrives, and a batch of them in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from truyvet.areas import queries as areas
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.change_number import next_change
from truyvet.core.idempotency import IdempotencyConflict, conflict_raises, write_batch
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.declarations.actions.parse import ParsedDeclaration, parse_declaration
from truyvet.declarations.actions.person_matching import PersonMatcher
from truyvet.declarations.actions.phone_proof import PhoneProof, phone_proof, stand_behind, write_proofs
from truyvet.declarations.answer_encryption import seal_answers
from truyvet.declarations.models import Declaration, WatchItem
from truyvet.declarations.rules import subject
from truyvet.declarations.rules.declaration_time import deletion_day
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.declarations.rules.triage import GATE_CLOSING_CLASSES, TriageClass
from truyvet.passes import queries as passes
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.queries import declarant_lookups as people
from truyvet.people.rules import pseudonyms
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.places import queries as places


@dataclass(frozen=True, slots=True)
class DeclarationResult:
    """What the sender of a declaration is answered.

    ``verified``: a proved phone or a member of staff stands behind it. ``needs_sign_in``: a one-time code would prove it.
    ``closes_gate``: it says what keeps the gates shut for its sender.
    """

    code: str
    person_id: int
    triage: TriageClass
    reasons: tuple[str, ...]
    verified: bool
    repeated: bool
    may_have_pass: bool
    needs_sign_in: bool
    closes_gate: bool
    commune_id: int | None = None


DeclarationOutcome = DeclarationResult | DeclarationRefused | IdempotencyConflict


def declare(*, by: By, now: datetime, submission: Submission, entropy: Entropy = secrets.token_bytes) -> DeclarationResult:
    """Stores one declaration. Raises DeclarationRefused, IdempotencyConflict."""
    answer = declare_many(by=by, now=now, submissions=[submission], entropy=entropy)[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def declare_many(
    *, by: By, now: datetime, submissions: Sequence[Submission], entropy: Entropy = secrets.token_bytes
) -> list[DeclarationOutcome]:
    """Stores many declarations in one transaction with one audit row; answers each with its result or with its own error.

    About 20 statements and two for each person who newly agrees, however many there are. A declaration that needs
    somebody stands on the watch when this returns. The same event with the same body again gets the same answer; from a
    phone that was proved meanwhile it also becomes a proved one.
    """
    try:
        with conflict_raises(_LostRace):
            return _Batch(by, now, submissions, entropy).take()
    except _LostRace:
        # Another writer brought one of these events a moment ago: alone, each finds what is there.
        if len(submissions) > 1:
            return [answer for each in submissions for answer in declare_many(by=by, now=now, submissions=[each], entropy=entropy)]
        return write_batch(lambda _attempt: _Batch(by, now, submissions, entropy).take())


class _LostRace(Exception):
    """Another connection wrote one of the same events first."""


def submission_hash(submission: Submission) -> bytes:
    """Returns 32 bytes that stand for the body of an event. The hash is keyed: a bare hash of a name and a phone is soon guessed."""
    return bytes.fromhex(keyed_hash("declaration", submission.body()))


class _Batch:
    """The declarations of one transaction."""

    def __init__(self, by: By, now: datetime, submissions: Sequence[Submission], entropy: Entropy) -> None:
        self.by, self.now, self.submissions, self.entropy = by, now, submissions, entropy
        self.scope = Scope.system("declarations", LocalDay.of(now))
        self.risk_areas = areas.in_force(self.scope)
        self.hashes = [submission_hash(each) for each in submissions]
        self.written: dict[UUID, bytes] = {}
        rows = Declaration.objects.filter(event_id__in={each.event_id for each in submissions})
        self.known: dict[UUID, Declaration] = {row.event_id: row for row in rows}
        self.refused: dict[int, DeclarationRefused | IdempotencyConflict] = {}
        self.repeats: set[int] = set()

    def take(self) -> list[DeclarationOutcome]:
        """Separates new, repeated and refused declarations, writes the new ones, and answers each in its place."""
        new: dict[int, ParsedDeclaration] = {}
        event_ids = set(self.known)
        for place, each in enumerate(self.submissions):
            if each.event_id in event_ids:
                self.repeats.add(place)
                continue
            try:
                new[place] = parse_declaration(each, self.now, self.risk_areas)
            except DeclarationRefused as refused:
                self.refused[place] = refused
            else:
                event_ids.add(each.event_id)
                self.written[each.event_id] = self.hashes[place]
        self._write(self._of_others(self._in_their_units(new)))
        proofs = self._proofs()
        self._audit(len(new) - sum(place in self.refused for place in new), len(proofs))
        return self._answers()

    def _in_their_units(self, new: dict[int, ParsedDeclaration]) -> dict[int, ParsedDeclaration]:
        """Returns ``new`` without those whose ward lies in another district or province than they say: no commune would look after them."""
        chains = {place: subject.unit_chains(each.form, each.answers) for place, each in new.items()}
        wrong = places.misplaced_chains(self.scope, (codes for named in chains.values() for codes in named.values()))
        for place, named in chains.items():
            problems = [Refusal("not_in_unit", name) for name, codes in named.items() if codes in wrong]
            if problems:
                self.refused[place] = DeclarationRefused(*problems)
        return {place: each for place, each in new.items() if place not in self.refused}

    def _of_others(self, new: dict[int, ParsedDeclaration]) -> dict[int, ParsedDeclaration]:
        """Returns ``new``, in which a declaration about somebody other than the signed-in person counts as sent while signed out.

        A form that was filled on a shared phone without a network goes out with the session of whoever signs in next.
        """
        own = {place: each.submission.own_person_id for place, each in new.items() if each.submission.own_person_id is not None}
        names = people.known_names(self.scope, set(own.values())) if own else {}
        for place, person in own.items():
            each, (folded, year) = new[place], names.get(person, ("", None))
            if folded and year and folded != each.folded_name and year != each.subject.birth_year:
                new[place] = parse_declaration(replace(each.submission, person_id=None), self.now, self.risk_areas)
        return new

    def _write(self, new: dict[int, ParsedDeclaration]) -> None:
        codes = {each.subject.commune_code for each in new.values() if each.subject.commune_code}
        communes = {code: unit.id for code, unit in places.units_by_code(self.scope, codes, self.scope.on).items()} if codes else {}
        person_ids = PersonMatcher(self.by, self.now, self.scope, self.entropy).find(list(new.values()), communes) if new else []
        chosen: list[tuple[ParsedDeclaration, int]] = []
        for (place, each), person in zip(new.items(), person_ids, strict=True):
            if isinstance(person, int):
                chosen.append((each, person))
            else:
                self.refused[place] = person
        if not chosen:
            return
        change = next_change()
        rows = [
            # A code that some row has already, one in thirty million, fails the group; each is then taken alone with another.
            self._row(each, person, communes, change, pseudonyms.make(self.entropy))
            for each, person in chosen
        ]
        Declaration.objects.bulk_create(rows)
        self.known |= {row.event_id: row for row in rows}
        pairs = [(row, each) for row, (each, _) in zip(rows, chosen, strict=True)]
        WatchItem.objects.bulk_create(_item(row, each, change, self.now) for row, each in pairs if each.triage_result.due is not None)
        self._stand_behind([(row, each) for row, each in pairs if row.verified], communes)

    def _row(self, each: ParsedDeclaration, person: int, communes: dict[str, int], change: int, code: str) -> Declaration:
        submission = each.submission
        return Declaration(
            code=code,
            event_id=submission.event_id,
            body_hash=self.written[submission.event_id],
            person_id=person,
            declarer_id=submission.person_id if submission.made_for != "self" else None,
            staff_id=submission.staff,
            made_for=submission.made_for,
            channel=submission.channel,
            form=each.form.name,
            version=submission.version or each.form.version,
            language=submission.language,
            consent=submission.consent,
            verified=submission.is_vouched_for,
            entry_hash=each.entry_hash,
            answers=seal_answers(each.answers),
            commune_id=communes.get(each.subject.commune_code),
            made_at=each.made_at,
            received_at=self.now,
            triage=each.triage_result.triage.value,
            reasons=list(each.triage_result.reasons),
            change=change,
            delete_on=deletion_day(self.now),
        )

    def _stand_behind(self, pairs: Sequence[tuple[Declaration, ParsedDeclaration]], communes: dict[str, int]) -> None:
        stand_behind(by=self.by, now=self.now, scope=self.scope, pairs=pairs, communes=communes, entropy=self.entropy)

    def _proofs(self) -> list[PhoneProof]:
        """Returns the repeated declarations that are proved now, because their sender has signed in meanwhile."""
        places_by_event = {
            self.submissions[place].event_id: place for place in self.repeats if self.submissions[place].person_id is not None
        }
        found = []
        for event, place in places_by_event.items():
            row, submission = self.known.get(event), self.submissions[place]
            if row is not None and not row.verified and bytes(row.body_hash) == self.hashes[place]:
                found.append(phone_proof(self.scope, row, submission.person_id or 0, tie=submission.tie))
        return write_proofs(by=self.by, now=self.now, scope=self.scope, proofs=found, entropy=self.entropy)

    def _audit(self, accepted: int, proofs: int) -> None:
        codes = sorted({self.known[each.event_id].code for each in self.submissions if each.event_id in self.known})
        record(
            by=self.by, now=self.now, action="declarations.declare",
            subject=f"declaration:{codes[0]}" if len(codes) == 1 else f"declarations:{len(codes)}",
            facts={"accepted": accepted, "repeated": len(self.repeats), "refused": len(self.refused), "proved": proofs},
            also=() if len(codes) == 1 else tuple(f"declaration:{code}" for code in codes),
        )  # fmt: skip

    def _answers(self) -> list[DeclarationOutcome]:
        on_hold = passes.persons_on_hold(self.scope, {row.person_id for row in self.known.values() if row.verified})
        answers: list[DeclarationOutcome] = []
        for place, each in enumerate(self.submissions):
            row = self.known.get(each.event_id)
            if row is None or place in self.refused:
                answers.append(self._why(place))
            elif bytes(row.body_hash) != self.hashes[place]:
                answers.append(IdempotencyConflict(each.event_id))
            else:
                answers.append(_declared(row, place in self.repeats, is_on_hold=row.person_id in on_hold))
        return answers

    def _why(self, place: int) -> DeclarationRefused | IdempotencyConflict:
        """Returns why it was refused; for a repeat within the batch, why the first one was."""
        event = self.submissions[place].event_id
        return self.refused.get(place) or next(why for first, why in self.refused.items() if self.submissions[first].event_id == event)


def _item(row: Declaration, each: ParsedDeclaration, change: int, now: datetime) -> WatchItem:
    due = each.triage_result.due
    assert due is not None
    return WatchItem(
        declaration=row, commune_id=row.commune_id, danger=each.triage_result.danger, opened_at=now, due_at=now + due, change=change,
        delete_on=row.delete_on,
    )  # fmt: skip


def _declared(row: Declaration, repeated: bool, *, is_on_hold: bool) -> DeclarationResult:
    clear = row.triage not in GATE_CLOSING_CLASSES and not is_on_hold
    own = row.made_for == "self" and row.staff_id is None
    return DeclarationResult(
        code=row.code, person_id=row.person_id, triage=TriageClass(row.triage), reasons=tuple(row.reasons),
        verified=row.verified, repeated=repeated,
        may_have_pass=own and row.verified and clear, needs_sign_in=own and not row.verified,
        closes_gate=own and row.triage in GATE_CLOSING_CLASSES, commune_id=row.commune_id,
    )  # fmt: skip
