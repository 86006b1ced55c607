"""queries of the passes room."""
