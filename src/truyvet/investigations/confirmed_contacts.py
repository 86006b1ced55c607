"""Confirmed contacts for the key server: whom a tracer confirmed may warn their own contacts (devices.confirmed_contacts)."""

from __future__ import annotations

from truyvet.audit.values import Scope, require_scope
from truyvet.devices.confirmed_contacts import ConfirmedContact
from truyvet.investigations.models import Decision
from truyvet.investigations.rules.runs import ContactVerdict
from truyvet.people.queries import masked_persons


def confirmed_contacts(scope: Scope, case_code: str) -> tuple[ConfirmedContact, ...]:
    """Contacts of this case within the scope on whom the newest word is "confirmed"; two statements and a look at the names."""
    require_scope(scope)
    rows = Decision.objects.filter(case__code=case_code).exclude(verdict=ContactVerdict.UNREACHED.value).order_by("at", "pk")
    newest = dict(rows.values_list("person_id", "verdict"))
    people = masked_persons(scope, [person for person, verdict in newest.items() if verdict == ContactVerdict.CONFIRMED.value])
    return tuple(ConfirmedContact(row.person_id, row.code, row.masked) for row in people.values())
