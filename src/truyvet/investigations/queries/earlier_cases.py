"""Backward, from case to case: who may have had it from whom, by the meetings that the newest runs found."""

from __future__ import annotations

from dataclasses import dataclass

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_for_trace, cases_in_scope, codes_of, visible_codes
from truyvet.investigations.models import Run, RunExposure
from truyvet.investigations.queries.shared_places import INCUBATION_S
from truyvet.investigations.rules.runs import RunState
from truyvet.people.queries import root_persons
from truyvet.tracing.answer import VISIT
from truyvet.venues.queries import VenueLabel, labels

PERSONS_PER_QUERY = 5_000


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """``source`` fell ill no later than ``case`` and they met before that; ``last`` and ``onset`` in epoch seconds.

    ``place``: where they met longest, when the reader may see it. A possibility, never a finding.
    """

    case: str
    onset: int
    source: str
    source_onset: int
    times: int
    seconds: int
    last: int
    place: VenueLabel | None


def earlier_cases(scope: Scope, *, case: str = "") -> tuple[EarlierCase, ...]:
    """Possible sources of each case of the scope (of ``case`` alone), the longest meeting first; newest onset first."""
    reader = require_scope(scope)
    cases = cases_for_trace(reader)
    roots = root_persons(reader)
    codes = codes_of(reader, [found.case_id for found in cases])
    ill = {
        roots.get(found.person_id, found.person_id): (codes[found.case_id], found.onset if found.onset >= 0 else found.sample)
        for found in cases
        if found.case_id in codes
    }
    met: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    persons = [found.person_id for found in cases]
    for source, person, kind, place, start, seconds in _met(reader, persons):
        one, two = roots.get(source, source), roots.get(person, person)
        if one not in ill or two not in ill or (case and ill[two][0] != case):
            continue
        zero = ill[two][1]
        if ill[one][1] <= zero and zero - INCUBATION_S <= start < zero:
            met.setdefault((two, one), []).append((seconds, start, place if kind == VISIT else -1))
    places = labels(reader, {max(rows)[2] for rows in met.values()})
    made = [
        EarlierCase(
            *ill[two], *ill[one], len(rows), sum(seconds for seconds, _, _ in rows), max(start for _, start, _ in rows),
            places.get(max(rows)[2]),
        )
        for (two, one), rows in met.items()
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda row: (-row.onset, row.case, -row.seconds, row.source)))


def _met(reader: Scope, persons: list[int]) -> list[tuple[int, int, int, int, int, int]]:
    """Exposures of one case to another, of the newest finished run of each case of the scope.

    A run that starts from both holds it as a link; one that starts from the earlier case has the later as a contact.
    """
    runs = list(
        Run.objects.filter(state=RunState.DONE.value, case__in=cases_in_scope(reader).values("pk"))
        .order_by("created_at", "pk")
        .values_list("pk", "case_id", "codes")
    )
    seen = visible_codes(reader, {code for _, _, codes in runs for code in codes})
    newest = list({case: pk for pk, case, codes in runs if seen.issuperset(codes)}.values())
    ill = set(persons)
    found: dict[tuple[int, int, int, int, int, int], None] = {}
    for start in range(0, len(persons), PERSONS_PER_QUERY):
        rows = RunExposure.objects.filter(run_id__in=newest, person_id__in=persons[start : start + PERSONS_PER_QUERY]).order_by("pk")
        values = rows.values_list("source_id", "person_id", "kind", "place", "start", "seconds").iterator(chunk_size=PERSONS_PER_QUERY)
        found |= dict.fromkeys(row for row in values if row[0] in ill)
    return list(found)
