"""The gate's rule: every row of the table, and the same answers from Python and from the browser's script."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.passes.gate_rows import Asked, examples, generated, in_node, in_python

from truyvet.codes.code_reasons import CodeReason
from truyvet.passes.rules.gate_verdict import NO, OWN_REASONS, SEE_HEALTH_STATION

EXAMPLES = examples()


@pytest.mark.parametrize(("said", "answer"), [row[1:] for row in EXAMPLES], ids=[row[0] for row in EXAMPLES])
def test_every_row_of_the_table(said: Asked, answer: tuple[str, str]) -> None:
    assert in_python(said) == answer


def test_the_table_shows_every_reason_of_a_gate() -> None:
    assert {answer[1] for _, _, answer in EXAMPLES} >= set(OWN_REASONS)


def test_the_browser_answers_the_table_the_same_way(tmp_path: Path) -> None:
    assert in_node([said for _, said, _ in EXAMPLES], tmp_path) == [answer for _, _, answer in EXAMPLES]


def test_python_and_browser_agree_on_anything(tmp_path: Path) -> None:
    rows = generated(3_000)
    theirs = in_node(rows, tmp_path)
    wrong = [(said, ours, other) for said, other in zip(rows, theirs, strict=True) if (ours := in_python(said)) != other]
    assert not wrong, wrong[:3]
    assert {verdict for verdict, _ in theirs} == {"pass", "look", "no"}
    assert len({reason for _, reason in theirs}) > 20


def test_whoever_is_held_never_passes_and_a_guard_learns_one_reason_for_it() -> None:
    told = set()
    for said in generated(5_000, seed=4):
        if said["held"] or said["clear"] is False:
            verdict, reason = in_python(said)
            assert verdict == NO
            told.add(reason)
    assert told <= {SEE_HEALTH_STATION, "paper_only", *(each.value for each in CodeReason)}
