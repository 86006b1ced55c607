"""Tables of the outside world: CSV, Excel and Parquet, read as exact text and written safely.

`open_table` streams rows; a broken row comes as a `BadRow` between the others, a broken file raises `Refused`. The
`parse_…` functions turn cells into whole seconds, micrometres and parts per billion, or raise `BadValue`. Every
reason is there in Vietnamese and English. No Django; each file library is imported only when its kind is met.
"""

from truyvet.tabular.limits import refuse_row_limit, row_limit
from truyvet.tabular.mapping import ColumnMapping, Selection, load_mapping
from truyvet.tabular.problems import BadValue, Language, Problem, Reason, Refused, Wording
from truyvet.tabular.quantities import parse_distance, parse_probability, parse_seconds
from truyvet.tabular.reading import count_rows, open_table
from truyvet.tabular.rejects import REJECT_COLUMNS, RejectsWriter
from truyvet.tabular.table import CELL_LIMIT, BadRow, Row, Table
from truyvet.tabular.tally import NotConserved, Tally
from truyvet.tabular.times import iso_utc, local_midnight, parse_clock, parse_duration, parse_time
from truyvet.tabular.writing import Cell, RowSink, csv_writer, safe_text, write_csv, write_xlsx

__all__ = [
    "CELL_LIMIT",
    "REJECT_COLUMNS",
    "BadRow",
    "BadValue",
    "Cell",
    "ColumnMapping",
    "Language",
    "NotConserved",
    "Problem",
    "Reason",
    "Refused",
    "RejectsWriter",
    "Row",
    "RowSink",
    "Selection",
    "Table",
    "Tally",
    "Wording",
    "count_rows",
    "csv_writer",
    "iso_utc",
    "load_mapping",
    "local_midnight",
    "open_table",
    "parse_clock",
    "parse_distance",
    "parse_duration",
    "parse_probability",
    "parse_seconds",
    "parse_time",
    "refuse_row_limit",
    "row_limit",
    "safe_text",
    "write_csv",
    "write_xlsx",
]
