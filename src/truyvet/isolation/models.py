"""Tables of isolation periods and of orders.

A period lies where its person lives; where that is unknown, in the commune that reported the case. An order lies with the responsible unit.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.isolation.rules import IsolationKind, IsolationPlace
from truyvet.isolation.rules.case_course import CourseStep
from truyvet.isolation.rules.order_states import OPEN_ORDER_STATES, OrderState, OrderStep, TransferState

OPEN_ORDER = Q(state__in=sorted(state.value for state in OPEN_ORDER_STATES))


class Isolation(models.Model):
    """A period in which a person is isolated; the source's window in a trace ends at its start."""

    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in IsolationKind], default=IsolationKind.ISOLATION.value
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=8, choices=[(place.value, place.value) for place in IsolationPlace])
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, related_name="+")
    """The case it belongs to; none for a contact."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ends_at__isnull=True), name="isolation_one_open_per_person"),
            models.CheckConstraint(condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")), name="isolation_ends_later"),
        ]
        indexes = [models.Index(fields=["person", "starts_at"], name="isolation_person_start")]


class Site(models.Model):
    """A place where several persons are kept apart: a barracks, a school, a hotel."""

    name = models.CharField(max_length=120)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField()
    venue = models.CharField(max_length=16, blank=True)
    """The code of the venue whose gate stands at the site, "" without one: a scan there is no alarm."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="site_once_in_unit")]


class Order(models.Model):
    """What keeps one person apart, from its first day to the end of its last; one word in pages and code, "quyết định cách ly"."""

    code = models.CharField(max_length=12, unique=True)
    number = models.CharField(max_length=40)
    """As it stands on the paper ("12/QĐ-UBND")."""
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in IsolationKind])
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.SET_NULL, null=True, related_name="+")
    isolation = models.ForeignKey(Isolation, on_delete=models.SET_NULL, null=True, related_name="+")
    """The period that it opened, or found open."""
    legal_basis = models.CharField(max_length=200)
    issued_by = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    responsible = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=8, choices=[(place.value, place.value) for place in IsolationPlace])
    address = SealedTextField(max_length=200, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField(db_index=True)
    rule_version = models.CharField(max_length=16, blank=True)
    """Of data/quarantine_lengths.toml, by which the days were counted; "" when an officer set them."""
    tests_needed = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in OrderState])
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_outside_at = models.DateTimeField(null=True)
    """When a scan elsewhere was found that nobody has looked into."""
    version = models.PositiveIntegerField(default=1)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=OPEN_ORDER, name="order_one_open_per_person"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="order_days_in_order"),
        ]
        indexes = [models.Index(fields=["person", "issued_at"], name="order_person_issued")]


class OrderEvent(models.Model):
    """One entry of an order's history; never changed."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=20, choices=[(step.value, step.value) for step in OrderStep])
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    last_day = models.DateField()
    reason = SealedTextField(max_length=500, blank=True)


class Transfer(models.Model):
    """A wish to hand an order over: to a unit of this installation, or to another province by its name."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    sender = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, null=True, related_name="+")
    to_province = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in TransferState])
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)
    accepted_by = SealedTextField(max_length=120, blank=True)
    """Who accepted it in another province, as the sender was told."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state=TransferState.ASKED.value), name="transfer_one_asked_per_order")
        ]


class ReleaseCertificate(models.Model):
    """The paper that says that an order was served to its end; it can be revoked."""

    code = models.CharField(max_length=16, unique=True)
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="certificate")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class CaseCourse(models.Model):
    """One step in the course of a case: where an ill person is treated, recovered, died. It goes with the case file."""

    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=12, choices=[(step.value, step.value) for step in CourseStep])
    at = models.DateTimeField()
    place = SealedTextField(max_length=120, blank=True)
    noted_at = models.DateTimeField()
    actor = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="case_course_case_at")]
