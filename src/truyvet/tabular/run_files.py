"""Writes an answer as CSV, JSON or Parquet, as the ending of the name says; JSON and Parquet carry the run that made it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Final

from truyvet.tabular.atomic import atomic_file, is_replaceable
from truyvet.tabular.problems import FileRefused
from truyvet.tabular.reasons import OUTPUT_SUFFIX
from truyvet.tabular.table_writer import Cell, RowSink, csv_writer

RUN_KEY: Final = b"truyvet.run"
"""Under this name the metadata of a Parquet file hold the run, as JSON."""
CSV_SUFFIXES: Final = frozenset({"", ".csv", ".txt"})
BATCH_ROWS: Final = 65_536


def check_suffix(path: Path, *, only_csv: bool = False) -> None:
    """Raises `FileRefused` where the ending promises a format that is not written. A pipe or device may be called as it likes."""
    suffix = path.suffix.lower()
    if is_replaceable(path) and suffix not in CSV_SUFFIXES and (only_csv or suffix not in (".json", ".parquet")):
        raise FileRefused.file(str(path), OUTPUT_SUFFIX(known=".csv" if only_csv else ".csv, .json, .parquet"))


@contextmanager
def run_file(path: Path, columns: Mapping[str, type], run: Mapping[str, object]) -> Iterator[RowSink]:
    """Writes rows under `columns` (name → str, int or float). The file appears when the block ends, and not at all when it raises.

    A CSV has no place for the run that every reader passes over: it is the bare table.
    """
    suffix = path.suffix.lower() if is_replaceable(path) else ""
    if suffix == ".json":
        with _json_file(path, tuple(columns), run) as write:
            yield write
    elif suffix == ".parquet":
        with _parquet_file(path, columns, run) as write:
            yield write
    else:
        with csv_writer(path, tuple(columns), exact=True) as write:
            yield write


@contextmanager
def _json_file(path: Path, columns: Sequence[str], run: Mapping[str, object]) -> Iterator[RowSink]:
    with atomic_file(path) as stream:
        stream.write(f'{{"run": {json.dumps(run, ensure_ascii=False)},\n"rows": ['.encode())
        between = "\n"

        def write(row: Sequence[Cell]) -> None:
            nonlocal between
            line = json.dumps(dict(zip(columns, map(_number, row), strict=True)), ensure_ascii=False)
            stream.write(f"{between}{line}".encode())
            between = ",\n"

        yield write
        stream.write(b"\n]}\n")


@contextmanager
def _parquet_file(path: Path, columns: Mapping[str, type], run: Mapping[str, object]) -> Iterator[RowSink]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()], {RUN_KEY: json.dumps(run, ensure_ascii=False).encode()})
    held: list[Sequence[Cell]] = []

    with atomic_file(path) as stream, pq.ParquetWriter(stream, schema) as writer:

        def flush() -> None:
            cells = zip(*held, strict=True) if held else [() for _ in columns]
            writer.write_table(pa.table([list(map(_number, column)) for column in cells], schema=schema))
            held.clear()

        def write(row: Sequence[Cell]) -> None:
            held.append(row)
            if len(held) >= BATCH_ROWS:
                flush()

        yield write
        flush()


def _number(cell: Cell) -> Cell:
    return float(cell) if isinstance(cell, Decimal) else cell
