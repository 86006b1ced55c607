"""``truyvet purge``: every kind of row has its day; this keeps it. The worker does the same each day."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from truyvet.web import clock, registry


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")


def run(arguments: Namespace) -> int:
    """Exit status 0; safe to repeat."""
    gone = purge(clock.now())
    if arguments.json:
        sys.stdout.write(json.dumps(gone) + "\n")
    else:
        for table, count in gone.items():
            sys.stdout.write(f"{table}: {count}\n")
    return 0


def purge(now: datetime) -> dict[str, int]:
    """Delete what is past its day, highest rooms first: they point at lower ones. Rows gone by "room.table"."""
    rules = registry.retentions()
    order = ("investigations", "devices", "venues", "cases", "messaging", "people", "access", "places", "audit")
    place = {room: number for number, room in enumerate(order)}
    return {f"{rule.room}.{rule.table}": rule.purge(now) for rule in sorted(rules, key=lambda rule: place.get(rule.room, -1))}
