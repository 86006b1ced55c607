"""Writes a file as a whole or not at all, and never puts a file in the place of a link, a pipe or a device."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, Final

STANDARD_OUTPUT: Final = Path("-")
"""The name that means standard output, as in other commands."""


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """Opens a binary file that takes the place of `path` when the block ends and is removed when the block raises.

    Only a regular file is replaced, or made; a link is followed. A pipe, a device and standard output (`-`) get the whole content at the
    end, and nothing when the block raises. Only the owner can read the file, since such files hold personal data.
    """
    if _is_stream(path):
        with _spooled(path) as stream:
            yield stream
        return
    import tempfile

    target = Path(os.path.realpath(path))
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def is_standard_output(path: Path) -> bool:
    """Says whether writing to `path` writes to standard output: `-`, `/dev/stdout`, or the file that it was sent to."""
    return path == STANDARD_OUTPUT or _is_same(path, sys.__stdout__.fileno() if sys.__stdout__ else None)


def is_replaceable(path: Path) -> bool:
    """Says whether writing to `path` makes or replaces a regular file, so that what it held before is gone."""
    return not _is_stream(path)


def _is_stream(path: Path) -> bool:
    if is_standard_output(path):
        return True
    try:
        return not S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return False


def _is_same(path: Path, handle: int | None) -> bool:
    with suppress(OSError):
        return handle is not None and os.path.samestat(path.stat(), os.fstat(handle))
    return False


@contextmanager
def _spooled(path: Path) -> Iterator[BinaryIO]:
    """Opens a nameless file whose content goes to the stream `path` when the block ends."""
    import tempfile

    with tempfile.TemporaryFile() as whole:
        yield whole
        whole.seek(0)
        if is_standard_output(path):
            # Through Python's own stream, so that what was printed before stays before.
            sys.stdout.flush()
            shutil.copyfileobj(whole, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            with path.open("wb") as stream:
                shutil.copyfileobj(whole, stream)


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself durable, where the file system supports it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
