"""actions of the declarations room."""
