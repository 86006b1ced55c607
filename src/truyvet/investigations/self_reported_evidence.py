"""What a run knows only because somebody told it, and whom they told: a tracer, or a declaration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from truyvet.audit.values import Scope
from truyvet.declarations.queries.known import known_places
from truyvet.investigations.rules.contact_reason import WeighedExposure
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin, ReportedStays
from truyvet.investigations.run_input import RunInput
from truyvet.people.queries import root_persons
from truyvet.tracing.answer import NAMED, VISIT, ExposureRows
from truyvet.tracing.records import NamedContactColumns
from truyvet.tracing.sources import SourceColumns
from truyvet.venues.queries.declared_visits import declared_visits


@dataclass(frozen=True, slots=True)
class SelfReportedEvidence:
    """Dense persons and venue rows, as in the exposures of a run."""

    stays: ReportedStays
    interviews: frozenset[tuple[int, int, int]]

    def of(self, person: int, row: WeighedExposure) -> EvidenceOrigin:
        """From whom this exposure of ``person`` is known."""
        if row.kind == NAMED:
            return EvidenceOrigin.INTERVIEW if (row.source, person, row.start) in self.interviews else EvidenceOrigin.DECLARATION
        if row.kind != VISIT or row.assurance > 0:
            # A stay that was told is of the lowest assurance, and an exposure is as sure as the weaker of its two.
            return EvidenceOrigin.SCAN
        return max(self.stays.of(person, row.place, row.start), self.stays.of(row.source, row.place, row.start))


def named_within_windows(held: RunInput, cases: SourceColumns) -> NamedContactColumns:
    """The named contacts that count. A tracer judged whom a case named; of what was only declared, no more counts than
    lies in the case's own window."""
    named = held.records.named or NamedContactColumns()
    place = np.full(held.records.persons, -1)
    place[cases.person] = np.arange(cases.person.size)
    which = place[named.source]
    judged = (np.arange(named.source.size) < held.interviewed) | (which < 0)
    if cases.person.size:
        judged |= (cases.start[which] <= named.last_contact) & (named.last_contact < cases.end[which])
    return NamedContactColumns(named.source[judged], named.contact[judged], named.last_contact[judged])


def read_self_reports(scope: Scope, held: RunInput, evidence: Iterable[ExposureRows]) -> SelfReportedEvidence:
    """What to ask about the exposures of ``evidence``: the told stays of everybody in it, and the names from interviews."""
    persons = np.unique(np.concatenate([part for rows in evidence for part in (rows.person, rows.source)]))
    dense = dict(zip(held.view.persons[persons].tolist(), persons.tolist(), strict=True))
    dense |= {merged: dense[root] for merged, root in root_persons(scope).items() if root in dense}
    stays = list(declared_visits(scope, dense))
    declared = known_places(scope, [stay[0] for stay in stays])
    told = (
        (dense[person], venue, since, until, EvidenceOrigin.DECLARATION if event in declared else EvidenceOrigin.INTERVIEW)
        for event, person, venue, since, until in stays
    )
    named = held.records.named or NamedContactColumns()
    first = slice(held.interviewed)
    interviews = zip(named.source[first].tolist(), named.contact[first].tolist(), named.last_contact[first].tolist(), strict=True)
    return SelfReportedEvidence(ReportedStays(told), frozenset(interviews))
