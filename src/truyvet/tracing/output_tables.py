"""An answer as tables: contacts, evidence, links. Ids as they came, times in ISO 8601 with the offset of a time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from decimal import Decimal
from typing import Final

import numpy as np

from truyvet.tabular import Cell, iso_local
from truyvet.tracing.answer import GROUP, KINDS, NAMED, ExposureRows, RankedContacts
from truyvet.tracing.records import MISSING, RecordLabels, TraceRecords

CONTACTS: Final = ("person_id", "generation", "first_exposure", "last_exposure", "exposures", "seconds", "via", "score")
EVIDENCE: Final = ("person_id", "source_id", "kind", "venue_id", "start", "end", "seconds", "assurance")
LINKS: Final = ("source_id", "person_id", "kind", "venue_id", "start", "seconds")


INTEGERS: Final = frozenset({"generation", "exposures", "seconds"})
UNDATED: Final = "undated"
"""Stands beside ``named`` in ``via``, and as the assurance of the exposure, where nobody knows the day."""
UndatedPairs = frozenset[tuple[int, int]]
NO_PAIRS: Final[UndatedPairs] = frozenset()


def kinds_of(columns: tuple[str, ...]) -> dict[str, type]:
    """Returns the kind of each column: text, whole number or number."""
    return {name: int if name in INTEGERS else float if name == "score" else str for name in columns}


def via_text(via: int, *, is_undated: bool = False) -> str:
    """The kinds of a contact's exposures, sorted and joined by +."""
    return "+".join(sorted([*(name for bit, name in enumerate(KINDS) if via >> bit & 1), *([UNDATED] if is_undated else [])]))


def contact_rows(
    contacts: RankedContacts, labels: RecordLabels, zone: tzinfo, undated: UndatedPairs = NO_PAIRS
) -> Iterator[tuple[Cell, ...]]:
    """Rows under CONTACTS, in the order of the list. ``undated``: source and person of the names without a day."""
    marked = {person for _, person in undated}
    columns = (getattr(contacts, name).tolist() for name in RankedContacts.__slots__)
    for person, generation, first, last, exposures, seconds, via, score in zip(*columns, strict=True):
        how = via_text(via, is_undated=person in marked)
        start, end = iso_local(first, zone), iso_local(last, zone)
        yield labels.persons[person], generation, start, end, exposures, seconds, how, Decimal(f"{score:.9f}")


def evidence_rows(
    rows: ExposureRows,
    contacts: RankedContacts,
    labels: RecordLabels,
    records: TraceRecords,
    zone: tzinfo,
    undated: UndatedPairs = NO_PAIRS,
) -> Iterator[tuple[Cell, ...]]:
    """Rows under EVIDENCE, in the order of the contacts, then of time. ``undated`` as above."""
    place = np.full(records.persons, contacts.person.size)
    place[contacts.person] = np.arange(contacts.person.size)
    order = np.argsort(place[rows.person], kind="stable")
    columns = (getattr(rows, name)[order].tolist() for name in ExposureRows.__slots__)
    for person, source, kind, venue, start, end, seconds, assurance in zip(*columns, strict=True):
        word = "" if assurance == MISSING else records.assurances[assurance]
        if kind == NAMED and (source, person) in undated:
            word = UNDATED
        yield (
            labels.persons[person],
            labels.persons[source],
            KINDS[kind],
            _venue(kind, venue, labels),
            iso_local(start, zone),
            iso_local(end, zone),
            seconds,
            word,
        )


def link_rows(rows: ExposureRows, labels: RecordLabels, zone: tzinfo) -> Iterator[tuple[Cell, ...]]:
    """Rows under LINKS: exposures between two cases, in order of time."""
    order = np.lexsort((rows.venue, rows.kind, rows.person, rows.source, rows.start))
    columns = (getattr(rows, name)[order].tolist() for name in ("source", "person", "kind", "venue", "start", "seconds"))
    for source, person, kind, venue, start, seconds in zip(*columns, strict=True):
        yield labels.persons[source], labels.persons[person], KINDS[kind], _venue(kind, venue, labels), iso_local(start, zone), seconds


def _venue(kind: int, venue: int, labels: RecordLabels) -> str:
    return "" if venue == MISSING or kind == GROUP else labels.venues[venue]
