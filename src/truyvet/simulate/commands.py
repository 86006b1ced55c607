"""``truyvet evaluate``: what a trace finds, and whom it isolates, on synthetic provinces. No database, no server."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import Final

from truyvet.simulate.evaluation import DEFAULT_TOP_CONTACTS, evaluate
from truyvet.simulate.evaluation_text import format_evaluation
from truyvet.simulate.options import AS_OF, RATE_PRESETS, ProvinceOptions
from truyvet.simulate.province import make_province
from truyvet.simulate.record_files import write_files
from truyvet.simulate.strategies import TracedContacts, Tracer
from truyvet.simulate.team_work import DEFAULT_CALLERS, DEFAULT_TEAMS, TeamOptions
from truyvet.tracing import contact_definition, engines
from truyvet.tracing.contact_definition import ContactDefinition, DefinitionError
from truyvet.tracing.engines import UnknownEngine
from truyvet.tracing.question import AUTO_ENGINE, TraceQuestion
from truyvet.tracing.records import TraceRecords
from truyvet.tracing.trace import answer_question

DONE: Final = 0
REFUSED: Final = 2


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="how many provinces (10)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="N", help="seed of the first province (1)")
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help="size of each province (20000)")
    parser.add_argument("--rates", choices=tuple(RATE_PRESETS), action="append", help="only these rates of recording (all three)")
    parser.add_argument(
        "--definition", default="default", metavar="NAME", help="meaning of a contact: " + ", ".join(contact_definition.definition_names())
    )
    parser.add_argument("--engine", default=AUTO_ENGINE, help=f"{AUTO_ENGINE}, {', '.join(engines.ENGINES)}")
    parser.add_argument(
        "--top", type=int, default=DEFAULT_TOP_CONTACTS, metavar="N", help=f"how long a list to judge the order by ({DEFAULT_TOP_CONTACTS})"
    )
    parser.add_argument("--callers", type=int, default=DEFAULT_CALLERS, metavar="N", help=f"who call those listed ({DEFAULT_CALLERS})")
    parser.add_argument("--teams", type=int, default=DEFAULT_TEAMS, metavar="N", help=f"teams at doors ({DEFAULT_TEAMS})")
    parser.add_argument("--json", action="store_true", help="as one JSON object; shares as fractions, null where a figure does not exist")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="instead: write the records of the first province as CSV")
    parser.add_argument("--truth", action="store_true", help="with --write: the true infections beside them")


def run(arguments: Namespace) -> int:
    """Exit status: 0 done, 2 refused (the reason on the error output)."""
    try:
        return _write(arguments) if arguments.write else _evaluate(arguments)
    except (ValueError, DefinitionError, UnknownEngine, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED


def make_tracer(definition: ContactDefinition, engine_name: str = AUTO_ENGINE, as_of: int = AS_OF) -> Tracer:
    """Our own engines as a tracer. Raises UnknownEngine."""
    if engine_name != AUTO_ENGINE:
        engines.load_engine(engine_name)

    def trace(records: TraceRecords) -> TracedContacts:
        contacts = answer_question(TraceQuestion(records, definition, as_of, engine=engine_name)).contacts
        return TracedContacts(contacts.person, contacts.generation, contacts.score)

    return trace


def _evaluate(arguments: Namespace) -> int:
    made = evaluate(
        range(arguments.first_seed, arguments.first_seed + arguments.seeds),
        tuple(RATE_PRESETS[name] for name in arguments.rates or RATE_PRESETS),
        arguments.people,
        arguments.definition,
        tracer=make_tracer(contact_definition.load_definition(arguments.definition), arguments.engine),
        top=arguments.top,
        teams=TeamOptions(callers=arguments.callers, teams=arguments.teams),
    )
    if arguments.json:
        sys.stdout.write(json.dumps(_plain(asdict(made)), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write(format_evaluation(made, arguments.lang))
    return DONE


def _write(arguments: Namespace) -> int:
    options = ProvinceOptions(seed=arguments.first_seed, people=arguments.people)
    name = arguments.rates[0] if arguments.rates else "medium"
    written = [str(path) for path in write_files(make_province(options, RATE_PRESETS[name]), arguments.write, truth=arguments.truth)]
    sys.stdout.write(
        json.dumps({"files": written}, ensure_ascii=False) + "\n" if arguments.json else "".join(f"{path}\n" for path in written)
    )
    return DONE


def _plain(value: object) -> object:
    """Returns a value as JSON has it: the deviation of one province does not exist, which is null."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and isnan(value) else value
