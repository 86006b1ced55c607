"""Invented persons with test orders, and samples that were taken."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from tests.conftest import TODAY
from tests.integration.cases.conftest import commune, first, other_commune, person, province, second

from truyvet.audit.values import By, Scope
from truyvet.laboratory import actions
from truyvet.laboratory.models import Sample
from truyvet.laboratory.rules.results import LabMethod, LabOutcome, LabResultEntry
from truyvet.laboratory.rules.samples import SampleKind, SamplingReason, SamplingRequest

__all__ = ["commune", "first", "other_commune", "person", "province", "second"]


@pytest.fixture
def taken(province: Scope, first: By, now: datetime, person: Callable[..., int]) -> Callable[..., list[str]]:
    """``taken(3)``: the codes of samples of that many new persons."""

    def make(count: int = 1, commune: str = "07783") -> list[str]:
        persons = tuple(person(commune) for _ in range(count))
        request = SamplingRequest(uuid.uuid4(), persons, (TODAY,), SamplingReason.CONTACT)
        actions.order_tests(by=first, now=now, scope=province, request=request)
        codes = list(Sample.objects.filter(order__person_id__in=persons).order_by("pk").values_list("code", flat=True))
        entries = [actions.TakenSample(uuid.uuid4(), code, SampleKind.THROAT, now) for code in codes]
        assert not any(actions.record_samples(by=first, now=now, scope=province, entries=entries))
        return codes

    return make


@pytest.fixture
def said(now: datetime) -> Callable[..., LabResultEntry]:
    """``said(code, "positive")``: a result as it is entered."""

    def make(code: str, outcome: str, **more: object) -> LabResultEntry:
        told = {"event_id": uuid.uuid4(), "method": LabMethod.PCR, "reported_at": now, **more}
        return LabResultEntry(code=code, outcome=LabOutcome(outcome), **told)  # type: ignore[arg-type]

    return make
