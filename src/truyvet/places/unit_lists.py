"""The lists that come with the programme: administrative units and their conversion, checked when read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

from truyvet.places.rules import ConversionStep, Edition, Extent, UnitLevel, UnitRow


def _table(name: str) -> Iterator[dict[str, str]]:
    text = files("truyvet.places").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def units(province: str = "") -> tuple[UnitRow, ...]:
    """Returns the rows of units.csv, parents before children; ``province`` keeps one province of each edition.

    With "24" that is Bắc Giang of 2021 and Bắc Ninh of 2025, which has the same code.
    """
    rows: list[UnitRow] = []
    kept: set[tuple[str, str]] = set()
    for line in _table("units.csv"):
        if province and line["code"] != province and (line["edition"], line["parent"]) not in kept:
            continue
        kept.add((line["edition"], line["code"]))
        rows.append(
            UnitRow(
                edition=Edition(line["edition"]),
                code=line["code"],
                level=UnitLevel(line["level"]),
                kind=line["kind"],
                name=line["name"],
                name_en=line["name_en"],
                parent=line["parent"],
            )
        )
    return tuple(rows)


def steps() -> tuple[ConversionStep, ...]:
    """Returns the rows of conversion.csv."""
    return tuple(ConversionStep(line["old_code"], line["new_code"], Extent(line["extent"])) for line in _table("conversion.csv"))
