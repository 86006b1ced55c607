"""Problems of a file, as values that a terminal and a page can both show.

A reason never repeats the content of a cell: cells hold names and phone numbers, and reasons reach logs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class ProblemReason:
    """The reason of a refusal. `code` is stable and can be counted; `en` and `vi` are whole sentences or clauses."""

    code: str
    en: str
    vi: str

    def text(self, language: Language = "en") -> str:
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True, slots=True)
class ReasonTemplate:
    """A reason with placeholders (`{cells}`). Calling it with the facts returns the `ProblemReason`."""

    code: str
    en: str
    vi: str

    def __call__(self, **facts: str | int) -> ProblemReason:
        return ProblemReason(self.code, self.en.format(**facts), self.vi.format(**facts))


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A reason and its place. `row` 1 is the first data row; None means the whole file, or all columns."""

    file: str
    row: int | None
    column: str | None
    reason: ProblemReason

    def text(self, language: Language = "en") -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"dòng {self.row}" if language == "vi" else f"row {self.row}")
        if self.column is not None:
            place.append(f"cột {self.column}" if language == "vi" else f"column {self.column}")
        return f"{', '.join(place)}: {self.reason.text(language)}"


class FileRefused(Exception):
    """The file is refused because of these problems (at least one); nothing was done."""

    def __init__(self, problems: Iterable[FileProblem]) -> None:
        self.problems: tuple[FileProblem, ...] = tuple(problems)
        super().__init__("; ".join(problem.text() for problem in self.problems))

    @classmethod
    def file(cls, name: str, reason: ProblemReason) -> "FileRefused":
        """Makes the refusal of a whole file for one reason."""
        return cls((FileProblem(name, None, None, reason),))


class BadValue(ValueError):
    """The text of one cell or option cannot be read as what it should be."""

    def __init__(self, reason: ProblemReason) -> None:
        self.reason = reason
        super().__init__(reason.en)
