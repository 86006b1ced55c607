"""Take declarations: each once for its event id, however often it arrives; a group in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from truyvet.audit.actions import record
from truyvet.audit.changes import next_change
from truyvet.audit.values import By, Scope
from truyvet.declarations.actions.persons import Persons, keep_own
from truyvet.declarations.actions.proving import Proof, proved
from truyvet.declarations.actions.reading import Read, read
from truyvet.declarations.actions.standing import UNCLEAR, stand_all
from truyvet.declarations.actions.telling import write_told
from truyvet.declarations.models import Declaration, Relative, WatchItem
from truyvet.declarations.rules.moments import KEPT_DAYS, day_of, deleted_on
from truyvet.declarations.rules.said import DeclarationRefused, EventConflict, Said
from truyvet.declarations.rules.triage import Triage
from truyvet.declarations.sealed import seal_answers
from truyvet.passes import queries as passes
from truyvet.people.keyed import keyed_hash
from truyvet.people.queries import declaring as people
from truyvet.people.rules import pseudonyms
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.places import queries as places


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a declaration. ``verified``: somebody stands behind it. ``needs_sign_in``: a code of the phone proves it."""

    code: str
    person_id: int
    triage: Triage
    reasons: tuple[str, ...]
    verified: bool
    repeated: bool
    may_have_pass: bool
    needs_sign_in: bool


Answer = Declared | DeclarationRefused | EventConflict


def declare(*, by: By, now: datetime, said: Said, entropy: Entropy = secrets.token_bytes) -> Declared:
    """Take one declaration. Raises DeclarationRefused, EventConflict."""
    answer = declare_many(by=by, now=now, said=[said], entropy=entropy)[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def declare_many(*, by: By, now: datetime, said: Sequence[Said], entropy: Entropy = secrets.token_bytes) -> list[Answer]:
    """Take many in one transaction, with one audit row; for each what became of it, or the error of it alone.

    About 20 statements and two for each person who newly agrees, however many there are. A declaration that needs
    somebody stands on the watch when this returns. The same event with the same body again gets the same answer; from a
    phone that was proved meanwhile it also becomes a proved one.
    """
    try:
        with transaction.atomic():
            return _Group(by, now, said, entropy).take()
    except IntegrityError:
        # Another writer brought one of these events a moment ago: alone, each finds what is there.
        if len(said) > 1:
            return [answer for each in said for answer in declare_many(by=by, now=now, said=[each], entropy=entropy)]
        with transaction.atomic():
            return _Group(by, now, said, entropy).take()


def hash_of(said: Said) -> bytes:
    """32 bytes that stand for what an event said; keyed, because a bare hash of a name and a phone is soon guessed."""
    return bytes.fromhex(keyed_hash("declaration", said.body()))


class _Group:
    """One transaction's worth of declarations."""

    def __init__(self, by: By, now: datetime, said: Sequence[Said], entropy: Entropy) -> None:
        self.by, self.now, self.said, self.entropy = by, now, said, entropy
        self.scope = Scope.system("declarations", day_of(now))
        self.hashes = [hash_of(each) for each in said]
        self.written: dict[UUID, bytes] = {}
        rows = Declaration.objects.filter(event_id__in={each.event_id for each in said})
        self.known: dict[UUID, Declaration] = {row.event_id: row for row in rows}
        self.refused: dict[int, DeclarationRefused | EventConflict] = {}
        self.repeats: set[int] = set()

    def take(self) -> list[Answer]:
        """Sort into new, repeated and refused; write the new ones; answer each in its place."""
        news: dict[int, Read] = {}
        met = set(self.known)
        for place, each in enumerate(self.said):
            if each.event_id in met:
                self.repeats.add(place)
                continue
            try:
                news[place] = read(each, self.now)
            except DeclarationRefused as refused:
                self.refused[place] = refused
            else:
                met.add(each.event_id)
                self.written[each.event_id] = self.hashes[place]
        self._write(self._of_others(news))
        proofs = self._proofs()
        self._audit(len(news) - sum(place in self.refused for place in news), len(proofs))
        return self._answers()

    def _of_others(self, news: dict[int, Read]) -> dict[int, Read]:
        """``news``, where what is told of another person than whoever is signed in by now stands as told by nobody.

        A form that was filled on a shared phone without a network goes out with the session of whoever signs in next.
        """
        own = {place: each.said.own for place, each in news.items() if each.said.own is not None}
        names = people.known_names(self.scope, set(own.values())) if own else {}
        for place, person in own.items():
            each, (folded, year) = news[place], names.get(person, ("", None))
            if folded and year and folded != each.folded and year != each.subject.birth_year:
                news[place] = read(replace(each.said, person_id=None), self.now)
        return news

    def _write(self, news: dict[int, Read]) -> None:
        codes = {each.subject.commune_code for each in news.values() if each.subject.commune_code}
        communes = {code: unit.id for code, unit in places.by_codes(self.scope, codes, self.scope.on).items()} if codes else {}
        found = Persons(self.by, self.now, self.scope, self.entropy).find(list(news.values()), communes) if news else []
        chosen: list[tuple[Read, int]] = []
        for (place, each), person in zip(news.items(), found, strict=True):
            if isinstance(person, int):
                chosen.append((each, person))
            else:
                self.refused[place] = person
        if not chosen:
            return
        change = next_change()
        made = [
            # A code that some row has already, one in thirty million, fails the group; each is then taken alone with another.
            self._row(each, person, communes, change, pseudonyms.make(self.entropy))
            for each, person in chosen
        ]
        Declaration.objects.bulk_create(made)
        self.known |= {row.event_id: row for row in made}
        pairs = [(row, each) for row, (each, _) in zip(made, chosen, strict=True)]
        WatchItem.objects.bulk_create(_item(row, each, change, self.now) for row, each in pairs if each.sorted.due is not None)
        self._stand_behind([(row, each) for row, each in pairs if row.verified], communes)

    def _row(self, each: Read, person: int, communes: dict[str, int], change: int, code: str) -> Declaration:
        said = each.said
        return Declaration(
            code=code, event_id=said.event_id, body_hash=self.written[said.event_id], person_id=person,
            declarer_id=said.person_id if said.made_for != "self" else None, staff_id=said.staff, made_for=said.made_for,
            channel=said.channel, form=each.form.name, version=said.version or each.form.version, language=said.language,
            consent=said.consent, verified=said.vouched, who=each.who, answers=seal_answers(each.answers),
            commune_id=communes.get(each.subject.commune_code), made_at=each.made_at, received_at=self.now,
            triage=each.sorted.triage.value, reasons=list(each.sorted.reasons), change=change, delete_on=deleted_on(self.now),
        )  # fmt: skip

    def _stand_behind(self, pairs: Sequence[tuple[Declaration, Read]], communes: dict[str, int]) -> None:
        """What only a proved phone or a member of staff sets in motion."""
        if not pairs:
            return
        stand_all(by=self.by, now=self.now, declarations=[row for row, _ in pairs])
        own = [each for row, each in pairs if row.made_for == "self" and each.said.person_id is not None]
        keep_own(by=self.by, now=self.now, scope=self.scope, own=own, communes=communes)
        told = [(row, each.places, each.met) for row, each in pairs]
        write_told(by=self.by, now=self.now, scope=self.scope, told=told, entropy=self.entropy)
        last = self.scope.on + timedelta(days=KEPT_DAYS)
        near = {
            (row.declarer_id, row.person_id): each.said.tie
            for row, each in pairs
            if row.declarer_id is not None and row.declarer_id != row.person_id
        }
        Relative.objects.bulk_create(
            (Relative(declarer_id=declarer, person_id=person, tie=tie, delete_on=last) for (declarer, person), tie in near.items()),
            update_conflicts=True, unique_fields=["declarer", "person"], update_fields=["delete_on", "tie"],
        )  # fmt: skip

    def _proofs(self) -> list[Proof]:
        """Repeated declarations that nobody stood behind until now, when the phone of who sends them is proved."""
        asked = {self.said[place].event_id: place for place in self.repeats if self.said[place].person_id is not None}
        proofs = []
        for event, place in asked.items():
            row = self.known.get(event)
            if row is not None and not row.verified and bytes(row.body_hash) == self.hashes[place]:
                proof = proved(self.scope, row, self.said[place])
                proofs += [] if proof is None else [proof]
        for proof in proofs:
            proof.write(next_change())
        codes = {proof.read.subject.commune_code for proof in proofs if proof.read.subject.commune_code}
        communes = {code: unit.id for code, unit in places.by_codes(self.scope, codes, self.scope.on).items()} if codes else {}
        self._stand_behind([(proof.row, proof.read) for proof in proofs], communes)
        return proofs

    def _audit(self, accepted: int, proofs: int) -> None:
        codes = sorted({self.known[each.event_id].code for each in self.said if each.event_id in self.known})
        record(
            by=self.by, now=self.now, action="declarations.declare",
            subject=f"declaration:{codes[0]}" if len(codes) == 1 else f"declarations:{len(codes)}",
            facts={"accepted": accepted, "repeated": len(self.repeats), "refused": len(self.refused), "proved": proofs},
            also=() if len(codes) == 1 else tuple(f"declaration:{code}" for code in codes),
        )  # fmt: skip

    def _answers(self) -> list[Answer]:
        held = passes.held_among(self.scope, {row.person_id for row in self.known.values() if row.verified})
        answers: list[Answer] = []
        for place, each in enumerate(self.said):
            row = self.known.get(each.event_id)
            if row is None or place in self.refused:
                answers.append(self._why(place))
            elif bytes(row.body_hash) != self.hashes[place]:
                answers.append(EventConflict(str(each.event_id)))
            else:
                answers.append(_declared(row, place in self.repeats, held=row.person_id in held))
        return answers

    def _why(self, place: int) -> DeclarationRefused | EventConflict:
        """Why nothing stands for it; of a repeat within the group, why its first was refused."""
        event = self.said[place].event_id
        return self.refused.get(place) or next(why for first, why in self.refused.items() if self.said[first].event_id == event)


def _item(row: Declaration, each: Read, change: int, now: datetime) -> WatchItem:
    due = each.sorted.due
    assert due is not None
    return WatchItem(
        declaration=row, commune_id=row.commune_id, danger=each.sorted.danger, opened_at=now, due_at=now + due, change=change,
        delete_on=row.delete_on,
    )  # fmt: skip


def _declared(row: Declaration, repeated: bool, *, held: bool) -> Declared:
    clear = row.triage not in UNCLEAR and not held
    own = row.made_for == "self" and row.staff_id is None
    return Declared(
        code=row.code, person_id=row.person_id, triage=Triage(row.triage), reasons=tuple(row.reasons),
        verified=row.verified, repeated=repeated,
        may_have_pass=own and row.verified and clear, needs_sign_in=own and not row.verified,
    )  # fmt: skip
