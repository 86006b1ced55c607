"""Reads of the people room. The reader's scope comes first; names stay masked (see actions.open_identities)."""

from truyvet.people.queries.addressees import COLUMNS as ADDRESSEE_COLUMNS
from truyvet.people.queries.addressees import addressees, last_person_id, members_standing, numbers_of_phones, residents
from truyvet.people.queries.data_export import RoomExport, export_person
from truyvet.people.queries.likely_pairs import LikelyPair, likely_pairs
from truyvet.people.queries.likely_persons import likely_persons
from truyvet.people.queries.merges import aliases_changed, merged_into, root_persons
from truyvet.people.queries.person_details import (
    ConsentRow,
    OwnEntry,
    PersonPhones,
    codes_of,
    consents_of,
    find_by_identifier,
    has_consent,
    home_addresses,
    initials,
    may_message,
    message_numbers,
    own_entry,
    persons_of_number,
    phones_of,
    verified_phone_hashes,
    with_a_phone,
)
from truyvet.people.queries.person_search import (
    NOBODY_FOUND,
    PersonsFound,
    find_persons,
    masked_persons,
    person_ids_by_code,
    person_ids_by_identifier,
)
from truyvet.people.queries.persons_in_scope import persons_in_scope
from truyvet.people.queries.resident_counts import count_residents
from truyvet.people.queries.trace_input import commune_of, has_erasure, household_ids, household_members, household_rows

__all__ = [
    "ADDRESSEE_COLUMNS",
    "NOBODY_FOUND",
    "ConsentRow",
    "LikelyPair",
    "OwnEntry",
    "PersonPhones",
    "PersonsFound",
    "RoomExport",
    "addressees",
    "aliases_changed",
    "codes_of",
    "commune_of",
    "consents_of",
    "count_residents",
    "export_person",
    "find_by_identifier",
    "find_persons",
    "has_consent",
    "has_erasure",
    "home_addresses",
    "household_ids",
    "household_members",
    "household_rows",
    "initials",
    "last_person_id",
    "likely_pairs",
    "likely_persons",
    "masked_persons",
    "may_message",
    "members_standing",
    "merged_into",
    "message_numbers",
    "numbers_of_phones",
    "own_entry",
    "person_ids_by_code",
    "person_ids_by_identifier",
    "persons_in_scope",
    "persons_of_number",
    "phones_of",
    "residents",
    "root_persons",
    "verified_phone_hashes",
    "with_a_phone",
]
