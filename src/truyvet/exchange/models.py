"""Tables of imports. A reject is a row number and a reason; no cell of a file is kept in the clear.

The rejected rows themselves are only in the file that was imported and in the --rejects file, both on the importer's
disk. A file that was uploaded is sealed, and goes when its import is done, or after a day.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.exchange.rules import ImportKind, ImportState, UploadState


def import_kinds() -> list[tuple[str, str]]:
    """Returns the kinds of an import as choices. A function, so that a new kind needs no migration."""
    return [(kind.value, kind.value) for kind in ImportKind]


class ImportJob(models.Model):
    """One import of one file. The name of the file is not kept: people put names of persons into it."""

    kind = models.CharField(max_length=16, choices=import_kinds)
    source = models.CharField(max_length=24)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.BigIntegerField()
    file_rows = models.BigIntegerField()
    choices = models.CharField(max_length=64)
    """rules.choices_digest(): column mapping and options."""
    run = models.PositiveIntegerField(default=1)
    """Grows when a finished import is asked for again."""
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in ImportState], default=ImportState.RUNNING.value)
    read = models.BigIntegerField(default=0)
    """Rows committed; the import goes on with the next one."""
    accepted = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    unresolved = models.BigIntegerField(default=0)
    """Of the accepted: results of a laboratory whose sample nobody knows; they wait for whoever finds it."""
    people_created = models.BigIntegerField(default=0)
    """Pseudonymous persons made for unknown ids; not among the rows."""
    by = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "file_sha256", "choices", "run"], name="import_job_once"),
            models.CheckConstraint(condition=Q(read=F("accepted") + F("rejected") + F("duplicate")), name="import_job_adds_up"),
        ]
        indexes = [models.Index(fields=["-started_at"], name="import_job_newest")]


class ImportReject(models.Model):
    """A rejected row. ``row`` 1 is the first below the header; ``reason`` is a code of reject_reasons.py."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rejects", db_index=False)
    row = models.BigIntegerField()
    column = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=32)
    detail = models.CharField(max_length=128, blank=True, default="")
    """Of a conflict: the other row's number or person's code, and the columns that differ."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="import_reject_once")]


class ImportLikeness(models.Model):
    """A row whose new person is likely somebody who was registered before; somebody looks at both and may merge them."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="likenesses", db_index=False)
    row = models.BigIntegerField()
    code = models.CharField(max_length=10)
    known_code = models.CharField(max_length=10)
    """Pseudonyms, as in a reject: who was erased or merged since is found by neither."""
    agreed = models.CharField(max_length=64)
    """In what both entries say the same, as words of people.rules.likeness.Agreement between commas; no value of either."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "row"], name="import_likeness_once")]


class ImportUpload(models.Model):
    """A file that somebody uploaded, until its import is done; a day at most. Of its name the ending is kept."""

    code = models.CharField(max_length=10, unique=True)
    staff = models.ForeignKey("access.Staff", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=32)
    """In which the file was uploaded: the import acts in it."""
    kind = models.CharField(max_length=16, choices=import_kinds)
    ending = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in UploadState], default=UploadState.DRAFT.value)
    content = models.TextField()
    """Sealed: the file while it waits; once the import is done the rejected rows, "" without any."""
    settings = models.TextField(blank=True)
    """Sealed: the mapping and the options, as ``rules.UploadSettings`` writes them."""
    findings = models.TextField(blank=True)
    """Sealed: why the file was refused, and what of it was not used. Names of columns stand in it."""
    attempts = models.PositiveSmallIntegerField(default=0)
    """Workers that began with it and did not come to an end."""
    job = models.ForeignKey(ImportJob, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "uploaded_at"], name="import_upload_waiting")]


class SavedMapping(models.Model):
    """A mapping that somebody named, to be used for the next file of the same form."""

    kind = models.CharField(max_length=16, choices=import_kinds)
    name = models.CharField(max_length=60)
    settings = models.TextField()
    """Sealed: a header may hold what stands in the first row of a file without one."""
    by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="exchange_saved_mapping_once")]


class VenueId(models.Model):
    """The venue that a register means by an id."""

    source = models.CharField(max_length=24)
    value = models.CharField(max_length=64)
    venue = models.ForeignKey("venues.Venue", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "value"], name="exchange_venue_id_once")]


class HouseholdId(models.Model):
    """The household that a register means by a label in a commune; deleted with the household."""

    source = models.CharField(max_length=24)
    commune = models.CharField(max_length=8, blank=True, default="")
    """Code of the commune whose label it is: every commune counts from 1. "" where the file told none."""
    value = models.CharField(max_length=64)
    household = models.ForeignKey("people.Household", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "commune", "value"], name="exchange_household_id_once")]
