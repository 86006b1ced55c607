"""A province as the records a trace is asked about. Only what the health service knows; nothing of the truth."""

from __future__ import annotations

import numpy as np

from truyvet.simulate import place_kinds
from truyvet.simulate.province import Province
from truyvet.simulate.tables import MISSING
from truyvet.tracing import records


def person_label(person: int) -> str:
    """The id of a person in files."""
    return f"P{person:07d}"


def venue_label(venue: int) -> str:
    """The id of a venue in files."""
    return f"V{venue:05d}"


def group_label(group: int) -> str:
    """The id of a group in files."""
    return f"G{group:06d}"


def to_records(province: Province) -> tuple[records.TraceRecords, records.RecordLabels]:
    """Integer columns for the tracing engines, and what the numbers stand for."""
    visits, encounters, named, groups = province.visits, province.encounters, province.named, province.groups
    cases, venues = province.cases, province.venues
    unknown = np.full(len(cases), MISSING, dtype=np.int64)
    result = records.TraceRecords(
        persons=len(province.people),
        cases=records.CaseColumns(cases.person, unknown, unknown, cases.onset, cases.sample),
        visits=records.VisitColumns(visits.person, visits.venue, visits.check_in, visits.check_out, visits.assurance),
        venues=records.VenueColumns(*(records.column(c) for c in (venues.kind, venues.closes, venues.part_of))),
        encounters=records.EncounterColumns(
            encounters.person_a,
            encounters.person_b,
            encounters.start,
            encounters.seconds,
            encounters.distance_um,
            encounters.probability_ppb,
        ),
        named=records.NamedContactColumns(named.source, named.contact, named.last_contact),
        groups=records.GroupColumns(groups.person, groups.group, groups.kind, groups.start, np.full(groups.start.size, MISSING, np.int64)),
        isolations=records.IsolationColumns(province.isolations.person, province.isolations.isolated_at),
        commune=records.column(province.people.commune),
        venue_kinds=place_kinds.VENUE_KINDS,
        group_kinds=place_kinds.GROUP_KINDS,
        assurances=place_kinds.ASSURANCES,
    )
    labels = records.RecordLabels(
        persons=tuple(person_label(p) for p in range(len(province.people))),
        venues=tuple(venue_label(v) for v in range(len(venues))),
        groups=tuple(group_label(g) for g in range(int(groups.group.max(initial=-1)) + 1)),
    )
    return result, labels
