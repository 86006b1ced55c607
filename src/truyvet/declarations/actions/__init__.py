"""Changes of the declarations room: each one transaction and one audit row."""

from truyvet.declarations.actions.declaring import Answer, Declared, declare, declare_many
from truyvet.declarations.actions.purging import purge_declarations, purge_relatives
from truyvet.declarations.actions.watching import (
    Closed,
    WatchAbsent,
    WatchChanged,
    WatchRefused,
    acknowledge,
    close_watch,
    note_call,
)

__all__ = [
    "Answer",
    "Closed",
    "Declared",
    "WatchAbsent",
    "WatchChanged",
    "WatchRefused",
    "acknowledge",
    "close_watch",
    "declare",
    "declare_many",
    "note_call",
    "purge_declarations",
    "purge_relatives",
]
