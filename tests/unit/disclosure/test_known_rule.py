"""Who knows the rule can ask which histories would have been published just so: small provinces, every history, a threshold of 3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from truyvet.disclosure.full_tens import standing_figures
from truyvet.disclosure.publication import Publication, ReleaseKind
from truyvet.disclosure.unit_tree import UnitTree

START = date(2021, 5, 3)
LEAST = 3
FLAT = UnitTree("p", {"p": ("a", "b", "c")})
NESTED = UnitTree("p", {"p": ("d", "e"), "d": ("d1", "d2"), "e": ("e1", "e2")})


def histories(cells: int, most: int) -> Iterator[tuple[int, ...]]:
    """Yields every way to spread at most ``most`` persons over the cells."""
    if not cells:
        yield ()
        return
    for here in range(most + 1):
        for rest in histories(cells - 1, most - here):
            yield (here, *rest)


@pytest.mark.parametrize(("tree", "days", "most"), [(FLAT, 1, 14), (NESTED, 1, 12), (FLAT, 2, 8)])
def test_knowing_the_rule_does_not_help(tree: UnitTree, days: int, most: int) -> None:
    leaves = [unit for unit in tree.units() if not tree.under(unit)]
    published: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for history in histories(len(leaves) * days, most):
        publication, out = Publication(tree, least=LEAST), []
        for day in range(days):
            counts = dict(zip(leaves, history[day * len(leaves) :], strict=False))
            out += publication.take_day(START + timedelta(days=day), counts)
        out += publication.close_table()
        told = sum(each.values["p"] or 0 for each in out if each.kind is ReleaseKind.DAYS)
        if out and told + LEAST - 1 <= most:  # else some histories with these figures are not among ours
            published[tuple((each.kind, each.first, each.last, tuple(each.values.items())) for each in out)].append(history)
    assert len(published) > 5
    for possible in published.values():
        for values in map(set, zip(*possible, strict=True)):
            assert values != {0}
            assert not values <= set(range(1, LEAST))


def test_standing_figures_leave_every_hidden_unit_empty_or_not() -> None:
    """All counts up to twice the threshold: whatever is shown, a hidden commune may hold nobody."""
    possible: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    leaves = ("d1", "d2", "e1", "e2")
    for history in histories(4, 14):
        found = standing_figures(NESTED, NESTED.sums(dict(zip(leaves, history, strict=True))), least=LEAST)
        possible[tuple(found.items())].append(history)
    assert len(possible) > 10
    for shown, ways in possible.items():
        for at, leaf in enumerate(leaves):
            if dict(shown)[leaf] is None:
                assert {history[at] for history in ways} == set(range(LEAST)) or max(map(sum, ways)) > 12, "the largest are cut off"
