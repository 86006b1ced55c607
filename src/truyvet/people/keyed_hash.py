"""Keyed hashes: what must be compared later but never read. The key is the site's secret, not in the database."""

from __future__ import annotations

import hmac

from django.utils.crypto import salted_hmac


def keyed_hash(purpose: str, *parts: str) -> str:
    """Returns the HMAC-SHA256 in hex (64 characters) of ``parts`` under the site's secret; another purpose, another hash."""
    joined = "\x1f".join(f"{len(part)}:{part}" for part in parts)
    return salted_hmac(f"truyvet.people.{purpose}", joined, algorithm="sha256").hexdigest()


def same_hash(a: str, b: str) -> bool:
    """Returns whether two hashes are equal, in a time that does not depend on where they differ."""
    return hmac.compare_digest(a, b)
