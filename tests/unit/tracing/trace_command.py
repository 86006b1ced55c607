"""Ask ``truyvet trace`` in a folder of its own and see what it says and writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from truyvet.cli.main import main

DAY = "2021-05-12T"
FILES: Mapping[str, str] = {
    "cases": "person_id,infectious_from,infectious_until,onset,sample\nC,2021-05-10T00:00:00+07:00,2021-05-20T00:00:00+07:00,,\n",
    "visits": f"person_id,venue_id,check_in,check_out\nC,M,{DAY}08:00:00+07:00,{DAY}09:00:00+07:00\nP,M,{DAY}08:00:00+07:00,\n",
}
HEADERS: Mapping[str, str] = {
    "cases": "person_id,infectious_from,infectious_until,onset,sample",
    "visits": "person_id,venue_id,check_in,check_out",
    "venues": "venue_id,kind,closes,part_of",
    "encounters": "person_a,person_b,start,seconds,distance_m,probability_near",
    "named": "case_id,contact_id,last_contact",
    "groups": "person_id,group_id,kind,from,until",
    "isolations": "person_id,isolated_at",
    "people": "person_id,commune",
}


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What one run said, and the files that it left behind."""

    status: int
    out: str
    err: str
    written: frozenset[str]

    def json(self) -> dict[str, Any]:
        """The one JSON value on stdout."""
        value: dict[str, Any] = json.loads(self.out)
        return value


Ask = Callable[..., CommandResult]


def asker(folder: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """``ask("--json", visits=TEXT)``: the usual files with some replaced (bytes or text; None = not given)."""

    def ask(*options: str, **files: str | bytes | None) -> CommandResult:
        chosen: list[str] = []
        given = folder / "given"
        given.mkdir(exist_ok=True)
        for name, content in {**FILES, **files}.items():
            if content is not None:
                path = given / f"{name}.csv"
                path.write_bytes(content.encode() if isinstance(content, str) else content)
                chosen += [f"--{name}", str(path)]
        answers = folder / "answers"
        answers.mkdir(exist_ok=True)
        try:
            status = main(["trace", "--lang", "en", *chosen, "--out", str(answers / "contacts.csv"), *options])
        except SystemExit as left:
            status = int(str(left.code))
        said = capsys.readouterr()
        return CommandResult(status, said.out, said.err, frozenset(path.name for path in answers.iterdir()))

    return ask


def one_row(table: str, row: str) -> str:
    """A file of this table's header and one row."""
    return f"{HEADERS[table]}\n{row}\n"
