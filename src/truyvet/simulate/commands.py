"""``truyvet evaluate``: what a trace finds, and whom it isolates, on synthetic provinces. No database, no server."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from truyvet.simulate.answers import Traced, Tracer
from truyvet.simulate.evaluate import TOP, evaluate
from truyvet.simulate.files import write_files
from truyvet.simulate.options import AS_OF, RATES, Options
from truyvet.simulate.province import make_province
from truyvet.simulate.verdict import as_text
from truyvet.tracing import definition, engines
from truyvet.tracing.answer import Question
from truyvet.tracing.definition import Definition, DefinitionError
from truyvet.tracing.engines import UnknownEngine
from truyvet.tracing.records import Records

DONE: Final = 0
REFUSED: Final = 2


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="how many provinces (10)")
    parser.add_argument("--first-seed", type=int, default=1, metavar="N", help="seed of the first province (1)")
    parser.add_argument("--people", type=int, default=20_000, metavar="N", help="size of each province (20000)")
    parser.add_argument("--rates", choices=tuple(RATES), action="append", help="only these rates of recording (all three)")
    parser.add_argument("--definition", default="default", metavar="NAME", help="meaning of a contact: " + ", ".join(definition.names()))
    parser.add_argument("--engine", default=engines.AUTO, help=f"{engines.AUTO}, {', '.join(engines.ENGINES)}")
    parser.add_argument("--top", type=int, default=TOP, metavar="N", help=f"how long a list to judge the order by ({TOP})")
    parser.add_argument("--lang", choices=("vi", "en"), default="en", help="language of the table")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="instead: write the records of the first province as CSV")
    parser.add_argument("--truth", action="store_true", help="with --write: the true infections beside them")


def run(arguments: Namespace) -> int:
    """Exit status: 0 done, 2 refused (the reason on the error output)."""
    try:
        return _write(arguments) if arguments.write else _evaluate(arguments)
    except (ValueError, DefinitionError, UnknownEngine, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED


def tracer(meaning: Definition, engine_name: str = engines.AUTO, as_of: int = AS_OF) -> Tracer:
    """Our own engines as a tracer. Raises UnknownEngine."""
    chosen = None if engine_name == engines.AUTO else engines.engine(engine_name)

    def trace(records: Records) -> Traced:
        question = Question(records, meaning, as_of)
        contacts = (chosen or engines.choose(question)).answer(question).contacts
        return Traced(contacts.person, contacts.generation, contacts.score)

    return trace


def _evaluate(arguments: Namespace) -> int:
    made = evaluate(
        range(arguments.first_seed, arguments.first_seed + arguments.seeds),
        tuple(RATES[name] for name in arguments.rates or RATES),
        arguments.people,
        arguments.definition,
        tracer=tracer(definition.load(arguments.definition), arguments.engine),
        top=arguments.top,
    )
    sys.stdout.write(as_text(made, arguments.lang))
    return DONE


def _write(arguments: Namespace) -> int:
    options = Options(seed=arguments.first_seed, people=arguments.people)
    name = arguments.rates[0] if arguments.rates else "medium"
    for path in write_files(make_province(options, RATES[name]), arguments.write, truth=arguments.truth):
        sys.stdout.write(f"{path}\n")
    return DONE
