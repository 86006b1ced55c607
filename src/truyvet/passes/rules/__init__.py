"""rules of the passes room."""
