"""``truyvet create-admin``: the first account of a new installation. It has no password: a one-time link leads in."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from truyvet.access.actions import UnitUnknown, UsernameExists
from truyvet.access.commands import create_admin


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("username")
    parser.add_argument("display", help="name as colleagues know it")
    parser.add_argument("--unit", required=True, metavar="CODE", help="province code, such as 24")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the server listens")


def run(arguments: Namespace) -> int:
    """Exit status 0, or 1 with the reason."""
    try:
        link = create_admin(arguments.username, arguments.display, arguments.unit, arguments.url)
    except (UsernameExists, UnitUnknown) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    sys.stdout.write(f"{link}\n")
    return 0
