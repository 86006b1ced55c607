"""Changes to persons. Each is one transaction with one audit row; codes and counts only go into the audit."""

from truyvet.people.actions.bulk import add_people
from truyvet.people.actions.checking import check_code
from truyvet.people.actions.consenting import Given, give_consent, give_consents, withdraw_consent
from truyvet.people.actions.erasing import Erased, erase_self, foresee_erasure
from truyvet.people.actions.households import leave_household, set_household
from truyvet.people.actions.merging import merge, unmerge
from truyvet.people.actions.own import complete_self, complete_selves, correct_self
from truyvet.people.actions.reading import open_identities
from truyvet.people.actions.registering import add_phone, change_person, register_person
from truyvet.people.actions.signin import issue_code, sign_out

__all__ = [
    "Erased",
    "Given",
    "add_people",
    "add_phone",
    "change_person",
    "check_code",
    "complete_self",
    "complete_selves",
    "correct_self",
    "erase_self",
    "foresee_erasure",
    "give_consent",
    "give_consents",
    "issue_code",
    "leave_household",
    "merge",
    "open_identities",
    "register_person",
    "set_household",
    "sign_out",
    "unmerge",
    "withdraw_consent",
]
