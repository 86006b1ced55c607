"""A definition's weights laid out for columns: one look-up table for each factor of the score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from truyvet.tracing.contact_definition import OTHER_KIND, ContactDefinition
from truyvet.tracing.records import MISSING, Floats, Ints, TraceRecords, column


@dataclass(frozen=True, slots=True)
class WeightTables:
    """Factors by number. A last extra element answers for MISSING (index −1)."""

    first_day: int
    infectiousness: Floats
    """By local day relative to day zero, from ``first_day`` on; held on at both ends."""
    assurance: Floats
    assurance_rank: Ints
    """Order from weakest to strongest; of two visits the lower rank is told as the exposure's assurance."""
    venue: Floats
    """By venue number."""
    stay: Ints
    """Seconds of an open visit, by venue number."""
    group_seconds: Floats
    """By group kind."""

    def on_day(self, relative: Ints) -> Floats:
        """Infectiousness on days relative to day zero; shape of ``relative``."""
        return self.infectiousness[np.clip(relative - self.first_day, 0, self.infectiousness.size - 1)]


def weight_tables(records: TraceRecords, definition: ContactDefinition) -> WeightTables:
    """The weights of ``definition`` for the codes used in ``records``."""
    weights = definition.weights
    known = sorted(weights.infectiousness)
    days = range(known[0], known[-1] + 1)
    by_day = [weights.infectiousness[max(day for day in known if day <= at)] for at in days]
    assurance = _by_code(records.assurances, weights.assurance)
    ranks = np.empty(assurance.size, dtype=np.int64)
    codes = np.append(np.arange(assurance.size - 1), MISSING)
    ranks[np.lexsort((codes, assurance))] = np.arange(assurance.size)
    kinds = np.append(_by_code(records.venue_kinds, weights.venue)[:-1], weights.venue[OTHER_KIND])
    stays = column([*(definition.stay_of(kind) for kind in records.venue_kinds), definition.stay[OTHER_KIND]])
    seconds = {kind: float(worth) for kind, worth in weights.group_seconds.items()}
    return WeightTables(
        first_day=known[0],
        infectiousness=np.asarray(by_day),
        assurance=assurance,
        assurance_rank=ranks,
        venue=kinds[records.venues.kind],
        stay=stays[records.venues.kind],
        group_seconds=_by_code(records.group_kinds, seconds),
    )


def _by_code(names: tuple[str, ...], weights: object) -> Floats:
    table: dict[str, float] = dict(weights)  # type: ignore[call-overload]
    return np.asarray([*(table.get(name, table[OTHER_KIND]) for name in names), table[OTHER_KIND]], dtype=np.float64)


def nearness(definition: ContactDefinition, distance_um: Ints, probability_ppb: Ints) -> Floats:
    """Weight of a day's encounter from its smallest known distance, else its highest known probability."""
    steps = definition.weights.nearness
    upto = np.asarray([step[0] * 1_000_000 for step in steps])
    by_distance = np.asarray([step[1] for step in steps])[np.minimum(np.searchsorted(upto, distance_um, "left"), len(steps) - 1)]
    by_probability = np.where(probability_ppb == MISSING, definition.weights.nearness_unknown, probability_ppb / 1_000_000_000)
    return np.where(distance_um == MISSING, by_probability, by_distance)
