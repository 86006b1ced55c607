"""rules of the declarations room."""
