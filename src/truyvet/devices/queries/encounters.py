"""Reads encounters as integer rows for a trace: no name, no code. It reads in chunks, bounded in memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from truyvet.audit.values import Scope, require_scope
from truyvet.devices import rules
from truyvet.devices.models import Encounter, SharedMatch
from truyvet.devices.rules.shared_matches import MatchVerdict
from truyvet.people.values import PurposeMissing
from truyvet.places.queries import within

NOT_MEASURED: Final = -1
JOINED_WITHIN_S: Final = 3_600
"""Ours: within an hour of each other two meetings are one time to ask about."""
ROWS_PER_CHUNK: Final = 10_000
UNITS_PER_STORED_UNIT: Final = 1_000
"""Micrometres in a millimetre, parts per billion in a part per million."""


def encounter_rows(scope: Scope, since: int = 0) -> Iterator[tuple[int, int, int, int, int, int, int, int]]:
    """Yields (id, person_a, person_b, start, seconds, distance_um, probability_ppb, change) with ``change`` ≥ ``since``.

    In no order. Start in epoch seconds; distance in micrometres and probability in parts per billion, as in
    tracing/records.py, MISSING where not measured. Of pairs of whom both live within the scope.
    """
    reader = require_scope(scope)
    rows = Encounter.objects.filter(within(reader, "person_a__commune__path"), within(reader, "person_b__commune__path"))
    if since:
        rows = rows.filter(change__gte=since)
    distance = Coalesce(F("distance_mm") * UNITS_PER_STORED_UNIT, Value(NOT_MEASURED))
    probability = Coalesce(F("probability_ppm") * UNITS_PER_STORED_UNIT, Value(NOT_MEASURED))
    yield from (
        rows.order_by()
        .values_list("id", "person_a_id", "person_b_id", "start", "seconds", distance, probability, "change")
        .iterator(chunk_size=ROWS_PER_CHUNK)
    )


def refuted_since(scope: Scope, second: int) -> bool:
    """Returns whether an encounter was removed since then because its match was refuted; a copy of the rows is then out of date."""
    require_scope(scope)
    since = datetime.fromtimestamp(second, UTC)
    return SharedMatch.objects.filter(verdict=MatchVerdict.REFUTED.value, judged_at__gte=since, encounter__isnull=False).exists()


def first_kept(scope: Scope, now: datetime) -> int:
    """Returns the second before which no encounter is kept; a copy of the rows drops those that began earlier."""
    require_scope(scope)
    return rules.first_kept(now)


def encounters_of_person(scope: Scope, person_id: int, since: int, until: int) -> tuple[tuple[int, int], ...]:
    """Returns (from, until) of the times at which a person of the scope was near another device, earliest first, joined within an hour.

    With whom is not said. Raises PurposeMissing without a purpose.
    """
    if not require_scope(scope).purpose.strip():
        raise PurposeMissing
    mine = Q(person_a=person_id) & within(scope, "person_a__commune__path") | Q(person_b=person_id) & within(
        scope, "person_b__commune__path"
    )
    rows = Encounter.objects.filter(mine, start__gte=since, start__lt=until).order_by("start")
    joined: list[tuple[int, int]] = []
    for start, seconds in rows.values_list("start", "seconds"):
        if joined and start - joined[-1][1] <= JOINED_WITHIN_S:
            joined[-1] = (joined[-1][0], max(joined[-1][1], start + seconds))
        else:
            joined.append((start, start + seconds))
    return tuple(joined)
