"""A hamlet of three houses, a team and its round: one followed grandmother without a telephone, two households that did not declare."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.conftest import TODAY
from tests.integration.two_communes import HERE, PATHS

from truyvet.access.models import Staff
from truyvet.audit.values import By, Scope
from truyvet.followup.actions import follow_by_hand
from truyvet.people.actions import register_person, set_household
from truyvet.people.values import NewPerson
from truyvet.teams.actions.field_entries import SentEntry, TakenEntry, take_entry
from truyvet.teams.actions.rounds import make_round
from truyvet.teams.actions.teams import make_team
from truyvet.teams.models import Stop

SYSTEM = Scope.system("test", TODAY)
OFFICER = Scope("commune_officer", (PATHS[HERE],), TODAY)
BY = By.system("test")
HOUSES = (
    ("Thôn Đông, số 10", (("Lê Thị Mười", 1990, "0912000010"), ("Lê Văn Con", 2015, ""))),
    ("Thôn Đông, số 2", (("Trần Thị Hai", 1950, ""), ("Trần Văn Ông", 1948, ""))),
    ("Thôn Đông, số 7", (("Phạm Văn Bảy", 1980, "0912000007"),)),
)
"""The grandmother of number 2 is followed."""


@dataclass
class Hamlet:
    """Codes of persons by name, of the round, and how its entries are sent."""

    now: datetime
    member: Staff
    round_code: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    phone: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def scope(self) -> Scope:
        return Scope("community_team", (PATHS[HERE],), TODAY, staff=self.member.pk)

    def door(self, number: int) -> Stop:
        return Stop.objects.get(round__code=self.round_code, number=number)

    def entry(self, number: int, outcome: str, *persons: dict[str, Any], at: datetime | None = None, **more: Any) -> str:
        """What the page writes for one visit."""
        told = {"kind": "visit", "door": self.door(number).code, "at": int((at or self.now).timestamp()), "member": self.member.pk}
        return json.dumps({**told, "outcome": outcome, "persons": list(persons), **more})

    def send(self, content: str | None, number: int = 1, event_id: uuid.UUID | None = None, **more: Any) -> TakenEntry:
        sent = SentEntry(event_id or uuid.uuid4(), self.phone, number, content, **more)
        return take_entry(by=BY, now=self.now, scope=self.scope, round_code=self.round_code, sent=sent)


def hamlet(units: dict[str, int], staff: Callable[..., Staff], now: datetime) -> Hamlet:
    """Three houses in a commune, and the round that a team walks today."""
    made = Hamlet(now, staff("community_team", HERE, display="Tổ viên Lan"))
    for address, persons in HOUSES:
        home = None
        for name, year, phone in persons:
            told = NewPerson(name, year, "f", units[HERE], address, phones=(phone,) if phone else ())
            made.codes[name] = register_person(by=BY, now=now, person=told).code
            home = set_household(by=BY, now=now, scope=SYSTEM, person_code=made.codes[name], household_code=home)
    day = now.date() - timedelta(days=2)
    follow_by_hand(by=BY, now=now, scope=SYSTEM, person_code=made.codes["Trần Thị Hai"], last_exposure=day, reason="cùng đám cưới")
    team = make_team(
        by=BY, now=now, scope=OFFICER, event_id=uuid.uuid4(), name="Tổ 1", commune_code=HERE, member_ids=[made.member.pk],
        leader_id=made.member.pk,
    )  # fmt: skip
    made.round_code = make_round(by=BY, now=now, scope=OFFICER, event_id=uuid.uuid4(), team_code=team, day=TODAY, hamlet="Thôn Đông")
    return made
