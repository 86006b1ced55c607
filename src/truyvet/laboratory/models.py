"""Tables of the laboratory room. A test lies where its person lives; where that is unknown, in the unit that ordered it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, ResultSource
from truyvet.laboratory.rules.samples import SampleKind, SampleState, SamplingPriority, SamplingReason


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Returns the values of an enum as a column's choices."""
    return [(item.value, item.value) for item in kind]


class Laboratory(models.Model):
    """Who examines samples."""

    name = models.CharField(max_length=120, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")


class TestOrder(models.Model):
    """One test of one person that is due on a day. ``done_at``: since when a sample of it has a result that says something."""

    event_id = models.UUIDField(unique=True)
    """Made from the request's, the person and the day."""
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=choices(SamplingReason))
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    priority = models.CharField(max_length=8, choices=choices(SamplingPriority))
    ordered_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    note = SealedTextField(max_length=500, blank=True)
    """Why it was cancelled."""
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "due_on"], condition=Q(done_at__isnull=True, cancelled_at__isnull=True), name="test_order_once_a_day"
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(done_at__isnull=True, cancelled_at__isnull=True), name="test_order_open"),
            models.Index(fields=["person", "due_on"], name="test_order_person"),
        ]


class Sample(models.Model):
    """One tube with its label. What becomes of it is in laboratory.rules.samples."""

    code = models.CharField(max_length=16, unique=True)
    order = models.ForeignKey(TestOrder, on_delete=models.CASCADE, related_name="samples")
    state = models.CharField(max_length=8, choices=choices(SampleState), default=SampleState.ORDERED.value)
    kind = models.CharField(max_length=16, blank=True, choices=choices(SampleKind))
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    place = SealedTextField(max_length=120, blank=True)
    """Where it was taken, in words."""
    event_id = models.UUIDField(null=True, unique=True)
    """Of the record that it was taken."""
    body_hash = models.BinaryField(max_length=32, null=True)
    note = SealedTextField(max_length=500, blank=True)
    """Why it was rejected or lost."""
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state="ordered") | Q(taken_at__isnull=False), name="sample_taken_has_time")]
        indexes = [models.Index(fields=["state", "taken_at"], name="sample_waits")]


class Pool(models.Model):
    """Some samples that are examined as one. Its result says nothing of a person unless it is negative."""

    code = models.CharField(max_length=16, unique=True)
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    delete_on = models.DateField(db_index=True)


class PoolMember(models.Model):
    """A sample in a pool."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="members")
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "sample"], name="pool_member_once")]


class LabResult(models.Model):
    """What a laboratory said. Never altered: a correction is a new row that ``replaces`` the old one.

    Of a sample, of a pool, or (both) of a sample because of its negative pool.
    """

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, null=True, related_name="results")
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, null=True, related_name="results")
    outcome = models.CharField(max_length=12, choices=choices(LabOutcome))
    method = models.CharField(max_length=8, choices=choices(LabMethod))
    ct = models.FloatField(null=True)
    reference = SealedTextField(max_length=64, blank=True)
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=4, choices=choices(ResultSource))
    entered_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="replaced_by")
    note = SealedTextField(max_length=500, blank=True)
    """Why it was corrected."""
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sample__isnull=False) | Q(pool__isnull=False), name="lab_result_of_something"),
            models.CheckConstraint(
                condition=Q(pool__isnull=True) | Q(sample__isnull=True) | ~Q(outcome="positive"), name="lab_result_pool_no_positive"
            ),
        ]


class UnresolvedResult(models.Model):
    """A result of a file whose sample nobody knows: kept until somebody says which sample it is, or why it is none."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    sample_text = SealedTextField(max_length=64)
    """The code as the laboratory wrote it."""
    outcome = models.CharField(max_length=12, choices=choices(LabOutcome))
    method = models.CharField(max_length=8, choices=choices(LabMethod))
    ct = models.FloatField(null=True)
    reference = SealedTextField(max_length=64, blank=True)
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    result = models.ForeignKey(LabResult, on_delete=models.SET_NULL, null=True, related_name="+")
    """What it became; none when it was put aside."""
    note = SealedTextField(max_length=500, blank=True)
    """Why it was put aside."""
    delete_on = models.DateField(db_index=True)
