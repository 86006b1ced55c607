"""The ends of the calendar, 1970 and 2100: every engine answers as the reference does there too."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.property.answer_checks import same_answer, same_exposures
from tests.spec.every_engine import NAMES, engine_called
from tests.spec.examples import grid

from truyvet.tracing import contact_definition, engines, input_tables
from truyvet.tracing.question import TraceQuestion, default_as_of

QUESTIONS = {
    "isolated on the first day of 1970": {
        "cases": "person_id|onset\nC|1970-01-02",
        "isolations": "person_id|isolated_at\nC|1970-01-01",
        "visits": "person_id|venue_id|check_in|check_out\nC|M|1970-01-01T00:00:00Z|1970-01-01T01:00:00Z\n"
        "P|M|1970-01-01T00:00:00Z|1970-01-01T01:00:00Z",
    },
    "a membership that has always been, asked after 2038": {
        "cases": "person_id|infectious_from|infectious_until\nC|2039-12-01T00:00:00Z|2039-12-30T00:00:00Z",
        "groups": "person_id|group_id|kind|from|until\nC|home|household||\nP|home|household||\nZ|away|household|2040-01-01|",
    },
    "visits 69 years apart": {
        "cases": "person_id|infectious_from|infectious_until\nC|2039-12-01T00:00:00Z|2039-12-30T00:00:00Z",
        "visits": "person_id|venue_id|check_in|check_out\nC|M|2039-12-02T00:00:00Z|2039-12-02T01:00:00Z\n"
        "P|M|2039-12-02T00:00:00Z|2039-12-02T01:00:00Z\n"
        "X|M|1970-12-02T15:33:20Z|1970-12-02T16:33:20Z",
    },
    "a visit of 79 years": {
        "cases": "person_id|infectious_from|infectious_until\nC|1970-01-01T00:00:00Z|2100-12-31T23:59:59Z",
        "visits": "person_id|venue_id|check_in|check_out\nC|M|2021-12-02T00:00:00Z|2100-12-31T23:59:59Z\n"
        "P|M|2021-12-02T00:00:00Z|2100-12-31T23:59:59Z",
    },
}


@pytest.mark.parametrize("name", NAMES[1:])
@pytest.mark.parametrize("title", QUESTIONS)
def test_the_ends_of_the_calendar(title: str, name: str, tmp_path: Path) -> None:
    paths = {}
    for table, text in QUESTIONS[title].items():
        paths[table] = tmp_path / f"{table}.csv"
        paths[table].write_text(grid(text).as_csv(), "utf-8")
    records = input_tables.read_tables(paths).records
    question = TraceQuestion(records, contact_definition.load_definition(), default_as_of(records))
    judge = engines.load_engine("reference")
    expected = judge.answer(question)
    with engine_called(name) as engine:
        made = engine.answer(question)
        same_answer(made, expected)
        same_exposures(engine.evidence(question, made, made.contacts), judge.evidence(question, expected, expected.contacts))
