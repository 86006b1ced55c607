"""Commands on the real data (in the long run the demonstration too) answer as d55fc99 did, but for docs/explanation/same-answers.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.examples import LONG
from tools import same_answers

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_the_answers_are_those_of_d55fc99(shared_data: Path) -> None:
    # All commands, and a demonstration, take minutes and have tests of their own: a usual run asks each fourth.
    demo = ["--demo"] if LONG else ["--every", "4"]
    made = subprocess.run([sys.executable, "tools/same_answers.py", *demo], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def test_a_difference_is_told_and_one_that_is_meant_is_not_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "same.md"
    page.write_text("| difference | reason |\n|---|---|\n| `trace x out\\.csv` | a column more |\n", "utf-8")
    monkeypatch.setattr(same_answers, "INTENDED", page)
    old = {"trace x": {"exit": "0", "out.csv": "a"}, "trace y": {"exit": "0"}}
    assert same_answers.report(old, old) == 0
    assert same_answers.report(old, {**old, "trace x": {"exit": "0", "out.csv": "a,b"}}) == 0
    assert "MEANT     trace x out.csv  – a column more" in capsys.readouterr().out
    assert same_answers.report(old, {**old, "trace y": {"exit": "1"}}) == 1
    assert same_answers.report(old, {**old, "trace z": {"exit": "0"}}) == 1
