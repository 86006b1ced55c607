"""``truyvet migrate``: tables, the administrative units, and the assets where the server finds them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from django.core.management import call_command

from truyvet.audit.values import By
from truyvet.core.installation import OtherKey, require_key
from truyvet.places.actions import load_units
from truyvet.web import clock


def add_arguments(parser: ArgumentParser) -> None:
    """No options."""
    parser.set_defaults(quiet=False)


def run(_arguments: Namespace) -> int:
    """Prepares the database and returns the exit status; it is safe to repeat."""
    try:
        prepare()
    except OtherKey as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def prepare() -> None:
    """Tables, units, assets. Raises OtherKey before a row is written under a key that is not this database's."""
    call_command("migrate", interactive=False, verbosity=0)
    require_key()
    call_command("collectstatic", interactive=False, verbosity=0)
    load_units(by=By.system("migrate"), now=clock.now())
