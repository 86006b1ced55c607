"""How long a page may wait for the database. Commands and the worker wait longer: nobody sits before them."""

from __future__ import annotations

from typing import Any, Final

PAGE_WAIT_S: Final = 5
"""Seconds for a lock or a connection. A busy house writes for tenths of one; after five a reader presses again, which helps nobody."""


def limit_waits(database: dict[str, Any]) -> None:
    """Changes Django's settings of a database, before the first connection: past PAGE_WAIT_S it raises OperationalError, answered 503."""
    options = database["OPTIONS"]
    if database["ENGINE"].endswith("sqlite3"):
        options["timeout"] = PAGE_WAIT_S
        return
    options.setdefault("connect_timeout", PAGE_WAIT_S)
    options["options"] = f"-c lock_timeout={PAGE_WAIT_S}s {options.get('options', '')}".rstrip()
