"""A name that turns the order of its letters around gets in at no door: forms refuse it, and what is stored has it no more."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from truyvet.audit.values import By, Scope
from truyvet.venues.actions import NewVenue, register_venue
from truyvet.venues.models import Venue

pytestmark = pytest.mark.db
TURNING = ("\u202e", "\u2066", "\u200f", "\u061c")


@pytest.mark.parametrize("letter", TURNING)
def test_forms_refuse_it(client_for: Callable[..., Client], letter: str) -> None:
    for address, fields in (("/nguoi/", {"words": f"An{letter}hn"}), ("/dang-nhap/", {"login": f"lan{letter}", "password": "x"})):
        assert client_for("tracer").post(address, fields).status_code == 400
    assert Client().get("/", {"x": f"{letter}a"}).status_code == 400


def test_names_from_files_and_programs_lose_it(units: dict[str, int], now: datetime) -> None:
    scope = Scope.system("test", now.date())
    venue = NewVenue(uuid.uuid4(), "Ch\u1ee3 \u202eneib \u0042\u1ed1n", "market", units["07783"], address="\u2067Th\u00f4n 1\u2069")
    register_venue(by=By.system("test"), now=now, scope=scope, venue=venue)
    stored = Venue.objects.get()
    assert (stored.name, stored.address) == ("Ch\u1ee3 neib B\u1ed1n", "Th\u00f4n 1")
