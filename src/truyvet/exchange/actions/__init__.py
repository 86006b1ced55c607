"""Changes of the exchange room: each one transaction; a batch's rows and its counts are committed together."""

from truyvet.exchange.actions.batches import Batch, Overtaken, take_batch, try_batch
from truyvet.exchange.actions.jobs import Begun, Counts, begin, finish
from truyvet.exchange.actions.purging import purge_jobs, purge_rejects

__all__ = [
    "Batch",
    "Begun",
    "Counts",
    "Overtaken",
    "begin",
    "finish",
    "purge_jobs",
    "purge_rejects",
    "take_batch",
    "try_batch",
]
