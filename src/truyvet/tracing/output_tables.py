"""An answer as tables: contacts, evidence, links. Ids as they came, times in ISO 8601 UTC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from truyvet.tabular import Cell, iso_utc
from truyvet.tracing.answer import GROUP, KINDS, ExposureRows, RankedContacts
from truyvet.tracing.records import MISSING, RecordLabels, TraceRecords

CONTACTS: Final = ("person_id", "generation", "first_exposure", "last_exposure", "exposures", "seconds", "via", "score")
EVIDENCE: Final = ("person_id", "source_id", "kind", "venue_id", "start", "end", "seconds", "assurance")
LINKS: Final = ("source_id", "person_id", "kind", "venue_id", "start", "seconds")


def via_text(via: int) -> str:
    """The kinds of a contact's exposures, sorted and joined by +."""
    return "+".join(sorted(name for bit, name in enumerate(KINDS) if via >> bit & 1))


def contact_rows(contacts: RankedContacts, labels: RecordLabels) -> Iterator[tuple[Cell, ...]]:
    """Rows under CONTACTS, in the order of the list."""
    columns = (getattr(contacts, name).tolist() for name in RankedContacts.__slots__)
    for person, generation, first, last, exposures, seconds, via, score in zip(*columns, strict=True):
        yield labels.persons[person], generation, iso_utc(first), iso_utc(last), exposures, seconds, via_text(via), f"{score:.9f}"


def evidence_rows(rows: ExposureRows, contacts: RankedContacts, labels: RecordLabels, records: TraceRecords) -> Iterator[tuple[Cell, ...]]:
    """Rows under EVIDENCE, in the order of the contacts, then of time."""
    place = np.full(records.persons, contacts.person.size)
    place[contacts.person] = np.arange(contacts.person.size)
    order = np.argsort(place[rows.person], kind="stable")
    columns = (getattr(rows, name)[order].tolist() for name in ExposureRows.__slots__)
    for person, source, kind, venue, start, end, seconds, assurance in zip(*columns, strict=True):
        word = "" if assurance == MISSING else records.assurances[assurance]
        yield (
            labels.persons[person],
            labels.persons[source],
            KINDS[kind],
            _venue(kind, venue, labels),
            iso_utc(start),
            iso_utc(end),
            seconds,
            word,
        )


def link_rows(rows: ExposureRows, labels: RecordLabels) -> Iterator[tuple[Cell, ...]]:
    """Rows under LINKS: exposures between two cases, in order of time."""
    order = np.lexsort((rows.venue, rows.kind, rows.person, rows.source, rows.start))
    columns = (getattr(rows, name)[order].tolist() for name in ("source", "person", "kind", "venue", "start", "seconds"))
    for source, person, kind, venue, start, seconds in zip(*columns, strict=True):
        yield labels.persons[source], labels.persons[person], KINDS[kind], _venue(kind, venue, labels), iso_utc(start), seconds


def _venue(kind: int, venue: int, labels: RecordLabels) -> str:
    return "" if venue == MISSING or kind == GROUP else labels.venues[venue]
