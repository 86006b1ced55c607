"""The table of isolation periods. A period lies where its person lives; where that is unknown, in the commune that reported the case."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.isolation.rules import IsolationKind, IsolationPlace


class Isolation(models.Model):
    """A period in which a person is isolated; the source's window in a trace ends at its start."""

    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in IsolationKind], default=IsolationKind.ISOLATION.value
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=8, choices=[(place.value, place.value) for place in IsolationPlace])
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="+")
    """The case it belongs to; none for a contact."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ends_at__isnull=True), name="isolation_one_open_per_person"),
            models.CheckConstraint(condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="isolation_ends_later"),
        ]
        indexes = [models.Index(fields=["person", "starts_at"], name="isolation_person_start")]
