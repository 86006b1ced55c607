"""Fills an empty database for a real server: ``python -m tests.integration.declarations.seed CITIZENS``.

Prints one JSON object: for each citizen the row id and the key of a session in which they are signed in. One entry in ten
is as after a first sign-in: it lacks a year of birth, and its person has not agreed to anything yet.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

NEW = 10


def main(many: int) -> dict[str, object]:
    import django

    django.setup()
    from django.contrib.sessions.models import Session
    from django.core.management import call_command

    from truyvet.web.session_store import SessionStore, stored_key

    call_command("migrate", verbosity=0)
    from django.db import transaction
    from django.utils.crypto import get_random_string
    from tests.unit_codes import codes_on

    from truyvet.audit.values import By
    from truyvet.people.actions import NewConsent, add_people, give_consents
    from truyvet.people.citizen_door import SESSION_AT, SESSION_KEY
    from truyvet.people.rules.consents import DECLARATION
    from truyvet.people.values import NewPerson
    from truyvet.places import actions as places

    by, now = By.system("seed"), datetime.now(UTC).replace(microsecond=0)
    places.load_units(by=by, now=now, province="24")
    codes = codes_on(now.date())
    commune = next(iter(sorted(code for code in codes if len(code) == 5)))
    with transaction.atomic():
        people = [
            NewPerson(
                "Nguyễn Văn Ví Dụ", birth_year=1990 if place % NEW else None, gender="m", commune_id=codes[commune],
                address="Thôn Núi Hiểu", phones=(f"+849{place:08}",),
            )
            for place in range(many)
        ]  # fmt: skip
        ids = [person for person in add_people(by=by, now=now, people=people, source="seed").ids if person is not None]
        given = [NewConsent(person, "2022-03.1", "vi", "web") for place, person in enumerate(ids) if place % NEW]
        give_consents(by=by, now=now, purpose=DECLARATION, consents=given)
        keys = [get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789") for _ in ids]
        encode, since = SessionStore().encode, int(now.timestamp())
        Session.objects.bulk_create(
            Session(
                session_key=stored_key(key),
                session_data=encode({SESSION_KEY: person, SESSION_AT: since}),
                expire_date=now + timedelta(hours=10),
            )
            for key, person in zip(keys, ids, strict=True)
        )
    return {"citizens": list(zip(ids, keys, strict=True)), "commune": commune}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
