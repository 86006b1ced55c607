"""Fills an empty database for a real server: ``python -m tests.integration.venues.seed PEOPLE [phones]``.

Prints one JSON object: keys of gates by way, and for each person the row id and the text of a printed card; with "phones"
instead the body of a pass and the phone's private key, in hexadecimal.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, datetime, timedelta

DECLARED = timedelta(days=6)
"""Cards live 7 days: all moments of the tests lie in the life of one."""


def main(people: int, phones: bool) -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import transaction
    from tests.integration.venues import gatehouse
    from tests.unit_codes import codes_on

    from truyvet.audit.values import Scope
    from truyvet.people.actions import register_person
    from truyvet.people.values import NewPerson
    from truyvet.places import actions as places
    from truyvet.venues.actions import NewVenue, register_venue

    now = datetime.now(UTC).replace(microsecond=0)
    then = now - DECLARED
    gatehouse.older_keys(then - timedelta(days=6))
    places.load_units(by=gatehouse.BY, now=now, province="24")
    unit = codes_on(now.date()).get("07783") or next(iter(codes_on(now.date()).values()))
    scope = Scope.system("seed", now.date())
    made = register_venue(by=gatehouse.BY, now=now, scope=scope, venue=NewVenue(uuid.uuid4(), "May Hà Phong", "factory", unit))
    keys = {way: [gatehouse.key_of(made.id, now, way) for _ in range(5)] for way in ("in", "out", "both")}
    cards: list[tuple[object, ...]] = []
    with transaction.atomic():
        for _ in range(people):
            person = register_person(by=gatehouse.BY, now=now, person=NewPerson("Nguyễn Văn Ví Dụ", commune_id=unit)).person_id
            if phones:
                who = gatehouse.holder(person, now)
                cards.append((person, who.body.hex(), f"{who.phone.private_numbers().private_value:x}"))
            else:
                cards.append((person, gatehouse.card(person, then + timedelta(hours=1))))
    return {"keys": keys, "cards": cards, "venue": made.id, "from": int(then.timestamp()) + 3_600, "now": int(now.timestamp())}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), sys.argv[2:] == ["phones"])) + "\n")
