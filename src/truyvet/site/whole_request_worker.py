"""The page server's process: a request is handed to a thread only when all of it is there.

gunicorn gives a connection a thread while its bytes arrive, so a few dozen senders of one byte a second keep every thread. Here one loop
gathers what arrives, within bounds of size and time, and threads only work. Scans of gates have threads of their own: pages that wait for
something hold no gate up. When all places are taken, the sender with the most unfinished connections loses its oldest one, so a crowd is
let in and a machine that holds many connections turns itself out. Behind a proxy all senders look alike, and the proxy counts them.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Final

from gunicorn.workers.gthread import ThreadWorker

from truyvet.site.request_connection import LINGER_S, MEMORY_BYTES, RequestConnection

SCANS_PATH: Final = b"/api/v1/scans"
SCAN_THREADS: Final = 16
"""Scans of a process that wait together for one commit; each may hold a connection to the database, as each thread of pages may."""
MAX_LARGE_BODIES: Final = 8
"""Large bodies that a process gathers at a time, half a gigabyte of temporary files at most."""
SEND_TIMEOUT_S: Final = 20
"""Who takes no byte of an answer for so long gets no more of it."""
LATE_CHECK_S: Final = 0.5


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's threaded worker, with its waiting done here."""

    def init_process(self) -> None:
        """Makes the threads of the scans, then all that gunicorn makes."""
        self.scan_pool = ThreadPoolExecutor(SCAN_THREADS)
        self.unfinished: dict[RequestConnection, None] = {}
        """Connections that wait for bytes, oldest first."""
        self.pages_at_work = 0
        self.looked_at = 0.0
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        """Takes a connection in, and turns one out when there is no place left."""
        try:
            sock, client = listener.accept()
        except OSError:  # gone again, or another process was quicker
            return
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_TIMEOUT_S, 0))
        self.nr_conns += 1
        self._await(RequestConnection(self.cfg, sock, client, listener.getsockname()))
        if self.nr_conns >= self.worker_connections:
            self._turn_one_out()

    def _await(self, conn: RequestConnection) -> None:
        conn.sock.setblocking(False)
        self.unfinished[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))

    def _stop_waiting(self, conn: RequestConnection) -> None:
        del self.unfinished[conn]
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)

    def _close(self, conn: RequestConnection) -> None:
        self._stop_waiting(conn)
        conn.forget_request()
        self.nr_conns -= 1
        conn.close()

    def _receive(self, conn: RequestConnection, sock: socket.socket) -> None:
        try:
            data = sock.recv(min(MEMORY_BYTES, conn.missing) or MEMORY_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._close(conn)
        elif not conn.is_refused:
            try:
                self._take_in(conn, data)
            except OSError:  # no room for the temporary file
                conn.refuse(HTTPStatus.SERVICE_UNAVAILABLE)

    def _take_in(self, conn: RequestConnection, data: bytes) -> None:
        refused = conn.receive(data)
        if refused is None and conn.is_whole:
            is_scan = conn.path == SCANS_PATH
            # Half of the places stay for gates while pages pile up.
            if is_scan or self.pages_at_work < self.worker_connections // 2:
                self._stop_waiting(conn)
                self._start(conn, is_scan)
                return
            refused = HTTPStatus.SERVICE_UNAVAILABLE
        if refused is None and conn.is_gathering_large_body:
            large = sum(each.is_gathering_large_body for each in self.unfinished)
            refused = HTTPStatus.SERVICE_UNAVAILABLE if large > MAX_LARGE_BODIES else None
        if refused is not None:
            conn.refuse(refused)

    def _start(self, conn: RequestConnection, is_scan: bool) -> None:
        conn.hand_on()
        self.pages_at_work += not is_scan
        work: Future[object] = (self.scan_pool if is_scan else self.tpool).submit(self.handle, conn)
        work.add_done_callback(lambda done: self.method_queue.defer(self._finish, conn, done, is_scan))

    def _keepalive_after(self, conn: RequestConnection, keepalive: bool) -> bool:
        return bool(keepalive)  # what the application did not read of the body is here, not on the line

    def _finish(self, conn: RequestConnection, done: Future[object], is_scan: bool) -> None:
        self.pages_at_work -= not is_scan
        conn.forget_request()
        if conn.sock.fileno() < 0:
            self.nr_conns -= 1
            return
        keeps = not done.cancelled() and done.exception() is None and done.result() is True
        self._await(conn)
        if not keeps:
            conn.end()
            return
        conn.deadline = time.monotonic() + (self.cfg.keepalive if self.alive else LINGER_S)
        if conn.arrived:  # the next request came with this one
            sent, conn.arrived = bytes(conn.arrived), bytearray()
            self._take_in(conn, sent)

    def _turn_one_out(self) -> None:
        """Closes a connection of the sender that has the most unfinished ones: one without any byte of a request first, then the oldest."""
        senders = Counter(conn.sender for conn in self.unfinished)
        if senders:
            most = senders.most_common(1)[0][0]
            self._close(min((conn for conn in self.unfinished if conn.sender == most), key=lambda conn: not conn.is_idle))

    def murder_keepalived(self, force: bool = False) -> None:
        """Ends what is late: an unfinished request is answered 408, a quiet connection closed."""
        now = time.monotonic()
        if not force and now - self.looked_at < LATE_CHECK_S:
            return
        self.looked_at = now
        for conn in tuple(self.unfinished):
            if force or (now > conn.deadline and (conn.is_idle or conn.is_refused)):
                self._close(conn)
            elif now > conn.deadline:
                conn.refuse(HTTPStatus.REQUEST_TIMEOUT)
        if force:
            self.scan_pool.shutdown(wait=False)

    def _cap_keepalive(self, deadline: float) -> None:
        for conn in self.unfinished:
            conn.deadline = min(conn.deadline, deadline)
