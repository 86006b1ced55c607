"""Traces one person after the other over the visits that are in the database, until it is ended: the load beside check-ins."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import django


def main() -> None:
    """Reads all visits as a trace does, and looks who was where whoever came last was."""
    django.setup()
    from truyvet.audit.values import Scope
    from truyvet.venues import queries

    scope = Scope.system("bench", datetime.now(UTC).date())
    while True:
        visits: dict[int, list[tuple[int, int, int]]] = {}
        for _, person, venue, begins, ends, _, _ in queries.visit_rows(scope):
            visits.setdefault(venue, []).append((begins, max(begins, ends), person))
        for rows in visits.values():
            rows.sort()
            case = rows[-1][2]
            stays = [(begins, ends) for begins, ends, person in rows if person == case]
            {person for begins, ends, person in rows for one, other in stays if begins <= other + 900 and ends >= one}
        time.sleep(0.5)


if __name__ == "__main__":
    main()
