"""A vehicle's list: each line accounted for, one notice each, the commune sees them, and a trace finds who sat in the same coach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.integration.exchange.command_result import ImportCommand
from tests.integration.exchange.test_import_kinds import reasons

from truyvet.campaigns.models import Arrival, Passenger, VehicleTrip
from truyvet.messaging.models import Message
from truyvet.people.models import Person
from truyvet.venues.models import Roster

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
HEAD = "vehicle,departed_at,arrived_at,from,to,seat,name,phone,document,commune"


def line(seat: str, name: str, phone: str, commune: str = "07783", document: str = "") -> tuple[str, ...]:
    return ("98b-012.34", "2021-05-31T05:00+07:00", "2021-05-31T07:30+07:00", "Hà Nội", "Bắc Giang", seat, name, phone, document, commune)


def test_a_list_by_seat_is_accounted_for_told_once_and_known_to_traces(
    run_import: ImportCommand, table: Callable[..., Path], client_for: Callable[..., Client], tmp_path: Path
) -> None:
    rows = [line("A1", "Nguyễn Văn Ví Dụ", "0912 000 001"), line("A2", "Trần Thị Ví Dụ", "")]
    wrong = [line("A1", "Người Khác", "0912 000 003"), line("A4", "Nguyễn Văn Ví Dụ", "0912 000 001"), line("A5", "Lê Văn Ví Dụ", "12")]
    file, rejects = table("xe.csv", HEAD, [*rows, *wrong, line("A6", "Lý Thị Ví Dụ", "", "99999"), rows[0]]), tmp_path / "out.csv"
    assert run_import("passengers", file, "--rejects", str(rejects)).counts == (7, 2, 4, 1)
    assert [(row, column) for row, column, _ in reasons(rejects)] == [("3", "seat"), ("4", "seat"), ("5", "phone"), ("6", "commune")]
    trip = VehicleTrip.objects.get()
    assert (trip.vehicle, trip.passengers.count(), Arrival.objects.count()) == ("98B01234", 2, 2)
    assert Message.objects.filter(template__startswith="arrival_notice").count() == 1  # the other one left no number
    assert run_import("passengers", table("lai.csv", HEAD, rows)).counts == (2, 0, 0, 2)
    capitals = table("hoa.csv", HEAD, [line("A2", "TRẦN THỊ VÍ DỤ", ""), line("A7", "Đỗ Văn Ví Dụ", "")])
    assert run_import("passengers", capitals).counts[:2] == (2, 1), "a line spelt otherwise stops nobody behind it"
    more = table("them.csv", HEAD, [line("B1", "Phạm Văn Ví Dụ", "0912 000 004", "07444")])
    assert run_import("passengers", more).counts == (1, 1, 0, 0)
    members = list(Roster.objects.order_by("pk").values_list("group__kind", "valid_from", "valid_until"))
    assert members == [("coach", int(trip.departed_at.timestamp()), int(trip.arrived_at.timestamp()))] * 4
    assert Passenger.objects.count() == 4 and Person.objects.count() == 4
    here = client_for("commune_officer", "07783")
    page, whole = here.get(f"/chuyen-xe/{trip.code}/"), client_for("province_officer", "24").get(f"/chuyen-xe/{trip.code}/")
    assert ">A2<" in page.content.decode() and ">B1<" not in page.content.decode() and ">B1<" in whole.content.decode()
    assert "98B01234" in here.get("/chuyen-xe/").content.decode() and "Nguyễn Văn Ví Dụ" not in whole.content.decode()
