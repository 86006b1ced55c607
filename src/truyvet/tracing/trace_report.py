"""What ``truyvet trace`` says at its end: counts, the definition and its gaps, and what was not used; in words or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from typing import Final, TextIO

from truyvet.tabular import FileWarning, Language, ReasonTemplate
from truyvet.tracing.answer import TraceAnswer
from truyvet.tracing.contact_definition import ContactDefinition
from truyvet.tracing.input_cells import InputTables

COUNTS: Final = ReasonTemplate(
    "counts",
    "{read} rows read, {duplicate} duplicate, {pairs} of one person with themself{skipped}",
    "đã đọc {read} dòng, {duplicate} trùng, {pairs} dòng một người với chính mình{skipped}",
)
SKIPPED: Final = ReasonTemplate("skipped", ", {rejected} wrong and skipped", ", bỏ qua {rejected} dòng sai")
FOUND: Final = ReasonTemplate("found", "{cases} cases → {found}", "{cases} ca bệnh → {found}")
DEFINED: Final = ReasonTemplate("defined", "definition {name}: {source} ({certainty})", "định nghĩa {name}: {source} ({certainty})")
NOT_COVERED: Final = ReasonTemplate("not_covered", "not covered by it: {lines}", "định nghĩa không bao gồm: {lines}")
LINKS: Final = ReasonTemplate(
    "links",
    "{links} exposures between two cases are not among the contacts; --links FILE lists them",
    "{links} phơi nhiễm giữa hai ca bệnh không nằm trong danh sách tiếp xúc; --links TỆP ghi ra",
)
WRITTEN: Final = ReasonTemplate("written", "written to {out}", "đã ghi vào {out}")
NOT_USED: Final = ReasonTemplate("not_used", "not used, or doubtful:", "không được dùng, hoặc đáng ngờ:")


def print_report(
    arguments: Namespace,
    answer: TraceAnswer,
    tables: InputTables,
    definition: ContactDefinition,
    run: Mapping[str, object],
    warnings: Sequence[FileWarning],
    to: TextIO,
) -> None:
    """Prints one JSON value (``--json``), or the words in the language of the command."""
    counts = {str(level): int((answer.contacts.generation == level).sum()) for level in range(1, definition.generations + 1)}
    links = int(answer.links.person.size)
    if arguments.json:
        scope = answer.scope
        figures = {"f1": scope.f1, "f1_f2": scope.f1_f2, "blanket_venues": scope.blanket_venues, "blanket_communes": scope.blanket_communes}
        whole = {**tables.tally.numbers(), "cases": answer.cases, "contacts": counts, "exposures": int(answer.contacts.exposures.sum()),
                 "links": links, "scope": figures, "run": run,
                 "warnings": [warning.plain(arguments.lang) for warning in warnings]}  # fmt: skip
        print(json.dumps(whole, ensure_ascii=False), file=to)
        return
    language: Language = arguments.lang
    numbers = tables.tally.numbers()
    skipped = SKIPPED(rejected=numbers["rejected"]).text(language) if numbers["rejected"] else ""
    found = ", ".join(f"F{level}: {count}" for level, count in counts.items())
    reasons = [
        COUNTS(read=numbers["read"], duplicate=numbers["duplicate"], pairs=numbers["self"], skipped=skipped),
        FOUND(cases=answer.cases, found=found),
        *([LINKS(links=links)] if links and arguments.links is None else []),
        DEFINED(name=definition.name, source=definition.source, certainty=definition.certainty),
        NOT_COVERED(lines="; ".join(line[language] for line in definition.not_covered)),
        WRITTEN(out=str(arguments.out)),
    ]
    lines = [reason.text(language) for reason in reasons]
    if warnings:
        lines += [NOT_USED().text(language), *(f"  {warning.reason.text(language)}" for warning in warnings)]
    print("\n".join(lines), file=to)


class TraceProgress:
    """Tells a terminal how far the work is, on one line of standard error; tells a file nothing."""

    def rows(self, count: int) -> None:
        self._tell(f"{count:,} rows read")

    def generation(self, number: int) -> None:
        self._tell(f"generation {number}" if number else "looking for contacts")

    def end(self) -> None:
        self._tell("")

    @staticmethod
    def _tell(text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
