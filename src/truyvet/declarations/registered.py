"""What this room tells the house at start."""

from __future__ import annotations


def register() -> None:
    """Called by AppConfig.ready()."""
