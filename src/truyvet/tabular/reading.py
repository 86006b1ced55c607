"""Open a table, whatever its kind; refuse clearly what is none."""

from pathlib import Path, PurePath
from stat import S_ISDIR, S_ISREG

from truyvet.tabular.problems import Refused
from truyvet.tabular.reasons import ABSENT, DIRECTORY, NOT_REGULAR, UNKNOWN_SUFFIX, UNREADABLE
from truyvet.tabular.table import Table

KINDS = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}


def open_table(path: Path, *, name: str | None = None, sheet: str | None = None) -> Table:
    """The table in a file; use it in a `with` statement.

    `name` is how problems call the file and what tells its kind (an upload's own name); by default the path.
    `sheet` is for Excel alone: by default the first. Raises `Refused`.
    """
    shown = str(path) if name is None else name
    kind = KINDS.get(PurePath(shown).suffix.lower())
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            raise Refused.file(shown, DIRECTORY())
        if not S_ISREG(mode):
            raise Refused.file(shown, NOT_REGULAR())
        if kind is None:
            raise Refused.file(shown, UNKNOWN_SUFFIX())
        return _open(path, shown, kind, sheet)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused.file(shown, ABSENT()) from None
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or type(error).__name__
        raise Refused.file(shown, UNREADABLE(error=detail)) from None


def _open(path: Path, name: str, kind: str, sheet: str | None) -> Table:
    # Imported here, so that reading CSV does not load the libraries of the other two.
    if kind == "csv":
        from truyvet.tabular.csv_file import CsvTable

        return CsvTable(path, name)
    if kind == "parquet":
        from truyvet.tabular.parquet_file import ParquetTable

        return ParquetTable(path, name)
    from truyvet.tabular.xlsx_file import XlsxTable

    return XlsxTable(path, name, sheet)


def count_rows(path: Path, *, name: str | None = None, sheet: str | None = None) -> int:
    """How many data rows the file has, bad rows included. Raises `Refused` as `open_table` does."""
    with open_table(path, name=name, sheet=sheet) as table:
        return table.count()
