"""Tables of the daily report. Figures are numbers of persons by commune; what officials write in words lies sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.reports.rules.report_states import ClosureState, ReportState


class ReportPeriod(models.Model):
    """The days on which a province asks for the daily report. Its row is the lock: submitting and closing wait for each other."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(last_day=None), name="report_one_open_period"),
            models.CheckConstraint(condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="report_period_in_order"),
        ]


class ReportingBody(models.Model):
    """An agency, a facility or an organisation that reports beside the communes, because the province asks it to."""

    code = models.CharField(max_length=12, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune in which it lies, and whose officer may report for it."""
    name = models.CharField(max_length=120)
    first_day = models.DateField()
    last_day = models.DateField(null=True)


class DutyPerson(models.Model):
    """Who answers for the report of a unit on some days; ``rank`` 0 is on duty, 1 and more stand in."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)
    name = SealedTextField(max_length=80)
    phone = SealedTextField(max_length=20)
    """E.164."""
    first_day = models.DateField()
    last_day = models.DateField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="report_duty_in_order")]
        indexes = [models.Index(fields=["unit", "last_day"], name="report_duty_unit")]


class ReportRecipient(models.Model):
    """An e-mail address to which a closed report of a unit goes."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    address = SealedTextField(max_length=254)


class DailyReport(models.Model):
    """One reporter's day as it stands: the figures of its newest revision."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(ReportingBody, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField(db_index=True)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in ReportState])
    number = models.PositiveIntegerField()
    figures = models.JSONField()
    first_at = models.DateTimeField()
    """When the first revision came, by which the report is late or in time."""
    remark = SealedTextField(max_length=500, blank=True)
    """Why it was sent back; empty again with the next revision."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], condition=Q(body=None), name="report_once_a_day"),
            models.UniqueConstraint(fields=["body", "day"], name="report_body_once_a_day"),
        ]


class ReportRevision(models.Model):
    """What one reporter submitted; never changed."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    report = models.ForeignKey(DailyReport, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    form = models.CharField(max_length=16)
    """The version of the form."""
    figures = models.JSONField()
    known = models.JSONField()
    """What the house had counted at that moment: beside it stands what the reporter made of it."""
    is_nothing_new = models.BooleanField(default=False)
    reason = SealedTextField(max_length=500, blank=True)
    measures = SealedTextField(max_length=2000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_revision_once")]


class DayClosure(models.Model):
    """A parent's day that somebody has closed: how many were to report, and who was missing then."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in ClosureState])
    number = models.PositiveIntegerField(default=1)
    approved_number = models.PositiveIntegerField(default=1)
    """The revision that somebody has looked at last."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    expected = models.PositiveIntegerField()
    missing = models.JSONField()
    """Who had not reported: [unit id, id of the reporting body or null]."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="report_closed_once")]


class ClosureRevision(models.Model):
    """One published sum of a parent's day; never changed."""

    closure = models.ForeignKey(DayClosure, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    sums = models.JSONField()
    counted = models.JSONField()
    reported = models.PositiveIntegerField()
    newest = models.BigIntegerField()
    """The row id of the newest report revision in the sum: all with a lower one are in it too."""
    cause = models.ForeignKey(ReportRevision, on_delete=models.CASCADE, null=True, related_name="+")
    """The late or corrected report that made it; none for the closing itself."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closure", "number"], name="report_closure_revision_once")]


class SignatureCertificate(models.Model):
    """The certificate by which this installation signs its documents: made by itself, or handed in. The newest one signs."""

    pem = models.TextField()
    private_key = SealedTextField(max_length=8_000)
    is_own = models.BooleanField()
    created_at = models.DateTimeField()


class SignedReport(models.Model):
    """The signed PDF of one published sum, made once."""

    revision = models.OneToOneField(ClosureRevision, on_delete=models.CASCADE, related_name="document")
    pdf = models.BinaryField()
    made_at = models.DateTimeField()


class ReminderRound(models.Model):
    """A reminder that was sent to all who were missing so many minutes before the hour: each once."""

    period = models.ForeignKey(ReportPeriod, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "day", "minutes"], name="report_reminder_once")]
