"""Changes of the declarations room: each one transaction and one audit row."""

from truyvet.declarations.actions.declarations import DeclarationOutcome, DeclarationResult, declare, declare_many
from truyvet.declarations.actions.ownership import adopt_declarations, disown_declaration
from truyvet.declarations.actions.watch import (
    WatchAbsent,
    WatchChanged,
    WatchRefused,
    acknowledge,
    close_watch,
    give_back,
    note_call,
)

__all__ = [
    "DeclarationOutcome",
    "DeclarationResult",
    "WatchAbsent",
    "WatchChanged",
    "WatchRefused",
    "acknowledge",
    "adopt_declarations",
    "close_watch",
    "declare",
    "declare_many",
    "disown_declaration",
    "give_back",
    "note_call",
]
