"""Tables of this room: which number a unit's health station answers, and how dangerous a unit is. Public facts; no person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.areas.rules.map_marks import MarkKind
from truyvet.areas.rules.risk_rules import RiskLevel
from truyvet.core.sealed_field import SealedTextField


class HealthStation(models.Model):
    """The number that the people of a unit call. It stands until it is changed."""

    unit = models.OneToOneField("places.Unit", on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16)
    """Digits, as dialled within the country."""
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    """Who entered it last; nobody when a file brought it."""
    at = models.DateTimeField()


class BoundaryVersion(models.Model):
    """A file of boundaries that was taken: whose it is, from when, and what became of its lines. The newest line of a unit is in force."""

    edition = models.CharField(max_length=4)
    source = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    duplicate = models.PositiveIntegerField()
    simplified_m = models.PositiveSmallIntegerField()


class Boundary(models.Model):
    """The line around a unit, simplified: polygons of rings of [longitude, latitude]. ``digest`` is that of the line in the file."""

    version = models.ForeignKey(BoundaryVersion, on_delete=models.PROTECT, related_name="boundaries")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    shapes = models.JSONField()
    digest = models.CharField(max_length=64)
    neighbours = models.JSONField(default=list)
    """[unit id, metres of common line] of each neighbour of the same edition and level that has a line, by unit id."""
    is_in_force = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=models.Q(is_in_force=True), name="boundary_in_force_once"),
        ]


class AreaLevel(models.Model):
    """A decision on a unit's level of risk. Append-only: the newest that had begun counts, so any past moment gives what stood then."""

    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    """The first local day on which it holds."""
    last = models.DateField(null=True)
    """The last one; None: until another decision begins."""
    level = models.CharField(max_length=12, choices=[(each.value, each.value) for each in RiskLevel])
    proposed = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in RiskLevel])
    """What the rules proposed; "" where they could not decide."""
    rule_set = models.CharField(max_length=24)
    rule = models.CharField(max_length=48, blank=True)
    """The one rule that fired."""
    figures = models.JSONField(default=dict)
    """The figures that the rules met, by name."""
    reason = SealedTextField(max_length=500, blank=True)
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last=None) | Q(last__gte=F("first")), name="area_level_days_in_order"),
            # Who departs from the rules, or decides where they cannot, says why.
            models.CheckConstraint(condition=Q(level=F("proposed")) | ~Q(reason=""), name="area_level_has_reason"),
        ]
        indexes = [models.Index(fields=["unit", "first"], name="area_level_unit")]


class MapMark(models.Model):
    """A zone or a point that the map shows from its first to its last day: it ends by itself, or earlier when somebody ends it."""

    code = models.CharField(max_length=10, unique=True)
    kind = models.CharField(max_length=12, choices=[(each.value, each.value) for each in MarkKind])
    name = models.CharField(max_length=80)
    note = models.CharField(max_length=160, blank=True)
    """Hours, a public number; no person."""
    legal_basis = models.CharField(max_length=160, blank=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    unit_ids = models.JSONField(default=list)
    """Of a zone that is a list of whole units: their row ids."""
    line = models.JSONField(default=list)
    """[longitude, latitude]: one of a point, three or more around a drawn zone, none where only the unit is known."""
    is_public = models.BooleanField()
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    """The last day on which it stood, when somebody ended it before its day."""
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day=None) | models.Q(last_day__gte=models.F("first_day")), name="map_mark_days_in_order"
            ),
        ]
