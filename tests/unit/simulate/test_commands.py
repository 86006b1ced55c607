"""``truyvet evaluate`` as typed."""

from __future__ import annotations

import json
import re
import shlex
from argparse import ArgumentParser
from math import nan
from pathlib import Path

import pytest

from truyvet.cli.language import add_language_option
from truyvet.cli.main import main
from truyvet.simulate import commands
from truyvet.simulate.commands import add_arguments, run
from truyvet.simulate.evaluation import Evaluation, EvaluationLine, MeanAndSpread
from truyvet.simulate.strategies import ContactStrategy
from truyvet.simulate.team_work import TeamOptions


def typed(*words: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    add_language_option(parser)
    return run(parser.parse_args(words))


def test_the_table_of_the_real_engine(capsys: pytest.CaptureFixture[str]) -> None:
    status = typed("--seeds", "1", "--people", "2500", "--rates", "low", "--engine", "reference", "--lang", "vi", "--top", "50")
    assert status == 0
    shown = capsys.readouterr().out
    assert "Truy vết F1 + F2" in shown
    assert "50 người đầu danh sách" in shown


def test_the_same_as_json_in_any_language(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    figure, absent = MeanAndSpread(0.5, 0.1), MeanAndSpread(2.0, nan)
    line = EvaluationLine("low", next(iter(ContactStrategy)), figure, figure, absent, figure, absent, figure, figure)
    made = Evaluation("default", 2500, 50, (1,), absent, absent, absent, absent, TeamOptions(), (line,))
    monkeypatch.setattr(commands, "evaluate", lambda *_given, **_options: made)
    shown = set()
    for language in ("vi", "en"):
        assert typed("--seeds", "1", "--json", "--lang", language) == 0
        shown.add(capsys.readouterr().out)
    told = json.loads(shown.pop())
    assert not shown
    assert (told["definition"], told["people"], told["seeds"], told["infected"]) == ("default", 2500, [1], {"mean": 2.0, "spread": None})
    assert told["teams"]["callers"] == 20 and told["lines"][0]["hours_to_order"] == {"mean": 2.0, "spread": None}
    assert told["lines"][0]["found_next"] == {"mean": 0.5, "spread": 0.1}


def test_files_for_a_trace_that_the_page_of_traces_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert typed("--people", "2500", "--rates", "low", "--write", str(tmp_path)) == 0
    assert len(capsys.readouterr().out.splitlines()) == 8
    assert not (tmp_path / "truth.csv").exists()
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[3] / "docs" / "reference" / "tracing.md").read_text("utf-8")
    (line,) = re.findall(r"^truyvet (trace .*)$", page, re.MULTILINE)
    assert main([*shlex.split(line), "--engine", "reference"]) == 0
    assert (tmp_path / "contacts.csv").stat().st_size > 100


@pytest.mark.parametrize("words", [("--people", "5"), ("--engine", "none"), ("--definition", "none"), ("--seeds", "0"), ("--callers", "0")])
def test_a_wrong_option_is_refused(words: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert typed(*words) == 2
    assert capsys.readouterr().err
