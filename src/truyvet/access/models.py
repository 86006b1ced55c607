"""Tables of staff accounts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.utils.crypto import salted_hmac

from truyvet.core.role import Role


class StaffManager(BaseUserManager["Staff"]):
    """Looks accounts up; they are made by actions only."""


class Staff(AbstractBaseUser):
    """One member of staff, a person and never a shared desk. ``username`` is in small letters."""

    username = models.CharField(max_length=40, unique=True, validators=[ASCIIUsernameValidator()])
    display = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    signs_from = models.DateTimeField(null=True)
    """From when on the account counts as a second signature; None: it was not made or reset lately."""
    session_epoch = models.PositiveIntegerField(default=0)
    """Grows when the account is closed or opened: sessions of before end for good."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = StaffManager()

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Returns what a session must hold to be this account's; sessions of before the first closing stay as they were."""
        epoch = f"/{self.session_epoch}" if self.session_epoch else ""
        return salted_hmac("truyvet.access.session", f"{self.password}{epoch}", secret=secret, algorithm="sha256").hexdigest()


class Grant(models.Model):
    """A role in a unit for some days; ``valid_until`` is the first day on which it is no longer held."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="grant_days_in_order",
            )
        ]


class Link(models.Model):
    """A one-time link: the hash of its token, for whom, until when. ``kind`` is "console" or "invitation"."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class AccountRequest(models.Model):
    """What one administrator asked for and another one decides; ``kind`` is a RequestKind, ``state`` a RequestState.

    A role's days are those asked for; a reset has none.
    """

    kind = models.CharField(max_length=10)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="requests")
    role = models.CharField(max_length=32, blank=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    requested_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    decided_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "staff"], name="access_requests_waiting")]
