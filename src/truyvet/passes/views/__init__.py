"""views of the passes room."""
