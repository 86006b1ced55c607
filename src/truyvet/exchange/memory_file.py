"""A file that lies in memory and has a path: rows of persons never touch the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def memory_file(content: bytes, ending: str) -> Iterator[Path]:
    """Yields the path of a new file with this content; it goes with the block, or with the process that is killed in it.

    On the disk lies a link alone, since libraries tell the kind of a file by the ending of its name.
    """
    descriptor = os.memfd_create("truyvet")
    try:
        with open(descriptor, "wb", closefd=False) as stream:
            stream.write(content)
        with TemporaryDirectory() as folder:
            link = Path(folder, f"file{ending}")
            link.symlink_to(f"/proc/{os.getpid()}/fd/{descriptor}")
            yield link
    finally:
        os.close(descriptor)
