"""What this room tells the house at start."""


def register() -> None:
    """Called by AppConfig.ready()."""
