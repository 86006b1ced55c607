"""From the operator's file to the figures, the league, the target and the forecast; in both lists of units, and as it was seen then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import TODAY
from tests.integration.exchange.command_result import ImportCommand
from tests.integration.exchange.test_import_kinds import reasons

from truyvet.adoption.actions.retention import purge_denominators, purge_figures, purge_targets
from truyvet.adoption.models import AdoptionTarget, Denominator, InstallCount
from truyvet.adoption.queries.unit_figures import adoption_table
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.places.models import Conversion
from truyvet.places.rules import Edition

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.db
TODAY_LOCAL = LocalDay.of_date(TODAY)
SCOPE = Scope("information_department", ("24/",), TODAY)
Table = Callable[..., Path]
COUNTS: Sequence[Sequence[str]] = [
    ("2021-05-16", "07783", "1.000", ""), ("2021-05-23", "07783", "1500", ""), ("2021-05-30", "07783", "2100", ""),
    ("2021-05-30", "07789", "4000", ""), ("2021-05-30", "07783", "700", "Thôn Ví Dụ"), ("2021-05-31", "07789", "4100", ""),
]  # fmt: skip
WHOLE: Sequence[Sequence[str]] = [
    ("2021-01-01", "07783", "8000", "5000", "Cục Viễn thông"), ("2021-01-01", "07789", "9000", "4000", "Cục Viễn thông"),
]  # fmt: skip


def both_files(run_import: ImportCommand, table: Table) -> None:
    assert run_import("install-counts", table("cai.csv", "day,unit,installs,hamlet", COUNTS)).counts == (6, 6, 0, 0)
    assert run_import("denominators", table("mau.csv", "day,unit,population,smartphones,origin", WHOLE)).counts == (2, 2, 0, 0)


def test_each_row_is_accounted_for_and_a_later_file_is_a_revision(
    run_import: ImportCommand,
    table: Table,
    units: dict[str, int],
    house_clock: datetime,
    tmp_path: Path,
) -> None:
    both_files(run_import, table)
    seen_at = house_clock + timedelta(minutes=1)
    rows = [
        ("2021-05-30", "07783", "2200", ""), ("2021-05-31", "07789", "4100", ""), ("2021-05-30", "99999", "1", ""),
        ("2021-06-01", "07783", "1", ""),
        ("2021-05-30", "07783", "2300", ""), ("2021-05-30", "07783", "1.00", ""), ("2021-05-30", "07783", "", ""),
    ]  # fmt: skip
    rejects = tmp_path / "out.csv"
    file = table("sua.csv", "day,unit,installs,hamlet", rows)
    assert run_import("install-counts", file, "--rejects", str(rejects)).counts == (7, 1, 5, 1)
    found = [(number, column) for number, column, _ in reasons(rejects)]
    assert found == [("3", "unit"), ("4", "day"), ("5", "unit"), ("6", "installs"), ("7", "installs")]
    InstallCount.objects.filter(installs=2200).update(told_at=seen_at + timedelta(hours=1))
    InstallCount.objects.filter(replaced_at__isnull=False).update(replaced_at=seen_at + timedelta(hours=1))
    path = "24/222/07783/"
    assert adoption_table(SCOPE, TODAY_LOCAL).figures[path].installs == 2200
    assert adoption_table(SCOPE, TODAY_LOCAL, seen_at=seen_at).figures[path].installs == 2100
    # A later denominator changes today's share and not that of an older day.
    run_import("denominators", table("moi.csv", "day,unit,smartphones", [("2021-05-31", "07783", "1000")]))
    today, before = (adoption_table(SCOPE, LocalDay.of_date(day)).figures[path] for day in (TODAY, TODAY - timedelta(days=1)))
    assert (today.smartphones, before.smartphones, today.population) == (1000, 5000, 8000)
    assert today.over_smartphones is not None and today.over_smartphones.is_over
    assert [unit.code for unit in adoption_table(SCOPE, TODAY_LOCAL).late() if unit.code in ("07783", "07789")] == ["07783"]


def test_the_history_of_2021_stands_in_the_units_of_2025_too(
    run_import: ImportCommand,
    table: Table,
    units: dict[str, int],
    house_clock: datetime,
) -> None:
    communes = [unit.code for unit in adoption_table(SCOPE, TODAY_LOCAL).units if unit.path.count("/") == 3]
    rows = [("2021-05-31", code, str(1_000 + place)) for place, code in enumerate(communes)]
    assert run_import("install-counts", table("cai.csv", "day,unit,installs", rows)).counts == (len(rows), len(rows), 0, 0)
    whole = adoption_table(SCOPE, TODAY_LOCAL).figures["24/"].installs
    after = adoption_table(SCOPE, TODAY_LOCAL, Edition.AFTER)
    placed = after.figures["24/"].installs
    # 17 communes were merged between the two lists: nobody told us into which, so they are named and not guessed.
    assert placed is not None and whole == sum(range(1_000, 1_000 + len(rows))) == placed + after.unplaced_installs
    assert after.unplaced == 17 and not after.figures["24/"].is_estimate
    # A commune that was cut up: its parts, and everything above them, are estimates; nothing is lost.
    step = Conversion.objects.filter(old_code=communes[0]).get()
    other = Conversion.objects.exclude(new_code=step.new_code).filter(old_code__in=communes).first()
    assert other is not None
    Conversion.objects.filter(pk=step.pk).update(extent="part")
    Conversion.objects.create(old_code=communes[0], new_code=other.new_code, extent="part", on=step.on)
    cut = adoption_table(SCOPE, TODAY_LOCAL, Edition.AFTER)
    guessed = {unit.code for unit in cut.units if cut.figures[unit.path].is_estimate}
    assert guessed == {"24", step.new_code, other.new_code} and cut.figures["24/"].installs == placed
    # A commune without a count leaves its successor without one: a sum of the rest would be too small.
    InstallCount.objects.filter(unit__code=communes[0]).delete()
    assert adoption_table(SCOPE, TODAY_LOCAL, Edition.AFTER).figures[f"24/{step.new_code}/"].installs is None


def test_pages_show_the_figures_the_league_the_target_and_the_forecast_at_a_constant_cost(
    run_import: ImportCommand,
    table: Table,
    units: dict[str, int],
    house_clock: datetime,
    client_for: Callable[..., Client],
) -> None:
    department = client_for("information_department", "24")
    assert "Chưa có số cài ứng dụng" in department.get("/cai-dat/").content.decode()
    with CaptureQueriesContext(connection) as empty:
        department.get("/cai-dat/?cap=commune")
    both_files(run_import, table)
    form = {"unit": "24", "title": "Chỉ thị 09/CT-UBND", "percent": "60", "first_day": "2021-05-20", "last_day": "2021-06-30"}
    assert department.post("/cai-dat/chi-tieu/", {**form, "last_day": "2021-05-01"}).status_code == 422
    assert department.post("/cai-dat/chi-tieu/", form)["Location"] == "/cai-dat/don-vi/24/"
    with CaptureQueriesContext(connection) as full:
        page = department.get("/cai-dat/?cap=commune").content.decode()
    assert len(full) <= len(empty) + 3  # places of both lists are named when there are counts
    assert "102,5 %" in page and "trên 100 %" in page and "Chỉ thị 09/CT-UBND" in page and "+600" in page
    commune = department.get("/cai-dat/don-vi/07783/").content.decode()
    assert "còn thiếu 900 máy để đạt 60 %" in commune and "Thôn Ví Dụ" in commune and "<polygon" in commune and "Cục Viễn thông" in commune
    officer = client_for("commune_officer", "07789")
    assert officer.get("/cai-dat/don-vi/07789/").status_code == 200 and officer.get("/cai-dat/don-vi/07783/").status_code == 404
    assert officer.post("/cai-dat/chi-tieu/", form).status_code == 403
    assert "xã chưa có số cài mới nhất" in department.get("/").content.decode()
    later, by = house_clock + timedelta(days=1_200), By.system("test")
    assert [purge(by=by, now=later) for purge in (purge_figures, purge_denominators, purge_targets)] == [6, 2, 1]
    assert not (InstallCount.objects.exists() or Denominator.objects.exists() or AdoptionTarget.objects.exists())
