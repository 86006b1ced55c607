"""How far a job has read the rows of a lower room. The reading and the new place are kept in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from truyvet.core.change_number import watermark
from truyvet.core.models import Cursor


@contextmanager
def reading_from(name: str) -> Iterator[int]:
    """Runs the block in one transaction and gives it the change number from which it must read.

    At its end the cursor moves to the watermark that was taken before the reading. Two readers of one cursor wait for each other. When the
    block fails, the cursor stays.
    """
    with transaction.atomic():
        # Taken before the rows are read: what is written meanwhile is read again rather than missed.
        upto = watermark()
        Cursor.objects.get_or_create(name=name, defaults={"change": 0})
        cursor = Cursor.objects.select_for_update().get(name=name)
        yield cursor.change
        cursor.change = max(cursor.change, upto)
        cursor.save(update_fields=["change"])


def position(name: str) -> int:
    """Returns the change number from which a cursor will read next; 0 before its first reading."""
    return Cursor.objects.filter(name=name).values_list("change", flat=True).first() or 0
