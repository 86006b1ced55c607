"""Which tests a reader sees at all: every other read and every change starts here."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from truyvet.audit.values import Scope, require_scope
from truyvet.laboratory.models import LabResult, Pool, PoolMember, Sample, TestOrder
from truyvet.places.queries import within


def tests_in_scope(scope: Scope, of: str = "") -> Q:
    """Returns the condition on TestOrder, or on rows that point at one (``of`` "order__"): the person lives within the scope.

    Where no home is known, the ordering unit decides; where that is unknown too, a reader of a whole province sees it.
    """
    reader = require_scope(scope)
    ordered = within(reader, f"{of}unit__path")
    if reader.whole_province:
        ordered |= Q(**{f"{of}unit__isnull": True})
    return within(reader, f"{of}person__commune__path") | Q(**{f"{of}person__commune__isnull": True}) & ordered


def orders_in_scope(scope: Scope) -> QuerySet[TestOrder]:
    """Returns test orders within the scope."""
    return TestOrder.objects.filter(tests_in_scope(scope))


def samples_in_scope(scope: Scope) -> QuerySet[Sample]:
    """Returns samples within the scope."""
    return Sample.objects.filter(tests_in_scope(scope, "order__"))


def results_in_scope(scope: Scope) -> QuerySet[LabResult]:
    """Returns results of samples within the scope; a pool's own result says nothing of a person and is not among them."""
    return LabResult.objects.filter(tests_in_scope(scope, "sample__order__"), sample__isnull=False)


def pools_in_scope(scope: Scope) -> QuerySet[Pool]:
    """Returns pools of which every sample lies within the scope: their result changes all of them."""
    outside = PoolMember.objects.filter(pool=OuterRef("pk")).exclude(sample__in=samples_in_scope(scope).values("pk"))
    return Pool.objects.filter(~Exists(outside), members__isnull=False).distinct()
