"""Counts rows and checks that every row that was read is accounted for."""

from dataclasses import dataclass


class RowsNotConserved(Exception):
    """Rows were lost or counted twice: an error of the program, not of the file."""


@dataclass(slots=True)
class RowTally:
    """Counts of rows, increased while reading. `self_pairs` are pairs of one person with themself, which are dropped."""

    read: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicate: int = 0
    self_pairs: int = 0

    def check(self) -> None:
        """Raises `RowsNotConserved` unless read = accepted + rejected + duplicate + self_pairs."""
        if min(self.numbers().values()) < 0 or self.read != (self.accepted + self.rejected + self.duplicate + self.self_pairs):
            raise RowsNotConserved(str(self.numbers()))

    def numbers(self) -> dict[str, int]:
        """Returns the counts for JSON: read, accepted, rejected, duplicate, self."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "duplicate": self.duplicate,
            "self": self.self_pairs,
        }

    def __add__(self, other: "RowTally") -> "RowTally":
        return RowTally(
            self.read + other.read,
            self.accepted + other.accepted,
            self.rejected + other.rejected,
            self.duplicate + other.duplicate,
            self.self_pairs + other.self_pairs,
        )
