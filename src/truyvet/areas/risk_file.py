"""The file of risk areas: the province's own, or the sample that comes with the program."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.areas.rules.risk_areas import RiskArea, parse_risk_areas, sample_risk_areas

FILE: Final = "risk_areas.toml"
_read: dict[Path, tuple[int, tuple[RiskArea, ...]]] = {}


def load() -> tuple[RiskArea, ...]:
    """Returns the areas of ``TRUYVET_HOME/risk_areas.toml``, read again when it changes; without that file, the sample.

    Raises DataFileError with everything that is wrong in the file.
    """
    path = Path(settings.TRUYVET_HOME) / FILE
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return sample_risk_areas()
    if path not in _read or _read[path][0] != changed:
        _read[path] = (changed, parse_risk_areas(path.read_text("utf-8"), str(path)))
    return _read[path][1]
