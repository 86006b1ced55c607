"""Invented counts of installations for every commune, a target, and the roster of a factory of which a part has not installed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import numpy as np

from truyvet.adoption.actions.targets import TargetPlan, set_target
from truyvet.adoption.actions.told_figures import DenominatorValues, FigureKey, InstallValues, add_denominators, add_install_counts
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.groups.actions.roster_changes import apply_roster
from truyvet.groups.actions.roster_rows import MemberLine, keep_roster_rows
from truyvet.groups.queries.groups import groups_in_scope
from truyvet.groups.rules.roster_difference import RosterEntry
from truyvet.groups.rules.roster_kinds import RosterKind
from truyvet.people.rules.phones import normalise
from truyvet.places.queries import communes, unit_by_code
from truyvet.simulate.province import Province

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
MEMBERS: Final = 48


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


def add_factory(by: By, now: datetime, scope: Scope, province: Province, residents: np.ndarray, commune: str) -> None:
    """Adds a factory's roster, of which every sixth line lacks what a match needs, and a newer list that waits to be looked at."""
    unit = unit_by_code(scope, commune, scope.on)
    assert unit is not None
    numbers = residents[:MEMBERS].tolist()
    for origin, lines in (("demo:1", numbers), ("demo:2", [*numbers[3:], *residents[MEMBERS : MEMBERS + 4].tolist()])):
        rows = [_line(province, unit.id, place, number, is_second=origin == "demo:2") for place, number in enumerate(lines)]
        keep_roster_rows(by=By(by.actor, by.role, origin), now=now, source="khu-cong-nghiep", lines=rows)
        if origin == "demo:1":
            group = groups_in_scope(scope).get(source="khu-cong-nghiep")
            apply_roster(by=by, now=now, scope=Scope("demo", ("24/",), scope.on), code=group.code, origin=origin)


def _line(province: Province, unit: int, place: int, number: int, *, is_second: bool) -> MemberLine:
    people = province.people
    phone = people.phone(number) if number % 6 else ""
    line = "1" if bool(number % 2) != (is_second and place < 2) else "2"
    entry = RosterEntry(
        people.name(number),
        normalise(phone) if phone else "",
        "",
        int(people.birth_year[number]),
        (line, "sáng", "", "", "", "", ""),
        None,
    )
    return MemberLine(RosterKind.WORKERS, unit, "Xưởng lắp ráp 1", "Công ty Ví Dụ (giả lập)", f"CN{number}", entry)
