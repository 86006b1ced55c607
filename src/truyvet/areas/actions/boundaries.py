"""Takes boundaries of units from a file, all that can be drawn in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from truyvet.areas.models import Boundary, BoundaryVersion
from truyvet.areas.rules import boundary_geometry as geometry
from truyvet.areas.rules import boundary_reasons as reasons
from truyvet.areas.rules.boundary_file import BoundaryFeature, FeatureFault, Polygon, parse_boundary_file
from truyvet.areas.rules.boundary_match import KnownUnit, MatchedBoundaries, better_edition, match_units
from truyvet.audit.actions import record
from truyvet.audit.values import By, Scope
from truyvet.places.queries import AdministrativeUnit, children, communes, units_by_code
from truyvet.places.rules import EDITION_VALIDITY, Edition, UnitLevel
from truyvet.tabular.problems import ProblemReason

MAX_NAMED = 5
"""Units without a line that the report names."""


@dataclass(frozen=True, slots=True)
class BoundaryImport:
    """What became of a file: read = accepted + rejected + duplicate. ``version`` is None where nothing was written."""

    version: int | None
    edition: str
    read: int
    accepted: int
    duplicate: int
    faults: tuple[FeatureFault, ...]
    remarks: tuple[ProblemReason, ...]

    @property
    def rejected(self) -> int:
        """How many features were not taken."""
        return len(self.faults)


def import_boundaries(
    *, by: By, now: datetime, scope: Scope, text: str, file_name: str, source: str = "", edition: str = "",
    columns: Mapping[str, str] | None = None, dry_run: bool = False,
) -> BoundaryImport:  # fmt: skip
    """Takes the lines of a GeoJSON file. Raises BoundaryFileRefused where none can be trusted; then nothing is written."""
    features, faults = parse_boundary_file(text, columns)
    known = {each.value: _known(scope, features, each) for each in ([Edition(edition)] if edition else Edition)}
    chosen = better_edition(features, {name: _values(units) for name, units in known.items()})
    units = known[chosen]
    on = EDITION_VALIDITY[Edition(chosen)][0]
    with transaction.atomic():
        held = Boundary.objects.filter(is_in_force=True, unit_id__in=[unit.id for unit in units.values()])
        in_force = dict(held.values_list("unit__code", "digest"))
        near = _beside(scope, units.values(), on)
        found = match_units(features, _values(units), in_force, [KnownUnit(unit.id, unit.code, unit.name) for unit in near])
        matched = {code: each.polygons for code, each in found.matched.items()}
        fewer = geometry.simplified(matched) if matched else None
        remarks = _remarks(found, fewer, matched, near, set(in_force))
        version = None
        if fewer is not None and not dry_run:
            row = BoundaryVersion.objects.create(
                edition=chosen, source=source[:200], file_name=file_name[:120], sha256=hashlib.sha256(text.encode()).hexdigest(), at=now,
                accepted=len(matched), rejected=len(faults) + len(found.faults), duplicate=found.duplicates,
                simplified_m=round(geometry.SIMPLIFY_M),
            )  # fmt: skip
            _store(row, chosen, units, found, fewer)
            version = row.pk
        total = len(features) + len(faults)
        every = tuple(sorted((*faults, *found.faults), key=lambda each: each.number))
        record(
            by=by, now=now, action="areas.import_boundaries", subject=f"boundaries:{chosen}",
            facts={"version": version, "read": total, "accepted": len(matched), "rejected": len(every), "dry_run": dry_run},
        )  # fmt: skip
    return BoundaryImport(version, chosen, total, len(matched), found.duplicates, every, remarks)


def _known(scope: Scope, features: list[BoundaryFeature], edition: Edition) -> dict[str, AdministrativeUnit]:
    codes = {code for each in features for code in (each.code, each.code.zfill(5), each.code.zfill(3), each.code.zfill(2))}
    return units_by_code(scope, codes, EDITION_VALIDITY[edition][0])


def _values(units: Mapping[str, AdministrativeUnit]) -> dict[str, KnownUnit]:
    return {code: KnownUnit(unit.id, unit.code, unit.name) for code, unit in units.items()}


def _beside(scope: Scope, units: Iterable[AdministrativeUnit], on: date) -> list[AdministrativeUnit]:
    """Returns the units of the same level in the same provinces: what a name may mean, and what may still lack a line."""
    found: list[AdministrativeUnit] = []
    for level, province in sorted({(unit.level.value, f"{unit.path.split('/')[0]}/") for unit in units}):
        if level == UnitLevel.COMMUNE.value:
            found += communes(scope, province, on)
        elif level == UnitLevel.DISTRICT.value:
            found += children(scope, province, on)
    return found


def _remarks(
    found: MatchedBoundaries, fewer: geometry.SimplifiedBoundaries | None, matched: Mapping[str, tuple[Polygon, ...]],
    beside: list[AdministrativeUnit], held: set[str],
) -> tuple[ProblemReason, ...]:  # fmt: skip
    said = [each.reason for each in found.other_names]
    if wound := sum(each.was_wound_wrong for each in found.matched.values()):
        said.append(reasons.WINDING(units=wound))
    if high := sum(each.had_heights for each in found.matched.values()):
        said.append(reasons.THIRD_NUMBER(units=high))
    said += [reasons.OVERLAP(first=first, second=second, share=share) for first, second, share in geometry.overlaps(matched)]
    if fewer is not None:
        facts = {"before": fewer.points_before, "after": fewer.points_after, "shared": fewer.shared_percent}
        said.append(reasons.SIMPLIFIED(metres=round(geometry.SIMPLIFY_M), **facts))
        if fewer.unsimplified:
            said.append(reasons.KEPT_WHOLE(units=fewer.unsimplified))
    lacking = [unit for unit in beside if unit.code not in held and unit.code not in found.digests]
    if lacking and found.matched:
        some = ", ".join(f"{unit.code} {unit.name}" for unit in lacking[:MAX_NAMED])
        said.append(reasons.LACKING(units=len(lacking), some=some + (" …" if len(lacking) > MAX_NAMED else "")))
    return tuple(said)


def _store(
    version: BoundaryVersion, edition: str, units: Mapping[str, AdministrativeUnit], found: MatchedBoundaries,
    fewer: geometry.SimplifiedBoundaries,
) -> None:  # fmt: skip
    """Puts the new lines in force, and each unit on the list of its neighbours: those in the file, and those that we had."""
    ids = {code: units[code].id for code in found.matched}
    levels = {units[code].level.value for code in found.matched}
    Boundary.objects.filter(is_in_force=True, unit_id__in=ids.values()).update(is_in_force=False)
    others = list(Boundary.objects.filter(is_in_force=True, version__edition=edition, unit__level__in=levels).select_related("unit"))
    pairs = geometry.shared_lengths(
        {f"{units[code].level.value} {code}": _polygons(shape) for code, shape in fewer.shapes.items()},
        {f"{row.unit.level} {row.unit.code}": _polygons(row.shapes) for row in others},
    )
    every = {f"{units[code].level.value} {code}": number for code, number in ids.items()}
    every |= {f"{row.unit.level} {row.unit.code}": row.unit_id for row in others}
    sides: dict[int, dict[int, int]] = {row.unit_id: {n: m for n, m in row.neighbours if n not in ids.values()} for row in others}
    for left, right, metres in pairs:
        if left.split()[0] == right.split()[0]:
            for a, b in ((every[left], every[right]), (every[right], every[left])):
                sides.setdefault(a, {})[b] = max(metres, sides.get(a, {}).get(b, 0))
    for row in others:
        row.neighbours = sorted(sides[row.unit_id].items())
    Boundary.objects.bulk_update(others, ["neighbours"], batch_size=200)
    Boundary.objects.bulk_create(
        [
            Boundary(
                version=version, unit_id=ids[code], shapes=fewer.shapes[code], digest=found.digests[code],
                neighbours=sorted(sides.get(ids[code], {}).items()),
            )
            for code in sorted(ids)
        ],
        batch_size=200,
    )  # fmt: skip


def _polygons(shapes: list[list[list[list[float]]]]) -> tuple[Polygon, ...]:
    return tuple(tuple(tuple((x, y) for x, y in ring) for ring in polygon) for polygon in shapes)
