"""Random trees and sequences of reports: children sum to their parents, and every published revision can be made again.

The oracle adds up what was said until then, each time from nothing. 200 histories in a usual run, 10,000 with TRUYVET_TESTS=long.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.examples import LONG

from truyvet.reports.rules.report_totals import Figures, ReportTotal, joined, sum_of, total_of

HISTORIES = 10_000 if LONG else 200
CODES = ("a", "b", "c")


def histories(random: Random) -> Iterator[tuple[int, Figures]]:
    """Some reports and corrections: who (a number), and what they said; a figure may be left out."""
    reporters = random.randint(1, 12)
    for _ in range(random.randint(1, 25)):
        yield random.randrange(reporters), {code: random.randint(0, 9) for code in CODES if random.random() < 0.7}


def test_sums_follow_from_children_and_revisions_publish_nothing_else() -> None:
    random = Random(20210531)
    for _ in range(HISTORIES):
        districts = random.choice((0, 1, 3))
        said: dict[int, Figures] = {}
        closed: ReportTotal | None = None
        revisions: list[tuple[ReportTotal, dict[int, Figures]]] = []
        for who, figures in histories(random):
            before = said.get(who)
            said[who] = figures
            if closed is not None:
                closed = joined(closed, before, figures)
            elif random.random() < 0.2:
                closed = total_of(said.values())
            else:
                continue
            revisions.append((closed, dict(said)))
        for published, known in revisions:
            assert published == total_of(known.values())
            if districts:
                parts = [total_of(figures for who, figures in known.items() if who % districts == place) for place in range(districts)]
                assert sum_of(parts) == published
