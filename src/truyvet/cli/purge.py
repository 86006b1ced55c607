"""``truyvet purge`` deletes the rows whose day has come, as the worker does each day."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from datetime import timedelta
from typing import Final

from truyvet.cli.language import say
from truyvet.core import clock_watch
from truyvet.core.models import PendingDeletion
from truyvet.site.purge import UnknownRule, purge, purge_rules
from truyvet.web import clock

CLOCK: Final = "clock"


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.add_argument(
        "--confirm",
        action="append",
        default=[],
        metavar="ROOM.TABLE",
        help="delete from this table although more than half of it would go; `clock`: the clock jumped and is right now",
    )


def run(arguments: Namespace) -> int:
    """Exit status 0; 1 when a deletion waits to be confirmed or the clock jumped; 2 for an unknown name. Safe to repeat."""
    if CLOCK in arguments.confirm:
        clock_watch.confirm_clock()
    try:
        deleted = purge(clock.now(), confirmed=set(arguments.confirm) - {CLOCK})
    except UnknownRule as error:
        sys.stderr.write(say(f"--confirm: no such table: {error}; the tables are {', '.join(purge_rules())}") + "\n")
        return 2
    except clock_watch.ClockJumped:
        jump = timedelta(seconds=clock_watch.standing_jump_s())
        sys.stderr.write(say(f"nothing deleted: the clock jumped by {jump}; look at it, then: truyvet purge --confirm {CLOCK}") + "\n")
        return 1
    if arguments.json:
        sys.stdout.write(json.dumps(deleted) + "\n")
    else:
        for table, count in deleted.items():
            sys.stdout.write(f"{table}: {count}\n")
    waiting = PendingDeletion.objects.order_by("pk")
    for each in waiting:
        sys.stderr.write(
            say(f"{each.rule}: {each.due} of {each.total} rows are due; look at the clock, then: truyvet purge --confirm {each.rule}")
            + "\n"
        )
    return 1 if waiting else 0
