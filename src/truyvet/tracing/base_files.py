"""The files of a base: written in one step, checked when they are opened, mapped and not read.

Wrong bytes would give wrong contacts without a word. So ``meta.json`` holds the SHA-256 of every column and of itself, and what is opened
must also fit together. What does not is no base: the next run builds a new one from the records.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from truyvet.tracing.encounter_segments import EncounterSegments
from truyvet.tracing.stay_index import COLUMNS, StayIndex
from truyvet.tracing.store import ENCOUNTER_COLUMNS, StoreBase

FORMAT: Final = 2
META: Final = "meta.json"
log = logging.getLogger(__name__)
_checked: dict[Path, tuple[tuple[int, ...], ...]] = {}
"""By folder: how the files looked when this process last found them right. Whatever is written to them later is checked again."""


class BaseDamagedError(Exception):
    """The columns of a base do not fit together. The text names what does not, and no value."""


def save_base(base: StoreBase, folder: Path) -> None:
    """Writes the base, readable by its owner alone; the folder changes in one step or not at all. Raises BaseDamagedError, OSError."""
    require_fit(base)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    making = folder.with_name(folder.name + ".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    columns: dict[str, NDArray[Any]] = {"persons": base.persons, "p_row": base.p_row, "p_place": base.p_place, "twins": base.twins}
    columns |= {name: getattr(base.stay_index, name) for name in COLUMNS} | {
        f"encounter_{name}": getattr(base.encounters, name) for name in ENCOUNTER_COLUMNS
    }
    digests = {}
    for name, values in columns.items():
        file = f"{name}.npy"
        with _open_new(making / file) as out:
            np.save(out, values)
        digests[file] = _digest(making / file)
    meta = {
        "format": FORMAT,
        "origin": base.stay_index.origin,
        "watermark": base.watermark,
        "built_at": base.built_at,
        "mark": base.mark,
        "columns": digests,
    }
    with _open_new(making / META) as out:
        out.write(json.dumps(meta | {"sha256": _digest_of(meta)}).encode())
    drop_base(folder)
    making.rename(folder)


def load_base(folder: Path) -> StoreBase | None:
    """Returns the base of this folder, mapped and found right; None when there is none of this format, or a damaged one."""
    if not (folder / META).exists():
        return None
    try:
        meta = json.loads((folder / META).read_bytes())
        if meta["format"] != FORMAT:
            return None
        looks = tuple((stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for stat in map(os.stat, sorted(folder.iterdir())))
        is_known = _checked.get(folder) == looks
        if not is_known:
            require_digests(meta, folder)
        base = _mapped(meta, folder)
        if not is_known:
            require_fit(base)
            _checked[folder] = looks
    except (BaseDamagedError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning(
            "trace store damaged, it is built again",
            extra={"state": str(error) if isinstance(error, BaseDamagedError) else type(error).__name__},
        )
        return None
    return base


def drop_base(folder: Path) -> None:
    """Removes the base. The next run builds it again from the records."""
    shutil.rmtree(folder, ignore_errors=True)


def require_digests(meta: dict[str, Any], folder: Path) -> None:
    """Raises BaseDamagedError unless meta and each file of the columns are as they were written."""
    if _digest_of({name: value for name, value in meta.items() if name != "sha256"}) != meta["sha256"]:
        raise BaseDamagedError(META)
    for file, digest in meta["columns"].items():
        if _digest(folder / file) != digest:
            raise BaseDamagedError(file)


def require_fit(base: StoreBase) -> None:
    """Raises BaseDamagedError when a column is of another length than its neighbours, or holds what no row can hold."""
    for what, is_right in _fits(base):
        if not is_right:
            raise BaseDamagedError(what)


def _fits(base: StoreBase) -> Iterator[tuple[str, bool]]:
    """What must hold of a base, one after another: an engine reads by these numbers without looking."""
    index, met, persons, venues = base.stay_index, base.encounters, base.persons.size, base.stay_index.v_longest.size
    of_rows = [name for name in COLUMNS if name[2:] in ("venue", "person", "start", "end", "flag")]
    yield "persons", bool(np.all(np.diff(base.persons) > 0))
    yield "rows", {base.p_row.shape, base.p_place.shape, *(getattr(index, name).shape for name in of_rows)} == {(index.size,)}
    yield "p_off", _is_offsets(index.p_off, persons, index.size)
    yield "v_off", _is_offsets(index.v_off, venues, index.size)
    yield "v_open", index.v_open.shape == (venues,)
    yield "p_venue", _is_below(index.p_venue, venues)
    yield "v_person", _is_below(index.v_person, persons)
    yield "p_place", _is_below(base.p_place, index.size)
    yield "p_start", bool(np.all(index.p_start >= 0) and np.all(index.p_end >= index.p_start))
    yield "v_start", bool(np.all(index.v_start >= 0) and np.all(index.v_end >= index.v_start))
    yield "twins", base.twins.ndim == 2 and base.twins.shape[1] == 2
    yield "encounters", {getattr(met, name).shape for name in ENCOUNTER_COLUMNS[1:]} == {met.other.shape}
    yield "encounter_offsets", _is_offsets(met.offsets, persons, met.other.size)
    yield "encounter_other", _is_below(met.other, persons)
    yield "encounter_finish", bool(np.all(met.finish >= met.start))


def _is_offsets(offsets: NDArray[np.int64], of: int, rows: int) -> bool:
    return offsets.shape == (of + 1,) and offsets[0] == 0 and offsets[-1] == rows and bool(np.all(np.diff(offsets) >= 0))


def _is_below(numbers: NDArray[Any], limit: int) -> bool:
    return not numbers.size or bool(numbers.min() >= 0 and numbers.max() < limit)


def _mapped(meta: dict[str, Any], folder: Path) -> StoreBase:
    def column(name: str) -> Any:
        values: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return values

    stay_index = StayIndex(meta["origin"], *(column(name) for name in COLUMNS))
    encounters = EncounterSegments(*(column(f"encounter_{name}") for name in ENCOUNTER_COLUMNS))
    persons, p_row, p_place, twins = (column(name) for name in ("persons", "p_row", "p_place", "twins"))
    return StoreBase(persons, stay_index, p_row, p_place, twins, encounters, meta["watermark"], meta["built_at"], tuple(meta["mark"]))


@contextmanager
def _open_new(path: Path) -> Iterator[IO[bytes]]:
    """Opens a new file of its owner; when it is closed, it is on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_of(meta: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(meta, sort_keys=True).encode()).hexdigest()
