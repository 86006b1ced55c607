"""Tables of investigations. A run keeps its question, its answer and every decision; moments of exposures are epoch seconds."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.investigations.rules.interviews import InterviewState, PlaceOrigin, PlaceVerdict
from truyvet.investigations.rules.runs import ContactVerdict, RunState


class Run(models.Model):
    """One trace: what was asked, how far it is, what it answered."""

    code = models.CharField(max_length=16, unique=True)
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    """The case it was asked from; ``codes`` has all its sources."""
    codes = models.JSONField()
    definition_name = models.CharField(max_length=40)
    definition = models.JSONField()
    """The definition's values, so that a changed file never changes a past answer."""
    changes = models.JSONField(default=dict)
    as_of = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in RunState], default=RunState.QUEUED.value)
    stage = models.CharField(max_length=24, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    purpose = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    milliseconds = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True)
    answer = models.JSONField(default=dict)
    """Counts and scope figures; no person."""

    class Meta:
        indexes = [
            models.Index(fields=["case", "-created_at"], name="run_case_newest"),
            models.Index(fields=["state", "created_at"], name="run_waiting"),
        ]


class RunContact(models.Model):
    """A person in a run's answer, and the one thing that weighs most."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveIntegerField()
    generation = models.PositiveSmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    exposures = models.PositiveIntegerField()
    seconds = models.BigIntegerField()
    via = models.PositiveSmallIntegerField()
    score = models.FloatField()
    why_kind = models.SmallIntegerField(null=True)
    why_place = models.BigIntegerField(default=-1)
    why_source = models.BigIntegerField(default=-1)
    why_seconds = models.BigIntegerField(default=0)
    why_days = models.PositiveSmallIntegerField(default=0)
    why_day = models.IntegerField(default=0)
    why_relative = models.SmallIntegerField(null=True)
    why_others = models.PositiveSmallIntegerField(default=0)
    why_origin = models.PositiveSmallIntegerField(default=0)
    """rules.evidence_origin.EvidenceOrigin of the strongest tie."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "person"], name="run_contact_once")]
        indexes = [
            models.Index(fields=["run", "rank"], name="run_contact_rank"),
            models.Index(fields=["person"], name="run_contact_person"),
        ]


class RunExposure(models.Model):
    """One exposure of a contact, as evidence. ``place``: venue row, or group number (see run_input.HouseRecords)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.SmallIntegerField()
    place = models.BigIntegerField(default=-1)
    start = models.BigIntegerField()
    end = models.BigIntegerField()
    seconds = models.BigIntegerField()
    assurance = models.SmallIntegerField(default=-1)
    origin = models.PositiveSmallIntegerField(default=0)
    is_link = models.BooleanField(default=False)
    """Between two cases: a possible link, not a contact."""

    class Meta:
        indexes = [models.Index(fields=["run", "person"], name="run_exposure_person")]


class Decision(models.Model):
    """A tracer's decision on a contact of a case. Append-only; the newest counts, also in later runs of the case."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="decisions")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=[(v.value, v.value) for v in ContactVerdict])
    reason = SealedTextField(max_length=500, blank=True)
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    change = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["case", "person", "-at"], name="decision_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason="") | Q(verdict=ContactVerdict.UNREACHED.value), name="decision_has_reason")
        ]


class Interview(models.Model):
    """One version of a talk with a person: whom they met, where they were, what they answered. The final one counts; all are kept."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    document = models.UUIDField(db_index=True)
    """The event of the first version, by which all versions of a talk are one document."""
    version = models.PositiveSmallIntegerField(default=1)
    """0 of a draft."""
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in InterviewState], default=InterviewState.FINAL.value)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    reason = SealedTextField(max_length=500, blank=True, default="")
    """Why this version took the place of the one before it."""
    answers = SealedTextField(max_length=20_000, blank=True, default="")
    """Answers to the official questions, as JSON; a question that nobody asked has none."""
    typed = SealedTextField(max_length=60_000, blank=True, default="")
    """Of a draft: the form as it was sent, as JSON."""
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document"], condition=Q(state=InterviewState.FINAL.value), name="interview_one_final"),
            models.UniqueConstraint(fields=["document", "version"], condition=Q(version__gt=0), name="interview_version_once"),
        ]


class NamedContact(models.Model):
    """Somebody whom the interviewed person named, and when they last met."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="named")
    source = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    last_contact = models.BigIntegerField()
    is_dated = models.BooleanField(default=True)
    """False: nobody remembers the day, and ``last_contact`` is rules.interviews.assumed_meeting."""
    tie = SealedTextField(max_length=80, blank=True)
    where = SealedTextField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interview", "contact", "last_contact"], name="named_once")]


class InterviewPlace(models.Model):
    """A stay of the interviewed person in one version: told, or known before and judged. ``venue`` is None while no register knows it."""

    event_id = models.UUIDField(unique=True)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="places")
    line = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=9, choices=[(each.value, each.value) for each in PlaceOrigin])
    verdict = models.CharField(max_length=9, choices=[(each.value, each.value) for each in PlaceVerdict])
    venue = models.ForeignKey("venues.Venue", on_delete=models.PROTECT, null=True, related_name="+")
    name = SealedTextField(max_length=120, blank=True)
    address = SealedTextField(max_length=200, blank=True)
    commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, blank=True)
    start = models.BigIntegerField()
    end = models.BigIntegerField(null=True)
    word = SealedTextField(max_length=200, blank=True)
    """What the person said of it, where it was corrected or struck."""
    source_event = models.UUIDField(null=True)
    """The registered visit that this line is about, with the times that it had."""
    known_start = models.BigIntegerField(null=True)
    known_end = models.BigIntegerField(null=True)
    visit_event = models.UUIDField(null=True)
    """The declared visit that stands for this line."""
    tied_by = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    tied_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["commune"], condition=Q(venue__isnull=True), name="interview_place_unknown")]
