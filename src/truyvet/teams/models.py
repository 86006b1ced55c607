"""Tables of community teams. A door keeps its sums beside it, computed from the log, so that a supervisor's page reads no entry."""

from __future__ import annotations

from django.db import models

from truyvet.core.sealed_field import SealedTextField
from truyvet.teams.rules.door_entry import MAX_ENTRY_BYTES
from truyvet.teams.rules.field_log import DoorOutcome, DoorStatus, EventKind
from truyvet.teams.rules.rounds import EntryState, RoundState, StopReason


class Team(models.Model):
    """A community team of a commune."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    leader = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)


class TeamMember(models.Model):
    """An account belongs to a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    staff = models.ForeignKey("access.Staff", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "staff"], name="teams_member_once")]


class Round(models.Model):
    """The doors of a team on a day."""

    code = models.CharField(max_length=8, unique=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rounds")
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    hamlet = models.CharField(max_length=80, blank=True)
    day = models.DateField(db_index=True)
    state = models.CharField(max_length=8, choices=[(each.value, each.value) for each in RoundState])
    left_over = models.PositiveIntegerField(default=0)
    """Households that fitted and found no place among the doors."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["commune", "-day"], name="teams_round_commune")]


class Stop(models.Model):
    """A door of a round, in walking order. The columns from ``status`` on are computed from the log."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="stops")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=3)
    household = models.ForeignKey("people.Household", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=12, choices=[(each.value, each.value) for each in StopReason])
    address = SealedTextField(max_length=200, blank=True)
    directions = SealedTextField(max_length=420, blank=True)
    """How the house is found, as written at the door; two values with a line break between them where telephones disagree."""
    status = models.CharField(max_length=12, choices=[(each.value, each.value) for each in DoorStatus], default=DoorStatus.WAITING.value)
    visits = models.PositiveSmallIntegerField(default=0)
    last_visit_at = models.DateTimeField(null=True)
    unwell = models.PositiveSmallIntegerField(default=0)
    needs = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="teams_stop_number"),
            models.UniqueConstraint(fields=["round", "code"], name="teams_stop_code"),
        ]


class StopPerson(models.Model):
    """Somebody who lives behind a door, as the lists said when the round was made, or as the team found there."""

    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, related_name="persons")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    is_followed = models.BooleanField(default=False)
    has_declared = models.BooleanField(default=False)
    has_left = models.BooleanField(default=False)
    """Whether the team found them behind another door; the row stays, so that what was written here is found for their copy and erasure."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stop", "person"], name="teams_stop_person_once")]


class BundleCopy(models.Model):
    """A telephone was given a round, for one member. Which telephone holds what is known, should it be lost."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="copies")
    phone = models.UUIDField()
    """Drawn by the page; it says nothing about the telephone."""
    member = models.ForeignKey("access.Staff", on_delete=models.CASCADE, related_name="+")
    event_id = models.UUIDField(unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "phone", "member"], name="teams_copy_once")]


class FieldEntry(models.Model):
    """One event of a round's log, as it came. Append-only but for its state."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="entries")
    stop = models.ForeignKey(Stop, on_delete=models.CASCADE, null=True, related_name="entries")
    """None: it names no door of this round."""
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    phone = models.UUIDField()
    number = models.PositiveIntegerField()
    """The telephone's running number: a gap says that something has not come yet."""
    base = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=10, blank=True, choices=[(each.value, each.value) for each in EventKind])
    outcome = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in DoorOutcome])
    member = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    """Who unlocked the telephone and wrote it."""
    sender = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    """Who was signed in when it was sent."""
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    content = SealedTextField(max_length=MAX_ENTRY_BYTES, blank=True)
    """JSON as it was written; empty when it could not be read, or after an erasure."""
    state = models.CharField(max_length=8, choices=[(each.value, each.value) for each in EntryState])
    problems = models.CharField(max_length=200, blank=True)
    """Why somebody must look: codes of labels.PROBLEMS with a space between, the most urgent first."""
    settled_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["stop", "at"], name="teams_entry_stop"),
            models.Index(fields=["round"], condition=models.Q(state="open"), name="teams_entry_open"),
        ]
