"""Whose a declaration is, for a whole group in a constant number of queries.

What nobody stands behind never reaches an entry that somebody proved, and puts no phone and no card on any entry: a
number typed by a stranger would make its owner's next sign-in harder, a card would be taken before its owner comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from truyvet.audit.values import By, Scope
from truyvet.declarations.actions.reading import Read
from truyvet.declarations.models import Declaration, Relative
from truyvet.declarations.rules.checking import Problem
from truyvet.declarations.rules.moments import day_of
from truyvet.declarations.rules.said import SIGN_IN, DeclarationRefused
from truyvet.people.actions import Given, add_people, complete_selves, give_consents
from truyvet.people.queries import declaring as people
from truyvet.people.rules.consents import DECLARATION
from truyvet.people.rules.entry import PersonInvalid, checked
from truyvet.people.rules.pseudonyms import Entropy
from truyvet.people.values import NewPerson

SOURCE = "declarations"


class Persons:
    """Finds or makes the person of every declaration of a group."""

    def __init__(self, by: By, now: datetime, scope: Scope, entropy: Entropy) -> None:
        self.by, self.now, self.scope, self.entropy = by, now, scope, entropy

    def find(self, reads: Sequence[Read], communes: dict[str, int]) -> list[int | DeclarationRefused]:
        """A person id for each, or why there is none."""
        found: list[int | DeclarationRefused | None] = [read.said.own for read in reads]
        self._relatives(reads, found)
        self._guessed(reads, found)
        self._told_by_team(reads, found, communes)
        self._made(reads, found, communes)
        return [each if each is not None else DeclarationRefused(Problem("person", "not_known")) for each in found]

    def _relatives(self, reads: Sequence[Read], found: list[int | DeclarationRefused | None]) -> None:
        """Those for whom the same person declared before: chosen by them, or of the same name and year."""
        declarers = {read.said.person_id for read, person in zip(reads, found, strict=True) if person is None and read.said.person_id}
        if not declarers:
            for place, read in enumerate(reads):
                if found[place] is None and read.said.relative_id is not None:
                    found[place] = DeclarationRefused(Problem("relative_id", SIGN_IN))
            return
        rows = list(Relative.objects.filter(declarer_id__in=declarers).values_list("declarer_id", "pk", "person_id"))
        chosen = {(declarer, pk): person for declarer, pk, person in rows}
        names = people.known_names(self.scope, (person for _, _, person in rows))
        named = {(declarer, *names[person]): person for declarer, _, person in rows if person in names}
        for place, read in enumerate(reads):
            if found[place] is not None:
                continue
            said = read.said
            if said.relative_id is not None:
                known = chosen.get((said.person_id or 0, said.relative_id))
                why = SIGN_IN if said.person_id is None else "not_known"
                found[place] = known if known is not None else DeclarationRefused(Problem("relative_id", why))
            elif said.person_id is not None:
                found[place] = named.get((said.person_id, read.folded, read.subject.birth_year))

    def _guessed(self, reads: Sequence[Read], found: list[int | DeclarationRefused | None]) -> None:
        """The entry of an earlier declaration of the same phone, name and year that nobody stood behind either."""
        open_ = {place: read.who for place, read in enumerate(reads) if found[place] is None and not read.said.vouched}
        if open_:
            rows = Declaration.objects.filter(who__in=set(open_.values())).order_by("-pk").values_list("who", "person_id")
            known = dict(rows)
            for place, guess in open_.items():
                found[place] = known.get(guess)

    def _told_by_team(self, reads: Sequence[Read], found: list[int | DeclarationRefused | None], communes: dict[str, int]) -> None:
        """Without a card: whom a team declared for before, of the same name and year, in the same house."""
        wanted = {
            place: (read.folded, read.subject.birth_year, communes.get(read.subject.commune_code), read.subject.address)
            for place, read in enumerate(reads)
            if found[place] is None and read.said.staff is not None and not read.subject.identifiers
        }
        if wanted:
            rows = Declaration.objects.filter(staff__isnull=False, person__folded__in={key[0] for key in wanted.values()}).order_by("-pk")
            told = rows.values_list("person__folded", "person__birth_year", "person__commune_id", "person__address", "person_id")
            known = {tuple(key): person for *key, person in told}
            for place, key in wanted.items():
                found[place] = known.get(key)

    def _made(self, reads: Sequence[Read], found: list[int | DeclarationRefused | None], communes: dict[str, int]) -> None:
        """New entries for the rest; of the same unproved person twice in one group, one."""
        missing = [place for place, person in enumerate(found) if person is None]
        held = people.held_numbers(self.scope, {reads[place].number for place in missing if reads[place].said.staff is not None})
        first: dict[str, int] = {}
        for place in missing:
            guess = reads[place].who
            first.setdefault(guess or f"#{place}", place)
        news = {place: new_person(reads[place], communes, held) for place in first.values()}
        ids = self._added(news)
        for place in missing:
            found[place] = ids[first[reads[place].who or f"#{place}"]]

    def _added(self, news: dict[int, NewPerson]) -> dict[int, int | DeclarationRefused]:
        if not news:
            return {}
        added = add_people(by=self.by, now=self.now, people=list(news.values()), source=SOURCE, entropy=self.entropy)
        why = dict(added.rejects)
        found: dict[int, int | DeclarationRefused] = {}
        again: dict[int, NewPerson] = {}
        for row, (place, person) in enumerate(news.items()):
            known = added.ids[row]
            if known is not None:
                found[place] = known
            elif person.identifiers and why[row].startswith("identifiers"):
                # Two entries hold these numbers: somebody must look and merge. The declaration is not lost over it.
                again[place] = replace(person, identifiers=())
            else:
                found[place] = DeclarationRefused(Problem(*why[row].split(":", 1)))
        return found | (self._added(again) if again else {})


def new_person(read: Read, communes: dict[str, int], held: set[str]) -> NewPerson:
    """The person as the declaration tells of them; phone and card only when a member of staff has seen them."""
    about, seen = read.subject, read.said.staff is not None
    return NewPerson(
        name=about.name, birth_year=about.birth_year, gender=about.gender, commune_id=communes.get(about.commune_code),
        address=about.address, phones=(read.number,) if seen and read.number and read.number not in held else (),
        identifiers=about.identifiers if seen else (),
    )  # fmt: skip


def keep_own(*, by: By, now: datetime, scope: Scope, own: Sequence[Read], communes: dict[str, int]) -> None:
    """What signed-in people told of themselves: fill what their entries lack, note what they agreed to."""
    persons = {read.said.person_id for read in own if read.said.person_id is not None}
    lacking = people.lacking(scope, persons)
    agreed = people.agreed_versions(scope, persons, DECLARATION)
    told: dict[int, NewPerson] = {}
    given: list[Given] = []
    for read in own:
        said = read.said
        assert said.person_id is not None
        if said.person_id in lacking or read.subject.identifiers:
            person = replace(new_person(read, communes, set()), identifiers=read.subject.identifiers)
            if said.person_id in told:
                # Somebody's second declaration in one group adds to what the first one filled.
                complete_selves(by=by, now=now, told=told)
                told = {}
            told[said.person_id] = _fitting(person, now)
        if said.consent and (said.person_id, said.consent, said.language) not in agreed:
            given.append(Given(said.person_id, said.consent, said.language, said.channel))
    complete_selves(by=by, now=now, told=told)
    give_consents(by=by, now=now, purpose=DECLARATION, given=given)


def _fitting(person: NewPerson, now: datetime) -> NewPerson:
    """Without the numbers when those cannot be kept: the declaration is not lost over them."""
    try:
        checked(person, day_of(now), nameless=True)
    except PersonInvalid:
        return replace(person, identifiers=())
    return person
