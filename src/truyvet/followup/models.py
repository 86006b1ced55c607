"""Tables of followed persons. A follow-up keeps its facts beside its next step, so that no page scans attempts or checks."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.followup.rules.correction import CorrectionState
from truyvet.followup.rules.count_level import CountLevel
from truyvet.followup.rules.due_step import StepKind
from truyvet.followup.rules.records import (
    AttemptBy,
    AttemptOutcome,
    Channel,
    CheckChannel,
    CloseReason,
    Need,
    SourceKind,
    SourceVerdict,
)

OPEN: Final = Q(closed_at__isnull=True)


class FollowUp(models.Model):
    """A person who is followed, over all cases and runs. The columns from ``generation`` on are computed (actions.summaries)."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    """The commune responsible; without one, those who see a whole province."""
    opened_at = models.DateTimeField()
    """When the person was first found. Nothing moves it."""
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=16, blank=True, choices=[(each.value, each.value) for each in CloseReason])
    taken_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    """Taking stops no clock."""
    called_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    called_until = models.DateTimeField(null=True)
    """While somebody is on the telephone with this person, nobody else is given them."""
    generation = models.PositiveSmallIntegerField(null=True)
    is_call_first = models.BooleanField(default=False)
    score = models.FloatField(default=0)
    last_exposure = models.DateField()
    last_day = models.DateField()
    has_phone = models.BooleanField()
    attempts = models.PositiveIntegerField(default=0)
    machine_attempts = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)
    first_check_at = models.DateTimeField(null=True)
    last_check_on = models.DateField(null=True)
    symptoms_since = models.DateTimeField(null=True)
    is_unwell = models.BooleanField(default=False)
    open_needs = models.PositiveSmallIntegerField(default=0)
    next_check_day = models.DateField()
    link_day = models.DateField(null=True)
    """The newest local day for which a link to the daily answer was sent by itself, or could not be."""
    step = models.CharField(max_length=16, choices=[(each.value, each.value) for each in StepKind])
    due_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(null=True, db_index=True)
    """Set when it is closed."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=OPEN, name="followup_one_open"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, close_reason="") | (Q(closed_at__isnull=False) & ~Q(close_reason="")),
                name="followup_closed_has_reason",
            ),
        ]
        # The triggers of FollowUpCount stand on this table: a migration that makes it anew on SQLite must install them again (0005).
        indexes = [
            models.Index(fields=["commune", "due_at"], condition=OPEN, name="followup_commune_due"),
            # The whole order of the list, with what its condition asks for: a page far back is found without reading the rows before it.
            models.Index(
                fields=["due_at", "-is_call_first", "-score", "id", "commune", "person", "closed_at"], condition=OPEN, name="followup_due"
            ),
            models.Index(fields=["due_at"], condition=OPEN & Q(is_unwell=True), name="followup_unwell"),
            models.Index(fields=["due_at"], condition=OPEN & Q(has_phone=False), name="followup_no_phone"),
            models.Index(fields=["due_at"], condition=OPEN & Q(open_needs__gt=0), name="followup_needs"),
            models.Index(
                fields=["step", "-is_call_first", "due_at", "-score", "id"], condition=OPEN & Q(has_phone=True), name="followup_next_call"
            ),
            models.Index(fields=["last_day"], condition=OPEN, name="followup_last_day"),
            models.Index(fields=["first_check_at"], condition=Q(first_check_at__isnull=False), name="followup_first_check"),
            models.Index(fields=["person", "-opened_at"], name="followup_person"),
        ]


class FollowUpCount(models.Model):
    """How many open follow-ups of one place share the same facts. The number is the sum of ``count`` over equal rows.

    The database's own triggers (migration 0005) add a row for each change of a follow-up; the job ``followup.counts`` adds them up.
    """

    area = models.CharField(max_length=64)
    """The path of the place; empty where no commune is known."""
    level = models.PositiveSmallIntegerField(choices=[(each.value, each.name) for each in CountLevel])
    is_reached = models.BooleanField()
    is_tried = models.BooleanField()
    is_unwell = models.BooleanField()
    has_phone = models.BooleanField()
    has_needs = models.BooleanField()
    is_checked = models.BooleanField()
    is_call_first = models.BooleanField()
    next_check_day = models.DateField()
    last_day = models.DateField()
    count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["level", "area"], name="followup_count_area")]


class FollowUpSource(models.Model):
    """One reason why somebody is followed: a contact of a case, a declaration, an arrival, or a member of staff who knows."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in SourceKind])
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, related_name="+")
    reference = models.CharField(max_length=24, blank=True)
    """The run or declaration that told of it, by its code."""
    generation = models.PositiveSmallIntegerField(null=True)
    score = models.FloatField(default=0)
    is_named = models.BooleanField(default=False)
    is_household = models.BooleanField(default=False)
    is_high = models.BooleanField(default=False)
    """Near, with a score above the line of the trace's words."""
    last_exposure = models.DateField()
    found_at = models.DateTimeField()
    verdict = models.CharField(
        max_length=12, blank=True, choices=[(each.value, each.value) for each in SourceVerdict], default=SourceVerdict.UNDECIDED.value
    )
    reason = SealedTextField(max_length=500, blank=True)
    """Why the verdict, or why somebody is followed by hand."""
    withdrawn_at = models.DateTimeField(null=True)
    """The case does not stand any more."""
    correction = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in CorrectionState], default=CorrectionState.UNTOLD.value
    )
    """Whether the person was told that the case stands no more."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "case"], condition=Q(kind="contact"), name="followup_source_case"),
            models.UniqueConstraint(fields=["follow_up", "kind", "reference"], condition=~Q(kind="contact"), name="followup_source_once"),
        ]
        indexes = [
            models.Index(fields=["case"], name="followup_source_case_idx"),
            # A wrong case is rare: the first page asks for what is to be told without reading the others.
            models.Index(fields=["correction", "case"], condition=Q(withdrawn_at__isnull=False), name="followup_source_withdrawn"),
        ]


class Attempt(models.Model):
    """One try to reach somebody. Append-only."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="tries")
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in AttemptBy])
    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Channel])
    outcome = models.CharField(max_length=16, choices=[(each.value, each.value) for each in AttemptOutcome])
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    note = SealedTextField(max_length=1_000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["follow_up", "at"], name="followup_attempts")]


class DailyCheck(models.Model):
    """One answer about somebody's health. Append-only; several on a day are several facts."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="checks")
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    day = models.DateField()
    at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=[(each.value, each.value) for each in CheckChannel])
    answered_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    """The head of the household who answered for another; none when the person or a member of staff did."""
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    is_well = models.BooleanField()
    answers = SealedTextField(max_length=200, blank=True)
    """Codes of symptoms and the temperature in tenths of a degree: "fever cough 378"."""

    class Meta:
        indexes = [models.Index(fields=["follow_up", "day"], name="followup_checks")]


class SupportNeed(models.Model):
    """Something that somebody at home needs. Open until it is settled; somebody owns it."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Need])
    note = SealedTextField(max_length=500, blank=True)
    at = models.DateTimeField()
    owner = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "kind"], condition=Q(settled_at__isnull=True), name="followup_need_open_once")
        ]


class CheckLink(models.Model):
    """A link by which somebody answers about their own health, and whose household answers with them. Only its hash is kept."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class FollowedRun(models.Model):
    """A trace whose contacts were taken over."""

    run = models.OneToOneField("investigations.Run", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    contacts = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    past = models.PositiveIntegerField()
    """Contacts whose last day of follow-up had passed when the trace was made: nobody follows them."""
