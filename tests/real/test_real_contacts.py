"""Three recordings of who stood face to face with whom, traced by the command with every engine: the same rows.

The recordings: a hospital ward, a high school, an office (SocioPatterns). A slot is 20 s, ``t`` its end.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

MIDNIGHT = 1_620_579_600
"""2021-05-10 00:00 local, where each recording begins."""
SLOT = 20
RECORDINGS = ("hospital_ward_2010", "high_school_2011", "office_2013")
ENGINES = ("sweep", "duckdb", "auto")


@dataclass(frozen=True, slots=True)
class Traced:
    """The rows of one run by what tells them apart, and its counts."""

    contacts: dict[str, dict[str, str]]
    in_order: list[tuple[int, float, str]]
    evidence: list[tuple[str, ...]]
    links: list[tuple[str, ...]]
    counts: dict[str, Any]


@pytest.fixture(scope="module", params=RECORDINGS)
def question(request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with encounters, and three cases, each with its window told in another way: a busy, a usual and a quiet person."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    slots = str(shared_data / "contacts" / f"{request.param}.parquet")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE slots AS SELECT t, i, j FROM read_parquet(?)", [slots])
        connection.execute(
            f"COPY (SELECT i AS person_a, j AS person_b, {MIDNIGHT} + t - {SLOT} AS start, {SLOT} AS seconds FROM slots) "
            f"TO '{folder / 'encounters.parquet'}' (FORMAT parquet)"
        )
        ranked = connection.execute(
            "SELECT p FROM (SELECT i AS p FROM slots UNION ALL SELECT j FROM slots) GROUP BY p ORDER BY count(*) DESC, p"
        ).fetchall()
    busy, usual, quiet = (ranked[place][0] for place in (0, len(ranked) // 2, len(ranked) * 3 // 4))
    folder.joinpath("cases.csv").write_text(
        "person_id,infectious_from,infectious_until,onset,sample\n"
        f"{busy},{MIDNIGHT + 36_000},2021-05-30T00:00:00+07:00,,\n{usual},,,2021-05-11,\n{quiet},,,,2021-05-13\n",
        "utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def judged(question: Path) -> Traced:
    """What the reference says."""
    return trace(question, "reference")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_rows(engine: str, question: Path, judged: Traced) -> None:
    traced = trace(question, engine)
    assert traced.counts == judged.counts
    assert traced.evidence == judged.evidence
    assert traced.links == judged.links
    assert traced.contacts.keys() == judged.contacts.keys()
    for person, row in traced.contacts.items():
        expected = judged.contacts[person]
        assert abs(float(row["score"]) - float(expected["score"])) <= 1e-6
        assert {**row, "score": ""} == {**expected, "score": ""}
    assert traced.in_order == sorted(traced.in_order)


def test_the_answer_says_something(judged: Traced) -> None:
    assert judged.counts["warnings"] == []
    assert judged.counts["cases"] == 3
    assert judged.counts["contacts"]["1"] > 0
    assert judged.counts["read"] == sum(judged.counts[part] for part in ("accepted", "rejected", "duplicate", "self"))
    assert len(judged.evidence) == judged.counts["exposures"]
    assert len(judged.contacts) == judged.counts["scope"]["f1_f2"]


def trace(question: Path, engine: str) -> Traced:
    """``truyvet trace`` as a process of its own, everything listed."""
    out = question / engine
    out.mkdir()
    files = {name: out / f"{name}.csv" for name in ("out", "evidence", "links")}
    command = [sys.executable, "-m", "truyvet.cli.main", "trace", "--engine", engine, "--json", "--evidence-top", "all"]
    command += ["--cases", str(question / "cases.csv"), "--encounters", str(question / "encounters.parquet")]
    command += [part for name, path in files.items() for part in (f"--{name}", str(path))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    contacts = rows(files["out"])
    return Traced(
        contacts={row["person_id"]: row for row in contacts},
        in_order=[(int(row["generation"]), -float(row["score"]), row["first_exposure"]) for row in contacts],
        evidence=sorted(tuple(row.values()) for row in rows(files["evidence"])),
        links=sorted(tuple(row.values()) for row in rows(files["links"])),
        # Without the run: it names the engine and the moment.
        counts={part: figure for part, figure in json.loads(done.stdout).items() if part != "run"},
    )


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV as it was written."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
