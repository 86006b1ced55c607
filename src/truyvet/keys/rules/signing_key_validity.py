"""How long a key signs and how long it is believed: ``data/validity.toml``, read and checked once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class KeyValidity:
    """A key signs (or is sealed to) for ``used``, and is believed (or opens) for ``believed`` more."""

    used: timedelta
    believed: timedelta


@dataclass(frozen=True, slots=True)
class KeyValidities:
    """The validity of a key by its purpose. The next key is made ``ahead`` of its first use."""

    sign: KeyValidity
    seal: KeyValidity
    ahead: timedelta

    def of(self, purpose: str) -> KeyValidity:
        """Returns the validity of a key of this purpose, "sign" or "seal"."""
        return self.sign if purpose == "sign" else self.seal


def _read() -> KeyValidities:
    data = tomllib.loads(files("truyvet.keys").joinpath("data", "validity.toml").read_text("utf-8"))
    sign, seal = (
        KeyValidity(timedelta(days=data[purpose]["used_days"]), timedelta(days=data[purpose]["believed_days"]))
        for purpose in ("sign", "seal")
    )
    found = KeyValidities(sign, seal, timedelta(days=data["ahead"]["days"]))
    if not found.ahead < min(sign.used, seal.used):
        raise ValueError("keys/data/validity.toml: the next key would be made before the present one is used")
    return found


KEY_VALIDITY: Final = _read()
