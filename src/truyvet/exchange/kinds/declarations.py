"""Health declarations of another system: one row a declaration, its columns the fields of the form.

Nobody stands behind an imported declaration, so it proves nothing at a gate; it is sorted and watched like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from truyvet.declarations.actions import declare_many
from truyvet.declarations.rules import forms
from truyvet.declarations.rules.checking import Problem
from truyvet.declarations.rules.parts import Kind as Question
from truyvet.declarations.rules.said import LANGUAGES, DeclarationRefused, EventConflict, Said
from truyvet.exchange import rules
from truyvet.exchange.kinds import cells
from truyvet.exchange.kinds.cells import BadCell, Cells
from truyvet.exchange.kinds.desk import Desk, Kind, Line, Taken
from truyvet.exchange.reasons import EVENT_CONFLICT, IN_THE_FUTURE, OUT_OF_RANGE, TOO_LONG_TEXT, TOO_OLD
from truyvet.exchange.reasons_declared import NOT_DECLARED, WORDS
from truyvet.tabular import Wording, parse_time

BATCH: Final = 500
"""Each is encrypted and sorted by itself; whoever declares at a phone waits no longer than for one batch."""
DEFAULT_FORM: Final = "whole_population"
SLACK: Final = timedelta(minutes=10)
REASONS: Final[Mapping[str, Wording]] = {
    **WORDS, "too_old": TOO_OLD, "out_of_range": OUT_OF_RANGE, "too_long": TOO_LONG_TEXT,
}  # fmt: skip
ANSWERS: Final = tuple(
    dict.fromkeys(field.name for form in forms.load().values() for field in form.fields if field.kind is not Question.REPEAT)
)
"""Every question of every form that one cell can answer."""
LANGUAGE: Final = dict(zip(LANGUAGES, LANGUAGES, strict=True))


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """A row as read."""

    said: Said

    @property
    def body(self) -> bytes:
        """For comparing two rows of one dry run."""
        return cells.said(self.said.body())


def told(row: Cells, desk: Desk) -> Told:
    """The row, or BadCell."""
    at = cells.moment(cells.read(row, "made_at", parse_time))
    assert at is not None
    if at > desk.now + SLACK:
        raise BadCell("made_at", IN_THE_FUTURE)
    form = row["form"] or DEFAULT_FORM
    answers = {name: row[name] for name in ANSWERS if row[name]}
    content = [part for name, value in sorted(answers.items()) for part in (name, value)]
    event = rules.event_id(rules.Kind.DECLARATIONS, desk.choices.source, row["event_id"], row["id"], form, int(at.timestamp()), *content)
    return Told(
        Said(
            event_id=event,
            form=form,
            answers=answers,
            made_at=at,
            language=cells.choice(row, "language", LANGUAGE, "vi"),
            made_for="other" if row["otherUser"] in ("1", "true") else "self",
            channel="import",
        )
    )


def take(lines: Sequence[Line], desk: Desk) -> Taken:
    """Bring a batch of declarations in."""
    taken = Taken()
    read = _read(lines, desk, taken)
    answers = declare_many(by=desk.by, now=desk.now, said=[each.said for _, each in read]) if read else []
    kept: list[tuple[bytes, bytes]] = []
    for (line, each), answer in zip(read, answers, strict=True):
        if isinstance(answer, DeclarationRefused):
            _reject(taken, line, answer.problems)
        elif isinstance(answer, EventConflict):
            taken.reject(line, "event_id", EVENT_CONFLICT)
        else:
            taken.accepted += not answer.repeated
            taken.duplicate += answer.repeated
            kept.append((each.said.event_id.bytes, each.body))
    if desk.notes is not None:
        desk.notes.add(kept)
    return taken


def _read(lines: Sequence[Line], desk: Desk, taken: Taken) -> list[tuple[Line, Told]]:
    read: list[tuple[Line, Told]] = []
    for line in lines:
        try:
            each = told(line.cells, desk)
        except BadCell as bad:
            taken.reject(line, bad.column, bad.reason)
            continue
        if desk.notes is None or desk.fresh(line, each.said.event_id.bytes, each.body, taken, EVENT_CONFLICT):
            read.append((line, each))
    return read


def _reject(taken: Taken, line: Line, problems: Sequence[Problem]) -> None:
    """One reason for each row: its first, since the next one often follows from it."""
    first = problems[0]
    taken.reject(line, first.field.partition(".")[0], REASONS.get(first.reason, NOT_DECLARED))


KIND: Final = Kind(
    kind=rules.Kind.DECLARATIONS,
    required=("made_at", "fullName"),
    optional=(*(name for name in ANSWERS if name != "fullName"), "form", "language", "event_id", "id"),
    take=take,
    batch=BATCH,
)
