"""A SQLite database of ours with its sealed columns in plain text again: to compare rows with those of another version."""

from __future__ import annotations

import base64
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from unittest import mock

import django
from django.apps import apps


def opened_copy(home: Path, name: str = "truyvet.sqlite3") -> sqlite3.Connection:
    """Returns a copy in memory of the database of ``home``, opened with the key that lies there; as it is when there is none."""
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(home / name)) as stored:
        stored.backup(copy)
    file = home / "data-keys"
    file = file if file.exists() else Path(os.environ.get("TRUYVET_DATA_KEY_FILE", file))
    if not file.exists():
        return copy
    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truyvet.site.settings")
        os.environ.setdefault("TRUYVET_HOME", str(home))
        django.setup()
    from truyvet.core import data_keys
    from truyvet.core.key_rotation import sealed_columns

    keys = tuple(data_keys._made(base64.b64decode(line)) for line in file.read_text("ascii").split())
    with mock.patch.object(data_keys, "_keys", keys):
        # An older version's columns hold text.
        copy.create_function("opened", 2, lambda purpose, held: data_keys.open_sealed(purpose, held) if isinstance(held, bytes) else held)
        for model, fields in sealed_columns():
            for field in fields:
                with suppress(sqlite3.OperationalError):  # an older version may not have it
                    copy.execute(f'UPDATE "{model._meta.db_table}" SET "{field.column}" = opened(?, "{field.column}")', [field.purpose])
    copy.commit()
    return copy
