"""Warnings of a file: what of it was not used although nothing is wrong with its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from truyvet.tabular.near_names import near_name
from truyvet.tabular.problems import Language, ProblemReason
from truyvet.tabular.reasons import UNREAD_COLUMN

MAX_WARNING_EXAMPLES: Final = 20
"""So many examples a warning names; its count is whole."""


@dataclass(frozen=True, slots=True)
class FileWarning:
    """Something that was not used: why, how many of it, and the first of them. No cell of a person stands in it."""

    reason: ProblemReason
    count: int
    examples: tuple[str, ...] = ()

    def plain(self, language: Language) -> dict[str, object]:
        """Returns what ``--json`` prints."""
        text = self.reason.text(language)
        return {"code": self.reason.code, "text": text, "count": self.count, "examples": list(self.examples)}


def in_file(warning: FileWarning, file: str) -> FileWarning:
    """Returns the warning with the name of its file before it, where there are several."""
    reason = warning.reason
    return replace(warning, reason=ProblemReason(reason.code, f"{file}: {reason.en}", f"{file}: {reason.vi}"))


def unread_columns(unread: Sequence[str], known: Iterable[str] = (), file: str = "") -> tuple[FileWarning, ...]:
    """Returns one warning that names the columns nobody reads, each with its near name among ``known``; none without columns.

    ``file`` stands before it where there are several.
    """
    unread = [column for column in unread if column.strip()]  # those without a name are told of by their table
    if not unread:
        return ()
    names = tuple(known)
    shown = [f"{column.strip()} ({near}?)" if (near := near_name(column, names)) else column for column in unread]
    named = tuple(islice(shown, MAX_WARNING_EXAMPLES))
    warning = FileWarning(UNREAD_COLUMN(columns=", ".join(named)), len(unread), named)
    return (in_file(warning, file) if file else warning,)
