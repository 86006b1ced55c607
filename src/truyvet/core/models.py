"""What the contracts keep: counters, workers and their jobs, alarms. No table of persons stands here."""

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


class Worker(models.Model):
    """A process that does the declared work. It is alive as long as it renews its row."""

    id = models.CharField(max_length=80, primary_key=True)
    lanes = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    """By the clock of the database, so that the clocks of several machines need not agree."""


class JobState(models.Model):
    """What became of a declared job. A job that is not shared belongs to ``holder`` for as long as that worker is alive."""

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=80, default="", blank=True)
    running_since = models.DateTimeField(null=True)
    ran_at = models.DateTimeField(null=True)
    """When a run last ended well, by the clock of the machine."""
    ran_on = models.DateField(null=True)
    """The local day, by the clock of the house, on which a daily job last ended well."""
    failures = models.PositiveIntegerField(default=0)
    """In a row."""
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, default="", blank=True)
    """The type of the last error; never its words."""
    runs = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    """Sum of what the runs returned."""


class RaisedAlarm(models.Model):
    """An alarm that stands now. The row goes when the state is over."""

    name = models.CharField(max_length=80, primary_key=True)
    since = models.DateTimeField()
    text = models.CharField(max_length=200)
    seen_at = models.DateTimeField()


class ClockWatch(models.Model):
    """The last time that a worker saw, and a jump of the clock that nobody has confirmed yet. One row."""

    id = models.SmallIntegerField(primary_key=True)
    seen_at = models.DateTimeField()
    jump_s = models.BigIntegerField(default=0)


class PendingDeletion(models.Model):
    """A deletion that is so large that it waits for somebody's word (see retention.py). ``rule`` is "<room>.<table>"."""

    rule = models.CharField(max_length=80, primary_key=True)
    due = models.BigIntegerField()
    total = models.BigIntegerField()
    since = models.DateTimeField()


class InstallationState(models.Model):
    """What this database knows of the installation that it belongs to. One row."""

    id = models.SmallIntegerField(primary_key=True)
    key_fingerprint = models.CharField(max_length=32, default="", blank=True)
    """Of the secret key under which its rows were written; says nothing about the key itself."""
    data_key_ids = models.CharField(max_length=200, default="", blank=True)
    """Ids of the data keys, newest first, with spaces."""
    backed_up_at = models.DateTimeField(null=True)
    """When the last backup was whole, by the clock of the machine."""
