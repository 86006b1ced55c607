"""Changes to persons. Each is one transaction with one audit row; codes and counts only go into the audit."""

from truyvet.people.actions.consents import NewConsent, give_consent, give_consents, withdraw_consent
from truyvet.people.actions.erasure import Erasure, erase_self, preview_erasure
from truyvet.people.actions.households import leave_household, set_household
from truyvet.people.actions.identities import open_identities
from truyvet.people.actions.looks import LooksSpent, look_at_persons, search_likely_persons, search_persons
from truyvet.people.actions.merges import merge, unmerge
from truyvet.people.actions.one_time_code_check import check_code
from truyvet.people.actions.one_time_codes import issue_code, sign_out
from truyvet.people.actions.own_record import complete_self, complete_selves, correct_self
from truyvet.people.actions.person_import import add_people
from truyvet.people.actions.persons import add_phone, change_person, register_person

__all__ = [
    "Erasure",
    "LooksSpent",
    "NewConsent",
    "add_people",
    "add_phone",
    "change_person",
    "check_code",
    "complete_self",
    "complete_selves",
    "correct_self",
    "erase_self",
    "give_consent",
    "give_consents",
    "issue_code",
    "leave_household",
    "look_at_persons",
    "merge",
    "open_identities",
    "preview_erasure",
    "register_person",
    "search_likely_persons",
    "search_persons",
    "set_household",
    "sign_out",
    "unmerge",
    "withdraw_consent",
]
