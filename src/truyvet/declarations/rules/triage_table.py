"""The table of the triage: how urgent each reason is, in how many hours somebody calls, and its words (``data/watch.toml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from truyvet.core.toml_table import DataFileError, LocalizedText, TomlTable, parse_toml
from truyvet.tracing.contact_definition import DefinitionError, parse_duration

TRIAGE_CLASSES: Final = ("symptoms", "exposure", "travel")
MAX_DANGER: Final = 4


@dataclass(frozen=True, slots=True)
class TriageReason:
    """One reason why a declaration needs somebody. ``note_phrases``: phrases in a person's own note that tell it."""

    code: str
    triage_class: str
    danger: int
    note_phrases: tuple[str, ...]
    words: LocalizedText
    why: str


@dataclass(frozen=True, slots=True)
class TriageTable:
    """The figures of the sorting; ours, not official."""

    version: str
    source: str
    look_back_days: int
    fever_from: float
    nothing_to_note: tuple[str, ...]
    """Whole notes, folded, that say no more than the answer No."""
    due: Mapping[int, timedelta]
    """Danger → within which time."""
    why: Mapping[int, str]
    both_danger: int
    both_why: str
    reasons: tuple[TriageReason, ...]
    """Worst first."""

    def reason(self, code: str) -> TriageReason | None:
        """Returns the reason of this code, None when there is none."""
        return next((each for each in self.reasons if each.code == code), None)


@cache
def load() -> TriageTable:
    """Returns the table that comes with the programme. Raises DataFileError with every error of the file."""
    return parse_triage_table(files("truyvet.declarations").joinpath("data", "watch.toml").read_text("utf-8"))


def parse_triage_table(text: str) -> TriageTable:
    """Returns the table in the TOML ``text``. Raises DataFileError with every error."""
    errors: list[str] = []
    top = parse_toml(text, "watch.toml", errors)
    top.flag("official")
    levels = [(each.whole("danger", 1, MAX_DANGER, needed=True), _due(each), each.text("why")) for each in top.tables("level", "danger")]
    both = top.table("both")
    reasons = [_reason(each) for each in top.tables("reason", "code")]
    table = TriageTable(
        version=top.text("version"),
        source=top.text("source"),
        look_back_days=top.whole("look_back_days", 1, 60, needed=True),
        fever_from=top.decimal("fever_from", 36, 40),
        nothing_to_note=top.texts("nothing_to_note"),
        due={danger: due for danger, due, _ in levels},
        why={danger: why for danger, _, why in levels},
        both_danger=both.whole("danger", 1, MAX_DANGER, needed=True),
        both_why=both.text("why"),
        reasons=tuple(sorted(reasons, key=lambda each: -each.danger)),
    )
    top.done()
    _check(table, top)
    if errors:
        raise DataFileError(errors)
    return table


def _reason(table: TomlTable) -> TriageReason:
    reason = TriageReason(
        code=table.text("code", max_chars=40),
        triage_class=table.one_of("heap", TRIAGE_CLASSES),
        danger=table.whole("danger", 1, MAX_DANGER, needed=True),
        note_phrases=table.texts("found"),
        words={"vi": table.text("vi"), "en": table.text("en")},
        why=table.text("why"),
    )
    table.done()
    return reason


def _due(table: TomlTable) -> timedelta:
    try:
        return timedelta(seconds=parse_duration("due", table.text("due")))
    except DefinitionError as error:
        table.wrong("due", str(error))
        return timedelta(days=1)


def _check(table: TriageTable, top: TomlTable) -> None:
    """Worse must never be due later, and the codes that the sorting itself names must be there."""
    if set(table.due) != set(range(1, MAX_DANGER + 1)):
        top.wrong("level", f"needs each danger from 1 to {MAX_DANGER} once")
    elif any(table.due[level] > table.due[level - 1] for level in range(2, MAX_DANGER + 1)):
        top.wrong("level", "a worse danger is due later than a lesser one")
    codes = [each.code for each in table.reasons]
    for code in sorted({each for each in codes if codes.count(each) > 1}):
        top.wrong(f"reason {code}", "stands twice")
    for code in ("symptoms", "contradiction", "fever_measured", "epidemic_area", "risk_area"):
        if code not in codes:
            top.wrong(f"reason {code}", "is missing; the sorting names it")
    worst = max((each.danger for each in table.reasons), default=0)
    if table.both_danger < worst:
        top.wrong("both", "signs with an exposure cannot be less than signs alone")
