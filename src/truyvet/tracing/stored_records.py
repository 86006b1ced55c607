"""Questions about records that stay where they are: visits and encounters come through the trace store, kept fresh from a reader.

The caller's numbers of persons, venues and groups go in and come out; the dense numbers of the engines never leave this library.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import numpy as np

from truyvet.tracing import base_files
from truyvet.tracing.answer import GROUP, VISIT, ExposureRows, TraceAnswer
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, EncounterColumns, Ints, IsolationColumns, NamedContactColumns, TraceRecords, VenueColumns
from truyvet.tracing.store import StoreBase, VenueFacts, VisitRows, make_base, refresh_base
from truyvet.tracing.trace import answer_question

log = logging.getLogger(__name__)
BASE_MAX_AGE_S: Final = 24 * 3600
MAX_FRESH_SHARE: Final = 0.2
MIN_FRESH_ROWS: Final = 50_000
"""A base this old, or a fresh part of so many rows that is also this share of the base, is folded into a new base."""


class RecordReader(Protocol):
    """Reads the records that the store copies. Numbers of persons, venues and rows are the reader's own, persons as they stand today."""

    def watermark(self) -> int:
        """Returns the change number from which a next reading must start."""

    def venues(self) -> VenueFacts:
        """Returns every venue, sorted by its number."""

    def visits(self, since: int) -> VisitRows:
        """Returns the visits with a change number of at least ``since``; 0 for all."""

    def encounters(self, since: int) -> EncounterColumns:
        """Returns the encounters with a change number of at least ``since``; 0 for all."""

    def first_kept(self) -> int:
        """Returns the second before which no check-in may be kept any more."""

    def mark(self) -> tuple[int, str]:
        """Returns what tells this database, as it is now, from every other one and from an older state of itself."""

    def is_superseded(self, watermark: int, built_at: int, mark: tuple[int, str]) -> bool:
        """Returns whether a base of these is another database's, or has rows that were merged, erased or taken back since.

        No change number of the rows tells that.
        """


@dataclass(frozen=True, slots=True)
class TraceStore:
    """The copy in ``folder``, readable by its owner alone, not in backups. It can be rebuilt from the records at any time."""

    folder: Path

    def answer(self, question: TraceQuestion, reader: RecordReader, now: int) -> TraceAnswer:
        """Returns the answer over the store and what was committed since. Builds the store when there is none.

        ``question.records`` holds the small tables in the reader's numbers: ``visits``, ``encounters``, ``venues`` and ``persons`` are
        filled in here. ``now``: epoch seconds.
        """
        in_use = self.folder.with_name(f"{self.folder.name}.in-use")
        if in_use.exists():
            log.warning("a trace over this store did not end, the store is built again")
            self.drop()
        self.folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(OSError):  # a full disk: the question is answered all the same
            in_use.touch(mode=0o600)
        answer = self._answer(question, reader, now)
        in_use.unlink(missing_ok=True)  # not after an error: what killed or confused a trace must not meet the next one
        return answer

    def _answer(self, question: TraceQuestion, reader: RecordReader, now: int) -> TraceAnswer:
        records, facts = question.records, reader.venues()
        base = self._current_base(reader, now, facts)
        changed = reader.visits(base.watermark)
        if changed.row.size > max(MIN_FRESH_ROWS, MAX_FRESH_SHARE * base.stay_index.size):
            base = self.build(reader, now, facts)
            changed = reader.visits(base.watermark)
        named, groups = records.named or NamedContactColumns(), records.groups
        also = [records.cases.person, named.source, named.contact, *([] if groups is None else [groups.person])]
        view = refresh_base(base, _since(changed, reader.first_kept()), reader.encounters(base.watermark), facts, also=np.concatenate(also))
        numbers = np.unique(groups.group) if groups is not None else np.zeros(0, dtype=np.int64)
        numbered = TraceRecords(
            persons=int(view.persons.size),
            cases=replace(records.cases, person=view.dense(records.cases.person)),
            venues=VenueColumns(facts.kind, facts.closes, _places(facts, facts.part_of)),
            named=replace(named, source=view.dense(named.source), contact=view.dense(named.contact)),
            groups=None
            if groups is None
            else replace(groups, person=view.dense(groups.person), group=np.searchsorted(numbers, groups.group)),
            isolations=_known(replace(records.isolations, person=view.dense(records.isolations.person))),
            venue_kinds=records.venue_kinds,
            group_kinds=records.group_kinds,
            assurances=records.assurances,
            stored=view,
        )
        answer = answer_question(replace(question, records=numbered))
        return _renumbered(answer, view.persons, facts.venue, numbers)

    def build(self, reader: RecordReader, now: int, facts: VenueFacts | None = None) -> StoreBase:
        """Reads all visits and encounters, sorts them, writes the base, and maps it.

        Where it cannot be written, or cannot be read again, the base in memory serves this question, and the log says so.
        """
        watermark, mark = reader.watermark(), reader.mark()  # before the rows: what is written meanwhile is read again rather than missed
        visits, encounters = _since(reader.visits(0), reader.first_kept()), reader.encounters(0)
        persons = np.unique(np.concatenate([visits.person, encounters.person_a, encounters.person_b]))
        base = make_base(visits, encounters, persons, facts or reader.venues(), watermark=watermark, now=now, mark=mark)
        try:
            base_files.save_base(base, self.folder)
        except OSError as error:
            log.warning("trace store not written", extra={"state": type(error).__name__})
            self.drop()
        return base_files.load_base(self.folder) or base

    def drop(self) -> None:
        """Removes the copy; the next question builds it again."""
        base_files.drop_base(self.folder)

    def drop_if_over(self, reader: RecordReader, first_kept: int) -> bool:
        """Drops a copy that is superseded, or holds a stay or encounter from before ``first_kept`` (epoch seconds); True if it did."""
        base = base_files.load_base(self.folder)
        if base is None or (base.first_start() >= first_kept and not reader.is_superseded(base.watermark, base.built_at, base.mark)):
            return False
        self.drop()
        return True

    def _current_base(self, reader: RecordReader, now: int, facts: VenueFacts) -> StoreBase:
        """Returns the base on disk, or a new one when it is missing, damaged, old, superseded, or holds what is over."""
        base = base_files.load_base(self.folder)
        is_usable = (
            base is not None
            and 0 <= now - base.built_at < BASE_MAX_AGE_S
            and base.first_start() >= reader.first_kept()
            and not reader.is_superseded(base.watermark, base.built_at, base.mark)
        )
        return base if base is not None and is_usable else self.build(reader, now, facts)


def _since(rows: VisitRows, first_kept: int) -> VisitRows:
    kept = rows.check_in >= first_kept
    return VisitRows(*(getattr(rows, name)[kept] for name in VisitRows.__slots__))


def _places(facts: VenueFacts, venues: Ints) -> Ints:
    return np.where(venues == MISSING, MISSING, np.searchsorted(facts.venue, venues))


def _known(rows: IsolationColumns) -> IsolationColumns:
    kept = rows.person != MISSING
    return IsolationColumns(rows.person[kept], rows.isolated_at[kept])


def _renumbered(answer: TraceAnswer, persons: Ints, venues: Ints, groups: Ints) -> TraceAnswer:
    """Returns the answer in the numbers of the reader."""

    def rows(found: ExposureRows) -> ExposureRows:
        place = found.venue.copy()
        for kind, numbers in ((VISIT, venues), (GROUP, groups)):
            place[found.kind == kind] = numbers[found.venue[found.kind == kind]]
        return replace(found, person=persons[found.person], source=persons[found.source], venue=place)

    return replace(
        answer,
        contacts=replace(answer.contacts, person=persons[answer.contacts.person]),
        links=rows(answer.links),
        evidence=rows(answer.evidence),
        day_zero={int(persons[person]): day for person, day in answer.day_zero.items()},
    )
