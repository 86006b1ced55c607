"""What the judge is built from: rows one by one, stays with an end, days and unions. Plain Python, no columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from truyvet.tracing.calendar import DAY, day_start, local_day
from truyvet.tracing.contact_definition import OTHER_KIND
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, TraceRecords


class ReferenceStay(NamedTuple):
    """A visit with its end filled in and cut at as-of."""

    person: int
    venue: int
    start: int
    end: int
    assurance: int


def fill_stays(question: TraceQuestion) -> list[ReferenceStay]:
    """Visits before as-of, equal rows once, each with an end; joined where the definition says so."""
    stays = list(_filled(question))
    gap = question.definition.visit_join_gap
    return stays if gap is None else list(_joined(stays, gap, question))


def _joined(stays: list[ReferenceStay], gap: int, question: TraceQuestion) -> Iterator[ReferenceStay]:
    """Each stay swallows the next one of its person and venue that begins before its end, or at most ``gap`` seconds after it."""
    weights = question.definition.weights.assurance

    def strength(code: int) -> tuple[float, int]:
        return weights.get(OTHER_KIND if code == MISSING else question.records.assurances[code], weights[OTHER_KIND]), code

    current: ReferenceStay | None = None
    for stay in sorted(stays):
        if current is not None and stay[:2] == current[:2] and stay.start <= current.end + gap:
            stronger = max(current.assurance, stay.assurance, key=strength)
            current = current._replace(end=max(current.end, stay.end), assurance=stronger)
            continue
        if current is not None:
            yield current
        current = stay
    if current is not None:
        yield current


def _filled(question: TraceQuestion) -> Iterator[ReferenceStay]:
    records, as_of = question.records, question.as_of
    rows = sorted(set(rows_of(records.visits, "person venue check_in check_out assurance")))
    later = defaultdict(list)
    for person, venue, check_in, _, _ in rows:
        later[person].append((check_in, venue))
    for person, venue, check_in, check_out, assurance in rows:
        if check_in >= as_of:
            continue
        ends = [as_of]
        if check_out != MISSING:
            ends.append(check_out)
        else:
            ends.append(check_in + question.definition.stay_of(kind_of(records, venue)))
            closes = int(records.venues.closes[venue])
            if closes != MISSING:
                closing = day_start(local_day(check_in)) + closes
                ends.append(closing + DAY if check_in > closing else closing)
            ends += [at for at, where in later[person] if at > check_in and not is_inside(records, where, venue)]
        yield ReferenceStay(person, venue, check_in, min(ends), assurance)


def is_inside(records: TraceRecords, zone: int, venue: int) -> bool:
    """Whether ``zone`` is a zone of ``venue``, or a zone of such a zone."""
    seen = set()
    while (zone := int(records.venues.part_of[zone])) != MISSING and zone not in seen:
        if zone == venue:
            return True
        seen.add(zone)
    return False


def kind_of(records: TraceRecords, venue: int) -> str:
    kind = int(records.venues.kind[venue])
    return OTHER_KIND if kind == MISSING else records.venue_kinds[kind]


def rows_of(table: object, names: str) -> Iterator[tuple[int, ...]]:
    if table is not None:
        yield from zip(*(getattr(table, name).tolist() for name in names.split()), strict=True)


def local_days(start: int, end: int) -> range:
    return range(local_day(start), local_day(end - 1) + 1) if end > start else range(0)


def union_length(intervals: list[tuple[int, int]]) -> int:
    """Length in seconds of the union of intervals."""
    total, reached = 0, 0
    for start, end in sorted(intervals):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total
