"""``truyvet login-link``: a one-time link that signs in one member of staff, from this machine only, for ten minutes."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from truyvet.access.commands import link_for_username
from truyvet.cli.language import say


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument("username")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the server listens")


def run(arguments: Namespace) -> int:
    """Exit status 0, or 1 when there is no such account."""
    link = link_for_username(arguments.username, arguments.url)
    if link is None:
        sys.stderr.write(say("there is no such account") + "\n")
        return 1
    sys.stdout.write(f"{link}\n")
    return 0
