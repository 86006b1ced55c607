"""How units form a tree, and what became of a unit when the tree was redrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnitLevel(StrEnum):
    """The height in the tree."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Extent(StrEnum):
    """How much of an old unit went into a new one."""

    WHOLE = "whole"
    PART = "part"


class Edition(StrEnum):
    """A list of units as it was in force for some years."""

    BEFORE = "2021"
    AFTER = "2025"


CHANGED_ON = date(2025, 7, 1)
"""The first day of the two-level units (Decision 19/2025/QĐ-TTg)."""

EDITION_VALIDITY: Mapping[Edition, tuple[date, date | None]] = {
    # The list of 2021 says nothing of earlier years; a pandemic's own years must all fall into it.
    Edition.BEFORE: (date(2019, 1, 1), CHANGED_ON),
    Edition.AFTER: (CHANGED_ON, None),
}
"""First day in force, and first day no longer in force."""


CODE_DIGITS: Mapping[UnitLevel, int] = {UnitLevel.PROVINCE: 2, UnitLevel.DISTRICT: 3, UnitLevel.COMMUNE: 5}
"""Digits of an official code (Decision 124/2004/QĐ-TTg), which stands in addresses, passes and codes of venues."""


def level_below(edition: Edition, level: UnitLevel) -> UnitLevel | None:
    """Returns the level of the units right under a unit, None under a commune. Since July 2025 communes lie right under the province."""
    if level is UnitLevel.PROVINCE:
        return UnitLevel.DISTRICT if edition is Edition.BEFORE else UnitLevel.COMMUNE
    return UnitLevel.COMMUNE if level is UnitLevel.DISTRICT else None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of a list of units. ``parent`` is a code of the same edition, "" for a province."""

    edition: Edition
    code: str
    level: UnitLevel
    kind: str
    name: str
    name_en: str
    parent: str


@dataclass(frozen=True, slots=True)
class ConversionStep:
    """One line of the conversion: some or all of ``old`` went into ``new``."""

    old: str
    new: str
    extent: Extent


class BrokenTree(ValueError):
    """A list of units names a parent that it does not hold, or runs in a circle."""


def edition_on(day: date) -> Edition:
    """Returns the list in force on ``day`` (a local day)."""
    return Edition.AFTER if day >= CHANGED_ON else Edition.BEFORE


def is_valid_on(valid_from: date, valid_until: date | None, on: date) -> bool:
    """Returns whether something is valid on a day; ``valid_until`` is the first day on which it is not."""
    return valid_from <= on and (valid_until is None or on < valid_until)


def paths(rows: Iterable[UnitRow]) -> dict[str, str]:
    """Returns the path of each code of one edition: codes from the province down, each closed by a slash."""
    parents = {row.code: row.parent for row in rows}
    built: dict[str, str] = {}
    for code in parents:
        chain: list[str] = []
        at = code
        while at and at not in built:
            if at not in parents or at in chain:
                raise BrokenTree(f"unit {code}: its chain of parents ends at {at}, which leads nowhere")
            chain.append(at)
            at = parents[at]
        prefix = built.get(at, "")
        for step in reversed(chain):
            prefix = built[step] = f"{prefix}{step}/"
    return built


def inherited_paths(
    new_codes: Collection[str], steps: Iterable[ConversionStep], old_paths: Mapping[str, str], *, provinces: bool = False
) -> tuple[str, ...]:
    """Returns the path prefixes of the old tree that went wholly into ``new_codes``: what their officer may see of the past.

    An old commune is included when nothing of it went elsewhere: one whole step, or several steps that all stay
    inside. A part of a commune is not enough, since a row does not say in which part it lies. Sister communes are
    drawn together into their district when all of them are included.

    With ``provinces`` (for a province, and only with every step out of the old provinces given) an old province
    counts as whole when every known step stays inside: communes that had merged before the conversion are unknown
    to it, but none left its province in those years. ``old_paths`` holds whole districts, or whole provinces.
    """
    targets: dict[str, list[ConversionStep]] = {}
    for step in steps:
        if step.old in old_paths:
            targets.setdefault(step.old, []).append(step)
    inside = {old for old, found in targets.items() if all(step.new in new_codes for step in found)}
    whole = {old for old in inside if len(targets[old]) > 1 or targets[old][0].extent is Extent.WHOLE}
    under: dict[str, list[str]] = {}
    for code, path in old_paths.items():
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts)):
            under.setdefault("/".join(parts[:depth]) + "/", []).append(code)
    prefixes = {old_paths[code] for code in whole}
    for prefix in sorted(under, key=lambda path: -path.count("/")):
        # A unit with units under it is no leaf: only leaves are in the conversion.
        leaves = [code for code in under[prefix] if old_paths[code] not in under]
        if prefix.count("/") > 1:
            complete = all(code in whole for code in leaves)
        else:
            met = [code for code in leaves if code in targets]
            complete = provinces and bool(met) and all(code in inside for code in met)
        if complete:
            prefixes = {path for path in prefixes if not path.startswith(prefix)} | {prefix}
    return tuple(sorted(prefixes))


def steps_from(code: str, steps: Iterable[ConversionStep]) -> tuple[ConversionStep, ...]:
    """Returns the steps out of one old unit, whole ones first; none when the conversion does not know it."""
    return tuple(sorted((step for step in steps if step.old == code), key=lambda s: (s.extent is Extent.PART, s.new)))


def steps_into(code: str, steps: Iterable[ConversionStep]) -> tuple[ConversionStep, ...]:
    """Returns the steps into one new unit, whole ones first."""
    return tuple(sorted((step for step in steps if step.new == code), key=lambda s: (s.extent is Extent.PART, s.old)))
