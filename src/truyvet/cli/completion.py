"""``truyvet completion``: prints a script that lets a shell complete commands, options and files. No database, no server, no Django.

For bash: ``truyvet completion bash > ~/.local/share/bash-completion/completions/truyvet``. For zsh: ``truyvet completion zsh``
into a file ``_truyvet`` in a folder of ``$fpath``. The scripts were written beforehand by ``truyvet docs``, so that they know the
commands of a server also where no server is installed.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

SHELLS: Final = ("bash", "zsh")
FOLDER: Final = Path(__file__).parent / "data"


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the argument of the command to the parser."""
    parser.add_argument("shell", choices=SHELLS, help="the shell that will read the script")


def run(arguments: Namespace) -> int:
    """Exit status 0."""
    sys.stdout.write(script_file(arguments.shell).read_text("utf-8"))
    return 0


def script_file(shell: str) -> Path:
    """Returns where the script of a shell lies."""
    return FOLDER / f"completion.{shell}"


def render_script(shell: str) -> str:
    """Returns the script as it must be now; needs shtab, and every module that has a command."""
    import shtab

    parser = _whole_parser()
    for each in _with_parts(parser):
        for action in each._actions:
            if action.type is Path:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    return "".join(f"{line.rstrip()}\n" for line in shtab.complete(parser, shell=shell).splitlines())


def _whole_parser() -> ArgumentParser:
    """Returns the parser with the options of all commands; the command itself loads only the one that was asked for."""
    from truyvet.cli.main import COMMANDS, base_parser, fill_parser

    parser, choices = base_parser()
    for name, command in COMMANDS.items():
        fill_parser(choices.add_parser(name, help=command.line), import_module(command.module))
    return parser


def _with_parts(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """Yields the parser and, however deep, those of its parts."""
    yield parser
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for part in action.choices.values():
                yield from _with_parts(part)
