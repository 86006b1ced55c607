"""Rules of the passes room."""
