"""Changes to the administrative units: loading the lists of the programme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truyvet.audit.actions import record
from truyvet.audit.values import By
from truyvet.core.text_folding import fold
from truyvet.places import unit_lists
from truyvet.places.models import Conversion, Unit
from truyvet.places.rules import CHANGED_ON, EDITION_VALIDITY, ConversionStep, Edition, UnitLevel, UnitRow, inherited_paths, paths


@dataclass(frozen=True, slots=True)
class UnitLoadCounts:
    """What a loading met. ``read`` = ``added`` + ``kept`` + ``passed_over`` for units and steps together.

    ``unknown`` counts old communes of which the conversion says nothing.
    """

    read: int
    added: int
    kept: int
    passed_over: int
    unknown: int


def load_units(*, by: By, now: datetime, province: str = "") -> UnitLoadCounts:
    """Loads the units and the conversion; a second run changes nothing but what the lists changed.

    ``province`` loads one province code of each edition only (tests and small drills).
    """
    rows, steps = unit_lists.units(province), unit_lists.steps()
    by_edition = {edition: [row for row in rows if row.edition is edition] for edition in Edition}
    known = {edition: paths(found) for edition, found in by_edition.items()}
    usable = [step for step in steps if step.old in known[Edition.BEFORE] and step.new in known[Edition.AFTER]]
    heirs = _heirs(by_edition[Edition.AFTER], known, usable)
    with transaction.atomic():
        before = Unit.objects.count() + Conversion.objects.count()
        for edition, found in by_edition.items():
            for level in UnitLevel:
                _write(edition, [row for row in found if row.level is level], known[edition], heirs)
        Conversion.objects.bulk_create(
            (Conversion(old_code=s.old, new_code=s.new, extent=s.extent.value, on=CHANGED_ON) for s in usable),
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["old_code", "new_code", "on"],
            update_fields=["extent"],
        )
        added = Unit.objects.count() + Conversion.objects.count() - before
        met = {step.old for step in usable}
        communes = [row.code for row in by_edition[Edition.BEFORE] if row.level is UnitLevel.COMMUNE]
        loaded = UnitLoadCounts(
            read=len(rows) + len(steps),
            added=added,
            kept=len(rows) + len(usable) - added,
            passed_over=len(steps) - len(usable),
            unknown=sum(code not in met for code in communes),
        )
        record(
            by=by,
            now=now,
            action="places.load_units",
            subject=f"units:{province or 'all'}",
            facts={"read": loaded.read, "added": added, "passed_over": loaded.passed_over, "unknown": loaded.unknown},
        )
    return loaded


def _heirs(rows: Iterable[UnitRow], known: dict[Edition, dict[str, str]], steps: list[ConversionStep]) -> dict[str, list[str]]:
    """Returns the path of each new unit with the prefixes of the old tree that went wholly into it."""
    into: dict[str, list[ConversionStep]] = {}
    out_of: dict[str, list[ConversionStep]] = {}
    for step in steps:
        into.setdefault(step.new, []).append(step)
        out_of.setdefault(step.old, []).append(step)
    new_paths, old_paths = known[Edition.AFTER], known[Edition.BEFORE]
    regions: dict[str, dict[str, str]] = {}
    for code, path in old_paths.items():
        parts = path.split("/")
        for depth in (1, 2):
            regions.setdefault("/".join(parts[:depth]), {})[code] = path
    under: dict[str, set[str]] = {}
    for row in rows:
        path = new_paths[row.code]
        for prefix in {path, f"{path.split('/')[0]}/"}:
            under.setdefault(prefix, set()).add(row.code)
    heirs: dict[str, list[str]] = {}
    for prefix, codes in under.items():
        province = prefix.count("/") == 1
        # The old districts (for a province: the old provinces) that anything came from, each with all it held.
        depth = 1 if province else 2
        olds = {step.old for code in codes for step in into.get(code, ())}
        touched = {"/".join(old_paths[old].split("/")[:depth]) for old in olds}
        near = {code: path for region in touched for code, path in regions[region].items()}
        leaving = [step for code in near for step in out_of.get(code, ())]
        heirs[prefix] = list(inherited_paths(codes, leaving, near, provinces=province))
    return heirs


def _write(edition: Edition, rows: list[UnitRow], known: dict[str, str], heirs: dict[str, list[str]]) -> None:
    parents = dict(Unit.objects.filter(edition=edition.value).values_list("code", "id"))
    valid_from, valid_until = EDITION_VALIDITY[edition]
    Unit.objects.bulk_create(
        (
            Unit(
                edition=edition.value,
                code=row.code,
                level=row.level.value,
                kind=row.kind,
                name=row.name,
                name_en=row.name_en,
                folded=fold(row.name),
                parent_id=parents[row.parent] if row.parent else None,
                path=known[row.code],
                valid_from=valid_from,
                valid_until=valid_until,
                before=heirs.get(known[row.code], []) if edition is Edition.AFTER else [],
            )
            for row in rows
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["edition", "code"],
        update_fields=[
            *("level", "kind", "name", "name_en", "folded", "parent"),
            *("path", "valid_from", "valid_until", "before"),
        ],
    )
