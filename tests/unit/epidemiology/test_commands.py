"""``truyvet indicators rt`` on files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from truyvet.cli.main import main

GOOD = "date,local,imported\n" + "".join(f"2021-05-{day:02},{day},0\n" for day in range(1, 11))
SETTINGS = ["--serial-interval-mean", "2.6", "--serial-interval-sd", "1.5", "--lang", "en"]


def answer(path: Path, text: str | bytes, *options: str) -> int:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return main(["indicators", "rt", "--cases", str(path), *SETTINGS, *options])


def test_json_has_the_windows_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(tmp_path / "c.csv", GOOD, "--window", "7", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"method", "rows"} and told["method"] == "cori"
    assert [(row["start"], row["end"]) for row in told["rows"]] == [(f"2021-05-{day:02}", f"2021-05-{day + 6:02}") for day in (2, 3, 4)]
    assert list(told["rows"][0]) == ["start", "end", "mean", "sd", "q025", "median", "q975"]


def test_the_order_of_rows_and_the_form_of_the_file_change_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, *rows = GOOD.splitlines()
    assert answer(tmp_path / "a.csv", GOOD, "--json") == 0
    first = capsys.readouterr().out
    turned = "\ufeff" + "\r\n".join([head, *reversed(rows)]).replace(",", ";")
    assert answer(tmp_path / "b.csv", turned, "--json") == 0
    assert capsys.readouterr().out == first


def test_words_and_what_was_not_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = GOOD.splitlines()
    wider = "\n".join([lines[0] + ",note", *(line + ",x" for line in lines[1:])])
    assert answer(tmp_path / "c.csv", wider) == 0
    told = capsys.readouterr()
    assert told.out.startswith("3 windows of 7 days") and told.out.count("\n") == 4
    assert "not used:" in told.err and "note" in told.err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        ("date,local,imported\n", "has no day"),
        ("date,local\n2021-05-01,1\n", "column imported: is missing"),
        (GOOD.replace("05-04,4", "05-04,-4"), "row 4, column local: is no whole number"),
        (GOOD.replace("05-04,4", "05-04,x"), "row 4, column local: is no whole number"),
        (GOOD.replace("05-04,4", "05-04,nan"), "row 4, column local: is no whole number"),
        (GOOD.replace("05-04,4,0", "05-04,4,"), "row 4, column imported: is no whole number"),
        (GOOD.replace("05-04,4", "05-03,4"), "2021-05-03 stands there twice"),
        (GOOD.replace("2021-05-04,4,0\n", ""), "2021-05-04 is missing (1 days"),
        (GOOD.replace("2021-05-04,4", "4/5/2021,4"), "row 4, column date: is no day"),
        (GOOD.replace("2021-05-04,4", "2021-02-30,4"), "row 4, column date: is no day"),
        ("\n".join(GOOD.splitlines()[:8]), "has 7 days; a window of 7 days needs at least 8"),
        (GOOD.encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, reason: str) -> None:
    assert answer(tmp_path / "c.csv", text, "--json") == 2
    told = capsys.readouterr()
    assert told.out == "" and reason in told.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--serial-interval-mean", "1"], "--serial-interval-mean"),
        (["--serial-interval-mean", "nan"], "--serial-interval-mean"),
        (["--serial-interval-sd", "0"], "--serial-interval-sd"),
        (["--window", "0"], "--window"),
    ],
)
def test_an_option_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], reason: str) -> None:
    assert answer(tmp_path / "c.csv", GOOD, *options) == 2
    assert reason in capsys.readouterr().err


def test_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "rt", "--cases", str(tmp_path / "no.csv"), *SETTINGS]) == 2
    assert "there is no such file" in capsys.readouterr().err
