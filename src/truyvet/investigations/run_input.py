"""From the records of the house to the columns of an engine: the trace store, kept fresh, and the small tables beside it.

Reads under the machine's own scope. What comes out holds numbers only; ``RunInput`` knows which person or place each is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings

from truyvet.audit.values import Scope
from truyvet.cases.queries import cases_for_trace
from truyvet.core.change_number import watermark
from truyvet.declarations.queries.declared_contacts import contact_rows
from truyvet.devices import queries as devices
from truyvet.investigations.models import NamedContact
from truyvet.isolation.queries import isolation_starts
from truyvet.people import queries as people
from truyvet.tracing import store
from truyvet.tracing.records import (
    MISSING,
    CaseColumns,
    EncounterColumns,
    GroupColumns,
    Ints,
    IsolationColumns,
    NamedContactColumns,
    TraceRecords,
    VenueColumns,
    column,
)
from truyvet.tracing.store import StoreBase, StoreView, VenueFacts, VisitRows
from truyvet.venues import queries as venues
from truyvet.venues.rules.kinds import ASSURANCES, GROUP_KINDS, KIND_CODES

GROUP_WORDS: Final = ("household", *(kind.value for kind in GROUP_KINDS))
BASE_MAX_AGE_S: Final = 24 * 3600
MAX_FRESH_SHARE: Final = 0.2
MIN_FRESH_ROWS: Final = 50_000
"""A base this old, or a fresh part of so many rows that is also this share of the base, is folded into a new base."""


@dataclass(frozen=True, slots=True)
class RunInput:
    """What a run works on. ``view.persons`` turns dense numbers back into rows of persons; groups: see ``groups``."""

    view: StoreView
    venues: VenueFacts
    records: TraceRecords
    groups: Ints
    """Group number → household row ×2, or roster group row ×2 + 1."""
    cases: dict[int, int]
    """Person row → case row."""
    interviewed: int
    """So many of ``records.named``, the first ones, were told to a tracer; the rest were declared."""


def base_folder() -> Path:
    """Where the base lies; readable by its owner alone, not in backups."""
    return Path(settings.TRUYVET_HOME) / "store" / "base"


def read_run_input(scope: Scope, now: datetime, codes: Iterable[str]) -> RunInput:
    """Everything a run of these cases needs, as committed at this moment. Builds the base when there is none."""
    facts, kinds = _venues(scope)
    roots = _Roots(people.root_persons(scope))
    base = current_base(scope, now, facts, roots)
    changed = _visits(venues.visit_rows(scope, base.watermark), roots)
    if changed.row.size > max(MIN_FRESH_ROWS, MAX_FRESH_SHARE * base.stay_index.size):
        base = build_base(scope, now, facts, roots)
        changed = _visits(venues.visit_rows(scope, base.watermark), roots)
    met = _encounters(devices.encounter_rows(scope, base.watermark), roots)
    told = list(NamedContact.objects.order_by("pk").values_list("source_id", "contact_id", "last_contact"))
    declared = [(row.person_id, row.contact_id, row.last_contact) for row in contact_rows(scope)]
    sources = cases_for_trace(scope, codes=list(codes))
    members, groups = _groups(scope, roots)
    # Whoever of the two turns out to be ill: both met, whichever of them wrote it down.
    named = _table(chain(told, declared, ((other, one, at) for one, other, at in declared)), 3)
    apart = _table(isolation_starts(scope), 2)
    listed = _table(((c.person_id, c.infectious_from, c.infectious_until, c.onset, c.sample) for c in sources), 5)
    for rows in (listed, apart):
        rows[0] = roots.of(rows[0])
    named[0], named[1] = roots.of(named[0]), roots.of(named[1])
    kept_from = venues.first_kept(scope, now)
    view = store.refresh_base(
        base, _kept(changed, kept_from), met, facts, also=np.concatenate([listed[0], named[0], named[1], members.person])
    )
    once = np.sort(np.unique(listed[0], return_index=True)[1])
    records = TraceRecords(
        persons=int(view.persons.size),
        cases=CaseColumns(view.dense(listed[0][once]), *(values[once] for values in listed[1:])),
        venues=VenueColumns(kinds, facts.closes, np.where(facts.part_of == MISSING, MISSING, np.searchsorted(facts.venue, facts.part_of))),
        named=NamedContactColumns(view.dense(named[0]), view.dense(named[1]), named[2]),
        groups=replace(members, person=view.dense(members.person)),
        isolations=_known(IsolationColumns(view.dense(apart[0]), apart[1])),
        venue_kinds=KIND_CODES,
        group_kinds=GROUP_WORDS,
        assurances=tuple(assurance.value for assurance in ASSURANCES),
    )
    return RunInput(view, facts, records, groups, {roots.one(c.person_id): c.case_id for c in sources}, len(told))


def current_base(scope: Scope, now: datetime, facts: VenueFacts, roots: _Roots) -> StoreBase:
    """The base on disk, or a new one when it is missing, old, older than a merge, or holds what is over or was refuted."""
    base = store.load_base(base_folder())
    if base is not None and _usable(base, scope, now):
        return base
    return build_base(scope, now, facts, roots)


def _usable(base: StoreBase, scope: Scope, now: datetime) -> bool:
    seconds = int(now.timestamp())
    if not 0 <= seconds - base.built_at < BASE_MAX_AGE_S or base.watermark > watermark():
        return False
    if devices.refuted_since(scope, base.built_at):
        return False
    return base.first_start() >= venues.first_kept(scope, now) and not any(True for _ in people.aliases_changed(scope, base.watermark))


def build_base(scope: Scope, now: datetime, facts: VenueFacts | None = None, roots: _Roots | None = None) -> StoreBase:
    """Read all visits and encounters, sort them, write the base, and map it."""
    facts = facts or _venues(scope)[0]
    roots = roots or _Roots(people.root_persons(scope))
    mark = watermark()
    held = _kept(_visits(venues.visit_rows(scope), roots), venues.first_kept(scope, now))
    met = _encounters(devices.encounter_rows(scope), roots)
    persons = np.unique(np.concatenate([held.person, met.person_a, met.person_b]))
    made = store.make_base(held, met, persons, facts, watermark=mark, now=int(now.timestamp()))
    store.save_base(made, base_folder())
    return store.load_base(base_folder()) or made


class _Roots:
    """Merged persons resolved: row → the row that stands for it."""

    def __init__(self, roots: dict[int, int]) -> None:
        self.roots = roots
        self.merged = np.asarray(sorted(roots), dtype=np.int64)
        self.into = np.asarray([roots[person] for person in sorted(roots)], dtype=np.int64)

    def of(self, persons: Ints) -> Ints:
        """The rows that stand for these."""
        if not self.merged.size:
            return persons
        found = np.minimum(np.searchsorted(self.merged, persons), self.merged.size - 1)
        return np.where(self.merged[found] == persons, self.into[found], persons)

    def one(self, person: int) -> int:
        """The row that stands for this one."""
        return self.roots.get(person, person)


def _table(rows: Iterable[Iterable[int]], width: int) -> list[Ints]:
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return [np.ascontiguousarray(flat[place::width]) for place in range(width)]


def _visits(rows: Iterable[tuple[int, ...]], roots: _Roots) -> VisitRows:
    row, person, venue, check_in, check_out, assurance, _ = _table(rows, 7)
    return VisitRows(row, roots.of(person), venue, check_in, check_out, assurance)


def _encounters(rows: Iterable[tuple[int, ...]], roots: _Roots) -> EncounterColumns:
    _, a, b, start, seconds, distance, probability, _ = _table(rows, 8)
    return EncounterColumns(roots.of(a), roots.of(b), start, seconds, distance, probability)


def _kept(rows: VisitRows, kept_from: int) -> VisitRows:
    kept = rows.check_in >= kept_from
    return VisitRows(*(getattr(rows, name)[kept] for name in VisitRows.__slots__))


def _known(apart: IsolationColumns) -> IsolationColumns:
    kept = apart.person != MISSING
    return IsolationColumns(apart.person[kept], apart.isolated_at[kept])


def _venues(scope: Scope) -> tuple[VenueFacts, Ints]:
    venue, kind, closes, part_of = _table(venues.venue_rows(scope), 4)
    return VenueFacts(venue, closes, part_of), kind


def _groups(scope: Scope, roots: _Roots) -> tuple[GroupColumns, Ints]:
    """Households and rosters as one table of memberships; kind 0 is the household (see GROUP_WORDS)."""
    person, household, start, end, _ = _table(people.household_rows(scope), 5)
    _, member, group, kind, since, until, _ = _table(venues.roster_rows(scope), 7)
    numbers = np.concatenate([household * 2, group * 2 + 1])
    groups, dense = np.unique(numbers, return_inverse=True)
    kinds = np.concatenate([np.zeros(person.size, np.int64), kind + 1])
    made = GroupColumns(
        roots.of(np.concatenate([person, member])), column(dense), kinds, np.concatenate([start, since]), np.concatenate([end, until])
    )
    return made, column(groups)
