"""In which frozen audiences a person stands."""

from __future__ import annotations

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.campaigns.models import Recipient
from truyvet.people.queries import persons_in_scope


def recipients_of(scope: Scope, person_id: int) -> QuerySet[Recipient]:
    """Returns the rows of a person within the scope, earliest first."""
    reach = persons_in_scope(require_scope(scope), "person__")
    return Recipient.objects.filter(reach, person=person_id).select_related("campaign").order_by("pk")
