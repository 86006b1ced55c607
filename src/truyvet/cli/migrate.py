"""``truyvet migrate``: tables, the administrative units, and the assets where the server finds them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from contextlib import suppress

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from truyvet.audit.values import By
from truyvet.cli.language import say
from truyvet.core.installation import OtherKey, require_key
from truyvet.core.key_rotation import overwrite_freed_pages
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
        sys.stderr.write(say(str(error)) + "\n")
        return 1
    return 0


def _will_seal_columns() -> bool:
    """Returns whether a migration that waits turns plain text into sealed text, in a database that already has rows."""
    executor = MigrationExecutor(connection)
    waiting = {migration.name for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())}
    return bool(executor.loader.applied_migrations) and any("sealed" in name for name in waiting)


def prepare() -> None:
    """Tables, units, assets. Raises OtherKey before a row is written under a key that is not this database's."""
    with suppress(DatabaseError):  # A database from before this table knows no key yet.
        require_key()
    seals = _will_seal_columns()
    call_command("migrate", interactive=False, verbosity=0)
    require_key()
    if seals:
        overwrite_freed_pages()
    call_command("collectstatic", interactive=False, verbosity=0)
    load_units(by=By.system("migrate"), now=clock.now())
