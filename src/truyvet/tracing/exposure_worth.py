"""What each listed exposure is worth: weighted seconds without the source's infectiousness. It orders the reasons for a contact."""

from __future__ import annotations

import numpy as np

from truyvet.tracing.answer import ENCOUNTER, GROUP, NAMED, VISIT, ExposureRows, RankedContacts
from truyvet.tracing.question import TraceQuestion
from truyvet.tracing.records import MISSING, Floats, GroupColumns
from truyvet.tracing.weights import nearness, weight_tables


def worth_of(question: TraceQuestion, rows: ExposureRows, contacts: RankedContacts) -> Floats:
    """Returns the worth of each row: its seconds times the weight of its place and assurance, times the score of the source.

    ``contacts``: all contacts of the answer; a source that is a case has the score 1. Shape of ``rows``.
    """
    records, weights = question.records, weight_tables(question.records, question.definition)
    worth = rows.seconds.astype(np.float64)
    visit, group = rows.kind == VISIT, rows.kind == GROUP
    worth[visit] *= weights.venue[rows.venue[visit]] * weights.assurance[rows.assurance[visit]]
    worth[rows.kind == NAMED] = question.definition.named_seconds
    if group.any():
        members = records.groups or GroupColumns()
        kind_of_group = np.full(int(members.group.max(initial=0)) + 1, MISSING)
        kind_of_group[members.group] = members.kind
        worth[group] = weights.group_seconds[kind_of_group[rows.venue[group]]]
    unknown = np.asarray([MISSING])
    worth[rows.kind == ENCOUNTER] *= float(nearness(question.definition, unknown, unknown)[0])
    score = np.ones(records.persons)
    score[contacts.person] = contacts.score
    return worth * score[rows.source]
