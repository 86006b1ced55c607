"""Tables of the administrative units."""

from __future__ import annotations

from django.db import models


class Unit(models.Model):
    """One unit of one edition. ``path`` is its codes from the province down ("24/222/07783/").

    ``before`` holds the path prefixes of the edition before that went wholly into this unit.
    """

    edition = models.CharField(max_length=4)
    code = models.CharField(max_length=5)
    level = models.CharField(max_length=8)
    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    folded = models.CharField(max_length=80, db_index=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=16, db_index=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    before = models.JSONField(default=list)
    former_names = models.JSONField(default=list)
    """Of a unit that was renamed here: each earlier name with its last day, [[name, "2021-05-30"]]. Our list no longer sets its name."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="unit_path_once"),
            models.UniqueConstraint(fields=["edition", "code"], name="unit_code_once"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="unit_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Conversion(models.Model):
    """Some or all of an old unit went into a new one on a day."""

    old_code = models.CharField(max_length=5)
    new_code = models.CharField(max_length=5, db_index=True)
    extent = models.CharField(max_length=5)
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old_code", "new_code", "on"], name="conversion_once")]
