"""What the contracts keep: two counters. No table of persons stands here."""

from __future__ import annotations

from django.db import models


class ChangeCounter(models.Model):
    """The change sequence on SQLite: one row, whose value grows with each change (see change_number.py)."""

    id = models.SmallIntegerField(primary_key=True)
    value = models.BigIntegerField()


class Cursor(models.Model):
    """How far a job has read what a lower room wrote: rows whose ``change`` is at least ``change`` are still to be read."""

    name = models.CharField(max_length=40, primary_key=True)
    change = models.BigIntegerField()
