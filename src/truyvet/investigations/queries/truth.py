"""In the demo only: how much of the simulated truth a run found. No record carries it; a real installation has no such file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.audit.values import Scope, need
from truyvet.cases.queries import cases_for_tracing
from truyvet.investigations.models import RunContact
from truyvet.investigations.queries.runs import RunFile, in_reach

FILE: Final = "truth.json"
SEVERAL: Final = 2
"""A run of one case looks for the contacts of one case; the whole outbreak is no measure of it."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Of ``infected`` persons infected by then and not yet a case, how many stand in the list; and how many healthy."""

    infected: int
    found_f1: int
    found_f2: int
    healthy_f1: int


def truth(scope: Scope, found: RunFile) -> Truth | None:
    """The comparison for a run of several cases; None outside the demo."""
    reader = need(scope)
    if not settings.TRUYVET_DEMO or not found.done or len(found.codes) < SEVERAL:
        return None
    told = _told(Path(settings.TRUYVET_HOME) / FILE)
    if not told:
        return None
    known = {case.person_id for case in cases_for_tracing(reader, codes=found.codes).cases}
    hidden = {person for person, at in told.items() if at < found.as_of} - known
    rows = RunContact.objects.filter(in_reach(reader), run_id=found.id).values_list("person_id", "generation")
    levels = dict(rows)
    f1 = {person for person, level in levels.items() if level == 1}
    return Truth(len(hidden), len(hidden & f1), len(hidden & (levels.keys() - f1)), len(f1 - told.keys()))


@lru_cache(maxsize=1)
def _told(file: Path) -> dict[int, int]:
    try:
        return {int(person): at for person, at in json.loads(file.read_text("utf-8")).items()}
    except OSError:
        return {}
