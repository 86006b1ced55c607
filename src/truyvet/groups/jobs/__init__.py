"""What the worker does for groups."""
