"""Tables of material and of the loudspeakers' calendar. All of it is public text; nobody is named but the staff who acted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from truyvet.campaigns.rules.source_text import MAX_HAMLET_LETTERS, MAX_TITLE_LETTERS, SourceText


class Material(models.Model):
    """A matter of which people are told; its texts are its versions."""

    code = models.CharField(max_length=10, unique=True)
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """For whose people it is made."""
    created_at = models.DateTimeField()


class MaterialVersion(models.Model):
    """One wording, from its first to its last day. Points stand one in a line."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    event_id = models.UUIDField(unique=True)
    body_hash = models.BinaryField(max_length=32)
    issuer = models.CharField(max_length=80)
    title_vi = models.CharField(max_length=MAX_TITLE_LETTERS)
    title_en = models.CharField(max_length=MAX_TITLE_LETTERS)
    points_vi = models.TextField()
    points_en = models.TextField()
    phone = models.CharField(max_length=20)
    link = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_until = models.DateField()
    """Its last day."""
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["material", "number"], name="material_version_once"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="material_days_in_order"),
        ]

    def as_source(self) -> SourceText:
        """Returns the wording as a value."""
        return SourceText(
            issuer=self.issuer, title_vi=self.title_vi, title_en=self.title_en, points_vi=tuple(self.points_vi.splitlines()),
            points_en=tuple(self.points_en.splitlines()), phone=self.phone, link=self.link, first=self.valid_from, last=self.valid_until,
        )  # fmt: skip


class LoudspeakerTurn(models.Model):
    """One reading in one hamlet: planned for a local day and hour, and when and by whom it was played."""

    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="turns")
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """The commune."""
    hamlet = models.CharField(max_length=MAX_HAMLET_LETTERS)
    day = models.DateField(db_index=True)
    at = models.TimeField()
    played_at = models.DateTimeField(null=True)
    played_by = models.ForeignKey("access.Staff", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["material", "unit", "hamlet", "day", "at"], name="loudspeaker_turn_once")
        ]
