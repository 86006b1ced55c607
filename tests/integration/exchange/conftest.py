"""The command as a function, and a few persons and a venue to speak of."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from tests.integration.exchange.command_result import CommandResult, ImportCommand


@pytest.fixture
def run_import(db: None, house_clock: datetime, capsys: pytest.CaptureFixture[str]) -> ImportCommand:
    """``run_import("visits", path, "--dry-run")``: truyvet import … --json."""
    from truyvet.cli import import_command
    from truyvet.cli.language import add_language_option

    def run(kind: str, path: Path, *options: str, as_json: bool = True) -> CommandResult:
        parser = ArgumentParser()
        import_command.add_arguments(parser)
        add_language_option(parser)
        given = [kind, str(path), *options, *(["--json"] if as_json else [])]
        status = import_command.run(parser.parse_args(given))
        captured = capsys.readouterr()
        return CommandResult(status, captured.out, captured.err)

    return run


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """``table("visits.csv", "a,b", [("1", "2")])``: a CSV file."""

    def write(name: str, header: str, rows: Sequence[Sequence[str]]) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def known(run_import: ImportCommand, table: Callable[..., Path], units: dict[str, int]) -> None:
    """Persons p1 to p9 and venue v1 of the register "import"."""
    people = table("people.csv", "person_id,name", [(f"p{n}", f"Nguyễn Văn {n}") for n in range(1, 10)])
    assert run_import("people", people).counts == (9, 9, 0, 0)
    venues = table("venues.csv", "venue_id,name,kind,commune", [("v1", "Chợ Ví Dụ", "market", "07783")])
    assert run_import("venues", venues).counts == (1, 1, 0, 0)
