"""Where compiled loops are kept when the source may not be written to, as under a service manager."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import truyvet

VARIABLE: Final = "NUMBA_CACHE_DIR"
"""The compiler reads it when it is first imported; without a folder that it can write to, it refuses to compile at all."""
FOLDER: Final = "numba"
"""In the home. Rebuilt when missing."""


def place_compiled_code() -> None:
    """Names a folder for compiled code unless the compiler's own place, beside the source, can be written to.

    The first of these that can be made: a folder of TRUYVET_HOME, the user's own cache, a folder that goes with this process.
    """
    if os.environ.get(VARIABLE) or os.access(Path(truyvet.__file__).parent, os.W_OK):
        return
    home = os.environ.get("TRUYVET_HOME", "")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    for folder in ([Path(home).expanduser() / FOLDER] if home else []) + [cache / "truyvet" / FOLDER]:
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                os.environ[VARIABLE] = str(folder)
                return
    # Never a known place in /tmp: what lies there is run as code.
    folder = Path(tempfile.mkdtemp(prefix="truyvet-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[VARIABLE] = str(folder)
