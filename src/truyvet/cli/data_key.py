"""``truyvet data-key``: a new key for names and numbers, and sealing everything again under it while the house runs."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from truyvet.cli.language import say
from truyvet.core.data_keys import key_ids
from truyvet.core.key_rotation import reseal, sealed_columns
from truyvet.people.actions.name_words import index_persons_again
from truyvet.people.models import Person
from truyvet.site.data_key_file import new_data_key


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    parser.add_argument(
        "what",
        choices=["new", "ids", "reseal"],
        help="new: print a fresh key, to be the first line of the file; ids: of the keys that are read, newest first; "
        "reseal: seal under the first key what lies under another one",
    )


def run(arguments: Namespace) -> int:
    """Exit status 0; after ``reseal`` with "0 values" the older lines may leave the file."""
    if arguments.what == "new":
        sys.stdout.write(f"{new_data_key()}\n")
    elif arguments.what == "ids":
        sys.stdout.write("".join(f"{each}\n" for each in key_ids()))
    else:
        total = 0
        for model, fields in sealed_columns():
            changed = reseal(model, fields)
            if model is Person:
                index_persons_again(changed)
            total += len(changed)
            sys.stdout.write(say(f"{model._meta.label}: {len(changed)} rows sealed under {key_ids()[0]}") + "\n")
        sys.stdout.write(say(f"{total} rows") + "\n")
        sys.stdout.write(
            say("Run it once more until it says 0 rows; then the older keys may go." if total else "The older keys may go.") + "\n"
        )
    return 0
