"""Counts of communes become counts of districts and of the province. What was not counted is not zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from truyvet.adoption.rules.shares import Share, share_of, share_sum


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What was told of one unit itself. ``is_estimate``: worked out from units of the other edition, of which a part went over."""

    installs: int | None = None
    before: int | None = None
    day: date | None = None
    smartphones: int | None = None
    population: int | None = None
    accounts: int | None = None
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class AdoptionFigure:
    """The figures of one unit. The two counts, ``installs`` (the operator's) and ``accounts`` (ours), are never added.

    ``counted`` of ``units`` communes have a count; a share is of those alone of which both numbers are known.
    """

    installs: int | None
    before: int | None
    oldest_day: date | None
    accounts: int | None
    smartphones: int | None
    population: int | None
    over_smartphones: Share | None
    over_population: Share | None
    accounts_over_smartphones: Share | None
    counted: int
    units: int
    is_estimate: bool


def roll_up(facts: Mapping[str, UnitFacts], paths: Collection[str]) -> dict[str, AdoptionFigure]:
    """Returns the figure of each unit: what was told of it itself, else the sum of the units right under it.

    ``paths`` are all units in force, "24/222/07783/"; a path without a parent among them stands alone.
    """
    below: dict[str, list[str]] = defaultdict(list)
    known = set(paths)
    for path in known:
        parent = f"{path.rstrip('/').rpartition('/')[0]}/"
        if parent in known:
            below[parent].append(path)
    found: dict[str, AdoptionFigure] = {}
    for path in sorted(known, key=lambda each: (-each.count("/"), each)):
        found[path] = _figure(facts.get(path, UnitFacts()), [found[each] for each in below[path]])
    return found


def _figure(own: UnitFacts, parts: list[AdoptionFigure]) -> AdoptionFigure:
    smartphones = own.smartphones if own.smartphones is not None else _whole([each.smartphones for each in parts])
    population = own.population if own.population is not None else _whole([each.population for each in parts])
    told = own.installs is not None
    installs = own.installs if told else _sum([each.installs for each in parts])
    accounts = own.accounts if own.accounts is not None else _sum([each.accounts for each in parts])
    both = [each for each in parts if each.installs is not None and each.before is not None]
    days = [each.oldest_day for each in parts if each.oldest_day is not None]
    return AdoptionFigure(
        installs=installs,
        # Only where every counted part was counted before: otherwise a new commune would look like an increase.
        before=own.before if told else sum(each.before or 0 for each in both) if both and len(both) == _known(parts) else None,
        oldest_day=own.day if told else min(days, default=None),
        accounts=accounts,
        smartphones=smartphones,
        population=population,
        over_smartphones=share_of(installs, smartphones) if told or smartphones else share_sum(each.over_smartphones for each in parts),
        over_population=share_of(installs, population) if told or population else share_sum(each.over_population for each in parts),
        accounts_over_smartphones=share_of(accounts, smartphones)
        if own.accounts is not None or smartphones
        else share_sum(each.accounts_over_smartphones for each in parts),
        counted=sum(each.counted for each in parts) if parts else int(told),
        units=sum(each.units for each in parts) if parts else 1,
        is_estimate=own.is_estimate or any(each.is_estimate for each in parts),
    )


def _known(parts: list[AdoptionFigure]) -> int:
    return sum(each.installs is not None for each in parts)


def _sum(values: list[int | None]) -> int | None:
    known = [each for each in values if each is not None]
    return sum(known) if known else None


def _whole(values: list[int | None]) -> int | None:
    """A denominator is of all parts or of none: a sum that lacks a commune would make every share too high."""
    known = [each for each in values if each is not None]
    return sum(known) if known and len(known) == len(values) else None
