"""What a question's files held that the answer did not use, or used as something else: the warnings of ``truyvet trace``.

Right input has none. Codes and meaning: docs/reference/tracing.md, "What was not used".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from json import dumps
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truyvet.tabular import FileWarning, Language, ReasonTemplate, fold_id, id_fault, iso_utc, near_id, near_name, unread_columns
from truyvet.tabular.unread_columns import MAX_WARNING_EXAMPLES
from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.calendar import DAY, LAST, OFFSET
from truyvet.tracing.input_cells import InputTables
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, Ints, IsolationColumns, column
from truyvet.tracing.sources import case_sources
from truyvet.tracing.unused_input_reasons import (
    CASE_IN_NO_RECORD,
    IMPLAUSIBLE_DATE,
    NO_ID,
    OTHER_TIME,
    SIMILAR,
    SOURCE_IS_NO_CASE,
    TWIN_ID,
    UNDATED_OF_NO_CASE,
    UNKNOWN_ID,
    UNKNOWN_WORD,
    WINDOW_WITHOUT_RECORD,
)

NOBODY: Final = column()
OTHER_HOUSE_KINDS: Final = ("agency", "office", "station", "worship", "hotel", "checkpoint")
"""Kinds of venue that the house knows (venues/data/kinds.toml) and no definition weighs: they are right words."""
MAX_SILENT_DAYS: Final = 366
"""Days without any record that set the dates beyond them apart: an outbreak has no year of silence within it, a wrong year has."""
YEAR_2000: Final = 946_684_800
"""Before it no file of an outbreak was made in this form; 1970 is what a wrong number becomes."""
MOMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "cases": ("infectious_from", "infectious_until", "onset", "sample"), "visits": ("check_in", "check_out"), "encounters": ("start",),
    "named": ("last_contact",), "isolations": ("isolated_at",),
}  # fmt: skip
"""Columns whose dates belong to the outbreak. A membership may have begun long ago and end in the future."""
FUTURE_COLUMNS: Final = frozenset({"infectious_until"})


def find_warnings(
    tables: InputTables, question: TraceQuestion, contacts: RankedContacts, now: int, language: Language, undated: Ints = NOBODY
) -> tuple[FileWarning, ...]:
    """Returns what was not used, in the order of the codes. ``now`` in epoch seconds tells the future.

    ``undated``: who named somebody without a day and is no case, once for each name.
    """
    search = _Search(tables, question, contacts, now, language)
    parts = (
        search.columns(),
        search.words(),
        search.absent_cases(),
        search.sources(),
        search.undated(undated),
        search.windows(),
        search.dates(),
        search.validity(),
        search.ids(),
        search.twins(),
    )
    return tuple(warning for part in parts for warning in part)


class _Search:
    """The tables of one question while they are searched."""

    def __init__(self, tables: InputTables, question: TraceQuestion, contacts: RankedContacts, now: int, language: Language) -> None:
        self.tables, self.labels, self.language, self.now = tables.tables, tables.labels, language, now
        self.records, self.definition, self.as_of = question.records, question.definition, question.as_of
        self.contacts, self.cases = contacts, question.records.cases.person
        self.is_recorded = self._recorded()

    def columns(self) -> Iterator[FileWarning]:
        for table in self.tables.values():
            yield from table.warnings
            yield from unread_columns(table.unread, table.absent, table.file)

    def words(self) -> Iterator[FileWarning]:
        weights = self.definition.weights
        kinds = {*weights.venue, *self.definition.stay, *OTHER_HOUSE_KINDS}
        for name, key, texts, known in (
            ("venues", "kind", self.records.venue_kinds, kinds),
            ("groups", "kind", self.records.group_kinds, set(weights.group_seconds)),
            ("visits", "assurance", self.records.assurances, set(weights.assurance)),
        ):
            unknown = {number: text for number, text in enumerate(texts) if text not in known}
            if unknown and name in self.tables:
                values = self.tables[name].get(key)
                counts = np.bincount(values[values != MISSING], minlength=len(texts))
                near = {number: near_name(text, sorted(known)) for number, text in unknown.items()}
                examples = [text + (f" ({near[number]}?)" if near[number] else "") for number, text in unknown.items()]
                total = sum(int(counts[number]) for number in unknown)
                yield _warning(UNKNOWN_WORD, total, examples, table=self.tables[name].file, column=key)

    def absent_cases(self) -> Iterator[FileWarning]:
        absent = self.cases[~self.is_recorded[self.cases]]
        if absent.size:
            examples = self._ids(absent, self._by_fold(np.flatnonzero(self.is_recorded)))
            yield _warning(CASE_IN_NO_RECORD, absent.size, examples, cases=self.cases.size)

    def sources(self) -> Iterator[FileWarning]:
        named = self.records.named
        if named is None:
            return
        counts = self._marked(self.cases, self.contacts.person)
        unused = named.source[~counts[named.source]]
        if unused.size:
            cases = [self.labels.persons[person] for person in self.cases.tolist()]
            examples = self._ids(np.unique(unused), {fold_id(case): case for case in cases}, cases)
            yield _warning(SOURCE_IS_NO_CASE, unused.size, examples, rows=named.source.size)

    def undated(self, sources: Ints) -> Iterator[FileWarning]:
        if sources.size:
            yield _warning(UNDATED_OF_NO_CASE, sources.size, self._ids(np.unique(sources), {}))

    def validity(self) -> Iterator[FileWarning]:
        """A dated definition asked about records of another time: none of the cases' windows meets its days."""
        definition = self.definition
        windows = case_sources(self.records.cases, IsolationColumns(), definition, LAST)
        if not definition.valid_from or not windows.person.size:
            return
        first, last = _day(windows.start.min()), _day(windows.end.max())
        if last < definition.valid_from or (definition.valid_until and first > definition.valid_until):
            until = definition.valid_until or "…"
            reason = OTHER_TIME(name=definition.name, since=definition.valid_from, until=until, first=first, last=last)
            yield FileWarning(reason, windows.person.size, (f"{first} – {last}",))

    def windows(self) -> Iterator[FileWarning]:
        # As the definition says, not as isolation cuts them: an isolated case with earlier visits is well recorded.
        windows = case_sources(self.records.cases, IsolationColumns(), self.definition, LAST)
        start, end = np.full(self.records.persons, LAST), np.full(self.records.persons, MISSING)
        start[windows.person], end[windows.person] = windows.start, np.minimum(windows.end, self.as_of)
        has_record = np.zeros(self.records.persons, dtype=bool)
        for person, first, last in self._intervals():
            inside = (first < end[person]) & (last >= start[person])
            has_record[person[inside]] = True
        if self.records.named is not None:  # whom a case named counts whenever it was
            has_record[self.records.named.source] = True
        empty = np.flatnonzero(self.is_recorded[windows.person] & ~has_record[windows.person])
        if empty.size:
            examples = [
                f"{_quoted(self.labels.persons[windows.person[at]])} ({_day(windows.start[at])} – {_day(windows.end[at])})" for at in empty
            ]
            yield _warning(WINDOW_WITHOUT_RECORD, empty.size, examples, cases=self.cases.size)

    def dates(self) -> Iterator[FileWarning]:
        columns = [(name, key, self.tables[name].get(key)) for name in MOMENTS if name in self.tables for key in MOMENTS[name]]
        first, last = _main_days([values[values != MISSING] for _, _, values in columns])
        examples: list[str] = []
        total = 0
        for name, key, values in columns:
            days = (values + OFFSET) // DAY
            wrong = (values < YEAR_2000) | (days < first) | (days > last)
            if key not in FUTURE_COLUMNS:
                wrong |= values > self.now + DAY
            places = np.flatnonzero(wrong & (values != MISSING))
            total += places.size
            table = self.tables[name]
            examples += [f"{table.file} {table.rows[place]} {key} {_day(values[place])}" for place in places[:3]]
        if total:
            yield _warning(IMPLAUSIBLE_DATE, total, examples)

    def ids(self) -> Iterator[FileWarning]:
        if "venues" in self.tables and self.records.visits is not None:
            listed = np.zeros(len(self.labels.venues), dtype=bool)
            listed[self.tables["venues"].get("venue_id")] = True
            used = np.unique(np.append(self.records.visits.venue, self.records.venues.part_of))
            absent = used[(used != MISSING) & ~listed[used]]
            if absent.size:
                by_fold = {fold_id(self.labels.venues[venue]): self.labels.venues[venue] for venue in np.flatnonzero(listed).tolist()}
                examples = [self._example(self.labels.venues[venue], by_fold) for venue in absent[:100].tolist()]
                yield _warning(UNKNOWN_ID, absent.size, examples, table=self.tables["venues"].file)
        # Whole populations stand in these, so that only an id that nearly meets somebody's is worth a word.
        known = self.is_recorded | self._marked(self.cases)
        for name, persons in (("isolations", self.records.isolations.person), ("people", self._people())):
            alone = np.unique(persons[~known[persons]])
            by_fold = self._by_fold(np.flatnonzero(known)) if alone.size else {}
            near = [person for person in alone.tolist() if near_id(self.labels.persons[person], by_fold)]
            if near:
                yield _warning(UNKNOWN_ID, len(near), self._ids(near, by_fold), table=self.tables[name].file)

    def twins(self) -> Iterator[FileWarning]:
        """Two ids of one person or place: whoever met them there is lost, or met them too briefly. One id of many: they met nobody."""
        visited = np.unique(column() if self.records.visits is None else self.records.visits.venue).tolist()
        for kind, words in (
            ("person_id", [self.labels.persons[person] for person in np.flatnonzero(self.is_recorded).tolist()]),
            ("venue_id", [self.labels.venues[venue] for venue in visited]),
            ("group_id", list(self.labels.groups)),
        ):
            if none := [text for text in words if id_fault(text)]:
                yield _warning(NO_ID, len(none), map(_quoted, none), kind=kind)
            by_fold: dict[str, str] = {}
            twins = [(text, first) for text in words if (first := by_fold.setdefault(fold_id(text), text)) != text]
            # Codes drawn at random may differ by capitals alone; a whole word in capitals is somebody's habit.
            twins = [
                (text, first)
                for text, first in twins
                if text.casefold() != first.casefold() or text in (first.upper(), first.lower()) or first in (text.upper(), text.lower())
            ]
            if twins:
                examples = (self._example(text, {fold_id(first): first}) for text, first in twins)
                yield _warning(TWIN_ID, len(twins), examples, kind=kind)

    def _people(self) -> Ints:
        return column() if self.records.commune is None else np.flatnonzero(self.records.commune != MISSING)

    def _intervals(self) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Persons, starts and ends of what was recorded of the cases; an open visit may last to the next day."""
        is_case = self._marked(self.cases)
        visits, met, groups, named = self.records.visits, self.records.encounters, self.records.groups, self.records.named
        if visits is not None:
            of_case = is_case[visits.person]
            start, end = visits.check_in[of_case], visits.check_out[of_case]
            yield visits.person[of_case], start, np.where(end == MISSING, start + DAY, end)
        if met is not None:
            for person in (met.person_a, met.person_b):
                of_case = is_case[person]
                yield person[of_case], met.start[of_case], (met.start + met.seconds)[of_case]
        if groups is not None:
            yield groups.person, groups.start, np.where(groups.end == MISSING, LAST, groups.end)
        if named is not None:
            yield named.contact, named.last_contact, named.last_contact

    def _recorded(self) -> NDArray[np.bool_]:
        visits, met, named, groups = self.records.visits, self.records.encounters, self.records.named, self.records.groups
        parts = [] if visits is None else [visits.person]
        parts += [] if met is None else [met.person_a, met.person_b]
        parts += [] if named is None else [named.source, named.contact]
        return self._marked(*parts, *([] if groups is None else [groups.person]))

    def _marked(self, *persons: Ints) -> NDArray[np.bool_]:
        marks = np.zeros(self.records.persons, dtype=bool)
        for each in persons:
            marks[each] = True
        return marks

    def _by_fold(self, persons: Ints) -> dict[str, str]:
        return {fold_id(self.labels.persons[person]): self.labels.persons[person] for person in persons.tolist()}

    def _ids(self, persons: Ints | list[int], by_fold: Mapping[str, str], similar: list[str] | None = None) -> list[str]:
        """The ids with what is near them; the near ones first, since they are slips. The first hundred tell the pattern."""
        examples = [self._example(self.labels.persons[person], by_fold, similar) for person in persons[:100]]
        return sorted(examples, key=lambda text: " ~ " not in text)

    def _example(self, text: str, by_fold: Mapping[str, str], similar: list[str] | None = None) -> str:
        near = near_id(text, by_fold)
        if near is None and similar and (close := get_close_matches(text, similar, 1, 0.75)):
            near = close[0], SIMILAR
        return _quoted(text) if near is None else f"{_quoted(text)} ~ {_quoted(near[0])} ({near[1]().text(self.language)})"


def _warning(template: ReasonTemplate, count: int, examples: Iterable[str], **facts: str | int) -> FileWarning:
    shown = tuple(islice(examples, MAX_WARNING_EXAMPLES))
    more = ", …" if count > len(shown) else ""
    return FileWarning(template(count=count, examples=", ".join(shown) + more, **facts), count, shown)


def _main_days(moments: Iterable[Ints]) -> tuple[int, int]:
    """The first and last day of the largest stretch of dates that no gap of more than ``MAX_SILENT_DAYS`` days divides."""
    counts = np.zeros(LAST // DAY + 2, dtype=np.int64)
    for values in moments:
        counts += np.bincount((values + OFFSET) // DAY, minlength=counts.size)[: counts.size]
    days = np.flatnonzero(counts)
    if not days.size:
        return 0, 0
    stretches = np.split(days, np.flatnonzero(np.diff(days) > MAX_SILENT_DAYS) + 1)
    largest = max(stretches, key=lambda stretch: int(counts[stretch].sum()))
    return int(largest[0]), int(largest[-1])


def _quoted(text: str) -> str:
    """In quotes, so that a blank at the end can be seen."""
    return dumps(text, ensure_ascii=False)


def _day(at: int) -> str:
    return iso_utc(int(at) + OFFSET)[:10]
