"""Tables as programs and people spoil them: a trace refuses, warns, or answers as it did before. Nothing is lost without a word."""

from __future__ import annotations

import json
import os
import random
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from truyvet.cli.main import main

MUTATIONS = int(os.environ.get("TRUYVET_MUTATIONS", "150"))
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


def answer(tables: Tables, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object], str]:
    """Exit status, the JSON answer, and the contacts without their score."""
    options: list[str] = []
    for name, rows in tables.items():
        path = folder / f"{name}.csv"
        path.write_text("".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) + "\n" for row in rows), "utf-8")
        options += [f"--{name}", str(path)]
    out = folder / "out.csv"
    out.unlink(missing_ok=True)
    status = main(["trace", *options, "--engine", "reference", "--out", str(out), "--json"])
    return status, json.loads(capsys.readouterr().out), out.read_text("utf-8") if out.exists() else ""


def spoil(tables: Tables, chance: random.Random) -> tuple[Tables, str]:
    """One table with a header, a cell or a whole column spoilt."""
    made = {name: [list(row) for row in rows] for name, rows in tables.items()}
    name = chance.choice(sorted(made))
    rows = made[name]
    place, how = chance.randrange(len(rows[0])), chance.choice(("name", "cell", "column"))
    change = chance.choice(NAMES if how == "name" else CELLS)
    if rows[0][place] in MAY_BE_EMPTY and change is CELLS[-1]:
        change = CELLS[0]
    wanted = [0] if how == "name" else [chance.randrange(1, len(rows))] if how == "cell" else range(1, len(rows))
    for row in wanted:
        rows[row][place] = change(rows[row][place])
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
