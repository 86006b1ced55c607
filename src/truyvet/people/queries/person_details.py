"""What other rooms ask about one person by number: who has a card, whose phone, which letters to print, what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from truyvet.audit.values import SYSTEM, Scope, require_scope
from truyvet.people.keyed_hash import keyed_hash
from truyvet.people.models import Consent, HouseholdMember, Identifier, Person, Phone
from truyvet.people.queries.merges import merged_entries, root_persons
from truyvet.people.queries.persons_in_scope import chunks, persons_in_scope
from truyvet.people.rules import consents, identifiers, names, phones
from truyvet.people.rules.identifiers import IdentifierInvalid, IdentifierKind
from truyvet.people.rules.phones import PhoneInvalid

OWN_DATA_PURPOSE = "citizen:self"
"""The purpose of a scope under which somebody reads what is theirs."""


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One consent: ``purpose`` and ``version`` lead to its text in rules.consents; ``withdrawn_at`` None: in force."""

    purpose: str
    version: str
    language: str
    channel: str
    at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class OwnEntry:
    """What a person told of themselves, whole: for their own form only. No readable repr."""

    name: str
    birth_year: int | None
    gender: str
    commune_id: int | None
    address: str


def own_entry(scope: Scope, person_id: int) -> OwnEntry:
    """Returns the person's entry, for the person. The machine's scope only: staff open names by actions.open_identities."""
    if require_scope(scope).purpose != OWN_DATA_PURPOSE:
        raise PermissionError("a whole entry is read by its own person")
    row = Person.objects.values_list("name", "birth_year", "gender", "commune_id", "address").get(id=person_id)
    return OwnEntry(*row)


def codes_of(scope: Scope, person_id: int) -> tuple[str, ...]:
    """Returns the codes of the person's entry and of those merged with it."""
    require_scope(scope)
    return tuple(Person.objects.filter(id__in=merged_entries(person_id)).order_by("id").values_list("code", flat=True))


@dataclass(frozen=True, slots=True, repr=False)
class PersonPhones:
    """A person's numbers: those ``proved`` by a code, and those that nobody else has (``unshared``). No readable repr."""

    proved: frozenset[str]
    unshared: frozenset[str]


def find_by_identifier(scope: Scope, kind: IdentifierKind, value: str) -> int | None:
    """Returns the entry in reach that holds this number, in any spelling; not the one it may be merged into. None: nobody."""
    reach = persons_in_scope(require_scope(scope))
    try:
        stored = identifiers.normalise(kind, value)
    except IdentifierInvalid:
        return None
    holders = Identifier.objects.filter(kind=kind.value, value=stored, person__in=Person.objects.filter(reach))
    return holders.values_list("person_id", flat=True).first()


def verified_phone_hashes(scope: Scope, person_id: int) -> frozenset[str]:
    """Returns ``keyed_hash("phone", number)`` of each number that the person, or an entry merged with theirs, proved by a code."""
    require_scope(scope)
    proved = Phone.objects.filter(person__in=merged_entries(person_id), verified_at__isnull=False)
    return frozenset(keyed_hash("phone", number) for number in proved.values_list("number", flat=True))


def with_a_phone(scope: Scope, person_ids: Iterable[int]) -> frozenset[int]:
    """Returns those of ``person_ids`` who can be rung up: on a number of their own or of somebody in their household."""
    require_scope(scope)
    found: set[int] = set()
    for part in chunks(person_ids):
        found.update(Phone.objects.filter(person__in=part).values_list("person_id", flat=True))
        home = HouseholdMember.objects.filter(person__in=part, valid_until__isnull=True)
        shared = HouseholdMember.objects.filter(household=OuterRef("household"), valid_until__isnull=True, person__phones__isnull=False)
        found.update(home.filter(Exists(shared)).values_list("person_id", flat=True))
    return frozenset(found)


def phones_of(scope: Scope, person_id: int) -> PersonPhones:
    """Returns the E.164 numbers of the person and of the entries merged with theirs. Two statements."""
    require_scope(scope)
    entries = merged_entries(person_id)
    mine = list(Phone.objects.filter(person__in=entries).values_list("number", "verified_at"))
    shared = set(
        Phone.objects.filter(number__in=[number for number, _ in mine]).exclude(person__in=entries).values_list("number", flat=True)
    )
    return PersonPhones(
        proved=frozenset(number for number, at in mine if at is not None),
        unshared=frozenset(number for number, _ in mine if number not in shared),
    )


def persons_of_number(scope: Scope, number: str) -> dict[int, int | None]:
    """Returns person id → commune of those who have an E.164 number, merged entries as the one that stands. Three statements."""
    found = Phone.objects.filter(number=number).values_list("person_id", flat=True)
    roots = set(root_persons(require_scope(scope), list(found)).values())
    return dict(Person.objects.filter(pk__in=roots, erased_at__isnull=True).values_list("pk", "commune_id"))


def initials(scope: Scope, person_ids: Iterable[int]) -> dict[int, str]:
    """Returns "N. V. T." by person id, "" while somebody has no name. For a printed card or a gate: the caller knows why it asks."""
    require_scope(scope)
    found: dict[int, str] = {}
    for part in chunks(person_ids):
        rows = Person.objects.filter(id__in=part).values_list("id", "name")
        found.update((person, names.initials(name)) for person, name in rows)
    return found


def consents_of(scope: Scope, person_id: int) -> tuple[ConsentRow, ...]:
    """Returns what the person agreed to, on all entries of theirs, newest first; those taken back too."""
    require_scope(scope)
    rows = Consent.objects.filter(person__in=merged_entries(person_id)).order_by("-at", "-id")
    return tuple(ConsentRow(*row) for row in rows.values_list("purpose", "version", "language", "channel", "at", "withdrawn_at"))


def has_consent(scope: Scope, person_id: int, purpose: str) -> bool:
    """Returns whether a consent of the person to ``purpose`` is in force."""
    require_scope(scope)
    return Consent.objects.filter(person__in=merged_entries(person_id), purpose=purpose, withdrawn_at__isnull=True).exists()


def message_numbers(scope: Scope, person_ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Returns person id → (number, row of the commune) of those who agreed to messages and proved a number. Two statements for 10,000."""
    require_scope(scope)
    found: dict[int, tuple[str, int | None]] = {}
    for part in chunks(person_ids):
        agreed = Consent.objects.filter(purpose=consents.MESSAGES, withdrawn_at__isnull=True, person__in=part)
        rows = Phone.objects.filter(person__in=list(agreed.values_list("person_id", flat=True)), verified_at__isnull=False)
        newest = rows.order_by("verified_at", "id").values_list("person_id", "number", "person__commune_id")
        found.update((person, (number, commune)) for person, number, commune in newest)
    return found


def may_message(scope: Scope, number: str) -> bool:
    """Returns whether a message that needs consent may go to ``number`` (any spelling): somebody who has it agreed, and nobody who has
    it took that back since. On a number that a family shares one who stops stops it for all: better too quiet."""
    require_scope(scope)
    try:
        stored = phones.normalise(number)
    except PhoneInvalid:
        return False
    consents_given = Consent.objects.filter(purpose=consents.MESSAGES, person__phones__number=stored).order_by("at", "id")
    last = dict(consents_given.values_list("person_id", "withdrawn_at"))
    return bool(last) and all(withdrawn is None for withdrawn in last.values())


def home_addresses(scope: Scope, person_ids: Iterable[int]) -> dict[int, str]:
    """Returns addresses by person id, "" where none is known: the machine puts doors into walking order. Staff open them by actions."""
    if require_scope(scope).role != SYSTEM:
        raise PermissionError("addresses are opened by actions.open_identities")
    rows = (Person.objects.filter(id__in=part, erased_at__isnull=True).values_list("id", "address") for part in chunks(person_ids))
    return {person: address for part in rows for person, address in part}
