"""Reading the administrative units, and the one policy for geography.

Units themselves are public facts: they are read whole by anyone who can say who reads. What hangs on a unit is
read through ``within``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from truyvet.audit.values import SYSTEM, Scope, require_scope
from truyvet.core.pagination import ListPage, list_page
from truyvet.core.text_folding import fold
from truyvet.places.models import Conversion, Unit
from truyvet.places.rules import ConversionStep, Edition, Extent, UnitLevel


@dataclass(frozen=True, slots=True)
class AdministrativeUnit:
    """A unit as a plain value; ``id`` is for foreign keys, ``valid_until`` the first day no longer in force."""

    id: int
    edition: Edition
    code: str
    level: UnitLevel
    kind: str
    name: str
    name_en: str
    path: str
    valid_from: date
    valid_until: date | None
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConvertedUnit:
    """One unit of the other edition and how much went over."""

    place: AdministrativeUnit
    extent: Extent


def within(scope: Scope, field: str) -> Q:
    """Returns the condition that the unit path ``field`` ("commune__path") lies in the scope; never true for a scope without a unit.

    The empty prefix opens everything for the machine's own scope and nothing for anybody else.
    """
    reader = require_scope(scope)
    if "" in reader.paths and reader.role == SYSTEM:
        # Not the empty Q(): that one vanishes in an "or", and the other side would then be all that is left.
        return ~Q(pk__in=())
    seen = Q(pk__in=())
    for prefix in reader.paths:
        if prefix:
            seen |= Q(**{f"{field}__startswith": prefix})
    return seen


def unit_ids_within(scope: Scope) -> QuerySet[Unit, int]:
    """Returns the row ids of all units in the scope, for a statement that asks for many rows: each is looked up in it without a join."""
    return Unit.objects.filter(within(scope, "path")).values_list("pk", flat=True)


def _place(row: Unit) -> AdministrativeUnit:
    return AdministrativeUnit(
        id=row.pk,
        edition=Edition(row.edition),
        code=row.code,
        level=UnitLevel(row.level),
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        path=row.path,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        before=tuple(row.before),
    )


def _on(day: date) -> QuerySet[Unit]:
    return Unit.objects.filter(valid_from__lte=day).filter(Q(valid_until=None) | Q(valid_until__gt=day))


def unit_by_code(scope: Scope, code: str, on: date) -> AdministrativeUnit | None:
    """Returns the unit that had this code on a day."""
    require_scope(scope)
    found = _on(on).filter(code=code).first()
    return _place(found) if found else None


def units_by_code(scope: Scope, codes: Iterable[str], on: date) -> dict[str, AdministrativeUnit]:
    """Returns units in force on a day, by code: for rows that arrive a few at a time. One query."""
    require_scope(scope)
    return {row.code: _place(row) for row in _on(on).filter(code__in=set(codes))}


def unit_at_path(scope: Scope, path: str, on: date) -> AdministrativeUnit | None:
    """Returns the unit that had this path on a day."""
    require_scope(scope)
    found = _on(on).filter(path=path).first()
    return _place(found) if found else None


def units_by_id(scope: Scope, ids: Iterable[int]) -> dict[int, AdministrativeUnit]:
    """Returns units by row id."""
    require_scope(scope)
    return {row.pk: _place(row) for row in Unit.objects.filter(pk__in=set(ids))}


def children(scope: Scope, path: str, on: date) -> tuple[AdministrativeUnit, ...]:
    """Returns units right under a path on a day, by name; the provinces for the empty path."""
    require_scope(scope)
    rows = _on(on).filter(parent__path=path) if path else _on(on).filter(parent=None)
    return tuple(_place(row) for row in rows.order_by("folded", "code"))


def communes(scope: Scope, path: str, on: date) -> tuple[AdministrativeUnit, ...]:
    """Returns all communes under a path on a day, by name."""
    require_scope(scope)
    rows = _on(on).filter(path__startswith=path, level=UnitLevel.COMMUNE.value).order_by("folded", "code")
    return tuple(_place(row) for row in rows)


def units_in_scope(scope: Scope, level: UnitLevel, on: date) -> tuple[AdministrativeUnit, ...]:
    """Returns units of one level in force on a day that the reader may act for, by name."""
    rows = _on(on).filter(within(scope, "path"), level=level.value).order_by("folded", "code")
    return tuple(_place(row) for row in rows)


def provinces_in_force(scope: Scope, paths: Iterable[str], on: date) -> frozenset[str]:
    """Returns the paths of the provinces in force on a day in which units of these paths, of any edition, lie now."""
    require_scope(scope)
    wanted = {f"{path.split('/')[0]}/" for path in paths}
    rows = _on(on).filter(level=UnitLevel.PROVINCE.value).values_list("path", "before")
    return frozenset(path for path, before in rows if path in wanted or wanted & set(before))


def search(scope: Scope, text: str, on: date, limit: int = 20) -> ListPage[AdministrativeUnit]:
    """Returns the first ``limit`` units whose name holds ``text``, with or without marks, and how many there are; larger units first.

    Fewer than two letters find none.
    """
    require_scope(scope)
    wanted = fold(text)
    rows = _on(on).filter(folded__contains=wanted) if len(wanted) > 1 else Unit.objects.none()
    ranked = sorted(rows, key=lambda row: (row.path.count("/"), row.folded, row.code))
    return list_page(ranked, page_rows=limit, read=lambda part: [_place(row) for row in part])


def units_found(scope: Scope, text: str, on: date, wanted: object) -> ListPage[AdministrativeUnit]:
    """Returns a page of the units in force on a day that the reader may act for, in the order of the tree.

    ``text`` is part of a name, with or without marks, or a whole code; "" finds all.
    """
    rows = _on(on).filter(within(scope, "path")).order_by("path")
    if text:
        rows = rows.filter(Q(folded__contains=fold(text)) | Q(code=text))
    return list_page(rows, wanted, read=lambda part: [_place(row) for row in part])


def misplaced_chains(scope: Scope, chains: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Returns those chains of codes, from the province down, that no edition of the list knows so: a ward of another district or province.

    An empty code and a unit that we do not know are not judged. One query, however many chains.
    """
    require_scope(scope)
    wanted = {chain: [code for code in chain if code] for chain in set(chains)}
    paths: dict[str, list[str]] = {}
    for code, path in Unit.objects.filter(code__in={code for codes in wanted.values() for code in codes}).values_list("code", "path"):
        paths.setdefault(code, []).append(f"/{path}")
    return {chain for chain, codes in wanted.items() if not all(_may_lie(paths.get(code), codes[:at]) for at, code in enumerate(codes))}


def _may_lie(paths: Iterable[str] | None, above: Iterable[str]) -> bool:
    """Whether one of the unit's paths leads through all units ``above``; of a unit without a path nothing is known."""
    return paths is None or any(all(f"/{code}/" in path for code in above) for path in paths)


def unit_names(scope: Scope, paths: Iterable[str], on: date | None = None) -> dict[str, str]:
    """Returns the name by path. ``on`` decides between editions; absent, a path of both editions has its newer name."""
    require_scope(scope)
    rows = Unit.objects.filter(path__in=set(paths)) if on is None else _on(on).filter(path__in=set(paths))
    return dict(rows.order_by("edition").values_list("path", "name"))


def convert(scope: Scope, code: str, to_edition: Edition) -> tuple[ConvertedUnit, ...]:
    """Returns what a unit of the other edition became (to 2025), or was made of (to 2021); whole ones first.

    Empty when the conversion does not know the unit: it must then be asked for, never guessed.
    """
    require_scope(scope)
    if to_edition is Edition.AFTER:
        steps = Conversion.objects.filter(old_code=code).values_list("new_code", "extent")
    else:
        steps = Conversion.objects.filter(new_code=code).values_list("old_code", "extent")
    extents = dict(steps)
    rows = Unit.objects.filter(edition=to_edition.value, code__in=extents)
    found = [ConvertedUnit(_place(row), Extent(extents[row.code])) for row in rows]
    return tuple(sorted(found, key=lambda each: (each.extent is Extent.PART, each.place.code)))


def steps_around(scope: Scope, new_codes: Iterable[str]) -> tuple[ConversionStep, ...]:
    """Returns all steps out of every old unit of which something went into one of the new ones: also those that went elsewhere."""
    require_scope(scope)
    into = Conversion.objects.filter(new_code__in=set(new_codes)).values("old_code")
    rows = Conversion.objects.filter(old_code__in=into).order_by("old_code", "new_code").values_list("old_code", "new_code", "extent")
    return tuple(ConversionStep(old, new, Extent(extent)) for old, new, extent in rows)


def conversion_steps(scope: Scope, codes: Iterable[str], to_edition: Edition) -> tuple[tuple[str, str, bool], ...]:
    """Returns (from, to, whole) for each of ``codes`` of the other edition that the conversion knows. One query."""
    require_scope(scope)
    wanted = set(codes)
    if to_edition is Edition.AFTER:
        rows = Conversion.objects.filter(old_code__in=wanted).values_list("old_code", "new_code", "extent")
    else:
        rows = Conversion.objects.filter(new_code__in=wanted).values_list("new_code", "old_code", "extent")
    return tuple((old, new, Extent(extent) is Extent.WHOLE) for old, new, extent in rows)
