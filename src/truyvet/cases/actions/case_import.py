"""Many cases at once, for an import or a demonstration: batches, each one transaction and one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope, require_scope
from truyvet.cases import rules
from truyvet.cases.actions.case_codes import next_codes, province_letters
from truyvet.cases.actions.new_case import NewCase, check_new_case, new_case_hash
from truyvet.cases.models import Case, Result
from truyvet.cases.queries.cases_in_scope import cases_in_scope
from truyvet.cases.rules import OPEN_STATES, CaseProblemReason, CaseState, ResultOutcome
from truyvet.core.local_day import LocalDay
from truyvet.people import queries as people

MAX_CASES_PER_TRANSACTION = 5_000
"""Ours: few enough that others do not wait long for the lock."""


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """A case as another register holds it: a new case and how far it got.

    ``first`` and ``second`` are the staff accounts that entered the result and stood for it. A state beyond
    suspected is kept only with a positive result and two different accounts; the line is rejected otherwise.
    """

    entry: NewCase
    state: CaseState = CaseState.SUSPECTED
    opened_at: datetime | None = None
    first: int | None = None
    second: int | None = None
    confirmed_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseImportCounts:
    """read = accepted + duplicate + rejected. ``rejects``: (row number from 0, reason); ``codes``: by row number."""

    read: int
    accepted: int
    duplicate: int
    rejects: tuple[tuple[int, CaseProblemReason], ...]
    codes: dict[int, str]

    @property
    def rejected(self) -> int:
        """Returns how many rows were not taken."""
        return len(self.rejects)


def add_cases(*, by: By, now: datetime, scope: Scope, lines: Iterable[ImportedCase]) -> CaseImportCounts:
    """Adds cases in batches of at most 5,000, each whole or not at all. The same event id again is a duplicate."""
    require_scope(scope)
    read = accepted = duplicate = 0
    rejects: list[tuple[int, CaseProblemReason]] = []
    codes: dict[int, str] = {}
    for batch in _batches(lines):
        with transaction.atomic():
            writer = _Batch(by, now, scope, read, batch)
            writer.write()
        read += len(batch)
        accepted += writer.accepted
        duplicate += writer.duplicate
        rejects += writer.rejects
        codes |= writer.codes
    return CaseImportCounts(read, accepted, duplicate, tuple(rejects), codes)


def _batches(lines: Iterable[ImportedCase]) -> Iterator[list[ImportedCase]]:
    waiting = iter(lines)
    while batch := list(islice(waiting, MAX_CASES_PER_TRANSACTION)):
        yield batch


class _Batch:
    """One transaction's worth of lines, sorted into accepted, duplicate and rejected."""

    def __init__(self, by: By, now: datetime, scope: Scope, offset: int, lines: list[ImportedCase]) -> None:
        self.by, self.now, self.scope, self.offset, self.lines = by, now, scope, offset, lines
        self.accepted = self.duplicate = 0
        self.rejects: list[tuple[int, CaseProblemReason]] = []
        self.codes: dict[int, str] = {}
        self.repeats: list[tuple[int, UUID, str]] = []
        self.places: dict[UUID, int] = {}
        self.persons = people.masked_persons(scope, {line.entry.person_id for line in lines})
        existing = Case.objects.filter(event_id__in=[line.entry.event_id for line in lines])
        bodies = existing.values_list("event_id", "body_hash", "code")
        self.known = {event: (bytes(body), code) for event, body, code in bodies}
        open_cases = cases_in_scope(scope).filter(state__in=[state.value for state in OPEN_STATES])
        self.open = set(open_cases.values_list("person_id", "disease"))

    def write(self) -> None:
        """Sorts, numbers and stores the lines, with one audit row."""
        chosen = [(place, line) for place, line in enumerate(self.lines, self.offset) if self._takes(place, line)]
        by_letters: dict[str, list[tuple[int, ImportedCase]]] = {}
        letters: dict[str, str] = {}
        for place, line in chosen:
            province = self.persons[line.entry.person_id].commune_path.partition("/")[0]
            if province not in letters:
                letters[province] = province_letters(self.scope, province, LocalDay.of(self.now))
            by_letters.setdefault(letters[province], []).append((place, line))
        for prefix, group in by_letters.items():
            self._store(group, next_codes(prefix, len(group)))
        self.codes |= {place: code or self.codes[self.places[event]] for place, event, code in self.repeats}
        self.accepted = len(chosen)
        record(
            by=self.by, now=self.now, action="cases.add", subject=f"cases:{self.accepted}",
            facts={"accepted": self.accepted, "duplicate": self.duplicate, "rejected": len(self.rejects)},
        )  # fmt: skip

    def _takes(self, place: int, line: ImportedCase) -> bool:
        entry = line.entry
        bodies = new_case_hash(entry)
        if entry.event_id in self.known:
            before, code = self.known[entry.event_id]
            if before != bodies:
                self.rejects.append((place, CaseProblemReason.EVENT_CONFLICT))
                return False
            # A repeat within the batch has no code yet: it gets that of its first line.
            self.repeats.append((place, entry.event_id, code))
            self.duplicate += 1
            return False
        reason = self._reason(line)
        if reason is not None:
            self.rejects.append((place, reason))
            return False
        self.known[entry.event_id] = (bodies, "")
        self.places[entry.event_id] = place
        if line.state in OPEN_STATES:
            self.open.add((entry.person_id, entry.disease))
        return True

    def _reason(self, line: ImportedCase) -> CaseProblemReason | None:
        entry = line.entry
        problems = [problem for problem in check_new_case(entry, self.now) if not problem.warning]
        if problems:
            return CaseProblemReason(problems[0].code)
        if entry.person_id not in self.persons:
            return CaseProblemReason.UNKNOWN_PERSON
        if line.state in OPEN_STATES and (entry.person_id, entry.disease) in self.open:
            return CaseProblemReason.ALREADY_OPEN
        if line.state is CaseState.SUSPECTED or line.state is CaseState.DISCARDED:
            return None
        if entry.result is None or entry.result.outcome is not ResultOutcome.POSITIVE:
            return CaseProblemReason.REFERENCE_MISSING
        return rules.may_confirm(entry.result.reference, line.first, line.second, None)

    def _store(self, group: list[tuple[int, ImportedCase]], codes: list[str]) -> None:
        cases = [self._case(line, code) for (_, line), code in zip(group, codes, strict=True)]
        Case.objects.bulk_create(cases)
        pairs = [(case, line) for case, (_, line) in zip(cases, group, strict=True)]
        Result.objects.bulk_create(_result(case, line, self.now) for case, line in pairs if line.entry.result)
        self.codes |= {place: code for (place, _), code in zip(group, codes, strict=True)}

    def _case(self, line: ImportedCase, code: str) -> Case:
        entry, dates = line.entry, line.entry.dates
        opened = line.opened_at or self.now
        confirmed = (line.confirmed_at or opened) if line.state in rules.SOURCE_STATES else None
        closed = None if line.state in OPEN_STATES else (line.closed_at or self.now)
        return Case(
            code=code, event_id=entry.event_id, body_hash=new_case_hash(entry), person_id=entry.person_id,
            disease=entry.disease, state=line.state.value, onset_at=dates.onset_at,
            sample_at=dates.sample_at or (entry.result.sampled_at if entry.result else None),
            infectious_from=dates.infectious_from, infectious_until=dates.infectious_until,
            reported_commune_id=entry.reported_commune_id, created_at=opened, confirmed_at=confirmed,
            closed_at=closed, delete_on=None if closed is None else rules.deletion_day(closed),
        )  # fmt: skip


def _result(case: Case, line: ImportedCase, now: datetime) -> Result:
    result = line.entry.result
    assert result is not None
    second = line.second if line.second != line.first else None
    return Result(
        case=case, reference=result.reference.strip(), method=result.method.value, outcome=result.outcome.value,
        sampled_at=result.sampled_at, reported_by_id=line.first, reported_at=line.opened_at or now,
        confirmed_by_id=second, confirmed_at=None if second is None else (line.confirmed_at or line.opened_at or now),
    )  # fmt: skip
