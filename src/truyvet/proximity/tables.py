"""Reads and writes small tables for the commands: CSV, JSON, JSON lines or Parquet, by the file's ending. Rows are dicts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from truyvet.proximity.errors import PeerError

Value = TypeVar("Value")


def rows(path: Path, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (position, row) of every row; in a JSON object the list is called ``name``. Raises PeerError, OSError."""
    read = READERS.get(path.suffix.lower(), _csv)
    try:
        for number, row in enumerate(read(path, name), 1):
            if not isinstance(row, dict):
                raise PeerError("not_a_row", f"{path.name}, row {number}")
            yield f"{path.name}, row {number}", row
    except (ValueError, RecursionError, csv.Error) as error:
        if isinstance(error, PeerError):
            raise
        raise PeerError("cannot_be_read", path.name) from None


def number(row: dict[str, Any], name: str, where: str, low: float, high: float) -> float:
    """Returns a number within ``low`` and ``high``, both included; text is accepted. Raises PeerError."""
    try:
        value = float(row[name])
    except (KeyError, TypeError, ValueError, OverflowError):
        raise PeerError("not_a_number", f"{where}, {name}") from None
    if not low <= value <= high:
        raise PeerError("out_of_range", f"{where}, {name}")
    return value


def integer(row: dict[str, Any], name: str, where: str, low: int, high: int) -> int:
    """Returns a whole number, as ``number``."""
    value = number(row, name, where, low, high)
    if value != int(value):
        raise PeerError("not_whole", f"{where}, {name}")
    return int(value)


def text(row: dict[str, Any], name: str, where: str) -> str:
    """Returns a text that is not empty. Raises PeerError."""
    value = row.get(name)
    if value is None or not str(value).strip() or isinstance(value, dict | list):
        raise PeerError("missing", f"{where}, {name}")
    return str(value).strip()


def data(row: dict[str, Any], name: str, where: str, length: int) -> bytes:
    """Returns bytes that are written in hexadecimal. Raises PeerError."""
    try:
        value = bytes.fromhex(row[name])
    except (KeyError, TypeError, ValueError):
        raise PeerError("not_hexadecimal", f"{where}, {name}") from None
    if len(value) != length:
        raise PeerError("bad_length", f"{where}, {name}")
    return value


def write(path: Path, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Writes a table in the format of the file's ending; a regular file appears whole or not at all. Raises OSError.

    Links are followed; a pipe or a device is written to, and never replaced.
    """
    target = path.resolve()
    is_stream = path.exists() and not path.is_file()
    part = path if is_stream else target.with_name(f".{target.name}.part")
    try:
        if path.suffix.lower() == ".parquet":
            import pyarrow as pa
            import pyarrow.parquet as pq

            pq.write_table(pa.table({name: [row[name] for row in rows] for name in columns}), part)
        elif path.suffix.lower() == ".json":
            part.write_text(json.dumps(list(rows), ensure_ascii=False), "utf-8")
        else:
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
        if not is_stream:
            part.replace(target)
    finally:
        if not is_stream:
            part.unlink(missing_ok=True)


def _csv(path: Path, _: str) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _json(path: Path, name: str) -> Iterator[dict[str, Any]]:
    document = json.loads(path.read_text("utf-8-sig"))
    listed = document.get(name) if isinstance(document, dict) else document
    if not isinstance(listed, list):
        raise PeerError(f"no_list_of_{name}", path.name)
    yield from listed


def _lines(path: Path, _: str) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _parquet(path: Path, _: str) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise ValueError(str(error)) from None


READERS: dict[str, Callable[[Path, str], Iterator[dict[str, Any]]]] = {
    ".json": _json, ".jsonl": _lines, ".ndjson": _lines, ".parquet": _parquet,
}  # fmt: skip
