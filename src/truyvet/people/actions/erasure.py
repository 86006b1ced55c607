"""Erasure of everything about a person, in every room at once; what the law keeps stays under their code alone."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.room_contract import Fact, PersonPart
from truyvet.core.write_ahead_log import empty_write_ahead_log
from truyvet.people.erasure_ledger import write_erasures
from truyvet.people.models import Person
from truyvet.people.queries.data_export import ExportedRow, RoomExport, export_person, person_parts_highest_first
from truyvet.people.queries.merges import merged_entries
from truyvet.people.queries.person_details import OWN_DATA_PURPOSE
from truyvet.people.rules import pseudonyms
from truyvet.people.rules.pseudonyms import Entropy


@dataclass(frozen=True, slots=True)
class RoomErasure:
    """What becomes of one room's rows, by table: removed, blanked (what names somebody is gone), left as they are."""

    part: PersonPart
    removed: Counter[str]
    blanked: Counter[str]
    kept: Counter[str]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did. ``receipt`` is the code by which the person can ask about it later; it names nobody."""

    receipt: str
    shares: tuple[RoomErasure, ...]

    @property
    def removed(self) -> int:
        """Returns rows removed, in all rooms."""
        return sum(share.removed.total() for share in self.shares)

    @property
    def blanked(self) -> int:
        """Returns rows of which only the code is left."""
        return sum(share.blanked.total() for share in self.shares)

    @property
    def kept(self) -> int:
        """Returns rows that must be kept as they are."""
        return sum(share.kept.total() for share in self.shares)


def erase_self(*, by: By, now: datetime, person_id: int, entropy: Entropy = secrets.token_bytes) -> Erasure:
    """Erases ``person_id`` and every entry merged with it, in all rooms, highest first. The audit keeps codes and counts."""
    with transaction.atomic():
        shares = _erased(person_id, now)
        done = Erasure(pseudonyms.make(entropy), shares)
        codes = dict(Person.objects.filter(id__in=merged_entries(person_id)).values_list("id", "code"))
        record(
            by=by,
            now=now,
            action="people.erase_self",
            subject=f"person:{codes[person_id]}",
            facts={"receipt": done.receipt, "gone": done.removed, "blanked": done.blanked, "left": done.kept},
            also=tuple(f"person:{code}" for entry, code in sorted(codes.items()) if entry != person_id),
        )
        transaction.on_commit(partial(_clear_traces, now), robust=True)
    return done


def _clear_traces(now: datetime) -> None:
    """Takes the old bytes out of SQLite's log, and tells the ledger at once; what fails here the jobs do within a minute or a day."""
    empty_write_ahead_log()
    write_erasures(now)


def preview_erasure(*, by: By, now: datetime, person_id: int) -> Erasure:
    """Returns what ``erase_self`` would do now, exactly: it is done and taken back, so nothing can be counted differently."""
    with transaction.atomic():
        shares = _erased(person_id, now)
        transaction.set_rollback(True)
    return Erasure("", shares)


def _erased(person_id: int, now: datetime) -> tuple[RoomErasure, ...]:
    scope = Scope.system(OWN_DATA_PURPOSE, LocalDay.of(now))
    before = export_person(scope, person_id)
    for part in person_parts_highest_first():
        for entry in sorted(merged_entries(person_id)):
            part.erase(entry, now)
    return tuple(_share(was, becomes) for was, becomes in zip(before, export_person(scope, person_id), strict=True))


def _share(was: RoomExport, becomes: RoomExport) -> RoomErasure:
    before, after = Counter(map(_frozen, was.rows)), Counter(map(_frozen, becomes.rows))
    left = _by_table(before & after)
    return RoomErasure(
        part=was.part,
        removed=_by_table(before) - _by_table(after),
        blanked=(_by_table(before) & _by_table(after)) - left,
        kept=left,
    )


def _frozen(row: ExportedRow) -> frozenset[tuple[str, Fact]]:
    return frozenset(row.items())


def _by_table(rows: Counter[frozenset[tuple[str, Fact]]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for row, times in rows.items():
        found[str(dict(row)["table"])] += times
    return found
