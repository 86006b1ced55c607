"""Invented counts of installations for every commune, and a target."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from truyvet.adoption.actions.targets import TargetPlan, set_target
from truyvet.adoption.actions.told_figures import DenominatorValues, FigureKey, InstallValues, add_denominators, add_install_counts
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.queries import communes

ORIGIN: Final = "Số liệu giả lập"
REPORTS: Final = (
    (date(2021, 5, 3), 14.0),
    (date(2021, 5, 10), 17.5),
    (date(2021, 5, 17), 24.0),
    (date(2021, 5, 24), 32.0),
    (date(2021, 5, 31), 39.0),
)
"""Day, and the percent of smartphones: Bắc Giang had 26.63 % of the population on 31 May 2021, which is about 39 % of smartphones."""
SMARTPHONES_PER_PERSON: Final = 0.68
"""Bắc Giang, November 2021 (vietnam.md §11.9)."""
LATE_COMMUNES: Final = 7
"""They told nothing on the last day, so that the page shows who is late."""


def add_figures(by: By, now: datetime, scope: Scope) -> None:
    """Adds denominators, five weekly reports of every commune, and the target of the directive."""
    places = communes(scope, "24/", scope.on)
    people = {place.id: 4_000 + int(place.code) * 37 % 9_000 for place in places}
    phones = {unit: int(count * SMARTPHONES_PER_PERSON) for unit, count in people.items()}
    since = LocalDay(2021, 1, 1)
    add_denominators(
        by=by, now=now, figures={FigureKey(unit, "", since): DenominatorValues(ORIGIN, people[unit], phones[unit]) for unit in people}
    )
    for day, percent in REPORTS:
        told = places[LATE_COMMUNES:] if day == REPORTS[-1][0] else places
        counts = {
            # From seven tenths to thirteen tenths of the province's share, by the commune's code.
            FigureKey(place.id, "", LocalDay.of_date(day)): InstallValues(
                ORIGIN, int(phones[place.id] * percent / 100 * (0.7 + int(place.code) * 13 % 60 / 100))
            )
            for place in told
        }
        add_install_counts(by=by, now=now, counts=counts)
    plan = TargetPlan("24", "Chỉ thị 09/CT-UBND", 60, LocalDay(2021, 5, 20), LocalDay(2021, 6, 30))
    set_target(by=by, now=now, scope=Scope("demo", ("24/",), scope.on), plan=plan)
