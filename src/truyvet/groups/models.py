"""Tables of rosters."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from truyvet.core.sealed_field import SealedTextField
from truyvet.groups.rules.roster_difference import RosterEntry
from truyvet.groups.rules.roster_kinds import POSITIONS, ROSTER_KINDS


class RosterGroup(models.Model):
    """A group that must take part, by the register that lists it."""

    code = models.CharField(max_length=8, unique=True)
    source = models.CharField(max_length=24)
    """The register whose ids its roster uses."""
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ROSTER_KINDS])
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120)
    """The agency, enterprise, school or facility that keeps it; the group's own name where the list names none."""
    unit = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    """Where it is."""
    head = models.ForeignKey("access.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    keeper = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    """A citizen who keeps it without being staff: a teacher, a foreman."""
    made_at = models.DateTimeField()
    listed_at = models.DateTimeField(db_index=True)
    """When its list was last applied, or it was made."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "unit", "name"], name="groups_group_once")]


class RosterPerson(models.Model):
    """A person as a roster names them: what a row of it says."""

    reference = SealedTextField(max_length=64, is_searchable=True)
    """The id in the roster's register."""
    name = SealedTextField(max_length=120, blank=True)
    phone = SealedTextField(max_length=16, blank=True, is_searchable=True)
    document = SealedTextField(max_length=16, blank=True, is_searchable=True)
    birth_year = models.SmallIntegerField(null=True)
    line = models.CharField(max_length=40, blank=True)
    shift = models.CharField(max_length=40, blank=True)
    table = models.CharField(max_length=40, blank=True)
    room = models.CharField(max_length=40, blank=True)
    class_name = models.CharField(max_length=40, blank=True)
    coach = models.CharField(max_length=40, blank=True)
    dormitory = models.CharField(max_length=40, blank=True)
    told_installed = models.BooleanField(null=True)
    """What the list, or the operator's, says of the installation."""

    class Meta:
        abstract = True

    @property
    def position(self) -> tuple[str, ...]:
        """Where the person works, learns or sleeps, in the order of POSITIONS."""
        return tuple(getattr(self, name) for name in POSITIONS)

    def entry(self) -> RosterEntry:
        """Returns the row as a plain value."""
        return RosterEntry(self.name, self.phone, self.document, self.birth_year, self.position, self.told_installed)

    @staticmethod
    def columns_of(entry: RosterEntry) -> dict[str, Any]:
        """Returns an entry as columns."""
        return {
            "name": entry.name, "phone": entry.phone, "document": entry.document, "birth_year": entry.birth_year,
            "told_installed": entry.is_installed, **dict(zip(POSITIONS, entry.position, strict=True)),
        }  # fmt: skip


class Membership(RosterPerson):
    """Somebody belonged to a group from ``valid_from`` until before ``valid_until`` (empty: still does), at one position."""

    group = models.ForeignKey(RosterGroup, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    """None: no entry was found."""
    relative_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="relatives")
    """The member who linked this relative, who agreed."""
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    change = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "reference"], condition=Q(valid_until__isnull=True), name="groups_member_once"),
            models.CheckConstraint(condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="groups_in_order"),
        ]


class RosterDraft(models.Model):
    """A list that was imported and that nobody has applied yet."""

    group = models.OneToOneField(RosterGroup, on_delete=models.CASCADE, related_name="draft")
    origin = models.CharField(max_length=64)
    """The import that brought it ("import:7"): another one takes its place."""
    made_at = models.DateTimeField(db_index=True)


class RosterRow(RosterPerson):
    """A row of a draft."""

    draft = models.ForeignKey(RosterDraft, on_delete=models.CASCADE, related_name="rows")
    is_unread = models.BooleanField(default=False)
    """The row names a member and was rejected: it says neither that they left nor that they stayed."""
    since = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "reference"], name="groups_row_once")]
