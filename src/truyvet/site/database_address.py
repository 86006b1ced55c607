"""Where rows live, as DATABASE_URL says."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where rows live. ``engine`` is "sqlite" or "postgresql"; ``options`` are the query part of the address."""

    engine: str
    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    options: tuple[tuple[str, str], ...] = ()


def read_address(text: str) -> DatabaseAddress | None:
    """Returns the address that a text gives, None for the empty text. Raises ValueError."""
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme == "sqlite":
        if parts.netloc or len(parts.path) < 2:
            raise ValueError
        return DatabaseAddress("sqlite", unquote(parts.path[1:]))
    if parts.scheme not in ("postgresql", "postgres") or len(parts.path) < 2:
        raise ValueError
    options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    # A socket folder cannot stand in the host part of an address, so it is also accepted as ?host=/folder.
    host = options.pop("host", parts.hostname or "")
    return DatabaseAddress(
        "postgresql",
        unquote(parts.path[1:]),
        host,
        str(parts.port or ""),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tuple(sorted(options.items())),
    )
