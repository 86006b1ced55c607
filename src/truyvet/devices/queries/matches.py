"""Shared matches as staff see them, and what is given out of keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db.models import QuerySet

from truyvet.audit.values import Scope, need
from truyvet.devices.models import ExportKey, Installation, KeyFile, SharedMatch, UploadCode
from truyvet.devices.rules.sharing import Verdict
from truyvet.people.queries import in_reach, shown
from truyvet.people.values import Shown

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One hint. ``tied``: the other side agreed to be tied to their case, so traces hold it as an encounter."""

    id: int
    person: Shown | None
    day: date
    minutes: int
    confidence: str
    probability_ppm: int
    report_type: int
    told_by: str
    tied: bool
    shared_at: datetime
    verdict: Verdict | None
    note: str
    judged_by: str
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that is given out."""

    batch: int
    sha256: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """A code that was given for a case; the code itself is not kept."""

    kind: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None
    by: str


def matches(scope: Scope, *, waiting: bool, page: int = 1, size: int = PAGE) -> tuple[tuple[MatchRow, ...], int]:
    """One page of matches of persons within the scope, and how many there are: those without a verdict oldest first, or the others."""
    rows = _reached(scope).filter(verdict="") if waiting else _reached(scope).exclude(verdict="")
    total = rows.count()
    order = ("shared_at", "pk") if waiting else ("-judged_at", "-pk")
    chosen = list(rows.select_related("judged_by").order_by(*order)[(page - 1) * size : page * size])
    people = shown(scope, {row.person_id for row in chosen})
    return tuple(_row(row, people.get(row.person_id)) for row in chosen), total


def waiting_matches(scope: Scope) -> tuple[int, datetime | None]:
    """How many matches within the scope no tracer has judged, and since when the first one waits."""
    rows = _reached(scope).filter(verdict="").order_by("shared_at")
    return rows.count(), rows.values_list("shared_at", flat=True).first()


def match_reached(scope: Scope, match_id: int) -> bool:
    """Whether a match is of a person within the scope."""
    return _reached(scope).filter(pk=match_id).exists()


def codes_given(scope: Scope, case_id: int) -> tuple[GivenBefore, ...]:
    """Codes of a case that the reader reached, newest first."""
    need(scope)
    rows = UploadCode.objects.filter(case_id=case_id).order_by("-issued_at", "-pk")
    told = rows.values_list("kind", "issued_at", "expires_at", "used_at", "issued_by__display")
    return tuple(GivenBefore(kind, at, until, used, by or "") for kind, at, until, used, by in told)


def key_files(scope: Scope) -> tuple[Listed, ...]:
    """Every file that is given out, oldest first. What is in them is public."""
    need(scope)
    return tuple(Listed(*row) for row in KeyFile.objects.exclude(sha256="").order_by("batch").values_list("batch", "sha256"))


def key_file(scope: Scope, batch: int) -> Listed | None:
    """The file of this number."""
    need(scope)
    found = KeyFile.objects.filter(batch=batch).exclude(sha256="").values_list("batch", "sha256").first()
    return None if found is None else Listed(*found)


def public_pem(scope: Scope) -> tuple[str, str] | None:
    """(version, public key) of what signs files now; None while no file was ever signed."""
    need(scope)
    return ExportKey.objects.order_by("-pk").values_list("version", "public_pem").first()


def adoption(scope: Scope) -> tuple[int, int]:
    """How many installations were heard of within 90 days, and how many of them have a proved number. For the whole province."""
    if not need(scope).whole_province:
        return 0, 0
    return Installation.objects.count(), Installation.objects.filter(person__isnull=False).count()


def _reached(scope: Scope) -> QuerySet[SharedMatch]:
    return SharedMatch.objects.filter(in_reach(need(scope), "person__"))


def _row(row: SharedMatch, person: Shown | None) -> MatchRow:
    verdict, judge = Verdict(row.verdict) if row.verdict else None, row.judged_by.display if row.judged_by else ""
    return MatchRow(
        row.pk, person, row.day, row.minutes, row.confidence, row.probability_ppm, row.report_type, row.told_by, row.encounter is not None,
        row.shared_at, verdict, row.note, judge, row.judged_at,
    )  # fmt: skip
