"""Reads of the declarations room; the first argument of each is who reads."""

from truyvet.declarations.queries.lateness import LateRow, late_counts
from truyvet.declarations.queries.own import (
    DeclaredSeen,
    OwnRow,
    Receipt,
    RelativeSeen,
    answers_of,
    carried,
    declared_of,
    own,
    receipt,
    relatives,
)
from truyvet.declarations.queries.rows import ContactRow, PlaceRow, contact_rows, place_rows
from truyvet.declarations.queries.visible import visible, visible_watch
from truyvet.declarations.queries.watch import VIEWS, WatchFile, WatchPage, WatchRow, watch_counts, watch_item, watch_list

__all__ = [
    "VIEWS",
    "ContactRow",
    "DeclaredSeen",
    "LateRow",
    "OwnRow",
    "PlaceRow",
    "Receipt",
    "RelativeSeen",
    "WatchFile",
    "WatchPage",
    "WatchRow",
    "answers_of",
    "carried",
    "contact_rows",
    "declared_of",
    "late_counts",
    "own",
    "place_rows",
    "receipt",
    "relatives",
    "visible",
    "visible_watch",
    "watch_counts",
    "watch_item",
    "watch_list",
]
