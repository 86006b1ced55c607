"""Reads of addresses for e-mail: the citizen's own, and where to write to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from truyvet.audit.values import Scope, require_scope
from truyvet.messaging.models import EmailAddress
from truyvet.people.queries import root_persons


def can_email(scope: Scope) -> bool:
    """Returns whether this installation sends e-mail: a mail server is set up, or this is a demonstration."""
    require_scope(scope)
    return bool(settings.TRUYVET_DEMO or settings.TRUYVET_SMTP)


def own_email(scope: Scope, person_id: int) -> tuple[str, datetime | None] | None:
    """Returns (address, when it was confirmed) of the person; None when they gave none. One statement."""
    require_scope(scope)
    return EmailAddress.objects.filter(person=person_id).values_list("address", "confirmed_at").first()


def email_addresses(scope: Scope, person_ids: Iterable[int]) -> dict[int, str]:
    """Returns the confirmed address of each of these persons who has one; none while no e-mail is sent. Entries that were merged are asked
    too, the newest confirmation counts. Three statements."""
    if not can_email(scope):
        return {}
    persons = list(person_ids)
    wanted, merged = root_persons(scope, persons), root_persons(scope)
    roots = set(wanted.values())
    entries = {*persons, *roots, *(entry for entry, root in merged.items() if root in roots)}
    rows = EmailAddress.objects.filter(person__in=entries, confirmed_at__isnull=False).order_by("confirmed_at")
    of_root = {merged.get(person, person): address for person, address in rows.values_list("person_id", "address")}
    return {person: of_root[wanted[person]] for person in persons if wanted[person] in of_root}
