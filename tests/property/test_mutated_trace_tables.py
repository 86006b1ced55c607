"""Tables as programs and people spoil them: a trace refuses, warns, or answers as it did before. Nothing is lost without a word."""

from __future__ import annotations

import json
import os
import random
import re
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from truyvet.cli.main import main

DAILY = 150
MUTATIONS = int(os.environ.get("TRUYVET_MUTATIONS", DAILY))
"""The long profile asks ten thousand."""
Tables = dict[str, list[list[str]]]
TABLES: Tables = {
    "cases": [["person_id", "onset"], ["0001", "2021-05-21"], ["0002", "2021-05-20"], ["bệnh-3", "2021-05-20"]],
    "visits": [
        ["person_id", "venue_id", "check_in", "check_out"],
        *([person, venue, f"2021-05-{day}T07:00:00+07:00", f"2021-05-{day}T08:00:00+07:00"] for person, venue, day in (
            ("0001", "chợ", "20"), ("0010", "chợ", "20"), ("0002", "trường", "19"), ("0020", "trường", "19"), ("bệnh-3", "trường", "20"),
            ("0030", "trường", "20"),
        )),
    ],
    "venues": [["venue_id", "kind", "closes"], ["chợ", "market", "18:00"], ["trường", "school", "17:00"]],
    "encounters": [["person_a", "person_b", "start", "seconds", "distance_m"], ["0001", "0040", "2021-05-20T07:00:00+07:00", "1800", "1.5"],
                   ["0002", "0050", "2021-05-20T07:00:00+07:00", "1800", "15"]],
    "named": [["case_id", "contact_id", "last_contact"], ["0002", "0060", "2021-05-20"], ["bệnh-3", "0070", "2021-05-19"]],
}  # fmt: skip
CELLS: tuple[Callable[[str], str], ...] = (
    lambda text: text.lstrip("0"),
    lambda text: f"{text} ",
    lambda text: f"\u200b{text}",
    lambda text: unicodedata.normalize("NFD", text),
    str.upper,
    lambda text: f"{int(text)}.0" if text.isdigit() else text,
    lambda text: f"{int(text):.1E}" if text.isdigit() else text,
    lambda text: text.replace("2021-", "2012-"),
    lambda text: text.replace("2021-", "2031-"),
    lambda text: "44337" if "2021-" in text else text,
    lambda text: text.replace("-", "")[:8] if "2021-" in text else text,
    lambda text: text.replace("T", " ").removesuffix("+07:00"),
    lambda text: text.replace(".", ","),
    lambda _text: "",
)
MAY_BE_EMPTY = {"check_out", "distance_m", "kind", "closes"}
"""Columns in which nothing is a statement too: not known."""
NAMES: tuple[Callable[[str], str], ...] = (
    str.upper, str.title, lambda text: f"{text} ", lambda text: text.replace("_", " "), lambda text: text.partition("_")[0],
    lambda text: f"\ufeff{text}", lambda _text: "cột lạ",
)  # fmt: skip


MAPPING = """
date_format = "dd/mm/yyyy hh:mm:ss | dd/mm/yyyy | excel"
time_zone = "Asia/Ho_Chi_Minh"
[columns]
person_id = "Mã người"
onset = "Khởi phát"
venue_id = "Nơi"
check_in = "Vào"
check_out = "Ra"
"""
FOREIGN = {"person_id": "Mã người", "onset": "Khởi phát", "venue_id": "Nơi", "check_in": "Vào", "check_out": "Ra"}


def foreign(tables: Tables) -> Tables:
    """The tables as another program writes them: a title, other headers, days first, local times, a column of row numbers."""
    made: Tables = {}
    for name, rows in tables.items():
        head = ["", *(FOREIGN.get(column, column) for column in rows[0])]
        body = [[str(number), *map(day_first, row)] for number, row in enumerate(rows[1:], 1)]
        made[name] = [["DANH SÁCH", *("" for _ in rows[0])], head, *body]
    return made


def day_first(cell: str) -> str:
    found = re.fullmatch(r"(2021)-(05)-([0-9]{2})(?:T(.*)\+07:00)?", cell)
    return cell if found is None else f"{found[3]}/{found[2]}/{found[1]}" + (f" {found[4]}" if found[4] else "")


def answer(
    tables: Tables, folder: Path, capsys: pytest.CaptureFixture[str], mapping: Path | None = None
) -> tuple[int, dict[str, object], str]:
    """Exit status, the JSON answer, and the contacts without their score."""
    options: list[str] = [] if mapping is None else ["--mapping", str(mapping)]
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        path.write_text("".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n" for row in rows), "utf-8")
        options += [f"--{name}", str(path)]
    out = folder / "out.csv"
    out.unlink(missing_ok=True)
    status = main(["trace", "--lang", "en", *options, "--engine", "reference", "--out", str(out), "--json"])
    return status, json.loads(capsys.readouterr().out), out.read_text("utf-8") if out.exists() else ""


def spoil(tables: Tables, chance: random.Random, above: int = 0) -> tuple[Tables, str]:
    """One table with a header, a cell or a whole column spoilt. ``above``: rows over the header, and columns before the first."""
    made = {name: [list(row) for row in rows] for name, rows in tables.items()}
    name = chance.choice(sorted(made))
    rows = [row[above:] for row in made[name][above:]]
    place, how = chance.randrange(len(rows[0])), chance.choice(("name", "cell", "column"))
    change = chance.choice(NAMES if how == "name" else CELLS)
    if rows[0][place] in MAY_BE_EMPTY and change is CELLS[-1]:
        change = CELLS[0]
    wanted = [0] if how == "name" else [chance.randrange(1, len(rows))] if how == "cell" else range(1, len(rows))
    for row in wanted:
        rows[row][place] = change(rows[row][place])
        made[name][row + above][place + above] = rows[row][place]
    return made, f"{name} {how} {rows}"


def people(contacts: str) -> set[str]:
    """The contacts as nobody spells them: an id that is told with another blank is still somebody."""
    folded = unicodedata.normalize("NFC", contacts.replace("\u200b", "")).casefold()
    return {line.split(",")[0].strip().lstrip("0") for line in folded.splitlines()[1:]}


def test_a_spoilt_table_is_refused_warned_of_or_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, chance = Path(name), random.Random(9)
        status, told, right = answer(TABLES, folder, capsys)
        assert (status, told["warnings"], len(people(right))) == (0, [], 6)
        for _ in range(MUTATIONS):
            tables, what = spoil(TABLES, chance)
            status, told, contacts = answer(tables, folder, capsys)
            if status == 0 and not told["warnings"]:
                assert people(contacts) == people(right), what


TOLD_OF_ALL = ["title_rows", "unread_column"] * 5
"""What is said of the foreign tables as they are: their titles, and the column of row numbers."""


def test_a_spoilt_table_of_another_program_is_told_too(capsys: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, chance = Path(name), random.Random(11)
        mapping = folder / "m.toml"
        mapping.write_text(MAPPING, "utf-8")
        tables = foreign(TABLES)
        status, told, right = answer(tables, folder, capsys, mapping)
        assert (status, codes(told), len(people(right))) == (0, TOLD_OF_ALL, 6)
        for _ in range(MUTATIONS if MUTATIONS > DAILY else DAILY // 3):
            spoilt, what = spoil(tables, chance, 1)
            status, told, contacts = answer(spoilt, folder, capsys, mapping)
            if status == 0 and codes(told) == TOLD_OF_ALL:
                assert people(contacts) == people(right), what


def codes(told: dict[str, object]) -> list[str]:
    warnings = told["warnings"]
    assert isinstance(warnings, list)
    return [warning["code"] for warning in warnings]
