"""An action keeps the rows of an imported list as drafts, until somebody has looked at what they change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from django.db import transaction
from django.db.models import Q

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.opaque_code import unused_codes
from truyvet.groups.models import RosterDraft, RosterGroup, RosterRow
from truyvet.groups.rules.roster_difference import RosterEntry
from truyvet.groups.rules.roster_kinds import GROUP_CODE, RosterKind

GroupKey: TypeAlias = tuple[str, int, str]
"""Kind, row id of the unit, name of the group."""


@dataclass(frozen=True, slots=True, repr=False)
class MemberLine:
    """A row of a list. ``entry`` None: the row names a member and says something that cannot be read."""

    kind: RosterKind
    unit_id: int
    group: str
    organisation: str
    reference: str
    entry: RosterEntry | None

    @property
    def key(self) -> GroupKey:
        """The group it belongs to."""
        return self.kind.value, self.unit_id, self.group


class LineOutcome(StrEnum):
    """What became of a row."""

    KEPT = "kept"
    DUPLICATE = "duplicate"
    OTHER_CONTENT = "other_content"
    """An earlier row of the same list has this id in this group, and says something else."""


@transaction.atomic
def keep_roster_rows(*, by: By, now: datetime, source: str, lines: Sequence[MemberLine]) -> list[LineOutcome | None]:
    """Keeps rows in the drafts of their groups, which are made where they are new, and returns what became of each.

    None for a line that only says which member cannot be read. The first rows of another import throw an older draft away.
    """
    groups = _groups(source, lines, now)
    drafts = _drafts(set(groups.values()), by.purpose, now)
    wanted = {line.reference for line in lines}
    known = {(row.draft_id, row.reference): row for row in RosterRow.objects.filter(draft__in=list(drafts.values()), reference__in=wanted)}
    fresh: list[RosterRow] = []
    read: list[RosterRow] = []
    outcomes: list[LineOutcome | None] = []
    for line in lines:
        key = (drafts[groups[line.key]], line.reference)
        before = known.get(key)
        outcomes.append(None if line.entry is None else LineOutcome.KEPT)
        if line.entry is None or before is None:
            if before is None:
                row = RosterRow(draft_id=key[0], reference=line.reference, is_unread=line.entry is None)
                known[key] = row
                fresh.append(row)
                if line.entry is not None:
                    _fill(row, line.entry)
        elif before.is_unread:
            _fill(before, line.entry)
            if before.pk:
                read.append(before)
        else:
            is_same = before.entry() == _without_day(line.entry) and before.since == line.entry.since
            outcomes[-1] = LineOutcome.DUPLICATE if is_same else LineOutcome.OTHER_CONTENT
    RosterRow.objects.bulk_create(fresh, batch_size=500)
    for row in read:
        row.save()
    record(by=by, now=now, action="groups.keep_rows", subject=f"register:{source}", facts={"rows": len(lines), "groups": len(drafts)})
    return outcomes


def _without_day(entry: RosterEntry) -> RosterEntry:
    return RosterEntry(entry.name, entry.phone, entry.document, entry.birth_year, entry.position, entry.is_installed)


def _fill(row: RosterRow, entry: RosterEntry) -> None:
    for name, value in {**RosterRow.columns_of(entry), "since": entry.since, "is_unread": False}.items():
        setattr(row, name, value)


def _groups(source: str, lines: Sequence[MemberLine], now: datetime) -> dict[GroupKey, int]:
    """Returns the row ids of the lines' groups; two statements, however many rows."""
    wanted: dict[GroupKey, str] = {}
    for line in lines:
        wanted.setdefault(line.key, line.organisation or line.group)
    rows = RosterGroup.objects.filter(source=source, name__in={name for _, _, name in wanted}).select_for_update()
    found = {(row.kind, row.unit_id, row.name): row for row in rows}
    fresh = [key for key in wanted if key not in found]
    codes = unused_codes(GROUP_CODE, len(fresh), lambda drawn: RosterGroup.objects.filter(code__in=drawn).values_list("code", flat=True))
    made = RosterGroup.objects.bulk_create(
        RosterGroup(code=code, source=source, kind=kind, unit_id=unit, name=name, organisation=wanted[kind, unit, name], made_at=now,
                    listed_at=now)
        for code, (kind, unit, name) in zip(codes, fresh, strict=True)
    )  # fmt: skip
    found |= {(row.kind, row.unit_id, row.name): row for row in made}
    return {key: found[key].pk for key in wanted}


def _drafts(groups: Collection[int], origin: str, now: datetime) -> dict[int, int]:
    """Returns the drafts of the groups in this import, by group."""
    RosterDraft.objects.filter(~Q(origin=origin), group__in=groups).delete()
    found = dict(RosterDraft.objects.filter(group__in=groups).values_list("group_id", "pk"))
    made = RosterDraft.objects.bulk_create(
        RosterDraft(group_id=group, origin=origin, made_at=now) for group in sorted(set(groups) - found.keys())
    )
    return found | {each.group_id: each.pk for each in made}
