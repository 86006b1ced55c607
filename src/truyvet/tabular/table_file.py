"""Opens a table file of any supported format, or says clearly why it cannot be read."""

from collections.abc import Collection
from pathlib import Path, PurePath
from stat import S_ISDIR, S_ISREG

from truyvet.tabular.problems import FileRefused
from truyvet.tabular.reasons import ABSENT, DIRECTORY, NOT_REGULAR, UNKNOWN_SUFFIX, UNREADABLE
from truyvet.tabular.table import Table, WantedHeader

FORMATS_BY_SUFFIX = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}


def open_table(
    path: Path, *, name: str | None = None, sheet: str | None = None, header_row: int | None = None, wanted: Collection[str] = ()
) -> Table:
    """Opens the table of a file; use it in a `with` statement.

    `name` is how problems call the file and what tells its kind (an upload's own name); by default the path.
    `sheet` is for Excel alone: by default the only visible one. `header_row` is the line of the header, 0 for none (the columns are
    then called 1, 2, 3); by default the first line, or below it the first one that has all `wanted` names. Raises `FileRefused`.
    """
    label = str(path) if name is None else name
    kind = FORMATS_BY_SUFFIX.get(PurePath(label).suffix.lower())
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            raise FileRefused.file(label, DIRECTORY())
        if not S_ISREG(mode):
            raise FileRefused.file(label, NOT_REGULAR())
        if kind is None:
            raise FileRefused.file(label, UNKNOWN_SUFFIX())
        return _open(path, label, kind, sheet, WantedHeader(header_row, tuple(wanted)))
    except (FileNotFoundError, NotADirectoryError):
        raise FileRefused.file(label, ABSENT()) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise FileRefused.file(label, UNREADABLE(error=detail)) from None


def _open(path: Path, name: str, kind: str, sheet: str | None, header: WantedHeader) -> Table:
    # Imported here, so that reading CSV does not load the libraries of the other two.
    if kind == "csv":
        from truyvet.tabular.csv_file import CsvTable

        return CsvTable(path, name, header)
    if kind == "parquet":
        from truyvet.tabular.parquet_file import ParquetTable

        return ParquetTable(path, name)
    from truyvet.tabular.xlsx_file import XlsxTable

    return XlsxTable(path, name, sheet, header)


def count_rows(path: Path, *, name: str | None = None, sheet: str | None = None) -> int:
    """Counts the data rows of the file, bad rows included. Raises `FileRefused` as `open_table` does."""
    with open_table(path, name=name, sheet=sheet) as table:
        return table.count()
