"""Persons of an import who are likely somebody registered before: told, listed, and led to the merge question."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.integration.exchange.command_result import ImportCommand

from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.exchange import retention
from truyvet.exchange.models import ImportLikeness
from truyvet.people import actions
from truyvet.people.models import Alias, Person
from truyvet.people.queries import likely_pairs
from truyvet.people.rules.identifiers import IdentifierKind
from truyvet.people.values import NewPerson

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
HEADER = "person_id,name,birth_year,commune,phone"


@pytest.fixture
def before(units: dict[str, int], now: datetime) -> dict[str, str]:
    """Codes of some who were registered the day before, by what tells them apart."""
    told = {
        "an": NewPerson("Nguyễn Văn An", 1980, "m", units["07783"], phones=("0912345678",)),
        "binh": NewPerson("Trần Thị Bình", 1975, "f", units["07783"], identifiers=((IdentifierKind.EXTERNAL, "cdc:9"),)),
    }
    yesterday = now - timedelta(days=1)
    return {name: actions.register_person(by=By.system("test"), now=yesterday, person=each).code for name, each in told.items()}


def test_told_listed_and_merged(
    run_import: ImportCommand, table: Callable[..., Path], before: dict[str, str], client_for: Callable[..., Client]
) -> None:
    rows = [("1", "AN Nguyễn Văn", "1981", "07783", ""), ("2", "Lê Văn Cường", "1980", "07783", "0912345678"),
            ("3", "Trần Thị Bình", "1975", "07783", ""), ("4", "Trần Thị Bình", "1975", "07783", "")]  # fmt: skip
    file = table("people.csv", HEADER, rows)
    tried = run_import("people", file, "--dry-run", "--source", "cdc", "--batch", "2")
    (warning,) = tried.answer["warnings"]  # type: ignore[misc]
    assert tried.status == 0 and (warning["code"], warning["count"]) == ("likely_same", 1)
    assert warning["examples"] == [f"1: {before['an']}"]  # Bình of the same register has an id of her own
    done = run_import("people", file)
    assert done.counts == (4, 4, 0, 0)
    assert [(each["code"], each["count"]) for each in done.answer["warnings"]] == [("likely_same", 3)]  # type: ignore[attr-defined]
    assert "3 người mới có lẽ đã có trong sổ" in done.err

    client, job = client_for("tracer"), done.answer["job"]
    assert "3 người mới có lẽ đã có trong sổ" in page(client.get(f"/nhap-du-lieu/{job}/"))
    listed = page(client.get(f"/nhap-du-lieu/{job}/co-the-trung/"))
    first = ImportLikeness.objects.get(row=1)
    assert "họ tên · năm sinh · xã, phường" in listed and "Nguyễn" not in listed
    link = f"/nguoi/{first.code}/?gop={before['an']}"
    assert f'href="{link}#gop"' in listed
    asked = client.post(link, {"task": "double_entry"}, follow=True)
    assert f'value="{before["an"]}"' in page(asked)
    client.post(f"/nguoi/{first.code}/gop/", {"into": before["an"], "reason": "cùng một người"})
    assert Alias.objects.get().person.code == first.code
    assert client_for("admin").get(f"/nhap-du-lieu/{job}/co-the-trung/").status_code == 403


def page(response: Any) -> str:
    return html.unescape(response.content.decode())


def test_as_many_statements_for_more_rows_and_gone_in_a_month(
    run_import: ImportCommand, table: Callable[..., Path], before: dict[str, str], now: datetime
) -> None:
    names = ("Nguyễn Văn An", "An Nguyễn Văn", "Văn An Nguyễn", "Lê Thị Dung", "Phạm Thị Hoa Mai Lan")
    run_import("people", table("p.csv", HEADER, [(f"x{place}", name, "1980", "07783", "") for place, name in enumerate(names)]))
    new = list(Person.objects.exclude(code__in=before.values()).order_by("pk").values_list("pk", flat=True))
    counted = []
    for some in (new[:1], new):
        with CaptureQueriesContext(connection) as statements:
            likely_pairs(Scope.system("test", LocalDay.of(now)), some, before=now)
        counted.append(len(statements))
    assert counted[0] == counted[1]
    assert ImportLikeness.objects.count() == 3
    assert retention.purge_likenesses(now + timedelta(days=40)) == 3
