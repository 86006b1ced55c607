"""The file of risk areas: the province's own, or the sample that comes with the program.

A wrong file stops the start. Later a slip of the pen, or a file that is gone, must not refuse the declarations of a whole province:
the last good list stays in force, the log has every error, and the alarm ``areas.file_wrong`` stands until the file is mended.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from django.conf import settings

from truyvet.areas.rules.risk_areas import RiskArea, parse_risk_areas, sample_risk_areas
from truyvet.core.toml_table import DataFileError

FILE: Final = "risk_areas.toml"
NO_FILE: Final = (0, 0)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RiskList:
    """The areas in force, and what is wrong with the file as it lies there now ("" when nothing is)."""

    version: tuple[int, int]
    """When the file was changed (ns) and its length in bytes; NO_FILE without one."""
    areas: tuple[RiskArea, ...]
    is_sample: bool
    problem: str = ""


_in_force: dict[Path, RiskList] = {}


def load() -> tuple[RiskArea, ...]:
    """Returns the areas of ``TRUYVET_HOME/risk_areas.toml``, read again when it changes; where there never was one, the sample.

    Raises DataFileError with everything that is wrong in the file, as long as this process has no good list.
    """
    return _current().areas


def file_problem() -> str:
    """Returns what is wrong with the file while the last good list stays in force, or ""."""
    return _current().problem


def _current() -> RiskList:
    path = Path(settings.TRUYVET_HOME) / FILE
    held = _in_force.get(path)
    try:
        stat = path.stat()
        version = (stat.st_mtime_ns, stat.st_size)
    except FileNotFoundError:
        version = NO_FILE
    if held is None or held.version != version:
        try:
            held = _read(path, version, held)
        except DataFileError as error:
            if held is None:
                raise
            log.error("risk areas: the last good list stays in force: %s", error)
            held = replace(held, version=version, problem="; ".join(error.errors))
        _in_force[path] = held
    return held


def _read(path: Path, version: tuple[int, int], held: RiskList | None) -> RiskList:
    if version == NO_FILE:
        if held is not None and not held.is_sample and not settings.TRUYVET_DEMO:
            raise DataFileError([f"{FILE}: the file is gone"])
        return RiskList(version, sample_risk_areas(), is_sample=True)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError([f"{FILE}: cannot be read: {type(error).__name__}"]) from error
    return RiskList(version, parse_risk_areas(text, FILE), is_sample=False)
