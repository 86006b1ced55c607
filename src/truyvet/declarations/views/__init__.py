"""views of the declarations room."""
