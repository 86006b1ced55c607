"""What a run knows only because somebody reported it, and to whom: to a tracer, or in a declaration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from truyvet.audit.values import Scope
from truyvet.declarations.queries import known_places
from truyvet.investigations.rules.contact_reason import WeighedExposure
from truyvet.investigations.rules.evidence_origin import EvidenceOrigin, ReportedStays
from truyvet.people.queries import root_persons
from truyvet.tracing.answer import NAMED, VISIT, ExposureRows
from truyvet.tracing.records import NamedContactColumns
from truyvet.venues.queries.declared_visits import declared_visits


@dataclass(frozen=True, slots=True)
class SelfReportedEvidence:
    """Persons and venues by their rows, as in the exposures of an answer."""

    stays: ReportedStays
    interviews: frozenset[tuple[int, int, int]]

    def of(self, person: int, row: WeighedExposure) -> EvidenceOrigin:
        """Returns the origin of this exposure of ``person``."""
        if row.kind == NAMED:
            return EvidenceOrigin.INTERVIEW if (row.source, person, row.start) in self.interviews else EvidenceOrigin.DECLARATION
        if row.kind != VISIT or row.assurance > 0:
            # A reported stay is of the lowest assurance, and an exposure is as sure as the weaker of its two.
            return EvidenceOrigin.SCAN
        return max(self.stays.of(person, row.place, row.start), self.stays.of(row.source, row.place, row.start))


def read_self_reports(scope: Scope, named: NamedContactColumns, evidence: Iterable[ExposureRows]) -> SelfReportedEvidence:
    """Returns the reported stays of everybody in ``evidence``, and the names that were given in interviews."""
    persons = np.unique(np.concatenate([part for rows in evidence for part in (rows.person, rows.source)])).tolist()
    root_of = {person: person for person in persons}
    root_of |= {merged: root for merged, root in root_persons(scope).items() if root in root_of}
    stays = list(declared_visits(scope, root_of))
    declared = known_places(scope, [stay[0] for stay in stays])
    reported = (
        (root_of[person], venue, since, until, EvidenceOrigin.DECLARATION if event in declared else EvidenceOrigin.INTERVIEW)
        for event, person, venue, since, until in stays
    )
    judged = named.is_judged == 1
    columns = (named.source[judged].tolist(), named.contact[judged].tolist(), named.last_contact[judged].tolist())
    return SelfReportedEvidence(ReportedStays(reported), frozenset(zip(*columns, strict=True)))
