"""Tables of notices. Of a place and a window of time; who was told hangs on it and goes after four weeks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.notices.rules.notice import STANDING_STATES, NoticeKind, NoticeState, TextState


class Notice(models.Model):
    """One visit of a case, and what was decided about those who were there. Moments are epoch seconds."""

    code = models.CharField(max_length=8, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    venue = models.ForeignKey("venues.Venue", on_delete=models.PROTECT, related_name="+")
    visit_start = models.BigIntegerField()
    """When the case came in, by which the visit is known."""
    kind = models.CharField(max_length=8, choices=[(each.value, each.value) for each in NoticeKind])
    state = models.CharField(max_length=9, choices=[(each.value, each.value) for each in NoticeState])
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    is_public = models.BooleanField()
    is_listed = models.BooleanField(default=False)
    """On the list that devices compare: decided with the notice, so that the erasure of one who was there takes no place off it."""
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    keeper_version = models.PositiveIntegerField(default=0)
    """The newest version that a keeper of the venue has opened."""
    keeper_opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "venue", "visit_start"],
                condition=Q(state__in=[each.value for each in STANDING_STATES]),
                name="notice_one_stands",
            )
        ]
        indexes = [models.Index(fields=["venue", "-decided_at"], name="notice_venue")]


class NoticeStep(models.Model):
    """One step of a notice: decided, agreed to, corrected, withdrawn. Append-only."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="steps")
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=[(each.value, each.value) for each in NoticeState])
    reason = SealedTextField(max_length=500, blank=True)
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    told = models.PositiveIntegerField(default=0)
    """How many persons this step told something new."""


class NoticeRecipient(models.Model):
    """Somebody whom a notice was for, once for each notice. ``is_concerned``: false when a later version took it back."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="recipients")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    seconds = models.BigIntegerField()
    is_concerned = models.BooleanField(default=True)
    version = models.PositiveIntegerField()
    """The newest version that says something to this person."""
    first_version = models.PositiveIntegerField()
    """The version by which they were first told: nobody is told of a change of what they never heard."""
    texted_version = models.PositiveIntegerField(default=0)
    """The newest version of which a text was written; 0: none yet, so that the first is the whole notice."""
    told_at = models.DateTimeField()
    opened_version = models.PositiveIntegerField(default=0)
    """0: never opened. Silence is no reading."""
    opened_at = models.DateTimeField(null=True)
    text_state = models.CharField(
        max_length=9, choices=[(each.value, each.value) for each in TextState], default=TextState.PENDING.value, db_index=True
    )
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notice_person_once")]
