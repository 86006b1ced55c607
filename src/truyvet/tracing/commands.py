"""``truyvet trace``: a trace on files alone. No database, no server, no Django."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from time import time
from typing import Final, TextIO

from truyvet import __version__
from truyvet.tabular import (
    STANDARD_OUTPUT,
    VIETNAM,
    BadValue,
    Cell,
    ColumnMapping,
    FileProblem,
    FileRefused,
    Language,
    ReasonTemplate,
    RejectsWriter,
    TimeReader,
    check_suffix,
    is_replaceable,
    is_standard_output,
    iso_local,
    load_mapping,
    parse_time,
    parse_zone,
    preset_names,
    run_file,
)
from truyvet.tracing import contact_definition, engines, input_cells, input_tables, output_tables, trace_report
from truyvet.tracing.answer import TraceAnswer
from truyvet.tracing.contact_definition import ContactDefinition, DefinitionError
from truyvet.tracing.engines import UnknownEngine
from truyvet.tracing.question import AUTO_ENGINE, EvidenceLimits, TraceQuestion, default_as_of
from truyvet.tracing.trace import answer_question
from truyvet.tracing.undated_names import UndatedNames, date_undated_names
from truyvet.tracing.unused_input import find_warnings

DONE: Final = 0
REFUSED: Final = 2
SHOWN: Final = 20
TABLES: Final = input_cells.TRACE_TABLES
OUTPUTS: Final = ("out", "evidence", "links", "rejects")

Problems = tuple[tuple[FileProblem, tuple[str, ...]], ...]
"""Each with the cells of its row."""

NO_FOLDER: Final = ReasonTemplate("no_folder", "its folder does not exist", "thư mục chứa tệp không tồn tại")
SAME_FILE: Final = ReasonTemplate("same_file", "would overwrite another file of this command", "sẽ ghi đè lên một tệp khác của lệnh này")
IS_FOLDER: Final = ReasonTemplate("is_folder", "is a directory, not a file", "là thư mục, không phải tệp")
NOT_A_PAIR: Final = ReasonTemplate("not_a_pair", "write it as KEY=VALUE", "hãy viết dạng TÊN=GIÁ_TRỊ")
NOT_A_COUNT: Final = ReasonTemplate("not_a_count", "write a whole number or 'all'", "hãy viết một số nguyên hoặc 'all'")
BAD_OPTION: Final = ReasonTemplate("bad_option", "{detail}", "{detail}")
NO_ROOM: Final = ReasonTemplate("no_room", "cannot be written: {detail}", "không ghi được: {detail}")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command, as docs/reference/tracing.md names them."""
    for name in TABLES:
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", required=name == "cases", help=f"CSV, XLSX or Parquet of {name}")
    parser.add_argument(
        "--definition", default="default", metavar="NAME", help="meaning of a contact: " + ", ".join(contact_definition.definition_names())
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="changes", help="change a parameter (900s, 15min, 3d, 2.0)"
    )
    parser.add_argument("--as-of", metavar="TIME", help="nothing at or after it is known (default: one second after the latest row)")
    parser.add_argument("--engine", default=AUTO_ENGINE, metavar="NAME", help=f"{AUTO_ENGINE}, {', '.join(engines.ENGINES)}")
    parser.add_argument(
        "--mapping", type=Path, metavar="FILE", help=f"how the tables are written (TOML, JSON), or {', '.join(preset_names())}"
    )
    parser.add_argument("--tz", metavar="ZONE", help=f"zone of times without offset, and of the answer ({VIETNAM} for the answer alone)")
    parser.add_argument("--date-format", metavar="FORMAT", help="dd/mm/yyyy hh:mm, %%d-%%b-%%y, excel or r; several with | between")
    parser.add_argument("--undated-named", action="store_true", help="a contact whom a case named without a day counts, and is marked")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="contacts as .csv, .json or .parquet; - is standard output")
    parser.add_argument("--evidence", type=Path, metavar="FILE", help="exposures of the first contacts, as --out")
    parser.add_argument("--evidence-top", default="1000", metavar="N|all", help="how many contacts' exposures to list (1000)")
    parser.add_argument("--links", type=Path, metavar="FILE", help="exposures between two cases, as --out")
    parser.add_argument("--rejects", type=Path, metavar="FILE", help="every problem of a refused question, or of skipped rows, as CSV")
    parser.add_argument("--skip-rejected", action="store_true", help="trace without the rows that are wrong, and count them")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(arguments: Namespace) -> int:
    """Exit status: 0 done, 2 refused (nothing written but the rejects)."""
    language: Language = arguments.lang
    try:
        return _trace(arguments)
    except FileRefused as refused:
        problems = [(problem, ()) for problem in refused.problems]
        return _refuse(arguments, tuple(problems), {}, language)


def _trace(arguments: Namespace) -> int:
    definition = _definition(arguments)
    _check_engine(arguments.engine)
    zone = _zone(arguments.tz)
    as_of = None if arguments.as_of is None else _time("--as-of", TimeReader("", arguments.tz or "", 0)(arguments.as_of))
    top = _top(arguments.evidence_top)
    paths = {name: getattr(arguments, name) for name in TABLES if getattr(arguments, name) is not None}
    _check_outputs(arguments, list(paths.values()))
    progress = trace_report.TraceProgress()
    tables = input_tables.read_tables(paths, progress.rows, _mapping(arguments), undated=arguments.undated_named)
    progress.end()
    if tables.problems and not (arguments.skip_rejected and tables.can_skip):
        return _refuse(arguments, tables.problems, tables.tally.numbers(), arguments.lang)
    evidence = EvidenceLimits(0 if arguments.evidence is None else top)
    records, undated = date_undated_names(tables.records, definition)
    tables = replace(tables, records=records)
    as_of = default_as_of(records) if as_of is None else as_of
    question = TraceQuestion(records, definition, as_of, evidence, arguments.engine, on_generation=progress.generation)
    answer = answer_question(question)
    progress.end()
    now = int(time())
    run = {"definition": definition.name, "parameters": definition.parameters(), "as_of": iso_local(as_of, zone),
           "engine": engines.engine_of(question).name, "version": __version__, "read_at": iso_local(now, zone)}  # fmt: skip
    _write(arguments, answer, tables, undated, zone, run)
    _keep_rejects(arguments, tables.problems, arguments.lang)
    warnings = find_warnings(tables, question, answer.contacts, now, arguments.lang, undated.unused)
    trace_report.print_report(arguments, answer, tables, definition, run, warnings, _spoken(arguments))
    return DONE


def _zone(text: str | None) -> tzinfo:
    try:
        return parse_zone(text or VIETNAM)
    except BadValue as error:
        raise FileRefused.file("--tz", error.reason) from error


def _mapping(arguments: Namespace) -> ColumnMapping:
    """The mapping of the tables. Where it says nothing of format and zone, the options of the command hold."""
    mapping = ColumnMapping() if arguments.mapping is None else load_mapping(arguments.mapping)
    date_format = mapping.date_format or arguments.date_format or ""
    try:
        TimeReader(date_format, "", 0)
    except BadValue as error:
        raise FileRefused.file("--date-format", error.reason) from error
    return replace(mapping, date_format=date_format, time_zone=mapping.time_zone or arguments.tz or "")


def _write(
    arguments: Namespace,
    answer: TraceAnswer,
    tables: input_cells.InputTables,
    undated: UndatedNames,
    zone: tzinfo,
    run: Mapping[str, object],
) -> None:
    """Every file is whole before the first takes its place: a failure leaves none."""
    contacts, labels, pairs = answer.contacts, tables.labels, undated.pairs
    files: list[tuple[Path | None, tuple[str, ...], Iterable[tuple[Cell, ...]]]] = [
        (arguments.out, output_tables.CONTACTS, output_tables.contact_rows(contacts, labels, zone, pairs)),
        (arguments.links, output_tables.LINKS, output_tables.link_rows(answer.links, labels, zone)),
    ]
    if arguments.evidence is not None:
        rows = output_tables.evidence_rows(answer.evidence, contacts, labels, tables.records, zone, pairs)
        files.append((arguments.evidence, output_tables.EVIDENCE, rows))
    try:
        with ExitStack() as stack:
            for path, columns, lines in files:
                if path is not None:
                    write = stack.enter_context(run_file(path, output_tables.kinds_of(columns), run))
                    for row in lines:
                        write(row)
    except OSError as error:
        raise FileRefused.file(str(error.filename or arguments.out), NO_ROOM(detail=error.strerror or type(error).__name__)) from error


def _definition(arguments: Namespace) -> ContactDefinition:
    changes: dict[str, str] = {}
    for pair in arguments.changes:
        key, equals, value = pair.partition("=")
        if not equals:
            raise FileRefused.file(f"--set {pair}", NOT_A_PAIR())
        changes[key] = value
    try:
        return contact_definition.load_definition(arguments.definition).changed(changes)
    except DefinitionError as error:
        raise FileRefused.file("--definition / --set", BAD_OPTION(detail=str(error))) from error


def _check_engine(name: str) -> None:
    try:
        if name != AUTO_ENGINE:
            engines.load_engine(name)
    except UnknownEngine as error:
        raise FileRefused.file("--engine", BAD_OPTION(detail=str(error))) from error


def _time(option: str, text: str) -> int:
    try:
        return parse_time(text)
    except BadValue as error:
        raise FileRefused.file(option, error.reason) from error


def _top(text: str) -> int | None:
    if text == "all":
        return None
    if not (text.isascii() and text.isdigit()):
        raise FileRefused.file("--evidence-top", NOT_A_COUNT())
    return int(text)


def _check_outputs(arguments: Namespace, inputs: list[Path]) -> None:
    """Said before the work, not after it."""
    taken = {_place(path) for path in (*inputs, *([arguments.mapping] if arguments.mapping else []))}
    for name in OUTPUTS:
        path: Path | None = getattr(arguments, name)
        if path is None:
            continue
        try:
            place = _place(path)
            if not place.parent.is_dir():
                raise FileRefused.file(str(path), NO_FOLDER())
            if place.is_dir():
                raise FileRefused.file(str(path), IS_FOLDER())
            check_suffix(path, only_csv=name == "rejects")
            if place in taken:
                raise FileRefused.file(str(path), SAME_FILE())
            if is_standard_output(path) or is_replaceable(path):  # a device may take several
                taken.add(place)
        except OSError as error:
            raise FileRefused.file(str(path), NO_ROOM(detail=error.strerror or type(error).__name__)) from error


def _place(path: Path) -> Path:
    """Where a name leads to; all names of standard output lead to one place."""
    return STANDARD_OUTPUT if is_standard_output(path) else Path(os.path.realpath(path))


def _spoken(arguments: Namespace) -> TextIO:
    """Where the command's own words go: to standard error when a table goes to standard output."""
    paths = [path for name in OUTPUTS if (path := getattr(arguments, name)) is not None]
    return sys.stderr if any(map(is_standard_output, paths)) else sys.stdout


def _refuse(arguments: Namespace, problems: Problems, counts: dict[str, int], language: Language) -> int:
    """``counts`` is empty when the question was refused before anything could be counted."""
    for problem, _ in problems[:SHOWN]:
        sys.stderr.write(problem.text(language) + "\n")
    if len(problems) > SHOWN:
        sys.stderr.write(
            f"… {len(problems) - SHOWN} more" + (f" in {arguments.rejects}" if arguments.rejects else "; --rejects FILE keeps all") + "\n"
        )
    _keep_rejects(arguments, problems, language)
    if arguments.json:
        print(json.dumps({**counts, "refused": [_plain(problem, language) for problem, _ in problems[:SHOWN]]}, ensure_ascii=False))  # noqa: T201
    return REFUSED


def _keep_rejects(arguments: Namespace, problems: Problems, language: Language) -> None:
    """Never over another file of the command: the question may have been refused for just that."""
    path: Path | None = arguments.rejects
    if path is None or not problems:
        return
    others = {_place(other) for name in (*TABLES, *OUTPUTS) if name != "rejects" and (other := getattr(arguments, name)) is not None}
    try:
        if _place(path) in others or _place(path).is_dir() or not _place(path).parent.is_dir():
            return
        check_suffix(path, only_csv=True)
        with RejectsWriter(path, language=language) as rejects:
            for problem, cells in problems:
                rejects.add(problem, cells)
    except FileRefused:
        return  # its ending is what was refused
    except OSError as error:
        reason = NO_ROOM(detail=error.strerror or type(error).__name__)
        sys.stderr.write(FileProblem(str(path), None, None, reason).text(language) + "\n")


def _plain(problem: FileProblem, language: Language) -> dict[str, str | int | None]:
    return {"file": problem.file, "row": problem.row, "column": problem.column, "reason": problem.reason.text(language)}
