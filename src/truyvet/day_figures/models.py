"""The tables of this room: sums by day and commune. No row names anybody."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

CURRENT = Q(replaced_at__isnull=True)
IN_UNIT = Q(unit__isnull=False)


class UnitFigure(models.Model):
    """What was counted for one measure, local day and unit. A recount that differs is a new row: any past moment shows what was seen then.

    A unit without a row on a counted day had none. ``unit`` is None for what lies in no known commune.
    """

    measure = models.CharField(max_length=40)
    day = models.DateField()
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    value = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "day", "unit"], condition=CURRENT & Q(unit__isnull=False), name="unit_figure_current"
            ),
            models.UniqueConstraint(
                fields=["measure", "day"], condition=CURRENT & Q(unit__isnull=True), name="unit_figure_no_unit_current"
            ),
        ]
        indexes = [models.Index(fields=["measure", "day"], name="unit_figure_day"), models.Index(fields=["day"], name="unit_figure_age")]


class CountedDay(models.Model):
    """That a measure was counted for a day: without it, no figure is known, which is not zero."""

    measure = models.CharField(max_length=40)
    day = models.DateField(db_index=True)
    first_counted_at = models.DateTimeField()
    last_counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "day"], name="counted_day_once")]
