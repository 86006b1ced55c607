"""What a run knows only because somebody told it, and whom they told: a tracer, or a declaration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from truyvet.audit.values import Scope
from truyvet.declarations.queries.known import known_places
from truyvet.investigations.columns import Held
from truyvet.investigations.rules.told import Told, ToldStays
from truyvet.investigations.rules.why import Shown
from truyvet.people.queries import canonical
from truyvet.tracing.answer import NAMED, VISIT, Exposures
from truyvet.tracing.prepare import Sources
from truyvet.tracing.records import Named
from truyvet.venues.queries.said import said_visits


@dataclass(frozen=True, slots=True)
class Heard:
    """Dense persons and venue rows, as in the exposures of a run."""

    stays: ToldStays
    interviews: frozenset[tuple[int, int, int]]

    def of(self, person: int, row: Shown) -> Told:
        """From whom this exposure of ``person`` is known."""
        if row.kind == NAMED:
            return Told.INTERVIEW if (row.source, person, row.start) in self.interviews else Told.DECLARATION
        if row.kind != VISIT or row.assurance > 0:
            # A stay that was told is of the lowest assurance, and an exposure is as sure as the weaker of its two.
            return Told.NOT
        return max(self.stays.of(person, row.place, row.start), self.stays.of(row.source, row.place, row.start))


def within(held: Held, cases: Sources) -> Named:
    """The named contacts that count. A tracer judged whom a case named; of what was only declared, no more counts than
    lies in the case's own window."""
    named = held.records.named or Named()
    place = np.full(held.records.persons, -1)
    place[cases.person] = np.arange(cases.person.size)
    which = place[named.source]
    judged = (np.arange(named.source.size) < held.interviewed) | (which < 0)
    if cases.person.size:
        judged |= (cases.start[which] <= named.last_contact) & (named.last_contact < cases.end[which])
    return Named(named.source[judged], named.contact[judged], named.last_contact[judged])


def heard(scope: Scope, held: Held, evidence: Iterable[Exposures]) -> Heard:
    """What to ask about the exposures of ``evidence``: the told stays of everybody in it, and the names from interviews."""
    persons = np.unique(np.concatenate([part for rows in evidence for part in (rows.person, rows.source)]))
    dense = dict(zip(held.view.persons[persons].tolist(), persons.tolist(), strict=True))
    dense |= {merged: dense[root] for merged, root in canonical(scope).items() if root in dense}
    stays = list(said_visits(scope, dense))
    declared = known_places(scope, [stay[0] for stay in stays])
    told = (
        (dense[person], venue, since, until, Told.DECLARATION if event in declared else Told.INTERVIEW)
        for event, person, venue, since, until in stays
    )
    named = held.records.named or Named()
    first = slice(held.interviewed)
    interviews = zip(named.source[first].tolist(), named.contact[first].tolist(), named.last_contact[first].tolist(), strict=True)
    return Heard(ToldStays(told), frozenset(interviews))
