"""In the demo only: how much of the simulated truth a run found. No record carries it; a real installation has no such file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.audit.values import Scope, require_scope
from truyvet.cases.queries import cases_for_trace
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries.runs import RunFile, in_reach

TRUTH_FILE: Final = "truth.json"
MIN_CASES_FOR_TRUTH: Final = 2
"""A run of one case looks for the contacts of one case; the whole outbreak is no measure of it."""


@dataclass(frozen=True, slots=True)
class SimulatedTruth:
    """Of ``infected`` persons infected by then and not yet a case, how many stand in the list; and how many healthy."""

    infected: int
    found_f1: int
    found_f2: int
    healthy_f1: int


def simulated_truth(scope: Scope, run: RunFile) -> SimulatedTruth | None:
    """The comparison for a run of several cases; None outside the demo."""
    reader = require_scope(scope)
    if not settings.TRUYVET_DEMO or not run.done or len(run.codes) < MIN_CASES_FOR_TRUTH:
        return None
    infected_at = _infections(Path(settings.TRUYVET_HOME) / TRUTH_FILE)
    if not infected_at:
        return None
    cases = {case.person_id for case in cases_for_trace(reader, codes=run.codes)}
    unknown = {person for person, at in infected_at.items() if at < run.as_of} - cases
    rows = RunContact.objects.filter(in_reach(reader), run_id=run.id).values_list("person_id", "generation")
    levels = dict(rows)
    f1 = {person for person, level in levels.items() if level == 1}
    return SimulatedTruth(len(unknown), len(unknown & f1), len(unknown & (levels.keys() - f1)), len(f1 - infected_at.keys()))


@lru_cache(maxsize=1)
def _infections(file: Path) -> dict[int, int]:
    try:
        return {int(person): at for person, at in json.loads(file.read_text("utf-8")).items()}
    except OSError:
        return {}
