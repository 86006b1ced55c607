"""The ``truyvet`` command. Each subcommand lives in a module of its own; only the one asked for is imported."""

from __future__ import annotations

import errno
import os
import select
import sys
from argparse import ArgumentParser, _SubParsersAction
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Final, NamedTuple, NoReturn

from truyvet import __version__
from truyvet.cli.compiled_code import place_compiled_code
from truyvet.cli.language import SPOKEN, add_language_option, say, spoken, wanted_language


class Command(NamedTuple):
    """Where a subcommand lives, and one line on what it does."""

    module: str
    line: str
    server: bool = False
    """Whether it needs the database, and so the ``server`` extra."""
    first: bool = False
    """Whether it may make a new installation."""
    options: str = ""
    """The module of its options, where ``--help`` needs neither the server nor an installation."""


COMMANDS: Final = {
    "trace": Command("truyvet.tracing.commands", "trace contacts on files: cases, visits, encounters → a ranked list"),
    "evaluate": Command("truyvet.simulate.commands", "how many infected a trace finds, and whom it isolates, on synthetic provinces"),
    "codes": Command("truyvet.codes.commands", "read scanned texts: passes, cards, venue codes, identity and insurance cards"),
    "declarations": Command("truyvet.declarations.commands", "sort health declarations by urgency; list the forms, write them as XLSForm"),
    "messages": Command("truyvet.messaging.commands", "how many SMS parts a text takes; may a message template be sent?"),
    "proximity": Command("truyvet.proximity.commands", "Bluetooth key files and sightings: inspect, write, match, estimate nearness"),
    "indicators": Command("truyvet.epidemiology.commands", "the reproduction number from counts by day"),
    "agent": Command("truyvet.agent.commands", "the Bluetooth program for a device: show, hear, be warned; its own page"),
    "import": Command(
        "truyvet.cli.import_command",
        "bring in places, people, venues, visits, encounters, cases, declarations, lab-results, health-stations, passengers, "
        "partner-receipts, rosters, install-counts, denominators or boundaries",
        server=True,
        options="truyvet.cli.import_options",
    ),
    "serve": Command("truyvet.cli.serve", "run the pages and the worker", server=True, first=True),
    "demo": Command("truyvet.cli.demo", "make a demo province with an outbreak and open it"),
    "work": Command("truyvet.cli.work", "run a worker alone: traces, messages, seals, retention", server=True),
    "purge": Command("truyvet.cli.purge", "delete what is past its day", server=True),
    "verify": Command("truyvet.cli.verify", "check the audit chain", server=True),
    "login-link": Command("truyvet.cli.login_link", "a one-time link that signs in one staff member on this machine", server=True),
    "create-admin": Command("truyvet.cli.create_admin", "the first administrator of a new installation", server=True),
    "rename-unit": Command("truyvet.cli.rename_unit", "another name for an administrative unit from today on", server=True),
    "figures": Command(
        "truyvet.public_figures.commands", "what the public may see: print what was published, publish what may be out", server=True
    ),
    "migrate": Command("truyvet.cli.migrate", "prepare the database", server=True, first=True),
    "check": Command("truyvet.cli.check", "may this installation go live? each line says what to do", server=True),
    "backup": Command("truyvet.cli.backup", "the database and the files of the home in one encrypted file", server=True),
    "restore": Command("truyvet.cli.restore", "put a backup back; the erased stay erased"),
    "docs": Command("truyvet.cli.docs", "write the generated reference pages", server=True, first=True),
    "completion": Command("truyvet.cli.completion", "a script that lets bash or zsh complete these commands"),
    "data-key": Command("truyvet.cli.data_key", "the keys that seal names and numbers: a new one, sealing again", server=True),
}


HELP_WORDS: Final = frozenset({"-h", "--help"})
INTERRUPTED: Final = 130
"""What shells call a program that Ctrl-C ended: 128 + SIGINT."""
OUTPUT_FULL: Final = 74
"""EX_IOERR of sysexits.h."""
BROKEN_PIPE: Final = 141
"""The same for a reader that left: 128 + SIGPIPE."""


def base_parser() -> tuple[ArgumentParser, _SubParsersAction[ArgumentParser]]:
    """Returns the parser of the command itself, and where each subcommand adds its own."""
    parser = ArgumentParser(prog="truyvet", description="Truy Vết: trace a case, isolate fewer people, sooner, and the right ones.")
    parser.add_argument("--version", action="version", version=f"truyvet {__version__}")
    return parser, parser.add_subparsers(dest="command", metavar="COMMAND", required=True)


def fill_parser(parser: ArgumentParser, module: ModuleType) -> None:
    """Gives a subcommand the options of its module and the option that all have."""
    module.add_arguments(parser)
    add_language_option(parser)
    parser.set_defaults(run=getattr(module, "run", None))


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; returns its exit status."""
    words = sys.argv[1:] if argv is None else argv
    place_compiled_code()
    language = wanted_language(words, os.environ)
    before = SPOKEN.set(language)
    try:
        return _run(words, language)
    finally:
        SPOKEN.reset(before)


def _run(words: list[str], language: str) -> int:
    parser, choices = base_parser()
    asked = words[0] if words else ""
    for name, command in COMMANDS.items():
        sub = choices.add_parser(name, help=command.line, description=command.line, allow_abbrev=False)
        if name == asked and command.options and not HELP_WORDS.isdisjoint(words):
            fill_parser(sub, import_module(command.options))
        elif name == asked:
            fill_parser(sub, _load(parser, name, command))
    with spoken(parser, language):
        arguments = parser.parse_args(words)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write(f"\n{say('stopped')}\n")
        return INTERRUPTED
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "django":
            raise
        _refuse_without_server(parser, asked, missing)
    except BrokenPipeError:
        if not _is_reader_gone():  # a socket's, which is a fault
            raise
        # Python would complain when it flushes the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        sys.stderr.write(say("standard output is full: what it holds is cut off") + "\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OUTPUT_FULL
    return status


def _is_reader_gone() -> bool:
    """Says whether the reader of standard output has left: the system marks such a pipe."""
    with suppress(OSError):  # a stream without a file has no reader that could leave
        watch = select.poll()
        watch.register(sys.stdout.fileno(), 0)
        return bool(watch.poll(0))
    return False


def _load(parser: ArgumentParser, name: str, command: Command) -> ModuleType:
    try:
        if command.server:
            django = import_module("truyvet.cli.django")
            if not command.first:
                django.require_home()
            django.start_django()
            if not command.first and name != "check":  # which tells it among the rest
                django.require_own_key()
        return import_module(command.module)
    except ModuleNotFoundError as missing:
        if command.server and missing.name and not missing.name.startswith("truyvet"):
            _refuse_without_server(parser, name, missing)
        raise


def _refuse_without_server(parser: ArgumentParser, name: str, missing: ModuleNotFoundError) -> NoReturn:
    parser.exit(2, f"truyvet {name} needs the server: pip install 'truyvet[server]' (missing: {missing.name})\n")


if __name__ == "__main__":
    sys.exit(main())
