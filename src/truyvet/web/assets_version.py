"""One name for all that the pages load, so that what a browser keeps for offline is renewed when any of it changes."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from django.contrib.staticfiles.finders import get_finders

LENGTH = 12


@lru_cache(maxsize=1)
def assets_version() -> str:
    """Returns the first 12 hex digits of the sum of every asset's name and content; taken once in each process."""
    total = hashlib.sha256()
    found = {name: storage for finder in get_finders() for name, storage in finder.list([])}
    for name in sorted(found):
        with found[name].open(name) as file:
            total.update(name.encode() + b"\x00" + hashlib.sha256(file.read()).digest())
    return total.hexdigest()[:LENGTH]
