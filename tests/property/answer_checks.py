"""When two answers are the same, and when one agrees with its own evidence."""

from __future__ import annotations

import numpy as np

from truyvet.tracing.answer import ExposureRows, RankedContacts, TraceAnswer

CLOSE = 1e-6
EXACT = tuple(name for name in RankedContacts.__slots__ if name != "score")


def same_answer(mine: TraceAnswer, theirs: TraceAnswer) -> None:
    """To the row; scores within 10⁻⁶; both lists in their order."""
    for answer in (mine, theirs):
        in_order(answer.contacts)
    order, other = np.argsort(mine.contacts.person), np.argsort(theirs.contacts.person)
    for name in EXACT:
        np.testing.assert_array_equal(getattr(mine.contacts, name)[order], getattr(theirs.contacts, name)[other], err_msg=name)
    np.testing.assert_allclose(mine.contacts.score[order], theirs.contacts.score[other], rtol=0, atol=CLOSE)
    same_exposures(mine.links, theirs.links)
    assert mine.scope == theirs.scope
    assert mine.cases == theirs.cases


def same_exposures(mine: ExposureRows, theirs: ExposureRows) -> None:
    """The same exposures, in the same order."""
    for name in ExposureRows.__slots__:
        np.testing.assert_array_equal(getattr(mine, name), getattr(theirs, name), err_msg=name)


def in_order(contacts: RankedContacts) -> None:
    """By generation, score down, first exposure, person."""
    keys = list(zip(contacts.generation, -np.round(contacts.score, 9), contacts.first, contacts.person, strict=True))
    assert keys == sorted(keys)


def evidence_adds_up(answer: TraceAnswer, shown: ExposureRows) -> None:
    """The evidence of all contacts sums to their rows."""
    contacts = answer.contacts
    assert set(shown.person.tolist()) == set(contacts.person.tolist())
    for place, person in enumerate(contacts.person.tolist()):
        own = shown.person == person
        via = int(np.bitwise_or.reduce(1 << shown.kind[own]))
        told = (own.sum(), shown.seconds[own].sum(), shown.start[own].min(), shown.end[own].max(), via)
        assert told == tuple(getattr(contacts, name)[place] for name in ("exposures", "seconds", "first", "last", "via"))
