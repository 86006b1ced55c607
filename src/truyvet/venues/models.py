"""Tables of venues. Moments of visits are whole epoch seconds (UTC), as a trace reads them by the hundred million."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.venues.rules.kinds import GROUP_KINDS, KINDS, Source


class Venue(models.Model):
    """A place where people are together, or a zone of one (a line, a canteen, a coach)."""

    code = models.CharField(max_length=16, unique=True)
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune it lies in."""
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="zones")
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    capacity = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")), name="venue_not_its_own_zone"
            )
        ]


class Visit(models.Model):
    """One stay of a person. ``check_out`` None: no way out is known."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+", db_index=False)
    check_in = models.BigIntegerField()
    check_out = models.BigIntegerField(null=True)
    told_out = models.BooleanField(default=False)
    """The way out came with the visit itself: check-outs of a gate leave it alone."""
    assurance = models.SmallIntegerField()
    """Place in rules.kinds.ASSURANCES."""
    source = models.CharField(max_length=8, choices=[(source.value, source.value) for source in Source])
    skew = models.IntegerField(default=0)
    """Seconds added to what the device said."""
    signs = models.SmallIntegerField(default=0)
    """rules.plausibility.Sign"""
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(check_out__isnull=True) | Q(check_out__gte=F("check_in")), name="visit_in_before_out"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "check_in"], name="visit_person_in"),
            models.Index(fields=["venue", "check_in"], name="visit_venue_in"),
        ]


class Exit(models.Model):
    """A check-out as it came. It may arrive before its check-in does, and then waits for it."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.BigIntegerField()
    skew = models.IntegerField(default=0)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, related_name="exits")
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["person", "venue", "at"], name="exit_person_venue_at")]


class Group(models.Model):
    """People who share a line, shift, room, class or coach, under a code that names nobody."""

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in GROUP_KINDS])
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="groups")


class Roster(models.Model):
    """A person belongs to a group from ``valid_from`` until ``valid_until`` (epoch seconds; None: still does)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    valid_from = models.BigIntegerField()
    valid_until = models.BigIntegerField(null=True)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(valid_until__isnull=True), name="roster_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="roster_in_order"
            ),
        ]
