"""Rules of the declarations room."""
