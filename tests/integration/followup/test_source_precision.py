"""How often each source of evidence was right: what is counted, out of whom, and who is left out."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.integration.followup.test_list_counts import COMMUNE, followed
from tests.integration.two_communes import PROVINCE

from truyvet.followup.models import FollowUp, FollowUpSource
from truyvet.followup.queries.source_precision import source_precision
from truyvet.followup.rules.source_precision import EvidenceSource, SourcePrecision

pytestmark = pytest.mark.db


def test_each_source_with_its_denominator(units: dict[str, int], now: datetime, django_assert_num_queries: object) -> None:
    rows = followed(units, 8)
    told = [
        (0, "contact", {"is_named": True, "is_household": True, "verdict": "confirmed"}),
        (1, "contact", {"is_named": True, "verdict": "refuted"}),
        (2, "contact", {"is_named": True}),
        (3, "contact", {"is_named": True, "verdict": "confirmed", "withdrawn_at": now}),
        (4, "contact", {"is_household": True, "verdict": "refuted"}),
        (5, "contact", {}),
        (6, "by_hand", {}),
    ]
    FollowUpSource.objects.bulk_create(
        FollowUpSource(follow_up=rows[at], kind=kind, reference="TV-1", last_exposure=now.date(), found_at=now, **more)
        for at, kind, more in told
    )
    FollowUp.objects.filter(pk=rows[4].pk).update(closed_at=now, close_reason="became_case")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = source_precision(PROVINCE)
    assert found == (
        SourcePrecision(EvidenceSource.NAMED, 4, 0, 1, 1, 1, 1), SourcePrecision(EvidenceSource.HOUSEHOLD, 1, 1, 0, 0, 0, 0),
        SourcePrecision(EvidenceSource.RECORDS, 1, 0, 0, 0, 1, 0), SourcePrecision(EvidenceSource.BY_HAND, 1, 0, 0, 0, 1, 0),
    )  # fmt: skip
    named, household, records, _ = found
    assert (named.precision, named.known, household.precision, records.precision) == (0.5, 2, 1.0, None)
    here, by_hand = source_precision(COMMUNE)
    assert (here.source, here.told, here.withdrawn, by_hand.told) == (EvidenceSource.NAMED, 2, 1, 1), "within the scope"
