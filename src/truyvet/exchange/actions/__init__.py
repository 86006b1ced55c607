"""Changes of the exchange room: each one transaction; a batch's rows and its counts are committed together."""

from truyvet.exchange.actions.import_batches import ImportOvertaken, RowBatch, import_batch
from truyvet.exchange.actions.import_jobs import ImportCounts, StartedImport, begin_import, finish_import

__all__ = [
    "ImportCounts",
    "ImportOvertaken",
    "RowBatch",
    "StartedImport",
    "begin_import",
    "finish_import",
    "import_batch",
]
