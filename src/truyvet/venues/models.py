"""Tables of venues. Moments of visits are whole epoch seconds (UTC), as a trace reads them by the hundred million."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.people.keyed_hash import keyed_hash
from truyvet.venues.rules.code_reports import CodeReportReason
from truyvet.venues.rules.scan import ScannedVenue
from truyvet.venues.rules.venue_kinds import GROUP_KINDS, KINDS, VisitSource
from truyvet.venues.rules.visit_time import clock_seconds


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
    address = models.CharField(max_length=200, blank=True, default="", db_default="")
    confirmed = models.BooleanField(default=True, db_default=True)
    """False while only its keeper says so: the commune has not looked at it yet."""
    closed_at = models.DateTimeField(null=True)
    """A zone or venue that was given up; its visits stay until their day."""
    created_at = models.DateTimeField()
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")), name="venue_not_its_own_zone")]

    def as_scanned(self) -> ScannedVenue:
        """Returns what the rules need of the venue where a scan is made."""
        opens, closes = clock_seconds(self.opens), clock_seconds(self.closes)
        return ScannedVenue(self.pk, self.code, self.kind, self.unit_id, opens, closes, self.capacity)


class Visit(models.Model):
    """One stay of a person. ``check_out`` is None while no check-out is known."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+", db_index=False)
    check_in = models.BigIntegerField()
    check_out = models.BigIntegerField(null=True)
    check_out_settled = models.BooleanField(default=False)
    """The check-out came with the visit itself, so check-outs of gates are not paired with it."""
    two_way = models.BooleanField(default=False, db_default=False)
    """A two-way gate made it: rules.check_out_pairs decides whether it was a check-in or a check-out."""
    void = models.BooleanField(default=False, db_default=False)
    """A two-way scan that was the check-out of an earlier visit: it lasts no time and counts nowhere."""
    assurance = models.SmallIntegerField()
    """Place in rules.venue_kinds.ASSURANCES."""
    source = models.CharField(max_length=8, choices=[(source.value, source.value) for source in VisitSource])
    skew = models.IntegerField(default=0)
    """Seconds added to what the device said."""
    signs = models.SmallIntegerField(default=0)
    """rules.plausibility.Sign"""
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(check_out__isnull=True) | Q(check_out__gte=F("check_in")), name="visit_in_before_out"),
        ]
        indexes = [
            models.Index(fields=["person", "check_in"], name="visit_person_in"),
            models.Index(fields=["venue", "check_in"], name="visit_venue_in"),
        ]


class CheckOut(models.Model):
    """One check-out as it came. It may arrive before its check-in, and then waits for it."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.BigIntegerField()
    skew = models.IntegerField(default=0)
    visit = models.ForeignKey(Visit, on_delete=models.SET_NULL, null=True, related_name="check_outs")
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["person", "venue", "at"], name="checkout_person_venue_at")]


class Group(models.Model):
    """People who share a line, shift, room, class or coach, under a code that names nobody."""

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in GROUP_KINDS])
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, related_name="groups")


class Roster(models.Model):
    """A person's membership of a group from ``valid_from`` until ``valid_until`` (epoch seconds; None: still a member)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    valid_from = models.BigIntegerField()
    valid_until = models.BigIntegerField(null=True)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "person"], condition=Q(valid_until__isnull=True), name="roster_once_at_a_time"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="roster_in_order"),
        ]


class Posting(models.Model):
    """The right of a citizen with a phone, who is no member of staff, to keep a venue or to guard it."""

    event_id = models.UUIDField(unique=True)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="postings")
    """Always a venue, never a zone; it holds for all its zones."""
    role = models.CharField(max_length=6, choices=[("keeper", "keeper"), ("guard", "guard")])
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    """None until the invited phone has signed in."""
    phone_hash = models.CharField(max_length=64)
    """people.keyed_hash.keyed_hash("phone", number)"""
    phone_ends = SealedTextField(max_length=8)
    """The last three digits, so that the keeper knows whom they invited."""
    label = SealedTextField(max_length=60, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venue", "role", "phone_hash"], condition=Q(until__isnull=True), name="posting_once")
        ]
        indexes = [models.Index(fields=["phone_hash"], name="posting_phone"), models.Index(fields=["person"], name="posting_person")]


class Entrance(models.Model):
    """One posted code of a venue or zone. A new code takes the place of the old one, whose id is kept as replaced."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="entrances")
    code_id = models.BinaryField(max_length=16, unique=True)
    label = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=[("poster", "poster"), ("screen", "screen")])
    issued_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    change = models.BigIntegerField(db_index=True)

    @staticmethod
    def code_of_event(event_id: UUID) -> bytes:
        """Returns the 16 bytes of the code that this event makes. Nobody can guess them, and the same event makes them again."""
        return bytes.fromhex(keyed_hash("entrance", str(event_id)))[:16]


class CodeReport(models.Model):
    """A visitor's report that a posted code is not the venue's own: another name appeared, or it is damaged."""

    event_id = models.UUIDField(unique=True)
    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=12, choices=[(reason.value, reason.value) for reason in CodeReportReason])
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    staff = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    delete_on = models.DateField(db_index=True)


class Gate(models.Model):
    """A device that scans at a venue: a gate page on a phone or tablet, or a turnstile. Its key is kept as a hash."""

    event_id = models.UUIDField(unique=True)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="gates")
    """The venue or zone at which it stands."""
    label = models.CharField(max_length=60)
    way = models.CharField(max_length=4, choices=[(each, each) for each in ("in", "out", "both")])
    kind = models.CharField(max_length=9, choices=[("page", "page"), ("turnstile", "turnstile")])
    key_hash = models.CharField(max_length=64, unique=True)
    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="gates")
    """Who set it up; when their posting ends, so does its key."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    @staticmethod
    def hash_of_key(key: str) -> str:
        """Returns the hash that we store of a device's key."""
        return keyed_hash("gate", key)


class GateScan(models.Model):
    """One scan as a gate sent it, once for each event id, with any verdict. The text of the code is not stored."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    gate = models.ForeignKey(Gate, on_delete=models.CASCADE, related_name="+", db_index=False)
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=4)
    at = models.BigIntegerField()
    """Epoch seconds, corrected by how far the device's clock was off."""
    received_at = models.DateTimeField()
    skew = models.IntegerField(default=0)
    sequence = models.BigIntegerField(default=0)
    """The device's own running number: the order in which it scanned."""
    kind = models.CharField(max_length=9)
    """codes.code_reasons.CodeKind of what was scanned, or "phone" for a one-time code."""
    verdict = models.CharField(max_length=4, choices=[(each, each) for each in ("pass", "look", "no")])
    reason = models.CharField(max_length=24, blank=True)
    device_verdict = models.CharField(max_length=4, blank=True)
    """The verdict that the device showed when it had no network; "" when it asked us."""
    admitted = models.BooleanField()
    """Whether the person went through, and so has a visit or a check-out."""
    group = models.UUIDField(null=True)
    """Scans of one bus."""
    refused_change = models.BigIntegerField(null=True)
    """Of somebody known who did not go through, and so has no visit: the change number by which a higher room notices it."""
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["refused_change"], condition=Q(refused_change__isnull=False), name="gatescan_refused"),
            models.Index(fields=["venue", "at"], name="gatescan_venue_at"),
            models.Index(fields=["gate", "sequence"], name="gatescan_gate_place"),
        ]
