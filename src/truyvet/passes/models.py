"""Tables of passes. ``change`` columns hold ``core.change_number.next_change()``."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Pass(models.Model):
    """One pass that was given out: to a phone, bound to its key, or on a printed card."""

    token = models.BinaryField(max_length=16, unique=True)
    """16 random bytes; all that a code says of its holder."""
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=5, choices=[("phone", "phone"), ("card", "card")])
    declared_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    phone_x = models.BinaryField(max_length=32, null=True)
    phone_y = models.BinaryField(max_length=32, null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=16, blank=True)
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="card", phone_x__isnull=True) | Q(kind="phone", phone_x__isnull=False), name="pass_phone_has_key"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-issued_at"], name="pass_person_newest"),
            models.Index(fields=["expires_at"], condition=Q(revoked_at__isnull=False), name="pass_revoked"),
        ]


class GateStatus(models.Model):
    """What the newest declaration of a person says to a gate: when, and whether it was clear. No health detail."""

    person = models.OneToOneField("people.Person", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    clear = models.BooleanField()
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["person"], condition=Q(clear=False), name="standing_not_clear")]


class Hold(models.Model):
    """A person whom gates send to the health station, from ``since`` until it is released or ends."""

    event_id = models.UUIDField(unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=16)
    ref = models.CharField(max_length=40)
    """What it was made for, as a code ("declaration:K7…", "order:…"); one open hold for each."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    change = models.BigIntegerField(db_index=True)
    delete_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ref"], condition=Q(released_at__isnull=True), name="hold_open_once")]
