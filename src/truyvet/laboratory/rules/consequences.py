"""What a result will change, said before it is written."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from truyvet.laboratory.rules.results import CONCLUSIVE, LabOutcome, is_conflict


class Consequence(StrEnum):
    """One thing that writing a result does."""

    OPENS_CASE = "opens_case"
    FEEDS_CASE = "feeds_case"
    SECOND_PERSON = "second_person"
    ENDS_TEST = "ends_test"
    NEW_SAMPLE = "new_sample"
    CONFLICT = "conflict"
    POOL_NEGATIVE = "pool_negative"
    POOL_OPENS = "pool_opens"
    TAKES_BACK = "takes_back"
    CASE_WARNED = "case_warned"
    CERTIFICATE = "certificate"


def consequences(
    outcome: LabOutcome, *, is_pool: bool, has_case: bool, standing: Collection[LabOutcome] = (), corrects: LabOutcome | None = None
) -> tuple[Consequence, ...]:
    """Returns what a result does; ``standing``: other results of the sample that nobody corrected, ``corrects``: the one in its place."""
    found: list[Consequence] = []
    if is_pool:
        if corrects is LabOutcome.NEGATIVE:
            found.append(Consequence.TAKES_BACK)
        return (*found, Consequence.POOL_NEGATIVE if outcome is LabOutcome.NEGATIVE else Consequence.POOL_OPENS)
    if outcome is LabOutcome.POSITIVE:
        found += [Consequence.FEEDS_CASE if has_case else Consequence.OPENS_CASE, Consequence.SECOND_PERSON]
        if corrects is LabOutcome.NEGATIVE:
            found.append(Consequence.CERTIFICATE)
    elif corrects is LabOutcome.POSITIVE and has_case:
        found.append(Consequence.CASE_WARNED)
    after = {*standing, outcome}
    if is_conflict(after):
        found.append(Consequence.CONFLICT)
    else:
        found.append(Consequence.ENDS_TEST if after & CONCLUSIVE else Consequence.NEW_SAMPLE)
    return tuple(found)
