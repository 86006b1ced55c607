"""actions of the passes room."""
