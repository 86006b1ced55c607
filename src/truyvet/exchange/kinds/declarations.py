"""Health declarations of another system: one row a declaration, its columns the fields of the form.

Nobody stands behind an imported declaration, so it proves nothing at a gate; it is sorted and watched like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from truyvet.core.idempotency import IdempotencyConflict
from truyvet.core.refusal import Refusal
from truyvet.core.toml_table import LANGUAGES
from truyvet.declarations.actions import declare_many
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.form_schema import FieldKind as Question
from truyvet.declarations.rules.submission import DeclarationRefused, Submission
from truyvet.exchange import rules
from truyvet.exchange.kinds import cell_parsers
from truyvet.exchange.kinds.batch import BatchOutcome, ImportContext, ImportRow, TableKind, parse_rows
from truyvet.exchange.kinds.cell_parsers import BadCell, Cells
from truyvet.exchange.reject_reasons import (
    DECLARATION_REASONS,
    EVENT_CONFLICT,
    IN_THE_FUTURE,
    NOT_DECLARED,
    OUT_OF_RANGE,
    TOO_LONG_TEXT,
    TOO_OLD,
)
from truyvet.tabular import ReasonTemplate, parse_time

ROWS_PER_BATCH: Final = 500
"""Each is encrypted and sorted by itself; whoever declares at a phone waits no longer than for one batch."""
DEFAULT_FORM: Final = "whole_population"
MAX_CLOCK_SKEW: Final = timedelta(minutes=10)
"""The other system's clock may run ahead as far as a gate's before it is flagged (venues.rules.visit_time)."""
REJECT_REASONS: Final[Mapping[str, ReasonTemplate]] = {
    **DECLARATION_REASONS, "too_old": TOO_OLD, "out_of_range": OUT_OF_RANGE, "too_long": TOO_LONG_TEXT,
}  # fmt: skip
ANSWER_COLUMNS: Final = tuple(
    dict.fromkeys(field.name for form in forms.load().values() for field in form.fields if field.kind is not Question.REPEAT)
)
"""Every question of every form that one cell can answer."""
LANGUAGE: Final = dict(zip(LANGUAGES, LANGUAGES, strict=True))


@dataclass(frozen=True, slots=True, repr=False)
class DeclarationImportRow:
    """A parsed row."""

    submission: Submission

    @property
    def fingerprint(self) -> bytes:
        """Returns bytes that tell two different rows of one dry run apart."""
        return cell_parsers.row_fingerprint(self.submission.body())


def parse_row(row: Cells, context: ImportContext) -> DeclarationImportRow:
    """Parses a row. Raises BadCell."""
    at = cell_parsers.to_datetime(cell_parsers.parse_cell(row, "made_at", parse_time))
    assert at is not None
    if at > context.now + MAX_CLOCK_SKEW:
        raise BadCell("made_at", IN_THE_FUTURE)
    form = row["form"] or DEFAULT_FORM
    answers = {name: row[name] for name in ANSWER_COLUMNS if row[name]}
    content = [part for name, value in sorted(answers.items()) for part in (name, value)]
    event = rules.event_id(
        rules.ImportKind.DECLARATIONS, context.choices.register, row["event_id"], row["id"], form, int(at.timestamp()), *content
    )
    return DeclarationImportRow(
        Submission(
            event_id=event,
            form=form,
            answers=answers,
            made_at=at,
            language=cell_parsers.parse_choice(row, "language", LANGUAGE, "vi"),
            made_for="other" if row["otherUser"] in ("1", "true") else "self",
            channel="import",
        )
    )


def import_rows(lines: Sequence[ImportRow], context: ImportContext) -> BatchOutcome:
    """Imports a batch of declarations."""
    outcome = BatchOutcome()
    read = parse_rows(
        lines, context, outcome, lambda cells: parse_row(cells, context), lambda row: (row.submission.event_id.bytes, row.fingerprint)
    )
    answers = declare_many(by=context.by, now=context.now, submissions=[each.submission for _, each in read]) if read else []
    accepted: list[tuple[bytes, bytes]] = []
    for (line, each), answer in zip(read, answers, strict=True):
        if isinstance(answer, DeclarationRefused):
            _reject(outcome, line, answer.refusals)
        elif isinstance(answer, IdempotencyConflict):
            outcome.reject(line, "event_id", EVENT_CONFLICT)
        else:
            outcome.accepted += not answer.repeated
            outcome.duplicate += answer.repeated
            accepted.append((each.submission.event_id.bytes, each.fingerprint))
    if context.memory is not None:
        context.memory.add(accepted)
    return outcome


def _reject(outcome: BatchOutcome, line: ImportRow, problems: Sequence[Refusal]) -> None:
    """One reason for each row: its first, since the next one often follows from it."""
    first = problems[0]
    outcome.reject(line, first.field.partition(".")[0], REJECT_REASONS.get(first.code, NOT_DECLARED))


KIND: Final = TableKind(
    kind=rules.ImportKind.DECLARATIONS,
    required=("made_at", "fullName"),
    optional=(*(name for name in ANSWER_COLUMNS if name != "fullName"), "form", "language", "event_id", "id"),
    take=import_rows,
    batch=ROWS_PER_BATCH,
    moments=("made_at",),
)
