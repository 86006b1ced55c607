"""Tables of staff accounts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models

from truyvet.core.role import Role


class StaffManager(BaseUserManager["Staff"]):
    """Looks accounts up; they are made by actions only."""


class Staff(AbstractBaseUser):
    """One member of staff, a person and never a shared desk. ``username`` is in small letters."""

    username = models.CharField(max_length=40, unique=True, validators=[ASCIIUsernameValidator()])
    display = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = StaffManager()

    def __str__(self) -> str:
        return self.username


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
