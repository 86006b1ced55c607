"""Tables of the outside world: CSV, Excel and Parquet, read as exact text and written safely.

`open_mapped` opens a table as its mapping says and chooses its columns; `open_table` alone streams rows. A broken row comes as a
`BadTableRow` between the others, a broken file raises `FileRefused`. The `parse_…` functions turn cells into whole seconds, micrometres
and parts per billion, or raise `BadValue`. Every
reason is there in Vietnamese and English. No Django; each file library is imported only when its kind is met.
"""

from truyvet.tabular.atomic import STANDARD_OUTPUT, is_replaceable, is_standard_output
from truyvet.tabular.column_mapping import ColumnMapping, ColumnSelection, load_mapping, open_mapped, preset_names
from truyvet.tabular.id_faults import has_lost_letters, id_fault
from truyvet.tabular.near_ids import fold_id, near_id
from truyvet.tabular.near_names import near_name
from truyvet.tabular.problems import BadValue, FileProblem, FileRefused, Language, ProblemReason, ReasonTemplate
from truyvet.tabular.quantities import parse_distance, parse_probability, parse_seconds
from truyvet.tabular.rejects_file import REJECT_COLUMNS, RejectsWriter
from truyvet.tabular.row_limit import refuse_row_limit, row_limit_problem
from truyvet.tabular.run_files import check_suffix, run_file
from truyvet.tabular.table import MAX_CELL_CHARS, BadTableRow, Table, TableRow
from truyvet.tabular.table_file import count_rows, open_table
from truyvet.tabular.table_writer import Cell, RowSink, csv_writer, safe_text, write_csv, write_xlsx
from truyvet.tabular.tally import RowsNotConserved, RowTally
from truyvet.tabular.time_formats import VIETNAM, TimeReader, iso_local, parse_zone
from truyvet.tabular.times import iso_utc, local_midnight, parse_clock, parse_duration, parse_time
from truyvet.tabular.unread_columns import FileWarning, in_file, unread_columns

__all__ = [
    "MAX_CELL_CHARS",
    "REJECT_COLUMNS",
    "STANDARD_OUTPUT",
    "VIETNAM",
    "BadTableRow",
    "BadValue",
    "Cell",
    "ColumnMapping",
    "ColumnSelection",
    "FileProblem",
    "FileRefused",
    "FileWarning",
    "Language",
    "ProblemReason",
    "ReasonTemplate",
    "RejectsWriter",
    "RowSink",
    "RowTally",
    "RowsNotConserved",
    "Table",
    "TableRow",
    "TimeReader",
    "check_suffix",
    "count_rows",
    "csv_writer",
    "fold_id",
    "has_lost_letters",
    "id_fault",
    "in_file",
    "is_replaceable",
    "is_standard_output",
    "iso_local",
    "iso_utc",
    "load_mapping",
    "local_midnight",
    "near_id",
    "near_name",
    "open_mapped",
    "open_table",
    "parse_clock",
    "parse_distance",
    "parse_duration",
    "parse_probability",
    "parse_seconds",
    "parse_time",
    "parse_zone",
    "preset_names",
    "refuse_row_limit",
    "row_limit_problem",
    "run_file",
    "safe_text",
    "unread_columns",
    "write_csv",
    "write_xlsx",
]
