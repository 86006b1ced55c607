"""Tables of cases. A case lies where its person lives; where that is unknown, in the commune that reported it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.cases.rules import COVID, OPEN_STATES, CaseState, ResultMethod, ResultOutcome
from truyvet.core.sealed_field import SealedTextField


def choices(kind: type[CaseState] | type[ResultOutcome] | type[ResultMethod]) -> list[tuple[str, str]]:
    """Returns the values of an enum as a column's choices."""
    return [(item.value, item.value) for item in kind]


class CaseNumber(models.Model):
    """The last number given under a prefix; locked while a code is made, so no number is given twice."""

    prefix = models.CharField(max_length=8, primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Case(models.Model):
    """One illness of one person."""

    code = models.CharField(max_length=16, unique=True)
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    disease = models.CharField(max_length=32, default=COVID)
    state = models.CharField(max_length=16, choices=choices(CaseState), default=CaseState.SUSPECTED.value)
    onset_at = models.DateTimeField(null=True)
    sample_at = models.DateTimeField(null=True)
    infectious_from = models.DateTimeField(null=True)
    infectious_until = models.DateTimeField(null=True)
    reported_commune = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    note = SealedTextField(max_length=500, blank=True)
    """Why it was discarded."""
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    delete_on = models.DateField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "disease"],
                condition=Q(state__in=sorted(state.value for state in OPEN_STATES)),
                name="case_one_open_per_person",
            ),
            models.CheckConstraint(
                condition=Q(infectious_from__isnull=True, infectious_until__isnull=True) | Q(infectious_from__lt=F("infectious_until")),
                name="case_window_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="case_state_newest")]


class Result(models.Model):
    """What a laboratory said. Never altered; a second person stands for it once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="results")
    reference = SealedTextField(max_length=64, is_searchable=True)
    method = models.CharField(max_length=8, choices=choices(ResultMethod))
    outcome = models.CharField(max_length=8, choices=choices(ResultOutcome))
    sampled_at = models.DateTimeField()
    reported_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirm_note = SealedTextField(max_length=500, blank=True)
    """How the second person checked it, in their words."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "reference"], name="result_reference_once"),
            models.CheckConstraint(condition=~Q(reference=""), name="result_reference_given"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | (Q(reported_by__isnull=False) & ~Q(confirmed_by=F("reported_by"))),
                name="result_two_persons",
            ),
        ]
