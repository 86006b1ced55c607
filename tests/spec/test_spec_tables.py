"""Each example of the contract, on every engine, from files to the rows that would be written."""

from __future__ import annotations

from math import exp
from pathlib import Path

import pytest
from tests.spec.every_engine import NAMES, engine_called
from tests.spec.examples import LOCAL, Example, Grid, full, rules, short

from truyvet.tabular import Cell, parse_time
from truyvet.tracing import contact_definition, input_tables, output_tables
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.question import TraceQuestion, default_as_of

CASES = [pytest.param(example, id=f"{rule.name}-{place}") for rule in rules() for place, example in enumerate(rule.examples, 1)]
WEIGHTED = "weighted seconds"


def read(example: Example, folder: Path) -> input_tables.InputTables:
    """The example's tables, through files, as the command reads them."""
    paths = {}
    for name, table in example.given.items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_text(table.as_csv(), "utf-8")
    return input_tables.read_tables(paths)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("example", CASES)
def test_example(example: Example, name: str, tmp_path: Path) -> None:
    told = read(example, tmp_path)
    assert told.problems == ()
    meaning = contact_definition.load_definition().changed(example.changes)
    as_of = parse_time(full(example.as_of)) if example.as_of else default_as_of(told.records)
    question = TraceQuestion(told.records, meaning, as_of)
    with engine_called(name) as engine:
        answer = engine.answer(question)
        shown = engine.evidence(question, answer, answer.contacts)
    made = {
        "contacts": (output_tables.CONTACTS, list(output_tables.contact_rows(answer.contacts, told.labels, LOCAL))),
        "evidence": (output_tables.EVIDENCE, list(output_tables.evidence_rows(shown, answer.contacts, told.labels, told.records, LOCAL))),
        "links": (output_tables.LINKS, list(output_tables.link_rows(answer.links, told.labels, LOCAL))),
    }
    for output, expected in example.expected.items():
        columns, rows = made[output]
        same(expected, columns, rows, meaning, in_order=output == "contacts")
    for figure, number in example.scope.items():
        assert getattr(answer.scope, figure) == number, figure
    numbers = told.tally.numbers() | {"cases": answer.cases}
    assert {key: numbers[key] for key in example.counts} == example.counts


def same(expected: Grid, columns: tuple[str, ...], rows: list[tuple[Cell, ...]], meaning: ContactDefinition, *, in_order: bool) -> None:
    """Exactly the expected rows, in the expected columns; scores within 10⁻⁶."""
    exact = [column for column in expected.columns if column not in ("score", WEIGHTED)]
    found = [tuple(short(str(row[columns.index(column)])) for column in exact) for row in rows]
    wanted = [tuple(cell for column, cell in zip(expected.columns, row, strict=True) if column in exact) for row in expected.rows]
    written, told = ("\n".join(" | ".join(row) for row in (table if in_order else sorted(table))) for table in (found, wanted))
    assert written == told
    for made, row in zip(rows, expected.rows, strict=True):
        for column, cell in zip(expected.columns, row, strict=True):
            if column not in exact:
                score = 1 - exp(-meaning.weights.beta * value(cell)) if column == WEIGHTED else float(cell)
                assert float(str(made[columns.index("score")])) == pytest.approx(score, abs=1e-6), row


def value(sums: str) -> float:
    """``3600 × 0.8 + 900``, worked out."""
    total = 0.0
    for term in sums.split("+"):
        product = 1.0
        for factor in term.split("×"):
            product *= float(factor)
        total += product
    return total
