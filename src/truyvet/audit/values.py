"""Who reads, who acts, and for what: the three values that every room passes along. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SYSTEM = "system"
"""The role of the machine itself: a worker, an import, a trace run under its own purpose."""


class ScopeMissing(TypeError):
    """A query was called without saying who reads. A programming error: never shown, always raised."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who reads, over which administrative units, on which day.

    ``paths`` are unit path prefixes with a closing slash ("24/", "24/222/07783/"); none of them means that
    nothing is seen; the empty prefix sees all and belongs to the system alone.
    """

    role: str
    paths: tuple[str, ...]
    on: date
    staff: int | None = None
    purpose: str = ""

    def covers(self, path: str) -> bool:
        """Returns whether a unit of this path lies in the scope."""
        return any(path.startswith(prefix) for prefix in self.paths)

    @property
    def whole_province(self) -> bool:
        """Returns whether it holds a province or more: then also what belongs to no commune."""
        return any(prefix.count("/") <= 1 for prefix in self.paths)

    @staticmethod
    def system(purpose: str, on: date) -> Scope:
        """Returns the machine's own scope: everything, for one stated purpose."""
        return Scope(role=SYSTEM, paths=("",), on=on, purpose=purpose)


@dataclass(frozen=True, slots=True)
class By:
    """Who acts: an opaque actor ("staff:12", "system:worker"), the role used, and the purpose ("case:BG-0412")."""

    actor: str
    role: str
    purpose: str = ""

    @property
    def staff(self) -> int | None:
        """The staff account of an actor "staff:12"; None for a citizen or the machine."""
        kind, _, number = self.actor.partition(":")
        return int(number) if kind == "staff" and number.isascii() and number.isdigit() else None

    @staticmethod
    def system(name: str, purpose: str = "") -> By:
        """Returns the machine itself, by the name of its job."""
        return By(actor=f"{SYSTEM}:{name}", role=SYSTEM, purpose=purpose)


def require_scope(scope: object) -> Scope:
    """Returns ``scope``, or raises ScopeMissing; every query calls it first."""
    if not isinstance(scope, Scope):
        raise ScopeMissing("a query needs a Scope as its first argument")
    return scope
