"""The table of this room: which number a unit's health station answers. Public facts; no person."""

from __future__ import annotations

from django.db import models


class HealthStation(models.Model):
    """The number that the people of a unit call. It stands until it is changed."""

    unit = models.OneToOneField("places.Unit", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16)
    """Digits, as dialled within the country."""
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    """Who entered it last; nobody when a file brought it."""
    at = models.DateTimeField()
