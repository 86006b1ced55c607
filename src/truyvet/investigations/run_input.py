"""What a run works on: the question, in the row numbers of the house, and the reader from which the trace store is kept fresh.

Reads under the machine's own scope. What goes to the trace holds numbers only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from django.conf import settings

from truyvet.audit.queries import chain_head, is_in_chain
from truyvet.audit.values import Scope
from truyvet.cases.queries import cases_for_trace
from truyvet.core.change_number import watermark
from truyvet.declarations.queries.declared_contacts import contact_rows, known_places
from truyvet.devices import queries as devices
from truyvet.investigations.models import NamedContact
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin, ReportedStays, SelfReports
from truyvet.investigations.rules.interviews import InterviewState, is_in_force
from truyvet.isolation.queries import isolation_starts
from truyvet.people import queries as people
from truyvet.tracing.answer import ExposureRows
from truyvet.tracing.records import (
    CaseColumns,
    EncounterColumns,
    GroupColumns,
    Ints,
    IsolationColumns,
    NamedContactColumns,
    TraceRecords,
)
from truyvet.tracing.store import VenueFacts, VisitRows
from truyvet.tracing.stored_records import TraceStore
from truyvet.venues import queries as venues
from truyvet.venues.queries.declared_visits import declared_visits
from truyvet.venues.rules.venue_kinds import ASSURANCES, GROUP_KINDS, KIND_CODES

GROUP_WORDS: Final = ("household", *(kind.value for kind in GROUP_KINDS))


def trace_store() -> TraceStore:
    """Returns the installation's copy of visits and encounters."""
    return TraceStore(Path(settings.TRUYVET_HOME) / "store" / "base")


class HouseRecords:
    """Reads the records of the house for a trace, as committed at this moment; a merged person is the one they stand for.

    It is a ``tracing.stored_records.RecordReader``. Venues and persons have their row numbers; a household is group row × 2, a roster
    group row × 2 + 1.
    """

    def __init__(self, scope: Scope, now: datetime, as_of: int | None = None) -> None:
        self.scope, self.now = scope, now
        self.as_of = now if as_of is None else datetime.fromtimestamp(as_of, UTC)
        self._roots = RootPersons(people.root_persons(scope))

    def small_tables(self, codes: Iterable[str]) -> TraceRecords:
        """Returns everything but visits, encounters and venues, for a run that starts from these cases."""
        cases = cases_for_trace(self.scope, codes=list(codes))
        listed = _columns(((c.person_id, c.infectious_from, c.infectious_until, c.onset, c.sample) for c in cases), 5)
        listed[0] = self._roots.of(listed[0])
        once = np.sort(np.unique(listed[0], return_index=True)[1])
        isolated, since = _columns(isolation_starts(self.scope), 2)
        return TraceRecords(
            persons=0,
            cases=CaseColumns(*(values[once] for values in listed)),
            named=self._named(),
            groups=self._groups(),
            isolations=IsolationColumns(self._roots.of(isolated), since),
            venue_kinds=KIND_CODES,
            group_kinds=GROUP_WORDS,
            assurances=tuple(assurance.value for assurance in ASSURANCES),
        )

    def self_reports(self, named: NamedContactColumns, evidence: Iterable[ExposureRows]) -> SelfReports:
        """Returns the reported stays of everybody in ``evidence``, and the names that were given in interviews."""
        persons = np.unique(np.concatenate([part for rows in evidence for part in (rows.person, rows.source)])).tolist()
        root_of = {person: person for person in persons}
        root_of |= {merged: root for merged, root in self._roots.by_merged.items() if root in root_of}
        stays = list(declared_visits(self.scope, root_of))
        declared = known_places(self.scope, [stay[0] for stay in stays])
        reported = (
            (root_of[person], venue, since, until, EvidenceOrigin.DECLARATION if event in declared else EvidenceOrigin.INTERVIEW)
            for event, person, venue, since, until in stays
        )
        judged = named.is_judged == 1
        columns = (named.source[judged].tolist(), named.contact[judged].tolist(), named.last_contact[judged].tolist())
        return SelfReports(ReportedStays(reported), frozenset(zip(*columns, strict=True)))

    def watermark(self) -> int:
        """See ``RecordReader``."""
        return watermark()

    def venues(self) -> VenueFacts:
        """See ``RecordReader``."""
        venue, kind, closes, part_of = _columns(venues.venue_rows(self.scope), 4)
        return VenueFacts(venue, closes, part_of, kind)

    def visits(self, since: int) -> VisitRows:
        """See ``RecordReader``."""
        row, person, venue, check_in, check_out, assurance, _ = _columns(venues.visit_rows(self.scope, since), 7)
        return VisitRows(row, self._roots.of(person), venue, check_in, check_out, assurance)

    def encounters(self, since: int) -> EncounterColumns:
        """See ``RecordReader``."""
        _, a, b, *measures, _ = _columns(devices.encounter_rows(self.scope, since), 8)
        return EncounterColumns(self._roots.of(a), self._roots.of(b), *measures)

    def first_kept(self) -> int:
        """See ``RecordReader``."""
        return venues.first_kept(self.scope, self.now)

    def mark(self) -> tuple[int, str]:
        """See ``RecordReader``: the head of the audit chain, which no other database has."""
        return chain_head(self.scope)

    def is_superseded(self, watermark: int, built_at: int, mark: tuple[int, str]) -> bool:
        """See ``RecordReader``: the database is another one, persons were merged or erased, or an encounter was taken back."""
        return (
            watermark > self.watermark()
            or not is_in_chain(self.scope, mark)
            or devices.refuted_since(self.scope, built_at)
            or people.has_erasure(self.scope, watermark)
            or any(True for _ in people.aliases_changed(self.scope, watermark))
        )

    def _named(self) -> NamedContactColumns:
        """Returns whom cases named: to a tracer, who judged it (the version in force), and in declarations, which count for both."""
        rows = NamedContact.objects.exclude(interview__state=InterviewState.DRAFT.value).order_by("pk")
        dated = rows.values_list("source_id", "contact_id", "last_contact", "interview__version", "interview__at", "interview__replaced_at")
        told = [row[:3] for row in dated if is_in_force(*row[3:], self.as_of)]
        declared = [(row.person_id, row.contact_id, row.last_contact) for row in contact_rows(self.scope)]
        source, contact, at = _columns(chain(told, declared, ((other, one, at) for one, other, at in declared)), 3)
        is_judged = (np.arange(source.size) < len(told)).astype(np.int64)
        return NamedContactColumns(self._roots.of(source), self._roots.of(contact), at, is_judged)

    def _groups(self) -> GroupColumns:
        """Returns households and rosters as one table of memberships; kind 0 is the household (see GROUP_WORDS)."""
        person, household, start, end, _ = _columns(people.household_rows(self.scope), 5)
        _, member, group, kind, since, until, _ = _columns(venues.roster_rows(self.scope), 7)
        return GroupColumns(
            self._roots.of(np.concatenate([person, member])),
            np.concatenate([household * 2, group * 2 + 1]),
            np.concatenate([np.zeros(person.size, np.int64), kind + 1]),
            np.concatenate([start, since]),
            np.concatenate([end, until]),
        )


class RootPersons:
    """Merged persons resolved: row → the row that stands for it."""

    def __init__(self, roots: dict[int, int]) -> None:
        self.by_merged = roots
        self._merged = np.asarray(sorted(roots), dtype=np.int64)
        self._into = np.asarray([roots[person] for person in sorted(roots)], dtype=np.int64)

    def of(self, persons: Ints) -> Ints:
        """Returns the rows that stand for these."""
        if not self._merged.size:
            return persons
        found = np.minimum(np.searchsorted(self._merged, persons), self._merged.size - 1)
        return np.where(self._merged[found] == persons, self._into[found], persons)


def _columns(rows: Iterable[Iterable[int]], width: int) -> list[Ints]:
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return [np.ascontiguousarray(flat[place::width]) for place in range(width)]
