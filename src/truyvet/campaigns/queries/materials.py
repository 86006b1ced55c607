"""Material with its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.campaigns.models import Material, MaterialVersion
from truyvet.campaigns.rules.source_text import SourceText, VersionState, shown_place, version_state
from truyvet.core.pagination import ListPage, list_page
from truyvet.places.queries import within


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version and where it stands."""

    number: int
    text: SourceText
    state: VersionState


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """A matter with its versions, oldest first; ``shown`` is the one that stands for it, the first of all before its first day."""

    code: str
    path: str
    versions: tuple[VersionRow, ...]
    shown: VersionRow


def materials_in_scope(scope: Scope) -> QuerySet[Material]:
    """Returns the material of the scope's units."""
    return Material.objects.filter(within(require_scope(scope), "unit__path"))


def list_materials(scope: Scope, page: object = 1) -> ListPage[MaterialFile]:
    """Returns a page of the material, newest first. Three queries."""
    chosen = materials_in_scope(scope).order_by("-created_at", "-pk").select_related("unit").prefetch_related("versions")
    return list_page(chosen, page, read=lambda rows: [_file(scope, row) for row in rows])


def material_file(scope: Scope, code: str) -> MaterialFile | None:
    """Returns one matter, or None when there is none within the scope."""
    found = materials_in_scope(scope).filter(code=code).select_related("unit").first()
    return _file(scope, found) if found else None


def _file(scope: Scope, row: Material) -> MaterialFile:
    rows = version_rows(scope, sorted(row.versions.all(), key=lambda each: each.number), scope.on)
    begun = [each for each in rows if each.state is not VersionState.UPCOMING]
    return MaterialFile(row.code, row.unit.path, rows, begun[-1] if begun else rows[0])


def version_rows(scope: Scope, versions: Sequence[MaterialVersion], day: date) -> tuple[VersionRow, ...]:
    """Returns versions, oldest first, with their state on ``day``."""
    require_scope(scope)
    shown = shown_place([each.valid_from for each in versions], day)
    return tuple(
        VersionRow(each.number, each.as_source(), version_state(place, shown, each.valid_until, day)) for place, each in enumerate(versions)
    )
