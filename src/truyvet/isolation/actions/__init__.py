"""Changes of isolation periods: each one transaction and one audit row."""

from truyvet.isolation.actions.isolation_import import ImportedIsolation, add_isolations
from truyvet.isolation.actions.isolations import end_isolation, start_isolation
from truyvet.isolation.actions.retention import purge_isolations

__all__ = ["ImportedIsolation", "add_isolations", "end_isolation", "purge_isolations", "start_isolation"]
