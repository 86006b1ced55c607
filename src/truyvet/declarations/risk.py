"""The risk areas in force here: the province's own file, or the sample that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.declarations.rules import areas
from truyvet.declarations.rules.areas import RiskArea

FILE: Final = "risk_areas.toml"
_read: dict[Path, tuple[int, tuple[RiskArea, ...]]] = {}


def in_force() -> tuple[RiskArea, ...]:
    """From ``TRUYVET_HOME/risk_areas.toml`` when it is there, read again when it changes. Raises as ``parse_risk_areas``."""
    path = Path(settings.TRUYVET_HOME) / FILE
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return areas.sample_risk_areas()
    if path not in _read or _read[path][0] != changed:
        _read[path] = (changed, areas.parse_risk_areas(path.read_text("utf-8"), str(path)))
    return _read[path][1]
