"""Finds the person of each declaration, for a whole batch in a constant number of queries.

An unproved declaration never reaches an entry that somebody proved, and puts no phone and no card on any entry: a
number typed by a stranger would make its owner's next sign-in harder, and a card would be in use before its owner comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal
from truyvet.declarations.actions.parse import ParsedDeclaration
from truyvet.declarations.models import Declaration, Relative
from truyvet.declarations.rules.submission import SIGN_IN, DeclarationRefused
from truyvet.people.actions import NewConsent, add_people, complete_selves, give_consents
from truyvet.people.queries import declarant_lookups as people
from truyvet.people.rules.consents import DECLARATION
from truyvet.people.rules.person_entry import PersonInvalid, check_person
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import NewPerson

SOURCE = "declarations"


class PersonMatcher:
    """Finds or creates the person of every declaration of a batch."""

    def __init__(self, by: By, now: datetime, scope: Scope, entropy: Entropy) -> None:
        self.by, self.now, self.scope, self.entropy = by, now, scope, entropy

    def find(self, declarations: Sequence[ParsedDeclaration], communes: dict[str, int]) -> list[int | DeclarationRefused]:
        """Returns a person id for each declaration, or why there is none."""
        found: list[int | DeclarationRefused | None] = [declaration.submission.known_person_id for declaration in declarations]
        self._relatives(declarations, found)
        self._guessed(declarations, found)
        self._declared_by_team(declarations, found, communes)
        self._new_entries(declarations, found, communes)
        return [each if each is not None else DeclarationRefused(Refusal("not_known", "person")) for each in found]

    def _relatives(self, declarations: Sequence[ParsedDeclaration], found: list[int | DeclarationRefused | None]) -> None:
        """Fills in relatives for whom the same person declared before: chosen from the list, or of the same name and year."""
        declarers = {
            declaration.submission.person_id
            for declaration, person in zip(declarations, found, strict=True)
            if person is None and declaration.submission.person_id
        }
        if not declarers:
            for place, declaration in enumerate(declarations):
                if found[place] is None and declaration.submission.relative_id is not None:
                    found[place] = DeclarationRefused(Refusal(SIGN_IN, "relative_id"))
            return
        rows = list(Relative.objects.filter(declarer_id__in=declarers).values_list("declarer_id", "pk", "person_id"))
        chosen = {(declarer, pk): person for declarer, pk, person in rows}
        names = people.known_names(self.scope, (person for _, _, person in rows))
        named = {(declarer, *names[person]): person for declarer, _, person in rows if person in names}
        for place, declaration in enumerate(declarations):
            if found[place] is not None:
                continue
            submission = declaration.submission
            if submission.relative_id is not None:
                known_id = chosen.get((submission.person_id or 0, submission.relative_id))
                why = SIGN_IN if submission.person_id is None else "not_known"
                found[place] = known_id if known_id is not None else DeclarationRefused(Refusal(why, "relative_id"))
            elif submission.person_id is not None:
                found[place] = named.get((submission.person_id, declaration.folded_name, declaration.subject.birth_year))

    def _guessed(self, declarations: Sequence[ParsedDeclaration], found: list[int | DeclarationRefused | None]) -> None:
        """Fills in the entry of an earlier unproved declaration with the same phone, name and year."""
        hashes = {
            place: declaration.entry_hash
            for place, declaration in enumerate(declarations)
            if found[place] is None and not declaration.submission.is_vouched_for
        }
        if hashes:
            rows = Declaration.objects.filter(entry_hash__in=set(hashes.values())).order_by("-pk").values_list("entry_hash", "person_id")
            known_ids = dict(rows)
            for place, entry_hash in hashes.items():
                found[place] = known_ids.get(entry_hash)

    def _declared_by_team(
        self, declarations: Sequence[ParsedDeclaration], found: list[int | DeclarationRefused | None], communes: dict[str, int]
    ) -> None:
        """Fills in people without a card for whom a team declared before: same name, year and house."""
        wanted = {
            place: (
                declaration.folded_name,
                declaration.subject.birth_year,
                communes.get(declaration.subject.commune_code),
                declaration.subject.address,
            )
            for place, declaration in enumerate(declarations)
            if found[place] is None and declaration.submission.staff is not None and not declaration.subject.identifiers
        }
        if wanted:
            rows = Declaration.objects.filter(staff__isnull=False, person__folded__in={key[0] for key in wanted.values()}).order_by("-pk")
            columns = rows.values_list("person__folded", "person__birth_year", "person__commune_id", "person__address", "person_id")
            known_ids = {tuple(key): person for *key, person in columns}
            for place, key in wanted.items():
                found[place] = known_ids.get(key)

    def _new_entries(
        self, declarations: Sequence[ParsedDeclaration], found: list[int | DeclarationRefused | None], communes: dict[str, int]
    ) -> None:
        """Creates entries for the rest; the same unproved person twice in one batch gets one."""
        missing = [place for place, person in enumerate(found) if person is None]
        numbers_in_use = people.known_phones(
            self.scope, {declarations[place].number for place in missing if declarations[place].submission.staff is not None}
        )
        first: dict[str, int] = {}
        for place in missing:
            entry_hash = declarations[place].entry_hash
            first.setdefault(entry_hash or f"#{place}", place)
        new = {place: new_person(declarations[place], communes, numbers_in_use) for place in first.values()}
        ids = self._added(new)
        for place in missing:
            found[place] = ids[first[declarations[place].entry_hash or f"#{place}"]]

    def _added(self, new: dict[int, NewPerson]) -> dict[int, int | DeclarationRefused]:
        if not new:
            return {}
        added = add_people(by=self.by, now=self.now, people=list(new.values()), source=SOURCE, entropy=self.entropy)
        why = dict(added.rejects)
        found: dict[int, int | DeclarationRefused] = {}
        again: dict[int, NewPerson] = {}
        for row, (place, person) in enumerate(new.items()):
            person_id = added.ids[row]
            if person_id is not None:
                found[place] = person_id
            elif person.identifiers and why[row].startswith("identifiers"):
                # Two entries hold these numbers: somebody must look and merge. The declaration is not lost over it.
                again[place] = replace(person, identifiers=())
            else:
                found[place] = DeclarationRefused(Refusal(why[row].partition(":")[2], why[row].partition(":")[0]))
        return found | (self._added(again) if again else {})


def new_person(declaration: ParsedDeclaration, communes: dict[str, int], numbers_in_use: set[str]) -> NewPerson:
    """Returns the person as the declaration describes them, with phone and card only when a member of staff has seen these."""
    subject, is_seen_by_staff = declaration.subject, declaration.submission.staff is not None
    return NewPerson(
        name=subject.name,
        birth_year=subject.birth_year,
        gender=subject.gender,
        commune_id=communes.get(subject.commune_code),
        address=subject.address,
        phones=(declaration.number,) if is_seen_by_staff and declaration.number and declaration.number not in numbers_in_use else (),
        identifiers=subject.identifiers if is_seen_by_staff else (),
    )


def complete_declarers(*, by: By, now: datetime, scope: Scope, own: Sequence[ParsedDeclaration], communes: dict[str, int]) -> None:
    """Fills what the entries of signed-in people lack with what they declared of themselves, and records their consent."""
    persons = {declaration.submission.person_id for declaration in own if declaration.submission.person_id is not None}
    lacking = people.incomplete_persons(scope, persons)
    agreed = people.consent_versions(scope, persons, DECLARATION)
    completions: dict[int, NewPerson] = {}
    consents: list[NewConsent] = []
    for declaration in own:
        submission = declaration.submission
        assert submission.person_id is not None
        if submission.person_id in lacking or declaration.subject.identifiers:
            person = replace(new_person(declaration, communes, set()), identifiers=declaration.subject.identifiers)
            if submission.person_id in completions:
                # Somebody's second declaration in one batch adds to what the first one filled.
                complete_selves(by=by, now=now, completions=completions)
                completions = {}
            completions[submission.person_id] = _fitting(person, now)
        if submission.consent and (submission.person_id, submission.consent, submission.language) not in agreed:
            consents.append(NewConsent(submission.person_id, submission.consent, submission.language, submission.channel))
    complete_selves(by=by, now=now, completions=completions)
    give_consents(by=by, now=now, purpose=DECLARATION, consents=consents)


def _fitting(person: NewPerson, now: datetime) -> NewPerson:
    """Returns the person without identity numbers when these are invalid: the declaration is not lost over them."""
    try:
        check_person(person, LocalDay.of(now), nameless=True)
    except PersonInvalid:
        return replace(person, identifiers=())
    return person
