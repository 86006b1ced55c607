"""Reads Parquet files: batches of columns are turned into exact text, column by column."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from truyvet.tabular.problems import FileProblem, FileRefused, ProblemReason
from truyvet.tabular.reasons import CELL_NOT_UTF8, COLUMN_TYPE, CORRUPT_PARQUET, EMPTY_FILE, NOT_PARQUET
from truyvet.tabular.table import BadTableRow, Table, TableRow, cell_refusal

if TYPE_CHECKING:
    import pyarrow as pa


BATCH_ROWS: Final = 8_192
MAGIC: Final = b"PAR1"

ColumnReader: TypeAlias = "Callable[[pa.Array], Sequence[str | None]]"
"""Turns a column of some Arrow type into cells; None is a cell that is not text."""


class ParquetTable(Table):
    """Rows of a Parquet file: integers as decimals, times as ISO 8601 (UTC where they have a zone), null as ""."""

    kind = "parquet"

    def __init__(self, path: Path, name: str) -> None:
        _refuse_other(path, name)
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            # Streamed page by page: without a buffer size, pyarrow holds a whole row group.
            self._file = pq.ParquetFile(path, buffer_size=1_048_576, pre_buffer=False)
        except (pa.ArrowException, OSError):
            raise FileRefused.file(name, CORRUPT_PARQUET()) from None
        try:
            if not self._file.schema_arrow.names:
                raise FileRefused.file(name, EMPTY_FILE())
            super().__init__(name, tuple(self._file.schema_arrow.names))
            self._texts = _texts(name, self._file.schema_arrow)
        except BaseException:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()

    def count(self) -> int:
        return int(self._file.metadata.num_rows)

    def rows(self, *, skip: int = 0) -> Iterator[TableRow | BadTableRow]:
        import pyarrow as pa

        groups, number = self._groups_after(skip)
        try:
            for batch in self._file.iter_batches(BATCH_ROWS, row_groups=groups):
                past = min(max(skip - number, 0), batch.num_rows)
                number += past
                yield from self._batch(batch.slice(past), number)
                number += batch.num_rows - past
        except (pa.ArrowException, OSError):
            raise FileRefused.file(self.name, CORRUPT_PARQUET()) from None

    def _groups_after(self, skip: int) -> tuple[list[int], int]:
        """Returns the row groups that are not wholly skipped, and the number of rows before them."""
        metadata = self._file.metadata
        before = 0
        for group in range(metadata.num_row_groups):
            rows = metadata.row_group(group).num_rows
            if before + rows > skip:
                return list(range(group, metadata.num_row_groups)), before
            before += rows
        return [], before

    def _batch(self, batch: "pa.RecordBatch", before: int) -> Iterator[TableRow | BadTableRow]:
        columns = [text(column) for text, column in zip(self._texts, batch.columns, strict=True)]
        for number, cells in enumerate(zip(*columns, strict=True), before + 1):
            if None in cells:
                known = tuple(cell or "" for cell in cells)
                yield BadTableRow(number, number, CELL_NOT_UTF8(), known, self.columns[cells.index(None)])
                continue
            whole = cast("tuple[str, ...]", cells)
            reason: ProblemReason | None = cell_refusal(whole)
            yield TableRow(number, number, whole) if reason is None else BadTableRow(number, number, reason)


def _refuse_other(path: Path, name: str) -> None:
    size = path.stat().st_size
    if size == 0:
        raise FileRefused.file(name, EMPTY_FILE())
    with path.open("rb") as stream:
        start = stream.read(4)
        stream.seek(max(0, size - 4))
        end = stream.read(4)
    if start != MAGIC:
        raise FileRefused.file(name, NOT_PARQUET())
    if end != MAGIC or size < 12:
        raise FileRefused.file(name, CORRUPT_PARQUET())


def _texts(name: str, schema: "pa.Schema") -> "list[ColumnReader]":
    """Returns a reader for each column. Raises `FileRefused` with every column whose type cannot be text."""
    found = [_text(field.type) for field in schema]
    problems = [
        FileProblem(name, None, field.name, COLUMN_TYPE(kind=str(field.type)))
        for field, text in zip(schema, found, strict=True)
        if text is None
    ]
    if problems:
        raise FileRefused(problems)
    return [text for text in found if text is not None]


def _text(kind: "pa.DataType") -> "ColumnReader | None":  # noqa: PLR0911 - a table of types, one line each
    from pyarrow import types

    if types.is_dictionary(kind):
        inner = _text(kind.value_type)
        return None if inner is None else lambda column: inner(column.cast(kind.value_type))
    if types.is_string(kind) or types.is_large_string(kind) or types.is_binary(kind) or types.is_large_binary(kind):
        return _characters
    if types.is_integer(kind) or types.is_date(kind):
        return _cast
    if types.is_boolean(kind) or types.is_null(kind):
        return lambda column: [("" if cell is None else "true" if cell else "false") for cell in column.to_pylist()]
    if types.is_floating(kind):
        return lambda column: ["" if cell is None else repr(float(cell)) for cell in column.to_pylist()]
    if types.is_decimal(kind):
        return lambda column: ["" if cell is None else f"{cast(Decimal, cell):f}" for cell in column.to_pylist()]
    if types.is_timestamp(kind):
        return _instants if kind.tz else _wall_times
    if types.is_time(kind):
        return lambda column: [cell.removesuffix(":00") if len(cell) == 8 else cell for cell in _trimmed(column)]
    return None


def _characters(column: "pa.Array") -> Sequence[str | None]:
    import pyarrow as pa

    try:
        cells: list[str | None] = column.cast(pa.large_string()).to_pylist()
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return [_decoded(cell) for cell in column.cast(pa.large_binary()).to_pylist()]
    return ["" if cell is None else cell for cell in cells] if column.null_count else cells


def _decoded(cell: bytes | None) -> str | None:
    try:
        return "" if cell is None else cell.decode()
    except UnicodeDecodeError:
        return None


def _cast(column: "pa.Array") -> Sequence[str | None]:
    import pyarrow as pa

    return ["" if cell is None else cell for cell in column.cast(pa.string()).to_pylist()]


def _wall_times(column: "pa.Array") -> Sequence[str | None]:
    return [cell.replace(" ", "T", 1) for cell in _trimmed(column)]


def _instants(column: "pa.Array") -> Sequence[str | None]:
    import pyarrow as pa

    # Arrow keeps instants as UTC; going over the integers needs no time zone files.
    bare = column.cast(pa.int64()).cast(pa.timestamp(column.type.unit))
    return [cell and cell.replace(" ", "T", 1) + "Z" for cell in _trimmed(bare)]


def _trimmed(column: "pa.Array") -> list[str]:
    """Returns Arrow's text of times, "" for null, without trailing zeros of its unit (01:00:00.000 becomes 01:00:00)."""
    import pyarrow as pa

    cells = column.cast(pa.string()).to_pylist()
    return ["" if cell is None else (cell.rstrip("0").rstrip(".") if "." in cell else cell) for cell in cells]
