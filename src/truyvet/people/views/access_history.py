"""Who opened the citizen's name: in which office, what for, when. Never which case, never which official."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from truyvet.access.labels import role_name
from truyvet.audit.queries import AuditFilter, audit_page
from truyvet.audit.values import Scope
from truyvet.core.registry import purpose_name
from truyvet.people.citizen_door import Citizen
from truyvet.people.queries import codes_of


@dataclass(frozen=True, slots=True)
class NameReading:
    """One reading of the citizen's name."""

    role: str
    why: str
    at: datetime


def name_readings(own: Scope, citizen: Citizen) -> list[NameReading]:
    """Returns every reading of the citizen's entry and of those merged with it, newest first."""
    # Names are opened in one place only, so this one action is every reading there was.
    entries = [
        entry
        for code in codes_of(own, citizen.person_id)
        for entry in audit_page(own, AuditFilter(action="people.open_identities", subject=f"person:{code}"), size=None)
    ]
    newest = sorted({entry.id: entry for entry in entries}.values(), key=lambda entry: -entry.id)
    return [NameReading(role_name(entry.role), purpose_name(entry.purpose) or _("Việc phòng chống dịch"), entry.at) for entry in newest]
