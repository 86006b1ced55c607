"""The invented patients and cases of the tests of cases."""

from __future__ import annotations

from tests.integration.cases.conftest import commune, first, opened, other_commune, person, positive, province, second

__all__ = ["commune", "first", "opened", "other_commune", "person", "positive", "province", "second"]
