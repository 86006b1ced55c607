"""Reads of isolation periods; the first argument of each is who reads."""

from truyvet.isolation.queries.isolations import IsolationRow, isolated_persons, isolation_starts, isolations_in_scope, isolations_of_person

__all__ = ["IsolationRow", "isolated_persons", "isolation_starts", "isolations_in_scope", "isolations_of_person"]
