"""Changes of the exchange room: each one transaction; a batch's rows and its counts are committed together."""

from truyvet.exchange.actions.import_batches import ImportOvertaken, RowBatch, import_batch
from truyvet.exchange.actions.import_jobs import ImportCounts, StartedImport, begin_import, finish_import
from truyvet.exchange.actions.uploads import (
    UploadRefused,
    add_upload,
    discard_upload,
    download_rejects,
    open_likely,
    open_rejects,
    save_mapping,
    start_upload,
)

__all__ = [
    "ImportCounts",
    "ImportOvertaken",
    "RowBatch",
    "StartedImport",
    "UploadRefused",
    "add_upload",
    "begin_import",
    "discard_upload",
    "download_rejects",
    "finish_import",
    "import_batch",
    "open_likely",
    "open_rejects",
    "save_mapping",
    "start_upload",
]
