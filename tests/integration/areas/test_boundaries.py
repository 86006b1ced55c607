"""``truyvet import boundaries``: from a file to lines in force and neighbours, each line accounted for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import TODAY
from tests.unit.areas.test_boundaries import feature, file_of, square

from truyvet.areas.models import Boundary, BoundaryVersion
from truyvet.areas.queries.boundaries import boundaries_of, neighbours
from truyvet.audit.values import Scope
from truyvet.cli.main import main

pytestmark = pytest.mark.db
READER = Scope("citizen", (), TODAY)


def imported(tmp_path: Path, capsys: pytest.CaptureFixture[str], *features: Any, more: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "lines.geojson"
    file.write_text(file_of(*features), "utf-8")
    status = main(["import", "boundaries", str(file), "--json", "--edition", "2021", *more])
    answer = capsys.readouterr().out
    return status, json.loads(answer) if answer else {}


def test_a_file_becomes_lines_in_force_with_their_neighbours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], units: dict[str, int], house_clock: object
) -> None:
    here, beside, third = square(106.2, 21.2), square(106.22, 21.2), square(106.24, 21.2)
    first = [feature("07783", here), feature("07801", beside), feature("07785x", third)]
    status, told = imported(tmp_path, capsys, *first, more=("--dry-run",))
    assert (status, told["version"], BoundaryVersion.objects.count()) == (1, None, 0)
    status, told = imported(tmp_path, capsys, *first, more=("--source", "Sở TNMT"))
    assert status == 1 and told["read"] == told["accepted"] + told["rejected"] + told["duplicate"] == 3
    assert [each["fault"] for each in told["faults"]] == ["unknown_unit"] and told["accepted"] == 2
    assert {"simplified", "lacking"} <= {each["remark"] for each in told["remarks"]}
    a, b, c = (units[code] for code in ("07783", "07801", "07444"))
    assert neighbours(READER, [a, b, c], TODAY) == {a: frozenset({b}), b: frozenset({a})}, "of the third nothing is known"
    assert boundaries_of(READER, [a])[a].source == "Sở TNMT"

    # A second file: one line as it was, one that moved away, one that is new beside it.
    status, told = imported(
        tmp_path, capsys, feature("07783", here), feature("07801", square(106.5, 21.2)), feature("07444", square(106.52, 21.2))
    )
    assert (status, told["accepted"], told["duplicate"]) == (0, 2, 1)
    assert neighbours(READER, [a, b, c], TODAY) == {a: frozenset(), b: frozenset({c}), c: frozenset({b})}
    assert Boundary.objects.filter(unit_id=b).count() == 2 and Boundary.objects.filter(unit_id=b, is_in_force=True).count() == 1

    assert main(["import", "boundaries", str(tmp_path / "absent.geojson")]) == 2
    assert "absent.geojson" in capsys.readouterr().err
