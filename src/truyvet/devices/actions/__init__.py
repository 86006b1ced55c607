"""Changes of the devices room: each one transaction and one audit row."""

from truyvet.devices.actions.purging import Purged, purge_encounters
from truyvet.devices.actions.telling import BULK, Counted, add_encounters

__all__ = ["BULK", "Counted", "Purged", "add_encounters", "purge_encounters"]
