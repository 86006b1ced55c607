"""Changes to the administrative units: loading the lists of the programme, a new unit, another name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.core.local_day import LocalDay
from truyvet.core.refusal import Refusal, Refused
from truyvet.core.text_folding import fold, tidy
from truyvet.places import unit_lists
from truyvet.places.models import Conversion, Unit
from truyvet.places.queries import within
from truyvet.places.rules import (
    CHANGED_ON,
    CODE_DIGITS,
    EDITION_VALIDITY,
    ConversionStep,
    Edition,
    UnitLevel,
    UnitRow,
    inherited_paths,
    level_below,
    paths,
)

MAX_NAME_LETTERS: Final = 80
"""As the column takes."""


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


def add_unit(*, by: By, now: datetime, scope: Scope, parent: str, code: str, name: str, kind: str = "") -> Unit:
    """Makes a unit that the list lacks, right under another one of the reader's, from today on. Whoever has the parent has it too.

    Raises Refused: "unit_unknown", "no_level_below", "code_wrong", "code_exists", "name_wrong".
    """
    told, today = tidy(name), LocalDay.of(now)
    with transaction.atomic():
        above = _in_force(today).select_for_update().filter(within(scope, "path"), code=parent).first()
        if above is None:
            raise Refused(Refusal("unit_unknown", "code"))
        level = level_below(Edition(above.edition), UnitLevel(above.level))
        if level is None:
            raise Refused(Refusal("no_level_below", "code"))
        if not (code.isascii() and code.isdigit() and len(code) == CODE_DIGITS[level]):
            raise Refused(Refusal("code_wrong", "code"))
        if Unit.objects.filter(code=code).exists():
            raise Refused(Refusal("code_exists", "code"))
        _require_name(told)
        unit = Unit.objects.create(
            edition=above.edition, code=code, level=level.value, kind=tidy(kind), name=told, name_en=told, folded=fold(told), parent=above,
            path=f"{above.path}{code}/", valid_from=today, valid_until=above.valid_until,
        )  # fmt: skip
        record(by=by, now=now, action="places.add_unit", subject=f"unit:{code}", facts={"under": parent, "name": told})
    return unit


def _in_force(today: LocalDay) -> QuerySet[Unit]:
    return Unit.objects.filter(valid_from__lte=today).filter(Q(valid_until=None) | Q(valid_until__gt=today))


def _require_name(name: str) -> None:
    if not 1 < len(name) <= MAX_NAME_LETTERS or len(fold(name)) > MAX_NAME_LETTERS:
        raise Refused(Refusal("name_wrong", "name"))


def rename_unit(*, by: By, now: datetime, code: str, name: str) -> Unit:
    """Gives a unit in force another name from today on and keeps the earlier one with its last day; code, place and history stay.

    Later loadings of the list leave the name alone. Raises Refused: "unit_unknown", "name_wrong", "name_same".
    """
    told, today = tidy(name), LocalDay.of(now)
    with transaction.atomic():
        unit = _in_force(today).select_for_update().filter(code=code).first()
        if unit is None:
            raise Refused(Refusal("unit_unknown", "code"))
        _require_name(told)
        if told == unit.name:
            raise Refused(Refusal("name_same", "name"))
        unit.former_names = [*unit.former_names, [unit.name, (today - timedelta(days=1)).isoformat()]]
        unit.name = unit.name_en = told
        unit.folded = fold(told)
        unit.save(update_fields=["name", "name_en", "folded", "former_names"])
        record(by=by, now=now, action="places.rename_unit", subject=f"unit:{code}", facts={"from": unit.former_names[-1][0], "to": told})
    return unit


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
    renamed = {code: (name, name_en) for code, name, name_en in _renamed(edition).values_list("code", "name", "name_en")}
    names = {row.code: renamed.get(row.code, (row.name, row.name_en)) for row in rows}
    parents = dict(Unit.objects.filter(edition=edition.value).values_list("code", "id"))
    valid_from, valid_until = EDITION_VALIDITY[edition]
    Unit.objects.bulk_create(
        (
            Unit(
                edition=edition.value,
                code=row.code,
                level=row.level.value,
                kind=row.kind,
                name=names[row.code][0],
                name_en=names[row.code][1],
                folded=fold(names[row.code][0]),
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


def _renamed(edition: Edition) -> QuerySet[Unit]:
    return Unit.objects.filter(edition=edition.value).exclude(former_names=[])
