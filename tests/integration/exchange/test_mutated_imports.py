"""Tables as programs and people spoil them, through imports: refused, rejected, warned of, or taken as they were meant."""

from __future__ import annotations

import os
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from tests.integration.exchange.command_result import ImportCommand
from tests.property.test_mutated_trace_tables import CELLS, NAMES, Tables

from truyvet.cases.models import Case
from truyvet.core.text_folding import fold
from truyvet.devices.models import Encounter
from truyvet.people.models import Person
from truyvet.tabular import fold_id
from truyvet.venues.models import Visit

pytestmark = pytest.mark.db
MUTATIONS = int(os.environ.get("TRUYVET_MUTATIONS", "12"))
"""The long profile asks ten thousand."""
IN, OUT = "2021-05-29T07:00:00+07:00", "2021-05-29T08:00:00+07:00"
TABLES: Tables = {
    "people": [["person_id", "name", "birth_year", "gender", "phone", "commune", "household"],
               ["0101", "Lê Văn Ba", "1980", "m", "0912000111", "07783", "01"],
               ["0102", "Trần Thị Tư", "1991", "f", "0912000112", "07801", "02"]],
    "visits": [["person_id", "venue_id", "check_in", "check_out", "assurance"], ["0001", "chợ-1", IN, OUT, "high"],
               ["0002", "chợ-1", IN, OUT, "low"]],
    "encounters": [["person_a", "person_b", "start", "seconds", "distance_m"], ["0001", "0002", IN, "900", "1.5"]],
    "cases": [["person_id", "onset", "sample", "reference", "outcome", "commune"],
              ["0001", "2021-05-27", "2021-05-29", "XN-01", "positive", "07783"],
              ["0002", "2021-05-26", "2021-05-28", "XN-02", "negative", "07801"]],
}  # fmt: skip
MAY_BE_EMPTY = {
    "people": {"name", "birth_year", "gender", "phone", "commune", "household"}, "visits": {"check_out", "assurance"},
    "encounters": {"distance_m"}, "cases": {"onset", "commune"},
}  # fmt: skip
"""Columns in which nothing is a statement too: not known."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1258", "latin-1")


def facts() -> list[str]:
    """What the registers hold, as nobody spells it."""
    # A list of people whose zeros were lost before it came is their list: the next file that has them is told of.
    ids = {pk: fold_id(value.removeprefix("import:")) for pk, value in Person.objects.values_list("pk", "identifiers__value")}
    people = [
        f"{ids[one.pk]} {fold(one.name)} {one.birth_year} {one.gender} {[p.number for p in one.phones.all()]} {one.commune_id} "
        f"{len(one.memberships.all())}"
        for one in Person.objects.prefetch_related("phones", "memberships")
    ]
    visits = [f"{ids[v.person_id]} {v.venue_id} {v.check_in} {v.check_out} {v.assurance}" for v in Visit.objects.all()]
    encounters = [f"{ids[e.person_a_id]} {ids[e.person_b_id]} {e.start} {e.seconds} {e.distance_mm}" for e in Encounter.objects.all()]
    cases = [
        f"{ids[c.person_id]} {c.onset_at} {c.sample_at} {c.reported_commune_id} {[(fold(r.reference), r.outcome) for r in c.results.all()]}"
        for c in Case.objects.prefetch_related("results")
    ]
    return sorted(people + visits + encounters + cases)


def spoil(chance: random.Random) -> tuple[str, list[list[str]], str]:
    """One table with a header, a cell, a column, a row or its encoding spoilt."""
    kind = chance.choice(sorted(TABLES))
    rows = [list(row) for row in TABLES[kind]]
    how = chance.choice(("name", "cell", "column", "shift", "double", "encoding"))
    place, line = chance.randrange(len(rows[0])), chance.randrange(1, len(rows))
    if how == "shift":
        before, after = rows[line][:place], rows[line][place:]
        rows[line] = chance.choice(([*before, *after[1:]], [*before, "x", *after]))
    elif how == "double":
        rows.insert(line, [*rows[line]])
        rows[line][chance.randrange(len(rows[0]))] += "9"
    elif how != "encoding":
        change = chance.choice(NAMES if how == "name" else CELLS)
        if change is CELLS[-1] and rows[0][place] in MAY_BE_EMPTY[kind]:
            change = CELLS[0]
        if rows[0][place] == "name" and any(fold(change(row[place])) != fold(row[place]) for row in rows[1:]):
            change = CELLS[1]  # nobody can see that a letter of a name is another one
        for number in [0] if how == "name" else [line] if how == "cell" else range(1, len(rows)):
            rows[number][place] = change(rows[number][place])
    return kind, rows, chance.choice(ENCODINGS) if how == "encoding" else "utf-8"


def write(path: Path, rows: list[list[str]], encoding: str) -> Path:
    text = "".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n" for row in rows)
    path.write_bytes(text.encode(encoding, "replace" if encoding in ("cp1258", "latin-1") else "strict"))
    return path


def test_a_spoilt_table_is_told_of_or_taken_as_it_was_meant(
    run_import: ImportCommand, units: dict[str, int], table: Callable[..., Path], tmp_path: Path
) -> None:
    assert run_import("people", table("p.csv", "person_id", [("0001",), ("0002",)])).status == 0
    assert run_import("venues", table("v.csv", "venue_id,commune", [("chợ-1", "07783")])).status == 0
    right: dict[str, list[str]] = {}

    def taken(kind: str, rows: list[list[str]], encoding: str) -> tuple[bool, list[str]]:
        """Whether the import said nothing, and what the registers then hold."""
        with transaction.atomic():
            said = run_import(kind, write(tmp_path / "t.csv", rows, encoding))
            found = facts()
            transaction.set_rollback(True)
        return said.status == 0 and not said.answer["warnings"], found

    for kind, rows in TABLES.items():
        is_silent, right[kind] = taken(kind, rows, "utf-8")
        assert is_silent
    chance = random.Random(7)
    for _ in range(MUTATIONS):
        kind, rows, encoding = spoil(chance)
        is_silent, found = taken(kind, rows, encoding)
        if is_silent:
            # A row more, under an id of its own, is somebody more; nothing else may differ.
            assert plain(found) == plain(right[kind]) or (len(rows) > len(TABLES[kind]) and set(plain(right[kind])) <= set(plain(found))), (
                kind, encoding, rows,
            )  # fmt: skip


def plain(found: list[str]) -> list[str]:
    return [unicodedata.normalize("NFC", line) for line in found]
