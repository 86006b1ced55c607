"""Who met whom: rows of stays at one venue whose times overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from truyvet.simulate.tables import Flags, Ints, TrueStays


@dataclass(frozen=True, slots=True)
class Meetings:
    """One row for each pair of overlapping stays of two persons; shape (m,)."""

    source: Ints
    """Row number in the stays."""
    other: Ints
    start: Ints
    end: Ints
    near: Flags
    """At the same table, bench or row."""


def pair_meetings(stays: TrueStays, sources: Ints, others: Ints) -> Meetings:
    """Pairs of a row of ``sources`` and one of ``others`` (row numbers) at one venue at one time, of two persons."""
    order = others[np.argsort(stays.venue[others], kind="stable")]
    venue = stays.venue[order]
    low = np.searchsorted(venue, stays.venue[sources], side="left")
    counts = np.searchsorted(venue, stays.venue[sources], side="right") - low
    ends = np.cumsum(counts)
    source = np.repeat(sources, counts)
    position = np.arange(source.size) + np.repeat(low - (ends - counts), counts)
    other = order[position]
    start = np.maximum(stays.start[source], stays.start[other]).astype(np.int64)
    end = np.minimum(stays.end[source], stays.end[other]).astype(np.int64)
    keep = (end > start) & (stays.person[source] != stays.person[other])
    source, other = source[keep], other[keep]
    return Meetings(source, other, start[keep], end[keep], stays.spot[source] == stays.spot[other])
