"""``truyvet verify``: seals what is ripe and reads the whole audit chain."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from truyvet.audit.commands import verify


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("--head", nargs=2, metavar=("POSITION", "HASH"), help="a head noted earlier, outside this database")


def run(arguments: Namespace) -> int:
    """Exit status 0 when the chain is whole, 1 when a row was changed, lost or moved."""
    noted = (int(arguments.head[0]), arguments.head[1]) if arguments.head else None
    report = verify(noted)
    sys.stdout.write(f"{report}\n")
    return 0 if report.sound else 1
