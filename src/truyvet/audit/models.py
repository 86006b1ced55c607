"""Tables of the audit: rows that are only ever added, and the seals that chain them."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnly(TypeError):
    """Something tried to change or remove an audit row. Refused here, and by the database's own triggers."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read."""

    def update(self, **kwargs: object) -> NoReturn:
        """Raises AppendOnly: an audit row is never changed or removed."""
        raise AppendOnly("audit rows are never changed")

    def delete(self) -> NoReturn:
        """Raises AppendOnly: an audit row is never changed or removed."""
        raise AppendOnly("audit rows are never removed")


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inserts; a row that has a key already is refused."""
        if not self._state.adding:
            raise AppendOnly("audit rows are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raises AppendOnly: an audit row is never changed or removed."""
        raise AppendOnly("audit rows are never removed")


class AuditRow(AppendOnlyModel):
    """One act: who, in which role, for what purpose, did what to which subject. Ids, codes and counts only."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    purpose = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_subject"),
            models.Index(fields=["actor", "-id"], name="audit_actor"),
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["at"], name="audit_at"),
        ]


class Mention(AppendOnlyModel):
    """A further subject of the same act: each person whose name one reading opened."""

    row = models.ForeignKey(AuditRow, on_delete=models.DO_NOTHING, related_name="mentions")
    subject = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "subject"], name="audit_mention_once")]
        indexes = [models.Index(fields=["subject", "row"], name="audit_mention_subject")]


class Seal(AppendOnlyModel):
    """The place of one row in the chain. ``hash`` covers the row, ``position`` and ``previous``; hex of SHA-256."""

    position = models.BigIntegerField(primary_key=True)
    row = models.OneToOneField(AuditRow, on_delete=models.DO_NOTHING, related_name="seal")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class Cut(AppendOnlyModel):
    """Rows up to ``position`` have passed their retention and may go; the chain goes on from ``hash``."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
