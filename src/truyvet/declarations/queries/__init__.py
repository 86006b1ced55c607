"""Reads of the declarations room; the first argument of each is who reads."""

from truyvet.declarations.queries.declared_contacts import DeclaredContactRow, DeclaredPlaceRow, contact_rows, known_places, place_rows
from truyvet.declarations.queries.home_watches import HomeWatch, has_new_home_watches, home_watches
from truyvet.declarations.queries.own_declarations import (
    DeclarationSummary,
    KnownRelative,
    OwnDeclaration,
    TeamReceipt,
    answers_of,
    declarations_of,
    lasting_answers,
    own_declarations,
    relatives,
    team_receipt,
)
from truyvet.declarations.queries.ownership import MAX_BROWSER_EVENTS, UnprovedDeclaration, unknown_events, unproved_declarations
from truyvet.declarations.queries.visible import declared_since, visible, visible_watch
from truyvet.declarations.queries.watch import (
    WATCH_FILTERS,
    LateCommune,
    WatchFile,
    WatchRow,
    late_communes,
    watch_counts,
    watch_item,
    watch_list,
)

__all__ = [
    "MAX_BROWSER_EVENTS",
    "WATCH_FILTERS",
    "DeclarationSummary",
    "DeclaredContactRow",
    "DeclaredPlaceRow",
    "HomeWatch",
    "KnownRelative",
    "LateCommune",
    "OwnDeclaration",
    "TeamReceipt",
    "UnprovedDeclaration",
    "WatchFile",
    "WatchRow",
    "answers_of",
    "contact_rows",
    "declarations_of",
    "declared_since",
    "has_new_home_watches",
    "home_watches",
    "known_places",
    "lasting_answers",
    "late_communes",
    "own_declarations",
    "place_rows",
    "relatives",
    "team_receipt",
    "unknown_events",
    "unproved_declarations",
    "visible",
    "visible_watch",
    "watch_counts",
    "watch_item",
    "watch_list",
]
