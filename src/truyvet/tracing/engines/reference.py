"""The judge: every rule of docs/reference/tracing.md as a plain loop, in the order of its text. Slow on purpose.

It shares no step with the fast engines (not even the ends of open visits or the windows), so that an error
there shows. Read it to learn what a contact is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from math import exp
from typing import NamedTuple

import numpy as np

from truyvet.tracing.answer import (
    ENCOUNTER,
    GROUP,
    NAMED,
    VISIT,
    ExposureRows,
    RankedContacts,
    ScopeFigures,
    TraceAnswer,
    rank_contacts,
    sort_exposures,
)
from truyvet.tracing.calendar import day_start, local_day
from truyvet.tracing.contact_definition import OTHER_KIND
from truyvet.tracing.engines.reference_rows import ReferenceStay, fill_stays, kind_of, local_days, rows_of, union_length
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, column


class ReferenceSource(NamedTuple):
    """Somebody who may have passed it on: when, how strongly on which day, and how sure we are of them."""

    person: int
    start: int
    end: int
    day_zero: int
    score: float


class ReferenceExposure(NamedTuple):
    """One exposure, with its weighted seconds."""

    person: int
    source: int
    kind: int
    venue: int
    start: int
    end: int
    seconds: int
    assurance: int
    weighted: float


class ReferenceEngine:
    """See the module."""

    name = "reference"

    def answer(self, question: TraceQuestion) -> TraceAnswer:
        """All generations, one after the other."""
        world = _World(question)
        known = {source.person for source in world.cases}
        contacts: list[tuple[int, int, int, int, int, int, int, float]] = []
        sources = world.cases
        for generation in range(1, question.definition.generations + 1):
            found = world.exposed(sources, known)
            rows = [_summary(person, generation, rows, question.definition.weights.beta) for person, rows in found.items()]
            contacts += rows
            sources = [world.contact_as_source(row[0], row[2], row[7]) for row in rows]
            known |= set(found)
        person, level, first, last, count, seconds, via = (column([row[place] for row in contacts]) for place in range(7))
        score = np.asarray([row[7] for row in contacts], dtype=np.float64)
        ranked = rank_contacts(RankedContacts(person, level, first, last, count, seconds, via, score))
        links = [e for e in world.exposures(world.cases) if e.person in {case.person for case in world.cases}]
        answer = TraceAnswer(ranked, _table(links), world.figures(ranked), len(world.cases))
        return replace(answer, evidence=self.evidence(question, answer, question.evidence.choose(ranked)))

    def evidence(self, question: TraceQuestion, answer: TraceAnswer, wanted: RankedContacts) -> ExposureRows:
        """The exposures again, only those of the contacts asked for."""
        world = _World(question)
        everybody = answer.contacts
        people_wanted = set(wanted.person.tolist())
        rows: list[ReferenceExposure] = []
        sources = world.cases
        known = {source.person for source in world.cases}
        for generation in range(1, question.definition.generations + 1):
            rows += [e for e in world.exposures(sources) if e.person in people_wanted and e.person not in known]
            level = everybody.generation == generation
            people, first, score = everybody.person[level], everybody.first[level], everybody.score[level]
            sources = [world.contact_as_source(*row) for row in zip(people.tolist(), first.tolist(), score.tolist(), strict=True)]
            known |= set(people.tolist())
        return _table(rows)


class _World:
    """The records as the question may know them: nothing at or after as-of."""

    def __init__(self, question: TraceQuestion) -> None:
        self.definition, self.as_of, self.records = question.definition, question.as_of, question.records
        self.isolated = defaultdict(list)
        isolations = self.records.isolations
        for person, at in zip(isolations.person.tolist(), isolations.isolated_at.tolist(), strict=True):
            self.isolated[person].append(at)
        self.stays = fill_stays(question)
        self.stays_at = defaultdict(list)
        for stay in self.stays:
            self.stays_at[stay.venue].append(stay)
        self.cases = [self._case(*row) for row in rows_of(self.records.cases, "person infectious_from infectious_until onset sample")]

    def _case(self, person: int, window_from: int, window_until: int, onset: int, sample: int) -> ReferenceSource:
        d = self.definition
        day_zero_at = onset if onset != MISSING else sample
        before = d.infectious_before_onset if onset != MISSING else d.infectious_before_sample
        if MISSING not in (window_from, window_until):
            start, end = window_from, window_until
        else:
            start, end = day_zero_at - before, day_zero_at + d.infectious_after
        zero = day_zero_at if day_zero_at != MISSING else start + d.infectious_before_onset
        return self._source(person, start, end, zero, 1.0)

    def contact_as_source(self, person: int, first: int, score: float) -> ReferenceSource:
        """A contact may pass it on from some time after their first exposure until they are isolated."""
        start = first + self.definition.second_latent
        return self._source(person, start, self.as_of, start + self.definition.infectious_before_onset, score)

    def _source(self, person: int, start: int, end: int, zero: int, score: float) -> ReferenceSource:
        isolations = [at for at in self.isolated[person] if at >= start]
        return ReferenceSource(person, start, min([end, self.as_of, *isolations]), local_day(zero), score)

    def exposed(self, sources: list[ReferenceSource], known: set[int]) -> dict[int, list[ReferenceExposure]]:
        """Every person outside ``known`` with an exposure to one of the sources."""
        found: dict[int, list[ReferenceExposure]] = defaultdict(list)
        for exposure in self.exposures(sources):
            if exposure.person not in known:
                found[exposure.person].append(exposure)
        return found

    def exposures(self, sources: list[ReferenceSource]) -> Iterator[ReferenceExposure]:
        """Every exposure of anybody to one of the sources, whoever they are."""
        by_person = {source.person: source for source in sources}
        yield from self._by_visit(by_person)
        yield from self._by_encounter(by_person)
        yield from self._by_name(by_person)
        yield from self._by_group(by_person)

    def _by_visit(self, sources: dict[int, ReferenceSource]) -> Iterator[ReferenceExposure]:
        d = self.definition
        for u in self.stays:
            source = sources.get(u.person)
            if source is None:
                continue
            start, end = max(u.start, source.start), min(u.end, source.end)
            if end <= start:
                continue
            for v in self.stays_at[u.venue]:
                if v.person == u.person:
                    continue
                first, last = max(v.start, start), min(v.end, end + d.visit_linger)
                if last - first >= d.visit_min_overlap:
                    weight = self._strength(source, start) * self._assured(u) * self._assured(v) * self._venue_weight(v.venue)
                    weaker = min(u.assurance, v.assurance, key=lambda a: (self._assurance(a), a))
                    yield ReferenceExposure(v.person, u.person, VISIT, v.venue, first, last, last - first, weaker, (last - first) * weight)

    def _by_encounter(self, sources: dict[int, ReferenceSource]) -> Iterator[ReferenceExposure]:
        d, days = self.definition, defaultdict(list)
        for a, b, start, seconds, distance, probability in rows_of(
            self.records.encounters, "person_a person_b start seconds distance_um probability_ppb"
        ):
            far = distance > d.max_distance_um() if distance != MISSING else MISSING < probability < d.min_probability_ppb()
            if start >= self.as_of or far or a == b:
                continue
            for source, person in ((sources.get(a), b), (sources.get(b), a)):
                if source is not None:
                    first, last = max(start, source.start), min(start + seconds, self.as_of, source.end)
                    if last > first:
                        days[source, person, local_day(first)].append((first, last, distance, probability))
        for (source, person, day), overlaps in days.items():
            total = union_length([(first, last) for first, last, _, _ in overlaps])
            if total >= d.encounter_min_total:
                near = self._nearness([s[2] for s in overlaps], [s[3] for s in overlaps])
                first, last = min(s[0] for s in overlaps), max(s[1] for s in overlaps)
                weighted = total * near * self._strength(source, day_start(day))
                yield ReferenceExposure(person, source.person, ENCOUNTER, MISSING, first, last, total, MISSING, weighted)

    def _by_name(self, sources: dict[int, ReferenceSource]) -> Iterator[ReferenceExposure]:
        is_case = {case.person for case in self.cases}
        judged = {row[:3]: False for row in rows_of(self.records.named, "source contact last_contact is_judged")}
        judged |= {row[:3]: True for row in rows_of(self.records.named, "source contact last_contact is_judged") if row[3]}
        for (person, contact, at), is_judged in judged.items():
            source = sources.get(person)
            if source is None or at >= self.as_of or person == contact:
                continue
            if (person in is_case and is_judged) or source.start <= at < source.end:
                weighted = self.definition.named_seconds * self._strength(source, at)
                yield ReferenceExposure(contact, person, NAMED, MISSING, at, at, 0, MISSING, weighted)

    def _by_group(self, sources: dict[int, ReferenceSource]) -> Iterator[ReferenceExposure]:
        d, members = self.definition, defaultdict(list)
        for row in set(rows_of(self.records.groups, "person group kind start end")):
            members[row[1]].append(row)
        for rows in members.values():
            for person, group, kind, start, end in rows:
                source = sources.get(person)
                if source is None:
                    continue
                first = max(start, source.start)
                last = min(source.end, end if end != MISSING else source.end)
                name = self.records.group_kinds[kind] if kind != MISSING else OTHER_KIND
                worth = d.weights.group_seconds.get(name, d.weights.group_seconds[OTHER_KIND])
                for other, _, _, other_start, other_end in rows:
                    begin = max(first, other_start)
                    until = min(last, other_end if other_end != MISSING else last)
                    if other != person and last > first and until > begin:
                        yield ReferenceExposure(
                            other, person, GROUP, group, begin, until, 0, MISSING, worth * self._strength(source, first)
                        )

    def _strength(self, source: ReferenceSource, at: int) -> float:
        table = self.definition.weights.infectiousness
        day = local_day(at) - source.day_zero
        below = [known for known in table if known <= day]
        return table[max(below) if below else min(table)] * source.score

    def _assurance(self, index: int) -> float:
        weights = self.definition.weights.assurance
        return weights.get(self.records.assurances[index] if index != MISSING else OTHER_KIND, weights[OTHER_KIND])

    def _assured(self, stay: ReferenceStay) -> float:
        return self._assurance(stay.assurance)

    def _venue_weight(self, venue: int) -> float:
        weights = self.definition.weights.venue
        return weights.get(kind_of(self.records, venue), weights[OTHER_KIND])

    def _nearness(self, distances: list[int], probabilities: list[int]) -> float:
        weights = self.definition.weights
        known = [distance for distance in distances if distance != MISSING]
        if known:
            fitting = [weight for upto, weight in weights.nearness if min(known) <= upto * 1_000_000]
            return fitting[0] if fitting else weights.nearness[-1][1]
        likely = [probability for probability in probabilities if probability != MISSING]
        return max(likely) / 1_000_000_000 if likely else weights.nearness_unknown

    def figures(self, contacts: RankedContacts) -> ScopeFigures:
        """Blanket A: whoever touched a venue on a local day when a case, infectious, did. B: the cases' communes."""
        f1 = int((contacts.generation == 1).sum())
        two = int((contacts.generation <= 2).sum())
        windows = {case.person: case for case in self.cases}
        shut: set[tuple[int, int]] = set()
        for u in self.stays:
            if (case := windows.get(u.person)) is not None:
                start, end = max(u.start, case.start), min(max(u.end, u.start + 1), case.end)
                shut |= {(u.venue, day) for day in local_days(start, end)}
        closed = {v.person for v in self.stays if any((v.venue, day) in shut for day in local_days(v.start, max(v.end, v.start + 1)))}
        communes = self.records.commune
        homes = None if communes is None else {int(communes[case.person]) for case in self.cases} - {MISSING}
        residents = sum(int(c) in homes for c in communes) if communes is not None and homes else None
        return ScopeFigures(f1, two, None if self.records.visits is None else len(closed), residents)


def _summary(person: int, generation: int, rows: list[ReferenceExposure], beta: float) -> tuple[int, int, int, int, int, int, int, float]:
    via = 0
    for row in rows:
        via |= 1 << row.kind
    score = 1 - exp(-beta * sum(row.weighted for row in rows))
    seconds = sum(row.seconds for row in rows)
    return person, generation, min(r.start for r in rows), max(r.end for r in rows), len(rows), seconds, via, score


def _table(rows: list[ReferenceExposure]) -> ExposureRows:
    return sort_exposures(ExposureRows(*(column([row[place] for row in rows]) for place in range(8))))


ENGINE = ReferenceEngine()
