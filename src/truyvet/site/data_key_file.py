"""Where the data keys of the installation come from: a file, or what a command prints. One key on each line, base64, newest first."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import shlex
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from truyvet.core.data_keys import KEY_BYTES

COMMAND_SECONDS = 30
"""How long a key service may take; nothing can be read before."""


class DataKeyUnreadable(RuntimeError):
    """The keys cannot be had. The message says where they were looked for, never what was found."""


@dataclass(frozen=True, slots=True)
class DataKeySource:
    """A file in the home (made when it is not there), a file elsewhere, or a command."""

    path: Path
    is_own: bool = True
    """The file of the home: made on the first start."""
    command: str = ""


def read_data_keys(source: DataKeySource) -> list[bytes]:
    """Returns the keys, newest first. Raises DataKeyUnreadable."""
    where = f"the command {shlex.split(source.command)[0]}" if source.command else str(source.path)
    try:
        keys = [base64.b64decode(line, validate=True) for line in _text(source).split()]
    except subprocess.SubprocessError as error:
        raise DataKeyUnreadable(f"{where} gave no data keys: {type(error).__name__}") from None
    except OSError as error:
        raise DataKeyUnreadable(f"{where} gave no data keys: {error.strerror}") from None
    except (binascii.Error, UnicodeDecodeError):
        raise DataKeyUnreadable(f"{where} holds a line that is no base64") from None
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise DataKeyUnreadable(f"{where} must hold lines of {KEY_BYTES} bytes in base64, newest first; `truyvet data-key new` prints one")
    return keys


def read_command(text: str) -> str:
    """Returns the command as it stands in the settings. Raises ValueError for quotes without an end."""
    if text and not shlex.split(text):
        raise ValueError
    return text


def new_data_key() -> str:
    """Returns a fresh key as it stands in the file."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _text(source: DataKeySource) -> str:
    if source.command:
        done = subprocess.run(shlex.split(source.command), capture_output=True, check=True, timeout=COMMAND_SECONDS)  # noqa: S603
        return done.stdout.decode("ascii")
    if source.is_own:
        made_once(source.path, new_data_key)
    return source.path.read_text(encoding="ascii")


def made_once(path: Path, make: Callable[[], str]) -> None:
    """Writes a secret file readable by its owner alone, unless it is there; processes that start together agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(make() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # Whole or not at all, and never over another one.
    except FileExistsError:
        pass
    finally:
        draft.unlink()
