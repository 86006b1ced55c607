"""Tables of adoption. No row names a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from truyvet.adoption.rules.shares import MAX_ORIGIN_LETTERS


class ToldFigure(models.Model):
    """A figure that somebody told about a unit, or a hamlet of it, as of a day. A later word takes its place and the older one stays."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    hamlet = models.CharField(max_length=80, blank=True)
    day = models.DateField(db_index=True)
    """The day as of which it holds."""
    origin = models.CharField(max_length=MAX_ORIGIN_LETTERS)
    """Who counted it."""
    told_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class InstallCount(ToldFigure):
    """How many installations with a telephone number the operator of the application counted. The others are parts of it, where known."""

    installs = models.PositiveIntegerField()
    by_team = models.PositiveIntegerField(null=True)
    by_campaign = models.PositiveIntegerField(null=True)
    by_self = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "hamlet", "day"], condition=Q(replaced_at=None), name="adoption_count_once")]


class Denominator(ToldFigure):
    """How many people and smartphones a unit had: one of them, or both."""

    population = models.PositiveIntegerField(null=True)
    smartphones = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "hamlet", "day"], condition=Q(replaced_at=None), name="adoption_denominator_once")
        ]


class AdoptionTarget(models.Model):
    """The line that a unit must reach: so many percent of its smartphones by a day."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    """The directive or campaign that sets it."""
    percent = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    made_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(replaced_at=None), name="adoption_target_once"),
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="adoption_target_in_order"),
        ]
