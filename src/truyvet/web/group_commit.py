"""Group commit: many requests wait for one transaction, so that the disk is asked once for all of them.

Each request's thread hands its item in and sleeps until the transaction that holds it is durable. One thread for each
process writes; it takes whatever has gathered while the last group was being written, so nobody waits for a clock.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from django.db import close_old_connections, connection

Item = TypeVar("Item")
ItemAnswer = TypeVar("ItemAnswer")
MAX_ITEMS_PER_GROUP = 256
"""More than all threads of a process hand in at once; it bounds one transaction."""
MAX_USUAL_WRITE_S = 0.1
"""Seconds: a group that took longer says nothing about the next one."""
MAX_WAIT_S = 30.0
"""Seconds after which a request stops waiting; its item may still be written, and sent again it gets the same answer."""


def _bound_to_this_thread() -> bool:
    """Returns whether no other thread could write for this one: it holds a transaction open, or its database lies in memory (tests)."""
    settings = connection.settings_dict
    in_memory = "sqlite3" in settings["ENGINE"] and "memory" in str(settings["NAME"])
    return connection.in_atomic_block or in_memory


def _ready() -> None:
    """A usable connection. One to a file is kept: opening it costs more than a small group, and it cannot go stale."""
    if connection.in_atomic_block or (connection.vendor == "sqlite" and not connection.errors_occurred):
        return
    close_old_connections()


class GroupCommit(Generic[Item, ItemAnswer]):
    """``write(items)`` is called in one thread, commits them, and answers each in order: a value, or an error to raise."""

    def __init__(
        self, write: Callable[[Sequence[Item]], Sequence[ItemAnswer | Exception]], most: int = MAX_ITEMS_PER_GROUP, wait_share: float = 0.0
    ) -> None:
        """``wait_share``: a group is closed when nobody joined for this share of the time that the last one took to write, and
        after half of that time in any case. Worth it where a group costs much and one more in it little: those just
        answered come again at once, and find room in the next."""
        self._write, self._most, self._wait_share, self._took = write, most, wait_share, 0.0
        self._waiting: SimpleQueue[tuple[Item, Future[ItemAnswer]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._owner = 0

    def submit(self, item: Item) -> ItemAnswer:
        """Hands in one item and waits until it is durable. Raises what ``write`` answered, or TimeoutError."""
        answer: Future[ItemAnswer] = Future()
        if _bound_to_this_thread():
            with self._lock:
                self._answer([(item, answer)])
        else:
            self._start()
            self._waiting.put((item, answer))
        return answer.result(MAX_WAIT_S)

    def _start(self) -> None:
        # A server forks after import: each process starts its own thread, with its own queue, at its first item.
        if self._owner != os.getpid():
            with self._lock:
                if self._owner != os.getpid():
                    self._waiting = SimpleQueue()
                    threading.Thread(target=self._run, args=(self._waiting,), name="group-commit", daemon=True).start()
                    self._owner = os.getpid()

    def _run(self, waiting: SimpleQueue[tuple[Item, Future[ItemAnswer]]]) -> None:
        while True:
            group = [waiting.get()]
            lull, until = self._took * self._wait_share, time.monotonic() + self._took / 2
            try:
                while len(group) < self._most:
                    pause = min(lull, until - time.monotonic())
                    group.append(waiting.get(timeout=pause) if pause > 0 else waiting.get_nowait())
            except Empty:
                pass
            began = time.monotonic()
            self._answer(group)
            self._took = min(time.monotonic() - began, MAX_USUAL_WRITE_S)

    def _answer(self, group: list[tuple[Item, Future[ItemAnswer]]]) -> None:
        try:
            _ready()
            answers = self._write([item for item, _ in group])
            for (_, waits), answer in zip(group, answers, strict=True):
                if isinstance(answer, Exception):
                    waits.set_exception(answer)
                else:
                    waits.set_result(answer)
        except Exception as error:  # noqa: BLE001 - whoever waits is told, and the thread lives on
            for _, waits in group:
                if not waits.done():
                    waits.set_exception(error)
