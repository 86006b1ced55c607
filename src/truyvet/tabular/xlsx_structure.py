"""Finds the structure of a sheet that openpyxl does not tell while it streams: merged cells, and formulas whose value was never stored."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

MAX_MERGED_RANGES: Final = 65_536
"""Ours: more than any list that people merged by hand, and few enough to be held in memory."""
CHUNK_BYTES: Final = 262_144
_MARK: Final = re.compile(rb"mergeCell|[<:]f[ />]")
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class SheetStructureBroken(ValueError):
    """The sheet is damaged, or holds more merged ranges than a list can."""


@dataclass(slots=True)
class SheetStructure:
    """``merged``: (column, last row) by first row, of ranges that go down; ``formulas``: by row, the first column without a value.

    Rows and columns count from 1.
    """

    merged: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    formulas: dict[int, int] = field(default_factory=dict)


def read_structure(path: Path, part: str) -> SheetStructure:
    """Reads the part of a workbook that holds a sheet. Raises SheetStructureBroken.

    A sheet without formulas and merged cells, as most big ones are, is only searched, not parsed.
    """
    with zipfile.ZipFile(path) as archive:
        with archive.open(part) as stream:
            tail = b""
            while data := stream.read(CHUNK_BYTES):
                if _MARK.search(tail + data):
                    break
                tail = data[-len(b"mergeCell") :]
            else:
                return SheetStructure()
        reader = _MarksReader()
        with archive.open(part) as stream:
            try:
                reader.parser.ParseFile(stream)
            except (expat.ExpatError, ValueError) as error:
                raise SheetStructureBroken(str(error)) from None
    return reader.marks


class _MarksReader:
    """The handlers of the parser."""

    def __init__(self) -> None:
        self.marks = SheetStructure()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._ranges = self._row = self._column = 0
        self._has_formula = self._has_value = self._in_value = self._is_text = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row = int(attributes.get("r", self._row + 1))
                self._column = 0
            case "c":
                reference = attributes.get("r")
                self._column = _place(reference)[0] if reference else self._column + 1
                # A formula may well give an empty text, and then says that it is one.
                self._is_text = attributes.get("t") == "str"
                self._has_formula = self._has_value = False
            case "f":
                self._has_formula = True
            case "v":
                self._in_value = True
                self._has_value |= self._is_text
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _text(self, text: str) -> None:
        if self._in_value and text:
            self._has_value = True

    def _end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v":
                self._in_value = False
            case "c" if self._has_formula and not self._has_value:
                self.marks.formulas.setdefault(self._row, self._column)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (column, row), (_, last_row) = _place(first), _place(last or first)
        self._ranges += 1
        if self._ranges > MAX_MERGED_RANGES:
            raise ValueError("too many merged ranges")
        if last_row > row:
            self.marks.merged.setdefault(row, []).append((column, last_row))


def _place(reference: str) -> tuple[int, int]:
    """Returns column and row of a reference like B7."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError("no reference of a cell")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])
