"""Lists who would be isolated by each strategy: the trace, interviews alone, closing places, closing communes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from truyvet.simulate import place_kinds
from truyvet.simulate.options import DAY_S, LOCAL_OFFSET_S
from truyvet.simulate.province import Province
from truyvet.simulate.records import to_records
from truyvet.simulate.tables import MISSING, Flags, Ints
from truyvet.tracing.records import TraceRecords


class ContactStrategy(StrEnum):
    """A strategy for finding contacts."""

    TRACE_F1 = "trace_f1"
    TRACE_F1_F2 = "trace_f1_f2"
    TRACE_TOP = "trace_top"
    INTERVIEWS = "interviews"
    BLANKET_VENUES = "blanket_venues"
    BLANKET_COMMUNES = "blanket_communes"


@dataclass(frozen=True, slots=True)
class TracedContacts:
    """A trace's answer: one row a contact; shape (k,)."""

    person: Ints
    generation: Ints
    """1 or 2; further generations are ignored."""
    score: NDArray[np.float64]


Tracer = Callable[[TraceRecords], TracedContacts]


def list_contacts(province: Province, tracer: Tracer, *, top: int, before: int = 3 * DAY_S) -> dict[ContactStrategy, Ints]:
    """Returns whom each strategy lists, without the cases, in the order in which they are called: a trace's own, else by number.

    ``top``: how many rows of the list count for ``TRACE_TOP``: first generation first, score down.
    ``before``: seconds before onset (or sample) at which a case's window opens, for the blanket closure of places.
    """
    records, _ = to_records(province)
    traced = tracer(records)
    near = traced.generation <= 2
    order = np.lexsort((traced.person[near], -traced.score[near], traced.generation[near]))
    cases, ranked = province.cases.person, traced.person[near][order]
    first = traced.generation[near][order] == 1
    listed = {
        ContactStrategy.TRACE_F1: ranked[first],
        ContactStrategy.TRACE_F1_F2: ranked,
        ContactStrategy.TRACE_TOP: ranked[:top],
        ContactStrategy.INTERVIEWS: np.flatnonzero(_interviews(province)),
        ContactStrategy.BLANKET_VENUES: np.flatnonzero(_blanket_venues(province, before)),
        ContactStrategy.BLANKET_COMMUNES: np.flatnonzero(np.isin(province.people.commune, province.people.commune[cases])),
    }
    return {way: persons[~np.isin(persons, cases)] for way, persons in listed.items()}


def _flags(count: int, persons: Ints) -> Flags:
    flags = np.zeros(count, dtype=bool)
    flags[persons] = True
    return flags


def _interviews(province: Province) -> Flags:
    """Named by a case, or registered in a case's household or rented room."""
    groups, cases = province.groups, province.cases.person
    flags = _flags(len(province.people), province.named.contact)
    home = np.isin(groups.kind, (place_kinds.HOUSEHOLD_GROUP, place_kinds.ROOM_GROUP))
    touched = groups.group[home & np.isin(groups.person, cases)]
    flags[groups.person[home & np.isin(groups.group, touched)]] = True
    return flags


def _blanket_venues(province: Province, before: int) -> Flags:
    """Everybody with a recorded visit at a venue and local day at which a case, infectious by then, had one."""
    visits, cases, as_of = province.visits, province.cases, province.options.as_of
    opens = np.full(len(province.people), as_of, dtype=np.int64)
    shuts = np.full(len(province.people), MISSING, dtype=np.int64)
    opens[cases.person] = np.where(cases.onset != MISSING, cases.onset, cases.sample) - before
    shuts[cases.person] = cases.isolated
    last = np.where(visits.check_out == MISSING, visits.check_in, visits.check_out)
    infectious = (last >= opens[visits.person]) & (visits.check_in < shuts[visits.person])
    span = as_of // DAY_S + 2
    keys = [visits.venue * span + (moment + LOCAL_OFFSET_S) // DAY_S for moment in (visits.check_in, last)]
    hot = np.unique(np.concatenate([key[infectious] for key in keys]))
    met = np.isin(keys[0], hot) | np.isin(keys[1], hot)
    return _flags(len(province.people), visits.person[met])
