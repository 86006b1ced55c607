"""Encounters between two persons. A machine's hint, never a verdict."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Encounter(models.Model):
    """One slice of time near each other, as one machine told it; both machines may tell the same one."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person_a = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose machine told it."""
    person_b = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    start = models.BigIntegerField()
    """Epoch seconds."""
    seconds = models.PositiveIntegerField()
    distance_mm = models.PositiveIntegerField(null=True)
    """Rounded up."""
    probability_ppm = models.PositiveIntegerField(null=True)
    """Probability of being near, parts per million, rounded down."""
    attenuation_db = models.PositiveSmallIntegerField(null=True)
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person_a=F("person_b")), name="encounter_two_persons"),
            models.CheckConstraint(condition=Q(seconds__gte=1), name="encounter_lasts"),
        ]
        indexes = [
            models.Index(fields=["person_a", "start"], name="encounter_a_start"),
            models.Index(fields=["person_b", "start"], name="encounter_b_start"),
        ]
