"""The options of ``truyvet import``, which can be told where there is no server and no installation."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from truyvet.exchange import rules

BOUNDARIES: Final = "boundaries"
"""What the command calls a GeoJSON file of boundaries, which is no table."""


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the options of the command to the parser."""
    add = parser.add_argument
    add("kind", choices=[*(kind.value for kind in rules.ImportKind), BOUNDARIES], help="what the file holds")
    add("file", type=Path, metavar="FILE", help="CSV, XLSX or Parquet; GeoJSON of boundaries")
    add(
        "--mapping",
        type=Path,
        metavar="F",
        help="TOML or JSON, or a preset: which column is which, what words mean, header row, date format, time zone",
    )
    add("--source", default=rules.DEFAULT_SOURCE, metavar="NAME", help="the register whose ids the file uses (import)")
    add("--ids-of", default="", metavar="CODE", help="commune whose own ids the file uses: 1, 2, 3 of two communes never meet")
    add("--sheet", metavar="NAME", help="sheet of an XLSX file (the only visible one)")
    add("--commune", default="", metavar="CODE", help="commune of venues that have none in the file")
    add("--create-people", action="store_true", help="register unknown persons by their id alone")
    add("--staff", metavar="USERNAME", help="the first person of laboratory results; a second one confirms them")
    add("--lived-since", metavar="DATE", help="since when households live together (21 days ago)")
    add("--edition", choices=("2021", "2025"), default="", help="which units the boundaries are of (found by their codes and names)")
    add("--complete", action="store_true", help="the file is whole although it ends where programs cut tables off")
    add("--again", action="store_true", help="read a file again whose import is done")
    add("--dry-run", action="store_true", help="check everything, write nothing")
    add("--rejects", type=Path, metavar="F", help="rows that were not taken, with reasons: CSV or XLSX, to be mended and imported again")
    add("--batch", type=int, default=0, metavar="N", help="rows of one transaction (as many as the kind has)")
    add("--json", action="store_true", help="print the counts as JSON")
